package streamdiver_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tributary-video/tributary/internal/catalog"
	"github.com/tributary-video/tributary/internal/media"
)

func (f *fixture) newChannel(t *testing.T, body string) string {
	t.Helper()
	return text(t, f.api(t, 201, "POST", "/v2/channels", body).data(t), "id")
}

// standard is the id of the default channel.
func (f *fixture) standard(t *testing.T) string {
	t.Helper()
	return text(t, f.api(t, 200, "GET", "/v2/channels?filter=name=Default", "").list(t)[0], "id")
}

func TestChannels(t *testing.T) {
	f := newFixture(t, nil)
	a := f.api(t, 201, "POST", "/v2/channels", `{"name":"Group","description":"ours","playerDesign":{"colour":"red"},"type":"user"}`)
	got := a.data(t)
	id := text(t, got, "id")
	want := map[string]any{
		"id": id, "name": "Group", "description": "ours", "type": "group", "visibility": "private", "isDefault": false,
		"playerDesign": map[string]any{"colour": "red"}, "members": []any{}, "created": got["created"], "updated": got["updated"],
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("channel (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(got, f.api(t, 200, "GET", "/v2/channels/"+id, "").data(t)); diff != "" {
		t.Errorf("read again (-want +got):\n%s", diff)
	}
	renamed := f.api(t, 200, "PATCH", "/v2/channels/"+id, `{"name":"Team","visibility":"public"}`).data(t)
	if diff := cmp.Diff(map[string]any{"name": "Team", "description": "ours", "visibility": "private"}, pick(renamed, "name", "description", "visibility")); diff != "" {
		t.Errorf("renamed (-want +got):\n%s", diff)
	}
	standard := f.standard(t)
	f.api(t, 200, "PUT", "/v2/channels/"+standard, `{"name":"Everything"}`)
	for query, want := range map[string][]any{
		"":                             {id, standard},
		"?sort=name":                   {standard, id},
		"?sort=name:desc&perpage=1":    {id},
		"?filter=name=Team":            {id},
		"?filter=visibility=public":    {},
		"?filter=type=group&perpage=1": {id},
	} {
		if diff := cmp.Diff(want, ids(f.api(t, 200, "GET", "/v2/channels"+query, "").list(t))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", query, diff)
		}
	}
	f.api(t, 409, "DELETE", "/v2/channels/"+standard, "")
	for _, path := range []string{"/v2/channels/" + id, "/v2/channels/" + standard} {
		if a := f.as(t, f.foreign, "GET", path, ""); a.status != 404 {
			t.Errorf("another project reads %s: %d %s", path, a.status, a.body)
		}
	}
	f.api(t, 200, "DELETE", "/v2/channels/"+id, "").wantBody(t, 200, `{"status":"success","message":null,"data":null}`)
	f.as(t, f.key, "DELETE", "/v2/channels/"+id, "").wantBody(t, 404, `{"status":"fail","message":"channel not found","data":null}`)
}

func TestRefusedChannels(t *testing.T) {
	f := newFixture(t, nil)
	id := f.newChannel(t, `{"name":"Group"}`)
	for _, tt := range [][3]string{
		{"POST", "/v2/channels", `{}`},
		{"POST", "/v2/channels", `{"name":" "}`},
		{"POST", "/v2/channels", `{"name":"a","visibility":"hidden"}`},
		{"PATCH", "/v2/channels/" + id, `{"name":""}`},
		{"PUT", "/v2/channels/" + id + "/visibility", `{}`},
		{"PUT", "/v2/channels/" + id + "/visibility", `{"visibility":"Public"}`},
		{"GET", "/v2/channels?sort=members", ""},
		{"GET", "/v2/channels?filter=members=me", ""},
	} {
		f.api(t, 400, tt[0], tt[1], tt[2])
	}
	f.api(t, 404, "PUT", "/v2/channels/x/visibility", `{"visibility":"public"}`)
}

// A media is public while any of its channels can be seen, whatever changes that.
func TestVisibility(t *testing.T) { each(t, testVisibility) }

func testVisibility(t *testing.T, f *fixture) {
	one, two, standard := f.newChannel(t, `{"name":"One"}`), f.newChannel(t, `{"name":"Two"}`), f.standard(t)
	id := f.newMedia(t, `{"channelId":"`+one+`"}`)
	path := "/v2/media/" + id
	set := func(channel, visibility string) func() {
		return func() {
			got := f.api(t, 200, "PUT", "/v2/channels/"+channel+"/visibility", `{"visibility":"`+visibility+`"}`).data(t)
			if got["visibility"] != visibility {
				t.Errorf("visibility %v, want %s", got["visibility"], visibility)
			}
		}
	}
	assign := func(channels string) func() {
		return func() { f.api(t, 200, "PATCH", path, `{"channelIds":`+channels+`}`) }
	}
	for _, step := range []struct {
		name     string
		do       func()
		channels []any
		privacy  media.Privacy
	}{
		{"nothing", func() {}, []any{one}, media.Private},
		{"shared", set(one, "shared"), []any{one}, media.Public},
		{"hidden again", set(one, "private"), []any{one}, media.Private},
		{"in three", assign(`["` + standard + `","` + two + `","` + one + `","` + two + `"]`), []any{two, standard, one}, media.Private},
		{"a further one is public", set(one, "public"), []any{two, standard, one}, media.Public},
		{"the default one, too", set(standard, "shared"), []any{two, standard, one}, media.Public},
		{"in the bin", func() { f.api(t, 200, "DELETE", path, ""); set(one, "private")(); set(standard, "private")() }, []any{two, standard, one}, media.Public},
		{"recovered", func() { f.api(t, 200, "POST", path+"/recover", "") }, []any{two, standard, one}, media.Private},
		{"a further one is shared", set(one, "shared"), []any{two, standard, one}, media.Public},
		{"the first is deleted", func() { f.api(t, 200, "DELETE", "/v2/channels/"+two, "") }, []any{one, standard}, media.Public},
		{"the shared one is deleted", func() { f.api(t, 200, "DELETE", "/v2/channels/"+one, "") }, []any{standard}, media.Private},
		{"in none", assign(`[]`), []any{standard}, media.Private},
	} {
		step.do()
		v, err := f.Video(t.Context(), id)
		must(t, err)
		channels := f.api(t, 200, "GET", path, "").data(t)["channelIds"]
		if diff := cmp.Diff(step.channels, channels); diff != "" || v.Privacy != step.privacy {
			t.Errorf("%s: %s, channels (-want +got):\n%s", step.name, v.Privacy, diff)
		}
	}
}

// Channels list what is in them as a further one, too; other APIs show the first.
func TestListOfFurtherChannel(t *testing.T) {
	f := newFixture(t, nil)
	one, two := f.newChannel(t, `{"name":"One"}`), f.newChannel(t, `{"name":"Two"}`)
	both, alone := f.newMedia(t, ""), f.newMedia(t, "")
	f.api(t, 200, "PATCH", "/v2/media/"+both, `{"channelIds":["`+one+`","`+two+`"]}`)
	for query, want := range map[string][]any{
		"channelId=" + one: {both}, "channelId=" + two: {both}, "channelId=" + one + "%2bchannelId=" + two: {both},
		"channelId=" + f.standard(t): {alone}, "channelId=" + two + "%2bchannelId=" + f.standard(t): {},
	} {
		if diff := cmp.Diff(want, ids(f.api(t, 200, "GET", "/v2/media?filter="+query, "").list(t))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", query, diff)
		}
	}
	collections, total, err := f.catalog.Collections(t.Context(), f.project.ID, 0, 10)
	must(t, err)
	for _, c := range collections {
		found, _, err := f.catalog.List(t.Context(), catalog.Filter{ProjectID: f.project.ID, CollectionID: c.ID})
		if must(t, err); (c.Name == "One") != (len(found) == 1) {
			t.Errorf("%d videos lie in %s", len(found), c.Name)
		}
	}
	if total != 2 {
		t.Errorf("%d collections", total)
	}
}
