package e2e

import (
	"bytes"
	"context"
	"encoding/hex"
	"fmt"
	"math/big"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// film is a video as the SDK shows it.
type film struct {
	VideoID     string
	Title       string
	Description string
	Public      bool `json:"_public"`
	Panoramic   bool
	Mp4Support  bool
	Tags        []string
	Metadata    []struct{ Key, Value string }
	Language    string
	PlayerID    string `json:"playerId"`
	Discarded   bool
	CreatedAt   string
	DiscardedAt *string
	Source      struct{ Type, URI string }
	Assets      struct{ Iframe, Player, HLS, Thumbnail, Mp4 string }
}

// filmList is a page of them.
type filmList struct {
	Data       []film
	Pagination struct {
		CurrentPage, PageSize, PagesTotal, ItemsTotal, CurrentPageItems int
		Links                                                           []struct{ Rel, URI string }
	}
}

func (l filmList) titles() []string {
	titles := []string{}
	for _, v := range l.Data {
		titles = append(titles, v.Title)
	}
	return titles
}

// filmStatus is how far it is.
type filmStatus struct {
	Ingest struct {
		Status        string
		Filesize      *int64
		ReceivedParts struct {
			Parts []int
			Total *int
		}
	}
	Encoding struct {
		Playable  bool
		Qualities []struct{ Type, Quality, Status string }
		Metadata  struct {
			Width, Height, Duration, Framerate int
			VideoCodec, AspectRatio            string
		}
	}
}

// done reports whether nothing is left to be encoded.
func (s filmStatus) done() bool {
	for _, q := range s.Encoding.Qualities {
		if q.Status != "encoded" {
			return false
		}
	}
	return s.Encoding.Playable && len(s.Encoding.Qualities) > 0
}

// film makes a video.
func (c *sdk) film(t *testing.T, title string) film {
	t.Helper()
	var v film
	c.call(t, &v, "videos.create", map[string]any{"title": title})
	return v
}

// encoded waits until every quality of a video plays.
func (c *sdk) encoded(t *testing.T, id string) (s filmStatus) {
	t.Helper()
	eventually(t, readyTime, id+" is encoded", func(context.Context) error {
		s = filmStatus{}
		if c.call(t, &s, "videos.getStatus", id); !s.done() {
			return fmt.Errorf("its status is %+v", s)
		}
		return nil
	})
	return s
}

// uuidOf is what the rest of the server calls a video of this vendor: its id spells the
// 128 bits in base 62.
func uuidOf(t *testing.T, videoID string) string {
	t.Helper()
	const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	short, ok := strings.CutPrefix(videoID, "vi")
	if !ok || len(short) != 22 {
		t.Fatalf("%q is no video id", videoID)
	}
	n := new(big.Int)
	for _, c := range short {
		n.Mul(n, big.NewInt(int64(len(digits)))).Add(n, big.NewInt(int64(strings.IndexRune(digits, c))))
	}
	h := hex.EncodeToString(n.FillBytes(make([]byte, 16)))
	return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
}

// holdsFilm checks that the original of a video is f.
func (s *server) holdsFilm(t *testing.T, videoID string, f file) {
	t.Helper()
	s.keeps(t, uuidOf(t, videoID), f.sum)
}

// pieces cuts f into files of so many bytes, the last one with what is left.
func pieces(t *testing.T, f file, size int) []file {
	t.Helper()
	content, err := os.ReadFile(f.path)
	if err != nil {
		t.Fatal(err)
	}
	var list []file
	for part := range slices.Chunk(content, size) {
		list = append(list, write(t, part))
	}
	return list
}

// tool runs a program of the system and returns what it prints.
func tool(t *testing.T, name string, args ...string) []byte {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), uploadTime)
	defer cancel()
	var stderr bytes.Buffer
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s%s", name, err, out, stderr.Bytes())
	}
	return out
}

// wantStatus asks for an address that the API gave away.
func (s *server) wantStatus(t *testing.T, address string, want int) {
	t.Helper()
	if got, err := s.status(t.Context(), address); err != nil || got != want {
		t.Errorf("GET %s: %d %v, want %d", address, got, err, want)
	}
}
