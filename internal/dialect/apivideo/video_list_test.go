package apivideo_test

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tributary-video/tributary/internal/testkit"
)

// titles are the names of the videos that a list has, in its order.
func (f *fixture) titles(t *testing.T, path string) []string {
	t.Helper()
	got := []string{}
	for _, v := range f.api(t, 200, "GET", path, "").decode(t)["data"].([]any) {
		got = append(got, testkit.At(v, "title").(string))
	}
	return got
}

func TestListVideos(t *testing.T) {
	f := newFixture(t, nil)
	for _, body := range []string{
		`{"title":"Ångström 100%","description":"physics","tags":["a b","c"],"metadata":[{"key":"camera","value":"2"}]}`,
		`{"title":"boats_at sea","description":"Harbour at dawn","tags":["c","d[0]"],"metadata":[{"key":"camera","value":"2"},{"key":"lens","value":"wide & long"}]}`,
		`{"title":"Cliffs","description":"100 steps","tags":["C"]}`,
	} {
		f.newVideo(t, body)
	}
	f.as(t, f.foreign, "POST", "/videos", `{"title":"boats of others","tags":["c"]}`)
	const angstrom, boats, cliffs = "Ångström 100%", "boats_at sea", "Cliffs"
	for query, want := range map[string][]string{
		"":                                     {cliffs, boats, angstrom},
		"title=BOATS":                          {boats},
		"title=%C3%A5ngstr%C3%B6M":             {angstrom},
		"title=100%25":                         {angstrom},
		"title=_":                              {boats},
		"title=boats_at+sea":                   {boats},
		"title=harbour":                        {},
		"title=%5C":                            {},
		"title=" + strings.Repeat("%25", 4096): {},
		"description=harbour+AT":               {boats},
		"description=Cliffs":                   {},
		"title=s&description=s":                {cliffs, angstrom},
		"tags[]=c":                             {boats, angstrom},
		"tags%5B%5D=a+b&tags%5B%5D=c":          {angstrom},
		"tags[0]=a%20b&tags[1]=c":              {angstrom},
		"tags=C":                               {cliffs},
		"tags=d[0]":                            {boats},
		"tags[]=&tags=":                        {cliffs, boats, angstrom},
		"tags[]=nothing":                       {},
		"metadata[camera]=2":                   {boats, angstrom},
		"metadata%5Bcamera%5D=2&tags[]=c":      {boats, angstrom},
		"metadata[camera]=2&metadata%5Blens%5D=wide+%26+long": {boats},
		"metadata[camera]=3":                    {},
		"liveStreamId=li1":                      {},
		"liveStreamId=":                         {cliffs, boats, angstrom},
		"sortBy=title":                          {boats, cliffs, angstrom},
		"sortBy=title&sortOrder=desc":           {angstrom, cliffs, boats},
		"sortBy=createdAt":                      {angstrom, boats, cliffs},
		"sortBy=publishedAt&sortOrder=desc":     {cliffs, boats, angstrom},
		"sortBy=updatedAt&sortOrder=asc":        {angstrom, boats, cliffs},
		"sortOrder=asc":                         {angstrom, boats, cliffs},
		"sortOrder=desc":                        {cliffs, boats, angstrom},
		"pageSize=1&currentPage=2&sortBy=title": {cliffs},
		"currentPage=7":                         {},
		"currentPage=2147483647&pageSize=100":   {},
		"unknown=1&currentPage=&pageSize=":      {cliffs, boats, angstrom},
	} {
		t.Run(query, func(t *testing.T) {
			if diff := cmp.Diff(want, f.titles(t, "/videos?"+query)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestListRefused(t *testing.T) {
	f := newFixture(t, nil)
	atLeast, within := map[string]any{"min": 1.0}, map[string]any{"min": 1.0, "max": 100.0}
	for query, tt := range map[string]struct {
		name   string
		bounds any
	}{
		"pageSize=0":                 {"pageSize", within},
		"pageSize=101":               {"pageSize", within},
		"pageSize=x":                 {"pageSize", within},
		"pageSize=-1":                {"pageSize", within},
		"currentPage=0":              {"currentPage", atLeast},
		"currentPage=x":              {"currentPage", atLeast},
		"currentPage=99999999999999": {"currentPage", atLeast},
		"sortBy=name":                {"sortBy", nil},
		"sortOrder=up":               {"sortOrder", nil},
		"title=%00":                  {"title", nil},
		"tags[]=%FF":                 {"tags", nil},
		"metadata[%00]=x":            {"metadata", nil},
		"description=" + strings.Repeat("%25", 4097): {"description", nil},
		strings.Repeat("tags[]=x&", 101):             {"tags", nil},
	} {
		t.Run(query[:min(len(query), 30)], func(t *testing.T) {
			a := f.as(t, f.key, "GET", "/videos?"+query, "")
			a.problem(t, 400, "invalid-query-parameter", tt.name)
			if diff := cmp.Diff(tt.bounds, a.decode(t)["range"]); diff != "" {
				t.Errorf("range (-want +got):\n%s", diff)
			}
		})
	}
	a := f.as(t, f.key, "GET", "/tags?pageSize=0&currentPage=0", "")
	a.problem(t, 400, "invalid-query-parameter", "currentPage")
	if problems := a.decode(t)["problems"].([]any); len(problems) != 2 || testkit.At(problems, 1, "name") != "pageSize" {
		t.Errorf("problems %v", problems)
	}
}

func TestPagination(t *testing.T) {
	f := newFixture(t, nil)
	for i := range 5 {
		f.newVideo(t, fmt.Sprintf(`{"title":"v%d","tags":["x y"]}`, i))
	}
	links := func(rels ...string) []any {
		var out []any
		for i := 0; i < len(rels); i += 2 {
			out = append(out, map[string]any{"rel": rels[i], "uri": "/videos?" + rels[i+1]})
		}
		return out
	}
	numbers := func(current, size, pages, items, here float64) map[string]any {
		return map[string]any{"currentPage": current, "pageSize": size, "pagesTotal": pages, "itemsTotal": items, "currentPageItems": here}
	}
	for query, tt := range map[string]struct {
		numbers map[string]any
		links   []any
	}{
		"": {numbers(1, 25, 1, 5, 5), links("self", "currentPage=1&pageSize=25", "first", "currentPage=1&pageSize=25", "last", "currentPage=1&pageSize=25")},
		"pageSize=2": {numbers(1, 2, 3, 5, 2), links("self", "currentPage=1&pageSize=2", "first", "currentPage=1&pageSize=2",
			"next", "currentPage=2&pageSize=2", "last", "currentPage=3&pageSize=2")},
		"pageSize=2&currentPage=2": {numbers(2, 2, 3, 5, 2), links("self", "currentPage=2&pageSize=2", "first", "currentPage=1&pageSize=2",
			"previous", "currentPage=1&pageSize=2", "next", "currentPage=3&pageSize=2", "last", "currentPage=3&pageSize=2")},
		"pageSize=2&currentPage=3": {numbers(3, 2, 3, 5, 1), links("self", "currentPage=3&pageSize=2", "first", "currentPage=1&pageSize=2",
			"previous", "currentPage=2&pageSize=2", "last", "currentPage=3&pageSize=2")},
		"pageSize=2&currentPage=9": {numbers(9, 2, 3, 5, 0), links("self", "currentPage=9&pageSize=2", "first", "currentPage=1&pageSize=2",
			"previous", "currentPage=3&pageSize=2", "last", "currentPage=3&pageSize=2")},
		"tags[]=x+y&title=none": {numbers(1, 25, 1, 0, 0), links("self", "currentPage=1&pageSize=25&tags%5B%5D=x+y&title=none",
			"first", "currentPage=1&pageSize=25&tags%5B%5D=x+y&title=none", "last", "currentPage=1&pageSize=25&tags%5B%5D=x+y&title=none")},
	} {
		t.Run(query, func(t *testing.T) {
			got := f.api(t, 200, "GET", "/videos?"+query, "").decode(t)
			want := map[string]any{"links": tt.links}
			for name, n := range tt.numbers {
				want[name] = n
			}
			if diff := cmp.Diff(want, got["pagination"]); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if data, ok := got["data"].([]any); !ok || float64(len(data)) != tt.numbers["currentPageItems"] {
				t.Errorf("data %v", got["data"])
			}
		})
	}
}

// Whoever follows the links sees every video once, whatever it is sorted by.
func TestPagesDoNotOverlap(t *testing.T) {
	f := newFixture(t, nil)
	for range 7 {
		f.newVideo(t, `{"title":"same"}`)
	}
	for _, by := range []string{"", "title", "createdAt", "updatedAt"} {
		for _, direction := range []string{"asc", "desc"} {
			next := "/videos?" + url.Values{"sortBy": {by}, "sortOrder": {direction}, "pageSize": {"2"}}.Encode()
			var seen []string
			for next != "" {
				got := f.api(t, 200, "GET", next, "").decode(t)
				for _, v := range got["data"].([]any) {
					seen = append(seen, testkit.At(v, "videoId").(string))
				}
				next = ""
				for _, link := range testkit.At(got, "pagination", "links").([]any) {
					if testkit.At(link, "rel") == "next" {
						next = testkit.At(link, "uri").(string)
					}
				}
			}
			slices.Sort(seen)
			if len(seen) != 7 || len(slices.Compact(seen)) != 7 {
				t.Errorf("by %q %s: %d videos, %v", by, direction, len(seen), seen)
			}
		}
	}
}

func TestTags(t *testing.T) {
	f := newFixture(t, nil)
	for _, tags := range []string{`["boats","Été"]`, `["boats","Zoo"]`, `["boats","ete"]`, `[]`} {
		f.newVideo(t, `{"title":"t","tags":`+tags+`}`)
	}
	gone := f.newVideo(t, `{"title":"t","tags":["gone","boats"]}`)
	f.api(t, 204, "DELETE", "/videos/"+gone, "")
	f.as(t, f.foreign, "POST", "/videos", `{"title":"t","tags":["boats","theirs"]}`)
	for query, want := range map[string]string{
		"":                                  "boats 3, ete 1, Été 1, Zoo 1",
		"value=E":                           "ete 1, Été 1",
		"value=%C3%89T":                     "ete 1, Été 1",
		"value=oat":                         "boats 3",
		"value=gone":                        "",
		"sortBy=value&sortOrder=desc":       "Zoo 1, Été 1, ete 1, boats 3",
		"sortOrder=desc":                    "Zoo 1, Été 1, ete 1, boats 3",
		"sortBy=videoCount":                 "ete 1, Été 1, Zoo 1, boats 3",
		"sortBy=videoCount&sortOrder=desc":  "boats 3, Zoo 1, Été 1, ete 1",
		"pageSize=1&currentPage=2":          "ete 1",
		"value=t&pageSize=1&sortOrder=desc": "Été 1",
	} {
		t.Run(query, func(t *testing.T) {
			var got []string
			for _, tag := range f.api(t, 200, "GET", "/tags?"+query, "").decode(t)["data"].([]any) {
				got = append(got, fmt.Sprint(testkit.At(tag, "value"), " ", testkit.At(tag, "videoCount")))
			}
			if text := strings.Join(got, ", "); text != want {
				t.Errorf("%s, want %s", text, want)
			}
		})
	}
	f.as(t, f.key, "GET", "/tags?sortBy=name", "").problem(t, 400, "invalid-query-parameter", "sortBy")
}
