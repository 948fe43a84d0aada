package s3_test

import (
	"net/http"
	"testing"
)

// TestListObjects asks for the one object in all the ways that lists are narrowed.
func TestListObjects(t *testing.T) { each(t, testListObjects) }

func testListObjects(t *testing.T, f *fixture) {
	key := f.access.Object
	entry, folder := "<Contents><Key>"+key+"</Key>", "<CommonPrefixes><Prefix>videos/</Prefix></CommonPrefixes>"
	lists := func(query string) answer {
		return f.do(ask{method: "GET", path: "/project-1/", query: query}).want(t, 200, "")
	}
	if lists("").has(entry) {
		t.Error("listed before it is stored")
	}
	f.do(ask{method: "PUT", body: "x"}).want(t, 200, "")
	for query, want := range map[string]struct {
		entry, folder bool
		text          string
	}{
		"":                                      {true, false, "<Marker></Marker>"},
		"list-type=2":                           {true, false, "<KeyCount>1</KeyCount>"},
		"delimiter=%2F":                         {false, true, "<Delimiter>/</Delimiter>"},
		"delimiter=%2F&encoding-type=url":       {false, true, "<Delimiter>/</Delimiter>"},
		"delimiter=%2F&prefix=videos":           {false, true, "<Prefix>videos</Prefix>"},
		"delimiter=%2F&prefix=videos%2F2026%2F": {false, false, "<CommonPrefixes><Prefix>videos/2026/03/</Prefix>"},
		"prefix=" + key:                         {true, false, ""},
		"prefix=audios":                         {false, false, "<Prefix>audios</Prefix>"},
		"prefix=a%20%2B&encoding-type=url":      {false, false, "<Prefix>a%20%2B</Prefix>"},
		"max-keys=0":                            {false, false, "<MaxKeys>0</MaxKeys>"},
		"max-keys=5000":                         {true, false, "<MaxKeys>1000</MaxKeys>"},
		"marker=" + key:                         {false, false, ""},
		"marker=a":                              {true, false, "<Marker>a</Marker>"},
		"list-type=2&start-after=" + key:        {false, false, "<KeyCount>0</KeyCount>"},
		"list-type=2&continuation-token=" + key: {false, false, "<KeyCount>0</KeyCount>"},
		"list-type=2&fetch-owner=true":          {true, false, "<Owner><ID>project-1</ID>"},
	} {
		if a := lists(query); a.has(entry) != want.entry || a.has(folder) != want.folder || !a.has(want.text) {
			t.Errorf("%q: %s", query, a.body)
		}
	}
	f.do(ask{method: "GET", path: "/project-1", query: "max-keys=x"}).want(t, 400, "InvalidArgument")
}

func TestListUploadsNarrowed(t *testing.T) {
	f := newFixture(t)
	id := f.create()
	for query, want := range map[string]bool{
		"uploads=":                                  true,
		"uploads&prefix=videos%2F":                  true,
		"uploads=&prefix=audios":                    false,
		"uploads=&delimiter=%2F":                    false,
		"uploads=&max-uploads=0":                    false,
		"uploads=&key-marker=a":                     true,
		"uploads=&key-marker=z":                     false,
		"uploads=&key-marker=" + f.access.Object:    false,
		"uploads=&upload-id-marker=" + id:           true, // means nothing without a key
		"uploads=&encoding-type=url&key-marker=%20": true,
	} {
		if a := f.do(ask{method: "GET", path: "/project-1", query: query}).want(t, 200, ""); a.has("<UploadId>"+id) != want {
			t.Errorf("%q: %s", query, a.body)
		}
	}
}

// A browser may ask before it is signed for, and read every answer.
func TestBrowser(t *testing.T) {
	f := newFixture(t)
	r, err := http.NewRequestWithContext(t.Context(), http.MethodOptions, f.server.URL+"/project-1/a.mp4", nil)
	must(t, err)
	r.Header.Set("Origin", "https://app.example.com")
	r.Header.Set("Access-Control-Request-Method", "PUT")
	res, err := f.server.Client().Do(r)
	must(t, err)
	must(t, res.Body.Close())
	if res.StatusCode != 204 || res.Header.Get("Access-Control-Allow-Origin") != "*" {
		t.Errorf("preflight: %d, %v", res.StatusCode, res.Header)
	}
	for _, a := range []answer{f.do(ask{method: "PUT", body: "x"}), f.do(ask{method: "PUT", body: "x", secret: "wrong"})} {
		if a.header.Get("Access-Control-Allow-Origin") != "*" {
			t.Errorf("answer %d may not be read", a.status)
		}
	}
}
