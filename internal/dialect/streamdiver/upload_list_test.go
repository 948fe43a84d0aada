package streamdiver_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/upload"
)

func TestPagesOfUploads(t *testing.T) {
	f := newFixture(t, nil)
	for i := range 51 {
		f.newUpload(t, fmt.Sprintf(`{"fileName":"%02d.mp4"}`, i))
	}
	seen := map[string]bool{}
	for _, tc := range []struct {
		query string
		items int
		want  map[string]any
	}{
		{"?perpage=50", 50, map[string]any{"page": 0.0, "perpage": 50.0, "total": 51.0, "totalPages": 2.0}},
		{"?perpage=50&page=1", 1, map[string]any{"page": 1.0, "perpage": 50.0, "total": 51.0, "totalPages": 2.0}},
		{"?perpage=51&page=2", 0, map[string]any{"page": 2.0, "perpage": 50.0, "total": 51.0, "totalPages": 2.0}},
		{"", 10, map[string]any{"page": 0.0, "perpage": 10.0, "total": 51.0, "totalPages": 6.0}},
		{"?page=&perpage=", 10, map[string]any{"page": 0.0, "perpage": 10.0, "total": 51.0, "totalPages": 6.0}},
		{"?filter=status=created&perpage=50&page=1", 1, map[string]any{"page": 1.0, "perpage": 50.0, "total": 51.0, "totalPages": 2.0}},
		{"?page=2147483647", 0, map[string]any{"page": 2147483647.0, "perpage": 10.0, "total": 51.0, "totalPages": 6.0}},
	} {
		a := f.api(t, 200, "GET", "/v2/uploads"+tc.query, "")
		items := a.list(t)
		if diff := cmp.Diff(tc.want, a.decode(t)["pagination"]); diff != "" || len(items) != tc.items || a.header.Get("X-Total-Count") != "51" {
			t.Errorf("%s: %d items, header %q (-want +got):\n%s", tc.query, len(items), a.header.Get("X-Total-Count"), diff)
		}
		if strings.HasPrefix(tc.query, "?perpage=50") {
			for _, item := range items {
				seen[text(t, item, "id")] = true
			}
		}
		if strings.Contains(a.body, "ecret") || strings.Contains(a.body, "X-Amz") {
			t.Errorf("%s: a list tells secrets", tc.query)
		}
	}
	if len(seen) != 51 {
		t.Errorf("two pages have %d uploads", len(seen))
	}
	empty := f.as(t, f.foreign, "GET", "/v2/uploads", "")
	empty.wantBody(t, 200, `{"status":"success","message":null,"data":[],"pagination":{"page":0,"perpage":10,"total":0,"totalPages":0}}`)
}

func TestBadListParameters(t *testing.T) {
	f := newFixture(t, nil)
	for query, field := range map[string]string{
		"perpage=0": "perpage", "perpage=-1": "perpage", "perpage=x": "perpage", "perpage=1.5": "perpage", "perpage=99999999999999999999": "perpage",
		"page=-1": "page", "page=x": "page", "page=2147483648": "page",
		"sort=secret": "sort", "sort=name:up": "sort", "sort=name,created": "sort", "sort=:desc": "sort",
		"filter=secret=1": "filter", "filter=name": "filter", "filter==x": "filter", "filter=name=%zz": "filter", "filter=name=%00": "filter", "filter=tags=%ff": "filter",
	} {
		body := f.api(t, 400, "GET", "/v2/uploads?"+query, "").decode(t)
		if body["status"] != "fail" || at(body, "data", field) == nil {
			t.Errorf("%s: %v", query, body)
		}
	}
}

func TestSortAndFilterUploads(t *testing.T) { each(t, testSortAndFilterUploads) }

