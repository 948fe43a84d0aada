package e2e

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// s3Media is what became of an upload, as Streamdiver's API shows it.
type s3Media struct {
	ID          string
	Status      string
	Name        string
	UploadID    string
	FileSize    int64
	Playable    bool
	PlaylistURL string
	Failure     any
}

// settledMedia waits until nothing more happens to a media by itself.
func (s *server) settledMedia(t *testing.T, id string) (m s3Media) {
	t.Helper()
	eventually(t, readyTime, "media "+id+" is settled", func(ctx context.Context) error {
		var e struct{ Data s3Media }
		if err := s.ask(ctx, http.MethodGet, "/v2/media/"+id, nil, http.StatusOK, &e); err != nil {
			return err
		}
		if m = e.Data; m.Status == "processing" {
			return fmt.Errorf("it is %s", m.Status)
		}
		return nil
	})
	return m
}

// readyMedia waits until a media plays in every quality.
func (s *server) readyMedia(t *testing.T, id string) s3Media {
	t.Helper()
	m := s.settledMedia(t, id)
	if m.Status != "ready" {
		t.Fatalf("the media is %+v", m)
	}
	return m
}

// diverCurl is somebody with a command line and an access token.
type diverCurl struct {
	*server

	token string
}

// diverLogin gets an access token as the vendor's guide does. The secret is the part of the key
// that a shell leaves alone.
func (s *server) diverLogin(t *testing.T) diverCurl {
	t.Helper()
	_, secret, _ := strings.Cut(s.Key, "$")
	var got struct {
		AccessToken string `json:"access_token"`
		ExpiresIn   int    `json:"expires_in"`
		TokenType   string `json:"token_type"`
	}
	out := tool(t, "curl", "-sS", "--fail-with-body", s.URL+"/realms/acme/protocol/openid-connect/token",
		"-d", "grant_type=client_credentials", "-d", "client_id=1", "-d", "client_secret="+secret)
	if err := json.Unmarshal(out, &got); err != nil || got.AccessToken == "" || got.TokenType != "Bearer" || got.ExpiresIn != 57600 {
		t.Fatalf("the token is %s, %v", out, err)
	}
	return diverCurl{s, got.AccessToken}
}

func (c diverCurl) call(t *testing.T, into any, method, path, body string) {
	t.Helper()
	args := []string{"-sS", "--fail-with-body", "-X", method, c.URL + "/v2" + path, "-H", "Authorization: Bearer " + c.token}
	if body != "" {
		args = append(args, "-H", "Content-Type: application/json", "-d", body)
	}
	var e jsend
	out := tool(t, "curl", args...)
	err := json.Unmarshal(out, &e)
	if err == nil {
		err = json.Unmarshal(e.Data, into)
	}
	if err != nil || e.Status != "success" {
		t.Fatalf("%s %s: %v in %s", method, path, err, out)
	}
}

// The vendor's guide with curl, for both types: token, create, send, complete, until it plays, and
// the receiver of the webhook hears of it.
func TestStreamdiverCurl(t *testing.T) {
	t.Parallel()
	s, r := start(t, hookable()), startListener(t)
	f := long(t)
	var hook struct{ ID, Secret string }
	c := s.diverLogin(t)
	c.call(t, &hook, http.MethodPost, "/webhooks", fmt.Sprintf(`{"url": %q, "events": ["media.created", "media.updated"]}`, r.URL+"/hook"))
	for _, kind := range []string{"multipart", "put"} {
		t.Run(kind, func(t *testing.T) {
			var u, done s3Upload
			c.call(t, &u, http.MethodPost, "/uploads", fmt.Sprintf(`{"fileName": "harbour.mp4", "type": %q}`, kind))
			simplest(kind).sendsTo(t, s.target(u), f)
			c.call(t, &done, http.MethodPost, "/uploads/"+u.ID+"/complete", `{"name": "Harbour walk", "tags": ["sea"]}`)
			m := s.readyMedia(t, done.MediaID)
			if m.Name != "Harbour walk" || m.UploadID != u.ID || m.FileSize != f.size || !m.Playable {
				t.Errorf("the media is %+v", m)
			}
			s.playsAll(t, m.PlaylistURL)
			s.keeps(t, m.ID, f.sum)
			r.hears(t, hook.Secret, "media.created", m.ID)
			r.hears(t, hook.Secret, "media.updated", m.ID)
		})
	}
}

// playsAll fetches what a player would.
func (s *server) playsAll(t *testing.T, playlist string) {
	t.Helper()
	v := record{}
	v.Playback.HLS = playlist
	s.plays(t, v)
}
