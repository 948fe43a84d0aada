package e2e

import (
	"context"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	tus "github.com/eventials/go-tus"
)

// gcoreSkew is how long after its expiry a token still counts.
const gcoreSkew = time.Minute

var gcoreMaster = strings.Repeat("5a", 32)

// masterKnown are options of a server whose tokens the test can sign itself: with any claims.
func masterKnown() options {
	return options{env: []string{"TRIBUTARY_MASTER_KEY=" + gcoreMaster}}
}

// gcoreClaims are those of the token that the server made.
func gcoreClaims(right uploadRight) map[string]any {
	return map[string]any{
		"video_id": right.Video.ID, "client_id": right.Video.ClientID, "aud": "gcore-upload",
		"iat": time.Now().Add(-5 * time.Hour).Unix(), "exp": time.Now().Add(time.Hour).Unix(),
	}
}

// gcoreToken signs claims with the server's own key for them.
func gcoreToken(t *testing.T, claims map[string]any) string {
	t.Helper()
	key, err := hex.DecodeString(gcoreMaster)
	if err != nil {
		t.Fatal(err)
	}
	for _, purpose := range []string{"playback", "gcore upload tokens"} {
		if key, err = hkdf.Key(sha256.New, key, nil, "tributary "+purpose, 32); err != nil {
			t.Fatal(err)
		}
	}
	return jwtOf(t, `{"alg":"HS256","typ":"JWT"}`, claims, key)
}

// jwtOf is a token of any header. Without a key it has no signature.
func jwtOf(t *testing.T, header string, claims map[string]any, key []byte) string {
	t.Helper()
	body, err := json.Marshal(claims)
	if err != nil {
		t.Fatal(err)
	}
	text := base64.RawURLEncoding.EncodeToString([]byte(header)) + "." + base64.RawURLEncoding.EncodeToString(body)
	var sum []byte
	if key != nil {
		mac := hmac.New(sha256.New, key)
		mac.Write([]byte(text))
		sum = mac.Sum(nil)
	}
	return text + "." + base64.RawURLEncoding.EncodeToString(sum)
}

// gcoreHeaders are those that begin an upload.
func gcoreHeaders(size int64, metadata tus.Metadata) []string {
	var pairs []string
	for name, value := range metadata {
		pairs = append(pairs, name+" "+base64.StdEncoding.EncodeToString([]byte(value)))
	}
	return []string{fmt.Sprint("Upload-Length: ", size), "Upload-Metadata: " + strings.Join(pairs, ",")}
}

// gcoreCreation is the request that begins an upload.
func gcoreCreation(size int64, metadata tus.Metadata) string {
	return request("POST", "/upload/", append(gcoreHeaders(size, metadata), tusVersion, "Content-Length: 0")...)
}

