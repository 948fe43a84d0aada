package e2e

import (
	"context"
	"fmt"
	"net/http"
	"testing"
	"time"
)

// stream is a video as this vendor's API shows it.
type stream struct {
	ID              int64
	UUID            string
	Name            string
	Description     *string
	ClientID        int64 `json:"client_id"`
	Slug            string
	Status          string
	Error           *string
	Duration        *int64 // ms
	UploadProgress  int    `json:"upload_progress"`
	OriginURL       string `json:"origin_url"`
	OriginSize      *int64 `json:"origin_size"`
	OriginWidth     *int   `json:"origin_width"`
	HLSURL          string `json:"hls_url"`
	IframeURL       string `json:"iframe_url"`
	Screenshot      string
	Screenshots     []string
	Sprite          string
	SpriteVTT       string `json:"sprite_vtt"`
	ConvertedVideos []struct {
		ID       int64
		Name     string
		Status   string
		Progress int
		Size     int64
		MP4URL   string `json:"mp4_url"`
	} `json:"converted_videos"`
}

// why is the error of a video, "" when it has none.
func (v stream) why() string {
	if v.Error == nil {
		return ""
	}
	return *v.Error
}

// settled reports whether nothing more will happen to a video unless somebody sends a source.
func (v stream) settled() bool { return v.Status == "ready" || v.Error != nil }

// uploadRight is what the API tells a client that wants to send a file itself.
type uploadRight struct {
	Servers []struct {
		ID             int
		Role, Hostname string
		Active, SSL    bool
	}
	Token string
	Video stream
}

// endpoint is built from the host name alone, as clients do.
func (r uploadRight) endpoint(scheme string) string {
	return scheme + "://" + r.Servers[0].Hostname + "/upload/"
}

// stream makes a video.
func (s *server) stream(t *testing.T, attributes map[string]any) (v stream) {
	t.Helper()
	s.must(t, http.MethodPost, "/streaming/videos", map[string]any{"video": attributes}, http.StatusOK, &v)
	return v
}

func (s *server) uploadRight(t *testing.T, id int64) (r uploadRight) {
	t.Helper()
	s.must(t, http.MethodGet, fmt.Sprintf("/streaming/videos/%d/upload", id), nil, http.StatusOK, &r)
	if len(r.Servers) != 1 || r.Servers[0].Role != "upload" || !r.Servers[0].Active || r.Video.ID != id {
		t.Fatalf("upload parameters %+v", r)
	}
	return r
}

// settledStream waits for the end of a video, good or bad.
func (s *server) settledStream(t *testing.T, id int64) (v stream) {
	t.Helper()
	eventually(t, readyTime, fmt.Sprintf("video %d is settled", id), func(ctx context.Context) error {
		v = stream{}
		if err := s.ask(ctx, http.MethodGet, fmt.Sprintf("/streaming/videos/%d", id), nil, http.StatusOK, &v); err != nil {
			return err
		}
		if !v.settled() {
			return fmt.Errorf("it is %s", v.Status)
		}
		return nil
	})
	return v
}

// holdsStream waits until a video is ready, and checks that its original is f.
func (s *server) holdsStream(t *testing.T, id int64, f file) stream {
	t.Helper()
	v := s.settledStream(t, id)
	if v.Status != "ready" || v.OriginSize == nil || *v.OriginSize != f.size || v.UploadProgress != 100 {
		t.Errorf("video %d is %s, %q, with %d bytes, want ready with %d", id, v.Status, v.why(), deref(v.OriginSize), f.size)
	}
	s.keeps(t, v.UUID, f.sum)
	return v
}

func deref(n *int64) int64 {
	if n == nil {
		return 0
	}
	return *n
}

// awaitStatus sends a request again and again until it is answered with a status, such as when a right is over.
func (s *server) awaitStatus(t *testing.T, text string, status int, patience time.Duration) answer {
	t.Helper()
	var a answer
	eventually(t, patience, fmt.Sprintf("the answer is %d", status), func(ctx context.Context) (err error) {
		if a, err = s.exchange(ctx, text); err == nil && a.status != status {
			err = fmt.Errorf("%d %s", a.status, a.body)
		}
		return err
	})
	return a
}
