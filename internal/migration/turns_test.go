package migration_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tributary-video/tributary/internal/migration"
)

// crowd answers when a number of requests are there at the same time, or when no more have come
// for a while; it remembers how many were.
type crowd struct {
	mu        sync.Mutex
	now, most int
	want      int
	full      chan struct{}
	patience  time.Duration
}

// expecting is a crowd that has to come; alone is one request that has some time for others to come beside it.
func expecting(n int) *crowd {
	return &crowd{want: n, full: make(chan struct{}), patience: 20 * time.Second}
}

func alone() *crowd { return &crowd{full: make(chan struct{}), patience: 200 * time.Millisecond} }

func (c *crowd) wait(w http.ResponseWriter, r *http.Request) {
	c.mu.Lock()
	c.now++
	if c.most = max(c.most, c.now); c.now == c.want {
		close(c.full)
	}
	c.mu.Unlock()
	select {
	case <-c.full:
	case <-time.After(c.patience):
	case <-r.Context().Done():
	}
	c.mu.Lock()
	c.now--
	c.mu.Unlock()
	_, _ = w.Write(movie(1000))
}

// An order has as many requests under way as it asks for: more than single copies have, or fewer.
func TestConcurrency(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		options migration.Options
		rows    int
		crowd   *crowd
		want    int
	}{
		"twelve at once": {migration.Options{Concurrency: 12, PerHost: 12}, 12, expecting(12), 12},
		"one at once":    {migration.Options{Concurrency: 1, PerHost: 12}, 4, alone(), 1},
		"one of a host":  {migration.Options{Concurrency: 12, PerHost: 1}, 4, alone(), 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r, o := newRig(t), newOrigin(t)
			var manifest strings.Builder
			for n := range tt.rows {
				id := fmt.Sprint(n)
				o.has("/"+id+".mp4", nil, tt.crowd.wait)
				manifest.WriteString(o.row(id, ""))
			}
			j := r.run(manifest.String(), func(o *migration.Order) { o.Options = tt.options })
			if j.Counts[migration.Done] != int64(tt.rows) || tt.crowd.most != tt.want {
				t.Errorf("%d at once, want %d; %s", tt.crowd.most, tt.want, counts(j.Counts))
			}
		})
	}
}

// A host that puts everybody off keeps the rows of other hosts waiting not at all, though the order
// has room for one only; its own other rows wait with the first.
func TestBusyHost(t *testing.T) {
	t.Parallel()
	r, busy, fine := newRig(t), newOrigin(t), newOrigin(t)
	let := make(chan struct{})
	later := func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", "2")
		w.WriteHeader(http.StatusServiceUnavailable)
	}
	busy.has("/a.mp4", movie(1000), later)
	busy.has("/b.mp4", movie(1000))
	fine.has("/c.mp4", nil, func(w http.ResponseWriter, _ *http.Request) {
		close(let)
		_, _ = w.Write(movie(1000))
	})
	j := r.order(busy.row("a", "")+busy.row("b", "")+fine.row("c", ""), func(o *migration.Order) { o.Options.Concurrency = 1 })
	<-let
	busy.mu.Lock()
	if busy.asked["/a.mp4"] != 1 || busy.asked["/b.mp4"] != 0 {
		t.Errorf("while the host wants to be left alone it is asked %v", busy.asked)
	}
	busy.mu.Unlock()
	if got := counts(r.await(j.ID, migration.Finished).Counts); got != "done 3" || r.item(j.ID, "a").Attempts != 1 {
		t.Errorf("%s, and a has %d attempts", got, r.item(j.ID, "a").Attempts)
	}
}

// A poster comes with the file; one that cannot be had is told, and fails nothing.
func TestPosters(t *testing.T) {
	t.Parallel()
	r, o := newRig(t), newOrigin(t)
	png := []byte("\x89PNG\r\n\x1a\n and so on")
	o.has("/p.png", png)
	o.has("/page", []byte("<!DOCTYPE html>"))
	o.has("/huge.png", append(png, make([]byte, 8<<20)...))
	poster := func(url string) string { return fmt.Sprintf(`,"poster_url":%q`, url) }
	manifest := ""
	for id, url := range map[string]string{
		"good": o.URL + "/p.png", "absent": o.URL + "/none", "page": o.URL + "/page", "huge": o.URL + "/huge.png",
		"inside": "http://169.254.169.254/p.png", "file": "file:///etc/passwd", "none": "",
	} {
		o.has("/"+id+".mp4", movie(1000))
		manifest += o.row(id, poster(url))
	}
	o.has("/both.mp4", movie(1000))
	manifest += o.row("both", poster(o.URL+"/none")+`,"subtitles":[{"language":"eng","url":"`+o.URL+`/none"}]`)
	j := r.run(manifest, nil)
	for id, got := range r.items(j.ID) {
		want := "done poster_unavailable"
		switch id {
		case "good", "none":
			want = "done"
		case "both":
			want = "done subtitle_unavailable,poster_unavailable"
		}
		if got != want {
			t.Errorf("%s is %s, want %s", id, got, want)
		}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if got := r.posters[r.item(j.ID, "good").VideoID]; len(r.posters) != 1 || string(got) != string(png) {
		t.Errorf("%d posters, that of the good one %q", len(r.posters), got)
	}
}