// Whatever is wrong with a token is said in the vendor's words, and begins nothing.
func TestGcoreTokens(t *testing.T) {
	t.Parallel()
	s := start(t, masterKnown())
	right := s.uploadRight(t, s.stream(t, map[string]any{"name": "Mine"}).ID)
	own, another := right.gcoreMetadata(), s.stream(t, map[string]any{"name": "Another"})
	gone := s.uploadRight(t, s.stream(t, map[string]any{"name": "Gone"}).ID)
	s.must(t, http.MethodDelete, fmt.Sprintf("/streaming/videos/%d", gone.Video.ID), nil, http.StatusNoContent, nil)
	signed := func(change map[string]any) string {
		claims := gcoreClaims(right)
		for name, value := range change {
			claims[name] = value
		}
		return gcoreToken(t, claims)
	}
	ago := func(d time.Duration) int64 { return time.Now().Add(-d).Unix() }
	invalid := "Error: token invalid (eyJhbGciOi...)"
	mine, other := right.Video.ID, another.ID
	for _, tt := range []struct {
		name   string
		change tus.Metadata // "" = absent
		status int
		body   string
	}{
		{"absent", tus.Metadata{"token": ""}, 500, "Error: token invalid (null)"},
		{"null", tus.Metadata{"token": "null"}, 500, "Error: token invalid (null)"},
		{"short", tus.Metadata{"token": "abc"}, 500, "Error: token invalid (abc)"},
		{"with a line end and a tag", tus.Metadata{"token": "<b>\r\nx</b> and more"}, 500, "Error: token invalid (<b>  x</b>...)"},
		{"changed", tus.Metadata{"token": own["token"][:len(own["token"])-4] + "AAAA"}, 500, invalid},
		{"signed by somebody else", tus.Metadata{"token": jwtOf(t, `{"alg":"HS256","typ":"JWT"}`, gcoreClaims(right), []byte("secret"))}, 500, invalid},
		{"unsigned", tus.Metadata{"token": jwtOf(t, `{"alg":"none","typ":"JWT"}`, gcoreClaims(right), nil)}, 500, invalid},
		{"expired", tus.Metadata{"token": signed(map[string]any{"exp": ago(time.Hour)})}, 500, invalid},
		{"without an end", tus.Metadata{"token": signed(map[string]any{"exp": nil})}, 500, invalid},
		{"for something else", tus.Metadata{"token": signed(map[string]any{"aud": "gcore-access"})}, 500, invalid},
		{"of another video", tus.Metadata{"video_id": fmt.Sprint(other)}, 500, fmt.Sprintf("Error: token video (%d) does not match this video (%d)", mine, other)},
		{"without video", tus.Metadata{"video_id": ""}, 500, fmt.Sprintf("Error: token video (%d) does not match this video (null)", mine)},
		{"of a video with a name", tus.Metadata{"video_id": strings.Repeat("v", 40)}, 500, fmt.Sprintf("Error: token video (%d) does not match this video (%s)", mine, strings.Repeat("v", 32))},
		{"of another client", tus.Metadata{"client_id": "234"}, 500, "Error: token client (1) does not match this client (234)"},
		{"without client", tus.Metadata{"client_id": ""}, 500, "Error: token client (1) does not match this client (null)"},
		{"of a deleted video", gone.gcoreMetadata(), 404, "Error: video not found"},
		{"within the leeway", tus.Metadata{"token": signed(map[string]any{"exp": ago(gcoreSkew / 2)})}, 201, ""},
		{"as it was given", nil, 201, ""},
		{"again", nil, 201, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			metadata := tus.Metadata{}
			for name, value := range own {
				if changed, ok := tt.change[name]; ok {
					value = changed
				}
				if value != "" {
					metadata[name] = value
				}
			}
			a, err := s.exchange(t.Context(), gcoreCreation(500_000, metadata))
			if err != nil || a.status != tt.status || a.body != tt.body {
				t.Errorf("answered %d %q, %v, want %d %q", a.status, a.body, err, tt.status, tt.body)
			}
			if kind := a.header.Get("Content-Type"); tt.body != "" && !strings.HasPrefix(kind, "text/plain") {
				t.Errorf("the text is %s", kind)
			}
			if (a.header.Get("Location") == "") == (tt.status == http.StatusCreated) {
				t.Errorf("Location: %q", a.header.Get("Location"))
			}
		})
	}
}

// The vendor's sample retries for whatever reason: a refused creation comes four times, and its
// user reads why.
func TestGcoreRefusedToken(t *testing.T) {
	t.Parallel()
	s := start(t, options{})
	right := s.uploadRight(t, s.stream(t, map[string]any{"name": "Mine"}).ID)
	metadata := right.gcoreMetadata()
	metadata["token"] = "null"
	for _, client := range []string{"tus-js-client-2", "tus-js-client"} {
		t.Run(client, func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithTimeout(t.Context(), uploadTime)
			defer cancel()
			r, err := reported(s.gcoreCommand(t, ctx, right.endpoint("http"), metadata, video(t, 500_000), "--client", client))
			if err == nil || !strings.Contains(r.Error, "Error: token invalid (null)") || len(r.Requests) != 4 {
				t.Errorf("%+v %v", r, err)
			}
			for _, q := range r.Requests {
				if q.Method != http.MethodPost || q.Status != http.StatusInternalServerError {
					t.Errorf("%s is answered %d", q.Method, q.Status)
				}
			}
			if v := s.uploadRight(t, right.Video.ID).Video; v.Status != "empty" || v.Error != nil {
				t.Errorf("afterwards it is %s, %q", v.Status, v.why())
			}
		})
	}
}
