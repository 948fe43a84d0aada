package omegastream_test

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/tributary-video/tributary/internal/dialect/omegastream"
	"github.com/tributary-video/tributary/internal/media"
)

const (
	vectorExpiration = "1790000000"
	vectorLower      = "59e76db649ad2fa9217f228c5f600149e1c40264e64dea41ea20f0a877f0b90d"
	vectorUpper      = "0d0d502e0e928e7fad54f7bfdc2817c158259cdc9f18fcc59a08fc1e8670763e"
)

// sign makes the three headers as a back end does.
func sign(expiration, id string) []string {
	sum := sha256.Sum256([]byte(testKey + expiration + id))
	return []string{"Signature: " + hex.EncodeToString(sum[:]), "Expiration: " + expiration, "Video-Id: " + id}
}

func (f *fixture) signed(id string) []string {
	return sign(fmt.Sprint(f.clock.now().Add(time.Hour).Unix()), id)
}

func with(headers []string, more ...string) []string {
	return append(append([]string{}, headers...), more...)
}

func TestSignatureVectors(t *testing.T) {
	upper := strings.ToUpper(testID)
	tests := []struct {
		name, signature, expiration, id string
		status                          int
	}{
		{"lower case", vectorLower, vectorExpiration, testID, 201},
		{"signature in upper case", strings.ToUpper(vectorLower), vectorExpiration, testID, 201},
		{"signed and sent in upper case", vectorUpper, vectorExpiration, upper, 201},
		{"signed in lower, sent in upper case", vectorLower, vectorExpiration, upper, 201},
		{"signed in upper, sent in lower case", vectorUpper, vectorExpiration, testID, 401},
		{"other signature", strings.Repeat("0", 64), vectorExpiration, testID, 401},
		{"63 digits", vectorLower[1:], vectorExpiration, testID, 401},
		{"not hex", "x" + vectorLower[1:], vectorExpiration, testID, 401},
		{"empty signature", "", vectorExpiration, testID, 401},
		{"later expiration", vectorLower, "1790000001", testID, 401},
		{"milliseconds", vectorLower, "1790000000000", testID, 400},
		{"fraction", vectorLower, "1790000000.5", testID, 400},
		{"sign", vectorLower, "+1790000000", testID, 400},
		{"blank", vectorLower, "", testID, 400},
		{"shifted digit", vectorLower, "17900000000", testID[1:], 401},
		{"unknown video", vectorLower, vectorExpiration, media.NewUUID(), 401},
		{"no UUID", vectorLower, vectorExpiration, "1", 401},
	}
	f := newFixture(t, nil)
	f.vectorVideo(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for _, path := range []string{"/tusupload", "/tusupload/"} {
				a := f.tus(t, "POST", path, "", "signature: "+tt.signature, "expiration: "+tt.expiration, "video-id: "+tt.id, "Upload-Length: 5")
				if a.status != tt.status {
					t.Errorf("POST %s: %d %s, want %d", path, a.status, a.body, tt.status)
				}
				if a.status == 201 && a.header.Get("stream-media-id") != testID {
					t.Errorf("stream-media-id %q", a.header.Get("stream-media-id"))
				}
			}
		})
	}
}

func TestSignatureHeadersAreStrict(t *testing.T) {
	f := newFixture(t, nil)
	f.vectorVideo(t)
	right := sign(vectorExpiration, testID)
	for i := range right {
		missing := append(append([]string{}, right[:i]...), right[i+1:]...)
		f.tus(t, "POST", "/tusupload", "", with(missing, "Upload-Length: 5")...).want(t, 401, "unauthorized")
		f.tus(t, "POST", "/tusupload", "", with(right, "Upload-Length: 5", right[i])...).want(t, 400, "")
	}
	f.tus(t, "POST", "/tusupload", "", bearer, "Upload-Length: 5").want(t, 401, "unauthorized")
}