func testSortAndFilterUploads(t *testing.T, f *fixture) {
	f.newUpload(t, `{"fileName":"b.mp4","name":"Demo","tags":["a","b"]}`)
	stored := f.newUpload(t, `{"fileName":"a.mp4","name":"Demo 2","tags":["a"]}`)
	f.store(t, stored, "bytes")
	f.newUpload(t, `{"fileName":"c d.mp4","name":"another demo","tags":["b","c d"],"type":"put"}`)
	gone := f.newUpload(t, `{"fileName":"e.mp4","name":"Gone"}`)
	f.api(t, 200, "POST", uploadPath(t, gone)+"/cancel", "")
	for query, want := range map[string]string{
		"":                                       "Gone, another demo, Demo 2, Demo",
		"sort=name":                              "another demo, Demo, Demo 2, Gone",
		"sort=name:asc":                          "another demo, Demo, Demo 2, Gone",
		"sort=name:desc":                         "Gone, Demo 2, Demo, another demo",
		"sort=name%3Adesc":                       "Gone, Demo 2, Demo, another demo",
		"sort=created":                           "Demo, Demo 2, another demo, Gone",
		"filter=name=Demo":                       "Demo",
		"filter=name%3DDemo":                     "Demo",
		"filter=name=another%20demo":             "another demo",
		"filter=name%3Danother+demo":             "another demo", // a blank of a form encoder
		"filter=name=demo":                       "",
		"filter=name=%25":                        "",
		"filter=tags=a":                          "Demo 2, Demo",
		"filter=tags=a%2btags=b":                 "Demo",
		"filter=tags=a%2Btags=b":                 "Demo",
		"filter=tags%3Da%2Btags%3Db":             "Demo",
		"filter=tags=a+tags=b":                   "Demo",
		"filter=tags=a&filter=tags=b":            "Demo",
		"filter=tags=c%20d":                      "another demo",
		"filter=tags=none":                       "",
		"filter=name=Demo%2bname=Gone":           "",
		"filter=status=created":                  "another demo, Demo",
		"filter=status=uploading":                "Demo 2",
		"filter=status=cancelled":                "Gone",
		"filter=status=created%2btags=a":         "Demo",
		"filter=status=completed":                "",
		"filter=status=expired":                  "",
		"filter=status=none":                     "",
		"filter=status=created%2bstatus=created": "another demo, Demo",
		"filter=channelId=none":                  "",
		"filter=name=":                           "",
		"filter=type=put":                        "another demo",
		"filter=fileName=b.mp4":                  "Demo",
		"filter=tags=a&sort=name:desc&page=0":    "Demo 2, Demo",
		"filter=status=created&sort=name:desc":   "Demo, another demo",
		"filter=&sort=":                          "Gone, another demo, Demo 2, Demo",
		"filter=status=created&perpage=1":        "another demo",
		"filter=status=created&perpage=1&page=1": "Demo",
	} {
		var names []string
		for _, item := range f.api(t, 200, "GET", "/v2/uploads?"+query, "").list(t) {
			names = append(names, text(t, item, "name"))
		}
		if got := strings.Join(names, ", "); got != want {
			t.Errorf("%s: %s, want %s", query, got, want)
		}
	}
}

// A video that another API made has an upload, too, which is completed once it has a source.
func TestUploadsMadeElsewhere(t *testing.T) {
	f := newFixture(t, nil)
	v, err := f.catalog.Create(t.Context(), f.catalog.NewVideo(f.project.ID, "From afar", media.Private))
	must(t, err)
	list := f.api(t, 200, "GET", "/v2/uploads", "").list(t)
	if len(list) != 1 || list[0]["status"] != "created" || list[0]["mediaId"] != nil || list[0]["expires"] != nil {
		t.Fatalf("uploads %v", list)
	}
	content := "ten bytes."
	u, err := f.engine.Begin(t.Context(), upload.Beginning{
		ProjectID: f.project.ID, Protocol: "test", VideoID: v.ID, Length: int64(len(content)), Limits: upload.Limits{Idle: time.Hour},
	})
	must(t, err)
	_, err = f.engine.Append(t.Context(), u.ID, upload.Chunk{Body: strings.NewReader(content), Size: u.Length, Length: u.Length})
	must(t, err)
	got := f.api(t, 200, "GET", uploadPath(t, list[0]), "").data(t)
	if got["status"] != "completed" || got["mediaId"] != v.ID || got["fileSize"] != 10.0 || got["input"] != nil || got["channelId"] == nil {
		t.Errorf("upload %v", got)
	}
}

// A search goes on behind what it holds at once, in every order.
func TestSearchOfManyUploads(t *testing.T) {
	f := newFixture(t, nil)
	const many = 1003
	for i := range many {
		v := f.catalog.NewVideo(f.project.ID, fmt.Sprintf("%04d", (i*7)%many), media.Private)
		_, err := f.catalog.Create(t.Context(), v)
		must(t, err)
	}
	for order, want := range map[string][]string{
		"":                {"0014", "0007", "0000"}, // the first that were made
		"&sort=name":      {"1000", "1001", "1002"},
		"&sort=name:desc": {"0002", "0001", "0000"},
	} {
		a := f.api(t, 200, "GET", "/v2/uploads?filter=type=multipart%2bstatus=created&perpage=50&page=20"+order, "")
		var names []string
		for _, item := range a.list(t) {
			names = append(names, text(t, item, "name"))
		}
		if diff := cmp.Diff(want, names); diff != "" || a.header.Get("X-Total-Count") != "1003" {
			t.Errorf("%q of %s (-want +got):\n%s", order, a.header.Get("X-Total-Count"), diff)
		}
	}
}
