package gcore_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"math"
	"net/http"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tributary-video/tributary/internal/hls"
	"github.com/tributary-video/tributary/internal/testkit"
)

// TestProgrammeKeepsTheRules runs the rule checker over videos of different sizes, rates and codecs that play
// as one.
func TestProgrammeKeepsTheRules(t *testing.T) {
	if testing.Short() {
		t.Skip("takes many seconds; left out by -short")
	}
	f := newFixture(t, nil)
	plays := f.film(t, testkit.ClipSpec{Seconds: 14, GOP: 60, Args: []string{"-b:v", "600k", "-maxrate", "600k", "-bufsize", "600k"}})
	encoded := f.film(t, testkit.ClipSpec{Seconds: 7, Width: 480, Height: 270, Rate: "25", GOP: 50, Extension: "mkv"})
	silent := f.film(t, testkit.ClipSpec{Seconds: 4, Width: 426, Height: 240, AudioCodec: "none", Extension: "mkv"})
	for name, tt := range map[string]struct {
		videos []int64
		silent int // which of them has no sound, -1 = none
	}{
		"all sound":              {[]int64{plays.Seq, encoded.Seq, plays.Seq}, -1},
		"one is silent":          {[]int64{encoded.Seq, silent.Seq, plays.Seq}, 1},
		"begins with silence":    {[]int64{silent.Seq, encoded.Seq}, 0},
		"one video is enough":    {[]int64{encoded.Seq}, -1},
		"the same and the same":  {[]int64{encoded.Seq, encoded.Seq}, -1},
		"nothing is to be heard": {[]int64{silent.Seq, silent.Seq}, -1},
	} {
		t.Run(name, func(t *testing.T) {
			body := fmt.Sprintf(`{"name":"x","playlist_type":"vod","video_ids":%s}`, strings.ReplaceAll(fmt.Sprint(tt.videos), " ", ","))
			made := f.api(t, 200, "POST", "/streaming/playlists", body).decode(t)
			p := programme{fixture: f, master: made["hls_url"].(string)}
			for n := range tt.videos {
				if n != tt.silent { // the checker knows nothing of gaps
					p.part(t, n)
				}
			}
			p.whole(t, len(tt.videos))
		})
	}
}

// programme is a playlist of several videos as players see it.
type programme struct {
	*fixture

	master string // where its master playlist is
}

// part checks one of its videos, as if there were no others. What the master says is then of a
// more demanding one, perhaps: that is checked with the whole.
func (p programme) part(t *testing.T, n int) {
	t.Helper()
	report, err := hls.Check(t.Context(), partOf{n}, p.master)
	must(t, err)
	for _, f := range report.Errors {
		if !slices.Contains([]string{"1.26", "1.27", "9.1-9.4", "9.15"}, f.Rule) {
			t.Errorf("video %d: %s", n, f)
		}
	}
}

// partOf fetches media playlists with the segments of one video only, those that lie between two
// discontinuities: the checker knows one initialization segment for a list.
type partOf struct{ n int }

func (p partOf) Fetch(ctx context.Context, url string) (hls.Response, error) {
	r, err := hls.HTTP{Client: http.DefaultClient}.Fetch(ctx, url)
	if err != nil {
		return r, err
	}
	if strings.HasSuffix(url, ".m3u8") && !strings.HasSuffix(url, "master.m3u8") && r.Status == http.StatusOK {
		list, err := unpacked(r.Body)
		if err != nil {
			return r, err
		}
		r.Body = packed(onlyPart(list, p.n))
	}
	return r, err
}

// onlyPart is a list without all videos but one.
func onlyPart(list string, n int) string {
	begin := regexp.MustCompile(`#EXT-X-(MAP|GAP|DISCONTINUITY\n)`).FindStringIndex(list)[0]
	parts := strings.Split(strings.TrimSuffix(list[begin:], "#EXT-X-ENDLIST\n"), "#EXT-X-DISCONTINUITY\n")
	return list[:begin] + parts[n] + "#EXT-X-ENDLIST\n"
}

func unpacked(body []byte) (string, error) {
	zip, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil {
		return "", err
	}
	list, err := io.ReadAll(zip)
	return string(list), err
}