// A back end's clock may be a minute behind; an upload under way has a day.
func TestSignatureExpires(t *testing.T) {
	for _, tt := range []struct {
		grace                       time.Duration
		post, within, after, closed int
	}{
		{24 * time.Hour, 401, 200, 200, 401},
		{0, 401, 200, 401, 401},
	} {
		t.Run(tt.grace.String(), func(t *testing.T) {
			f := newFixture(t, func(c *omegastream.Config) { c.Settings.SignatureGrace = tt.grace })
			f.vectorVideo(t)
			right := sign(vectorExpiration, testID)
			f.clock.set(1_790_000_059)
			made := f.tus(t, "POST", "/tusupload", "", with(right, "Upload-Length: 5")...)
			made.want(t, 201, "")
			at := made.header.Get("Location")
			f.tus(t, "HEAD", at, "", right...).want(t, tt.within, "")
			f.clock.set(1_790_000_060)
			f.tus(t, "POST", "/tusupload", "", with(right, "Upload-Length: 5")...).want(t, tt.post, "")
			f.tus(t, "HEAD", at, "", right...).want(t, tt.after, "")
			f.tus(t, "HEAD", at, "", f.signed(testID)...).want(t, 200, "")
			f.clock.advance(24 * time.Hour)
			f.tus(t, "HEAD", at, "", right...).want(t, tt.closed, "")
			f.tus(t, "PATCH", at, "bytes", with(f.signed(testID), "Upload-Offset: 0")...).want(t, 204, "")
		})
	}
}

func TestV2Lifecycle(t *testing.T) {
	f := newFixture(t, nil)
	id, other := f.newVideo(t), f.newVideo(t)
	right := f.signed(id)
	first := f.tus(t, "POST", "/tusupload", "", with(right, "Upload-Length: 10")...)
	first.want(t, 201, "")
	at := first.header.Get("Location")
	if tail := strings.TrimPrefix(at, f.server.URL+"/tusupload/"); len(tail) != 32 {
		t.Errorf("Location %s", at)
	}
	f.tus(t, "HEAD", at, "", f.signed(other)...).want(t, 401, "")
	f.tus(t, "HEAD", at, "", bearer).want(t, 401, "")
	f.tus(t, "PATCH", at, "half.", with(right, "Upload-Offset: 0")...).want(t, 204, "")

	second := f.tus(t, "POST", "/tusupload", "", with(right, "Upload-Defer-Length: 1")...) // a client that starts again
	second.want(t, 201, "")
	f.tus(t, "HEAD", at, "", right...).want(t, 410, "")
	f.tus(t, "PATCH", at, "half.", with(right, "Upload-Offset: 5")...).want(t, 410, "upload is gone")

	at = second.header.Get("Location")
	f.tus(t, "DELETE", at, "", right...).want(t, 204, "")
	f.tus(t, "DELETE", at, "", right...).want(t, 410, "upload is gone")
	if got := f.api(t, 200, "GET", "/company/client/video/"+id, "").decode(t)["status"]; got != "ready-to-upload" {
		t.Errorf("after DELETE the video is %s", got)
	}

	third := f.tus(t, "POST", "/tusupload", "all of it", with(right, "Upload-Length: 9")...)
	third.want(t, 201, "")
	at = third.header.Get("Location")
	f.tus(t, "PATCH", at, "", with(right, "Upload-Offset: 9")...).want(t, 204, "")
	f.tus(t, "DELETE", at, "", right...).want(t, 400, "upload is complete")
	f.tus(t, "POST", "/tusupload", "", with(right, "Upload-Length: 9")...).want(t, 400, "video already has content")

	must(t, f.DeleteVideo(t.Context(), f.project.ID, other, func(media.Video) error { return nil }))
	f.tus(t, "POST", "/tusupload", "", with(f.signed(other), "Upload-Length: 9")...).want(t, 404, "video not found")
	for _, path := range []string{"/tusupload/" + strings.Repeat("0", 32), "/tusupload/x", "/tusupload/" + id} {
		f.tus(t, "PATCH", path, "", with(right, "Upload-Offset: 0")...).want(t, 404, "upload not found")
	}
}
