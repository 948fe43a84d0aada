// Package testkit is what tests of several packages share: the media corpus,
// clips made on the spot, a PostgreSQL of their own, a server with its clock and log, and
// requests recorded from real clients with a client that replays them. Only tests import it.
package testkit

import (
	"encoding/json"
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

// File is one row of the corpus manifest.
type File struct {
	Name           string   `json:"file"`
	Bytes          int64    `json:"bytes"`
	SHA256         string   `json:"sha256"`
	Container      string   `json:"container"`
	VideoCodec     string   `json:"video_codec"`
	AudioCodec     string   `json:"audio_codec"`
	Width          int      `json:"width"`
	Height         int      `json:"height"`
	DisplayWidth   int      `json:"display_width"`
	DisplayHeight  int      `json:"display_height"`
	Rotation       int      `json:"rotation"`
	FPS            float64  `json:"fps"`
	Duration       float64  `json:"duration_s"`
	Frames         int      `json:"decoded_frames"`
	Expect         string   `json:"expect"` // ready, failed or audio-only
	AlsoAcceptable any      `json:"also_acceptable"`
	Streams        []string `json:"streams"`

	Path string `json:"-"`
}

// Corpus returns every file of the shared media corpus; -short leaves its tests out. A clone without the
// corpus beside it skips the test and says so; the same ground is then covered,
// thinner, by clips that [Clip] makes.
func Corpus(t testing.TB) []File {
	t.Helper()
	if testing.Short() {
		t.Skip("corpus test left out by -short")
	}
	dir := filepath.Join(root(), "..", "shared", "media")
	raw, err := os.ReadFile(filepath.Join(dir, "manifest.json"))
	if err != nil {
		t.Skip("corpus test left out: no shared media corpus beside this clone")
	}
	var files []File
	if err := json.Unmarshal(raw, &files); err != nil {
		t.Fatalf("read corpus manifest: %v", err)
	}
	for i := range files {
		files[i].Path = filepath.Join(dir, files[i].Name)
	}
	return files
}

// CorpusFile returns the path of one corpus file.
func CorpusFile(t testing.TB, name string) string {
	t.Helper()
	for _, f := range Corpus(t) {
		if f.Name == name {
			return f.Path
		}
	}
	t.Fatalf("corpus has no file %s", name)
	return ""
}

// root is the top folder of the repository, found from this source file.
func root() string {
	_, file, _, _ := runtime.Caller(0)
	return filepath.Join(filepath.Dir(file), "..", "..")
}
