package gcore_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func directory(id any) string { return "/streaming/directories/" + fmt.Sprint(id) }

// newDirectory makes a directory in another one, "null" for none.
func (f *fixture) newDirectory(t *testing.T, name string, parent any) float64 {
	t.Helper()
	return f.api(t, 200, "POST", "/streaming/directories", fmt.Sprintf(`{"name":%q,"parent_id":%v}`, name, parent)).decode(t)["id"].(float64)
}

func TestDirectories(t *testing.T) {
	f := newFixture(t, nil)
	made := f.api(t, 200, "POST", "/streaming/directories", `{"name":"Talks"}`).decode(t)
	talks := made["id"].(float64)
	want := map[string]any{"id": talks, "name": "Talks", "parent_id": nil, "items_count": 0.0,
		"created_at": made["created_at"], "updated_at": made["updated_at"]}
	if diff := cmp.Diff(want, made); diff != "" {
		t.Errorf("made (-want +got):\n%s", diff)
	}
	year := f.newDirectory(t, "2024", talks)
	id := f.newVideo(t, fmt.Sprintf(`{"name":"Spring talk","directory_id":%v}`, talks))

	got := f.api(t, 200, "GET", directory(talks), "").decode(t)
	if at(got, "directory", "items_count") != 2.0 || at(got, "directory", "id") != talks {
		t.Errorf("directory %v", got)
	}
	inner, film := at(got, "directory", "items", 0), at(got, "directory", "items", 1)
	if at(inner, "item_type") != "Directory" || at(inner, "id") != year || at(inner, "parent_id") != talks {
		t.Errorf("directory in it: %v", inner)
	}
	if at(film, "item_type") != "Video" || at(film, "id") != float64(id) || at(film, "directory_id") != talks || at(film, "slug") == nil {
		t.Errorf("video in it: %v", film)
	}
	tree := f.api(t, 200, "GET", "/streaming/directories/tree", "").decode(t)
	if at(tree, "tree", 0, "id") != talks || at(tree, "tree", 0, "items_count") != 2.0 ||
		at(tree, "tree", 0, "descendants", 0, "name") != "2024" || len(at(tree, "tree", 0, "descendants", 0, "descendants").([]any)) != 0 {
		t.Errorf("tree %v", tree)
	}

	changed := f.api(t, 200, "PATCH", directory(year), `{"name":"2025","parent_id":null}`).decode(t)
	if changed["name"] != "2025" || changed["parent_id"] != nil {
		t.Errorf("changed %v", changed)
	}
	if got := f.api(t, 200, "PATCH", directory(year), `{}`).decode(t); got["name"] != "2025" {
		t.Errorf("changed by nothing: %v", got)
	}
}

func TestDirectoryRemoved(t *testing.T) {
	f := newFixture(t, nil)
	top := f.newDirectory(t, "a", "null")
	inner := f.newDirectory(t, "b", top)
	beside := f.newDirectory(t, "c", "null")
	var lost []int64
	for _, dir := range []float64{top, inner} {
		lost = append(lost, f.newVideo(t, fmt.Sprintf(`{"name":"x","directory_id":%v}`, dir)))
	}
	kept := f.newVideo(t, fmt.Sprintf(`{"name":"x","directory_id":%v}`, beside))
	f.as(t, f.foreign, "DELETE", directory(top), "").problem(t, 404, "Not Found")
	f.api(t, 204, "DELETE", directory(top), "")
	for _, id := range lost {
		f.as(t, f.key, "GET", video(id), "").problem(t, 404, "Not Found")
	}
	for _, dir := range []float64{top, inner} {
		f.as(t, f.key, "GET", directory(dir), "").problem(t, 404, "Not Found")
	}
	f.api(t, 200, "GET", video(kept), "")
	f.api(t, 200, "GET", directory(beside), "")
}

func TestDirectoriesRefused(t *testing.T) {
	f := newFixture(t, nil)
	top := f.newDirectory(t, "a", "null")
	inner := f.newDirectory(t, "b", top)
	for body, want := range map[string]string{
		`{}`:                                 "name: can't be blank",
		`{"name":" "}`:                       "name: can't be blank",
		`{"name":5}`:                         "name: is invalid",
		`{"name":"x","parent_id":99999}`:     "parent_id: not found",
		`{"name":"x","parent_id":"foreign"}`: "parent_id: is invalid",
	} {
		f.as(t, f.key, "POST", "/streaming/directories", body).errors(t, want)
	}
	f.as(t, f.key, "PATCH", directory(top), fmt.Sprintf(`{"parent_id":%v}`, inner)).errors(t, "parent_id: is invalid")
	f.as(t, f.key, "PATCH", directory(top), fmt.Sprintf(`{"parent_id":%v}`, top)).errors(t, "parent_id: is invalid")
	f.as(t, f.foreign, "POST", "/streaming/directories", fmt.Sprintf(`{"name":"x","parent_id":%v}`, top)).errors(t, "parent_id: not found")
	for _, id := range []string{"abc", "0", "2147483648", "99999"} {
		f.as(t, f.key, "GET", directory(id), "").problem(t, 404, "Not Found")
	}
}
