package e2e

import (
	"context"
	"errors"
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"

	tus "github.com/eventials/go-tus"
	"github.com/eventials/go-tus/memorystore"
)

// notes reads the header that names the video, which go-tus does not show.
type notes struct {
	http.RoundTripper

	mu      sync.Mutex
	mediaID string
	methods []string
}

func (n *notes) RoundTrip(r *http.Request) (*http.Response, error) {
	res, err := n.RoundTripper.RoundTrip(r)
	n.mu.Lock()
	defer n.mu.Unlock()
	n.methods = append(n.methods, r.Method)
	if err == nil && res.Header.Get("Stream-Media-Id") != "" {
		n.mediaID = res.Header.Get("Stream-Media-Id")
	}
	return res, err
}

// goTus is the vendor's Go sample: a client with a key, and a file.
func goTus(t *testing.T, s *server, base string, f file, change func(*tus.Config)) (*tus.Client, *tus.Upload, *notes) {
	t.Helper()
	seen := &notes{RoundTripper: &http.Transport{}}
	store, err := memorystore.NewMemoryStore()
	if err != nil {
		t.Fatal(err)
	}
	config := tus.DefaultConfig()
	config.ChunkSize = 50 * 1024 * 1024
	config.Resume, config.Store = true, store
	config.Header = s.bearer()
	config.HttpClient = &http.Client{Transport: seen, Timeout: uploadTime}
	if change != nil {
		change(config)
	}
	client, err := tus.NewClient(base+"/company/client/video/stream", config)
	if err != nil {
		t.Fatal(err)
	}
	opened, err := os.Open(f.path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = opened.Close() })
	upload, err := tus.NewUploadFromFile(opened)
	if err != nil {
		t.Fatal(err)
	}
	return client, upload, seen
}

func TestGoTus(t *testing.T) {
	t.Parallel()
	s := start(t, options{})
	tests := []struct {
		name    string
		size    int
		change  func(*tus.Config)
		patches int
	}{
		{"one chunk of 50 MiB and the rest", 60_000_000, nil, 2},
		{"chunks of 5 MiB", 17_825_792, func(c *tus.Config) { c.ChunkSize = 5 << 20 }, 4},
		{"POST for PATCH", 17_825_792, func(c *tus.Config) { c.ChunkSize, c.OverridePatchMethod = 5<<20, true }, 0},
		{"chunks of 2 MiB for a smaller file", 3_000_000, func(c *tus.Config) { c.ChunkSize = 2 << 20 }, 2},
		{"empty file", 0, nil, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := video(t, tt.size)
			client, upload, seen := goTus(t, s, s.URL, f, tt.change)
			uploader, err := client.CreateUpload(upload)
			if err != nil {
				t.Fatal(err)
			}
			if err := uploader.Upload(); err != nil {
				t.Fatal(err)
			}
			if !upload.Finished() || tt.size > 0 && upload.Progress() != 100 {
				t.Errorf("finished %v, offset %d", upload.Finished(), upload.Offset())
			}
			patches := 0
			for _, m := range seen.methods {
				if m == http.MethodPatch {
					patches++
				}
			}
			if patches != tt.patches {
				t.Errorf("%d PATCH requests, want %d: %v", patches, tt.patches, seen.methods)
			}
			s.holds(t, seen.mediaID, f)
		})
	}
}

// Its default chunk of 2 MiB breaks the vendor's rules, and the client shows our words.
func TestGoTusDefaultChunk(t *testing.T) {
	t.Parallel()
	s := start(t, options{})
	client, upload, _ := goTus(t, s, s.URL, video(t, 6_000_000), func(c *tus.Config) { c.ChunkSize = 2 << 20 })
	uploader, err := client.CreateUpload(upload)
	if err != nil {
		t.Fatal(err)
	}
	refusal, ok := errors.AsType[tus.ClientError](uploader.Upload())
	if !ok || refusal.Code != http.StatusBadRequest ||
		strings.TrimSpace(string(refusal.Body)) != `{"message":"chunk size must be at least 5242880 bytes"}` {
		t.Errorf("the refusal reads %d %s", refusal.Code, refusal.Body)
	}
}

func TestGoTusOutlivesServer(t *testing.T) {
	t.Parallel()
	s := start(t, options{})
	slow := startProxy(t, s, fault{drip, 0})
	slow.when(14<<20, s.crash)
	f := video(t, 17_825_792)
	client, upload, seen := goTus(t, s, slow.URL, f, func(c *tus.Config) { c.ChunkSize = 5 << 20 })
	uploader, err := client.CreateUpload(upload)
	if err != nil {
		t.Fatal(err)
	}
	if err := uploader.Upload(); err == nil {
		t.Fatal("the upload was not interrupted")
	}
	var again *tus.Uploader
	eventually(t, startTime, "the client can go on", func(context.Context) (err error) {
		again, err = client.ResumeUpload(upload)
		return err
	})
	if again.Offset() < 2*5<<20 || again.Url() != uploader.Url() {
		t.Errorf("goes on at %d of %s", again.Offset(), again.Url())
	}
	if err := again.Upload(); err != nil {
		t.Fatal(err)
	}
	s.holds(t, seen.mediaID, f)
}
