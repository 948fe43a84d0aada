package player

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"

	"github.com/tributary-video/tributary/internal/media"
)

// newTestServer serves the pages the way the playback package does, over an HLS tree made on the spot.
func newTestServer(t *testing.T) *httptest.Server {
	t.Helper()
	p := newPlayer(t)
	mux := http.NewServeMux()
	tree := hlsTree(t)
	files := hlsFiles(http.FileServer(http.Dir(tree)))
	mux.Handle("GET /assets/", p.Assets())
	mux.Handle("GET /hls/", http.StripPrefix("/hls/", files))
	mux.Handle("GET /held/", http.StripPrefix("/held/", lateSegments(files)))
	pages := testPages()
	mux.HandleFunc("GET /embed/{name}", func(w http.ResponseWriter, r *http.Request) {
		page := pages[r.PathValue("name")]
		page.Options = ParseOptions(r.URL.Query())
		if err := p.WritePage(w, r, page); err != nil {
			t.Error(err)
		}
	})
	var asked atomic.Int32 // about the video that will be viewable soon
	mux.HandleFunc("GET /status/{name}", func(w http.ResponseWriter, r *http.Request) {
		status := Status{State: media.Processing, Progress: 0.42}
		switch r.PathValue("name") {
		case "uploading":
			status = Status{State: media.Uploading, Progress: 0.7}
		case "doomed":
			status = Status{State: media.Failed, Reason: media.MediaDamaged.Text()}
		case "soon":
			if asked.Add(1) > 2 {
				status.State = media.Viewable
			}
		}
		w.Header().Set("Content-Type", "application/json")
		if err := json.NewEncoder(w).Encode(status); err != nil {
			t.Error(err)
		}
	})
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) {
		if err := p.WriteLanding(w, r, testLanding()); err != nil {
			t.Error(err)
		}
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server
}

func testPages() map[string]Page {
	const title, master = "Harbour walk at low tide", "/hls/master.m3u8"
	waiting := func(name string, state media.State) Page {
		return Page{Title: title, State: state, Master: master, Status: "/status/" + name}
	}
	return map[string]Page{
		"ready":      {Title: title, State: media.Ready, Master: master, Poster: "/hls/poster.jpg"},
		"lazy":       {Title: title, State: media.Ready, Master: master},
		"held":       {Title: title, State: media.Viewable, Master: "/held/master.m3u8"},
		"audio":      {Title: "Field recording, dawn chorus", State: media.Ready, Master: "/hls/audio.m3u8"},
		"soon":       waiting("soon", media.Processing),
		"processing": waiting("processing", media.Processing),
		"uploading":  waiting("uploading", media.Uploading),
		"doomed":     waiting("doomed", media.Processing),
		"sdk":        embedded(),
		"failed":     {Title: title, State: media.Failed, Reason: media.NotMedia.Text()},
	}
}

func testLanding() Landing {
	return Landing{
		Version: "v0.1.0",
		APIs: []API{
			{Name: "Omegastream", Note: "tus in both versions, REST and webhooks", Paths: []string{"/company/client/video/stream", "/tusupload"}},
			{Name: "Gcore Video Hosting", Note: "tus with a token, copy from a URL, batches", Paths: []string{"/streaming", "/upload"}},
			{Name: "api.video", Note: "progressive multipart uploads", Paths: []string{"/videos", "/upload-tokens"}},
			{Name: "Streamdiver", Note: "S3 multipart or one PUT", Paths: []string{"/v2", "/realms"}},
		},
		Links: []Link{{"Health", "/healthz"}, {"Native API", "/v1/openapi.json"}, {"Documentation", "https://github.com/tributary-video/tributary"}},
	}
}
