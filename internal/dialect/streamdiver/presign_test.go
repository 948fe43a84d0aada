package streamdiver

import (
	"strings"
	"testing"
	"time"

	"github.com/tributary-video/tributary/internal/media"
)

// The vector of the S3 contract, section 2, and the order of the parameters that clients have seen.
func TestPresign(t *testing.T) {
	got, err := presign(t.Context(), presigned{
		base: "https://video.example.com", bucket: "project-1", object: "videos/2026/01/0b7e4c52-9d1f-4e63-8a70-5c2d9f6e1b34.mp4",
		keyID: "TREXAMPLE00000000001", secret: "ExampleSecretExampleSecretExampleSecret0",
		from: time.Date(2026, 1, 2, 3, 4, 5, 999, time.UTC), life: 24 * time.Hour,
	})
	if err != nil {
		t.Fatal(err)
	}
	const want = "https://video.example.com/project-1/videos/2026/01/0b7e4c52-9d1f-4e63-8a70-5c2d9f6e1b34.mp4" +
		"?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=TREXAMPLE00000000001%2F20260102%2Fus-east-1%2Fs3%2Faws4_request" +
		"&X-Amz-Date=20260102T030405Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host" +
		"&X-Amz-Signature=db4a850d5f3d1ab0f349d136b71b896ca6f3c25ce73d25a0e1894cfa8b4b3e19"
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// A URL names the host as it is signed, or clients that send it as it stands are refused.
func TestPresignedHost(t *testing.T) {
	for base, want := range map[string]string{
		"https://video.example.com:443": "https://video.example.com/",
		"http://video.example.com:80":   "http://video.example.com/",
		"http://[::1]:80":               "http://[::1]/",
		"http://video.example.com:443":  "http://video.example.com:443/",
		"http://127.0.0.1:8080":         "http://127.0.0.1:8080/",
	} {
		got, err := presign(t.Context(), presigned{base: base, bucket: "project-1", object: "a", from: time.Now(), life: time.Hour})
		if err != nil || !strings.HasPrefix(got, want+"project-1/a?") {
			t.Errorf("%s: %s %v, want %s", base, got, err, want)
		}
	}
}

func TestObjectKey(t *testing.T) {
	v := media.Video{ID: "0b7e4c52-9d1f-4e63-8a70-5c2d9f6e1b34", CreatedAt: time.Date(2026, 3, 31, 23, 0, 0, 0, time.FixedZone("", -2*3600))}
	for name, want := range map[string]string{
		"harbour.mp4":         "videos/2026/04/ID.mp4",
		"HARBOUR.MP4":         "videos/2026/04/ID.mp4",
		"two.dots.mov":        "videos/2026/04/ID.mov",
		"song.flac":           "audios/2026/04/ID.flac",
		"cover.jpeg":          "images/2026/04/ID.jpeg",
		"script.pdf":          "documents/2026/04/ID.pdf",
		"harbour":             "videos/2026/04/ID",
		"harbour.":            "videos/2026/04/ID",
		"harbour.exe":         "videos/2026/04/ID",
		".mp4":                "videos/2026/04/ID.mp4",
		"a.mp4/../../etc":     "videos/2026/04/ID",
		"x.m p 4":             "videos/2026/04/ID",
		"x.mp4?X-Amz-Date=1":  "videos/2026/04/ID",
		"x.mp4%2f..%2fsecret": "videos/2026/04/ID",
	} {
		if got := strings.Replace(objectKey(v, name), v.ID, "ID", 1); got != want {
			t.Errorf("%q: %s, want %s", name, got, want)
		}
	}
}

func TestSpoken(t *testing.T) {
	for name, want := range map[string]string{
		"en-v2": "en", "en": "en", "de-CH": "de-CH", "de-CH-v3": "de-CH", "pt-BR-V10": "pt-BR", "": "", "English!": "", "e": "",
	} {
		if got, wanted := spoken(name); got != want || wanted != (want != "") {
			t.Errorf("%q is %q %v, want %q", name, got, wanted, want)
		}
	}
}

func TestKeysLookLikeThoseOfS3(t *testing.T) {
	seen := map[string]bool{}
	for range 200 {
		id, secret := newKeyID(), newSecret()
		if len(id) != 20 || id[:2] != "TR" || strings.Trim(id, keyDigits) != "" || len(secret) != 40 || strings.Trim(secret, secretDigits) != "" {
			t.Fatalf("key %q %q", id, secret)
		}
		if seen[id] || seen[secret] {
			t.Fatal("the same twice")
		}
		seen[id], seen[secret] = true, true
	}
}