func packed(list string) []byte {
	var b bytes.Buffer
	zip := gzip.NewWriter(&b)
	_, _ = io.WriteString(zip, list)
	_ = zip.Close()
	return b.Bytes()
}

// whole checks what the lists say together: the same videos for the same time, one target duration, and
// bit rates as measured.
func (p programme) whole(t *testing.T, videos int) {
	t.Helper()
	folder := strings.TrimSuffix(p.master, "master.m3u8")
	master := p.fetch(t, p.master)
	names := regexp.MustCompile(`(?m)(?:URI="|^)([a-z0-9-]+\.m3u8)`).FindAllStringSubmatch(master, -1)
	if len(names) < 2 || !strings.Contains(master, "#EXT-X-I-FRAME-STREAM-INF") {
		t.Fatalf("master %s", master)
	}
	var first []float64
	target := regexp.MustCompile(`#EXT-X-TARGETDURATION:\d+\n`).FindString(p.fetch(t, folder+names[0][1]))
	for _, name := range names {
		list := p.fetch(t, folder+name[1])
		if !strings.Contains(list, target) || strings.Count(list, "#EXT-X-DISCONTINUITY\n") != videos-1 {
			t.Errorf("%s: %s", name[1], list)
		}
		lengths := partLengths(t, list)
		if first == nil {
			first = lengths
		}
		if diff := cmp.Diff(first, lengths, cmp.Comparer(func(a, b float64) bool { return math.Abs(a-b) < 0.04 })); diff != "" {
			t.Errorf("%s, lengths of the videos (-%s +this):\n%s", name[1], names[0][1], diff)
		}
	}
	p.rates(t, folder, master)
}

func (p programme) fetch(t *testing.T, url string) string {
	t.Helper()
	a := p.do(t, "GET", strings.TrimPrefix(url, p.url), "")
	if a.status != 200 {
		t.Fatalf("%s: %d", url, a.status)
	}
	return a.body + "\n"
}

// partLengths is how long each video of a list is, in seconds.
func partLengths(t *testing.T, list string) []float64 {
	t.Helper()
	var lengths []float64
	for part := range strings.SplitSeq(list, "#EXT-X-DISCONTINUITY\n") {
		sum := 0.0
		for _, found := range regexp.MustCompile(`#EXTINF:([0-9.]+),`).FindAllStringSubmatch(part, -1) {
			seconds, err := strconv.ParseFloat(found[1], 64)
			must(t, err)
			sum += seconds
		}
		lengths = append(lengths, sum)
	}
	return lengths
}

// rates compares AVERAGE-BANDWIDTH with the bytes that a player fetches of each quality.
func (p programme) rates(t *testing.T, folder, master string) {
	t.Helper()
	sound := 0.0
	if strings.Contains(master, `URI="audio.m3u8"`) {
		sound = p.rate(t, folder+"audio.m3u8")
	}
	for _, found := range regexp.MustCompile(`AVERAGE-BANDWIDTH=([0-9]+)[^\n]*(?:\n|URI=")((?:video|iframes)-[0-9]+\.m3u8)`).FindAllStringSubmatch(master, -1) {
		told, err := strconv.ParseFloat(found[1], 64)
		must(t, err)
		real := p.rate(t, folder+found[2])
		if strings.HasPrefix(found[2], "video") {
			real += sound
		}
		if math.Abs(real-told) > told/10 {
			t.Errorf("%s has an AVERAGE-BANDWIDTH of %.0f, the average is %.0f", found[2], told, real)
		}
	}
}

// rate is what a list takes on average, in bit/s.
func (p programme) rate(t *testing.T, url string) float64 {
	t.Helper()
	list := p.fetch(t, url)
	seconds, size := 0.0, 0
	for _, length := range partLengths(t, list) {
		seconds += length
	}
	for _, found := range regexp.MustCompile(`(#EXT-X-GAP\n)?#EXTINF:.*\n(.*)`).FindAllStringSubmatch(list, -1) {
		if found[1] == "" {
			size += len(p.do(t, "GET", path.Join("/playlists/x/", found[2]), "").body)
		}
	}
	return float64(size) * 8 / seconds
}
