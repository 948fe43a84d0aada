package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// library serves one video whose master playlist is not there at first.
type library struct {
	files map[string]string
	early int // requests for the master that come too early
	asked []string
}

func (l *library) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	l.asked = append(l.asked, r.URL.Path)
	if strings.HasSuffix(r.URL.Path, "/master.m3u8") && l.early > 0 {
		l.early--
		http.NotFound(w, r)
		return
	}
	text, ok := l.files[r.URL.Path]
	if !ok {
		http.Error(w, "no such file", http.StatusForbidden)
		return
	}
	fmt.Fprint(w, text)
}

func TestWatch(t *testing.T) {
	const master = "#EXTM3U\n\n#EXT-X-STREAM-INF:BANDWIDTH=1\nsource/index.m3u8\n#EXT-X-STREAM-INF:BANDWIDTH=2\n240p/index.m3u8\n"
	const media = "#EXTM3U\r\n#EXT-X-MAP:URI=\"init.mp4\"\r\n#EXTINF:6,\r\n0.m4s\r\n#EXTINF:6,\r\n1.m4s\r\n"
	whole := map[string]string{
		"/media/v/master.m3u8": master, "/media/v/source/index.m3u8": media,
		"/media/v/source/init.mp4": "i", "/media/v/source/0.m4s": "s",
	}
	without := func(path, instead string) map[string]string {
		files := map[string]string{}
		for p, text := range whole {
			files[p] = text
		}
		delete(files, path)
		if instead != "" {
			files[path] = instead
		}
		return files
	}
	order := []string{"/media/v/master.m3u8", "/media/v/master.m3u8", "/media/v/master.m3u8", "/media/v/source/index.m3u8",
		"/media/v/source/init.mp4", "/media/v/source/0.m4s"}
	for name, c := range map[string]struct {
		files map[string]string
		asked int // how much of order
		err   string
	}{
		"plays":           {whole, 6, ""},
		"master refused":  {without("/media/v/master.m3u8", ""), 3, "status 403"},
		"empty master":    {without("/media/v/master.m3u8", "#EXTM3U\n"), 3, "names nothing"},
		"no init":         {without("/media/v/source/index.m3u8", "#EXTM3U\n0.m4s\n"), 4, "names nothing"},
		"segment missing": {without("/media/v/source/0.m4s", ""), 6, "status 403"},
	} {
		t.Run(name, func(t *testing.T) {
			l := &library{files: c.files, early: 2}
			s := httptest.NewServer(l)
			defer s.Close()
			client := newClient(s.URL, "")
			defer client.close()
			v, err := client.watch(t.Context(), "v")
			if c.err == "" && (err != nil || v.master < askEvery || v.segment <= 0) {
				t.Errorf("got %+v, %v", v, err)
			}
			if c.err != "" && (err == nil || !strings.Contains(err.Error(), c.err)) {
				t.Errorf("error is %v, want %q", err, c.err)
			}
			if diff := cmp.Diff(order[:c.asked], slices.Clone(l.asked)); diff != "" {
				t.Errorf("files asked for (-want +got):\n%s", diff)
			}
		})
	}
}
