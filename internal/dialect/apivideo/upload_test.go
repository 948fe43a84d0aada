package apivideo_test

import (
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/tributary-video/tributary/internal/dialect/apivideo"
)

const (
	rangeOf = "video-content-range-"
	byPart  = rangeOf + "by-part-"
	byBytes = rangeOf + "by-bytes-"
)

// sending is one request of a scenario.
type sending struct {
	contentRange string
	from, to     int    // bytes of the file
	slug         string // of the problem; "" = accepted
	full         bool   // answered with the full video
}

// TestProgressiveUpload goes through section 4 of the contract, with limits of a few bytes.
func TestProgressiveUpload(t *testing.T) {
	f := newFixture(t, smallRules)
	file := noise(1, 60)
	tests := []struct {
		name     string
		requests []sending
		complete int // bytes of the source; 0 = not complete
	}{
		{"whole", []sending{{"", 0, 60, "", true}}, 60},
		{"part 1/1 below the minimum", []sending{{"part 1/1", 0, 3, "", true}}, 3},
		{"parts in order", []sending{{"part 1/3", 0, 20, "", false}, {"part 2/3", 20, 40, "", false}, {"part 3/3", 40, 60, "", true}}, 60},
		{"last part first", []sending{{"part 3/3", 40, 41, "", true}, {"part 1/3", 0, 20, "", false}, {"part 2/3", 20, 40, "", true}}, 41},
		{"session", []sending{{"part 1/*", 0, 20, "", false}, {"part 2/*", 20, 40, "", false}, {"part 3/3", 40, 41, "", true}}, 41},
		{"last part sent again as the last", []sending{{"part 1/*", 0, 20, "", false}, {"part 2/*", 20, 40, "", false}, {"part 2/2", 20, 40, "", true}}, 40},
		{"empty last part", []sending{{"part 1/2", 0, 20, "", false}, {"part 2/2", 20, 20, "", true}}, 20},
		{"percent-encoded", []sending{{"part%201%2F2", 0, 20, "", false}, {"PART 2/2", 20, 25, "", true}}, 25},
		{"part repeated", []sending{{"part 1/2", 0, 20, "", false}, {"part 1/2", 0, 20, "", false}, {"part 2/2", 20, 30, "", true}}, 30},
		{"part with other bytes", []sending{{"part 1/2", 0, 20, "", false}, {"part 1/2", 1, 21, byPart + "part-already-sent", false}, {"part 2/2", 20, 30, "", true}}, 30},
		{"repeated after the end", []sending{{"part 1/2", 0, 20, "", false}, {"part 2/2", 20, 30, "", true}, {"part 2/2", 20, 30, "", true},
			{"part 1/*", 0, 20, "", true}, {"", 0, 30, "", true}, {"part 2/2", 21, 31, "video-source-already-uploaded", false},
			{"part 3/3", 30, 40, "video-source-already-uploaded", false}, {"", 0, 20, "video-source-already-uploaded", false}}, 30},
		{"another total", []sending{{"part 1/3", 0, 20, "", false}, {"part 2/4", 20, 40, byPart + "different-total-parts", false}}, 0},
		{"total below a part", []sending{{"part 5/*", 0, 20, "", false}, {"part 2/4", 20, 40, byPart + "total-parts-too-low", false}}, 0},
		{"total equal to a part", []sending{{"part 2/*", 20, 40, "", false}, {"part 1/2", 0, 20, "", true}}, 40},
		{"part above the total", []sending{{"part 4/3", 0, 20, byPart + "part-too-high-total", false}}, 0},
		{"part above the known total", []sending{{"part 1/2", 0, 20, "", false}, {"part 3/*", 20, 40, byPart + "part-too-high-total", false}}, 0},
		{"part 0", []sending{{"part 0/3", 0, 20, byPart + "part-zero", false}}, 0},
		{"part above all", []sending{{"part 21/*", 0, 20, byPart + "part-too-high-allowed", false}}, 0},
		{"no parts", []sending{{"part 1/0", 0, 20, byPart + "total-parts-zero", false}}, 0},
		{"too many parts", []sending{{"part 1/21", 0, 20, byPart + "total-parts-too-high", false}}, 0},
		{"part too small", []sending{{"part 1/2", 0, 4, byPart + "uploaded-file-too-small", false}}, 0},
		{"open part too small", []sending{{"part 1/*", 0, 4, byPart + "uploaded-file-too-small", false}}, 0},
		{"empty", []sending{{"", 0, 0, "uploaded-file-empty", false}, {"part 1/1", 0, 0, "uploaded-file-empty", false}}, 0},
		{"whole after a part", []sending{{"part 1/2", 0, 20, "", false}, {"", 0, 40, rangeOf + "already-initiated", false}}, 0},
		{"range after a part", []sending{{"part 1/2", 0, 20, "", false}, {"bytes 20-39/40", 20, 40, rangeOf + "started-with-part", false}}, 0},
		{"part after a range", []sending{{"bytes 0-19/40", 0, 20, "", false}, {"part 2/2", 20, 40, rangeOf + "started-with-bytes", false}}, 0},
		{"malformed", []sending{{"part one/3", 0, 20, rangeOf + "malformed", false}}, 0},

		{"ranges", []sending{{"bytes 0-19/45", 0, 20, "", false}, {"bytes 20-39/45", 20, 40, "", false}, {"bytes 40-44/45", 40, 45, "", true}}, 45},
		{"ranges of unknown total", []sending{{"bytes 0-19", 0, 20, "", false}, {"bytes 40-40/41", 40, 41, "", true}, {"bytes 20-39/*", 20, 40, "", true}}, 41},
		{"one small range", []sending{{"bytes 0-2/3", 0, 3, "", true}, {"bytes 0-2/3", 0, 3, "", true}}, 3},
		{"range repeated", []sending{{"bytes 0-19/40", 0, 20, "", false}, {"bytes 0-19/40", 0, 20, "", false}, {"bytes 20-39/40", 20, 40, "", true}, {"bytes 20-39/40", 20, 40, "", true}}, 40},
		{"range overlaps", []sending{{"bytes 0-19/40", 0, 20, "", false}, {"bytes 19-38/40", 19, 39, byBytes + "range-overlap", false}}, 0},
		{"range with other bytes", []sending{{"bytes 0-19/40", 0, 20, "", false}, {"bytes 0-19/40", 1, 21, byBytes + "range-overlap", false}, {"bytes 20-39/40", 20, 40, "", true}}, 40},
		{"range mismatch", []sending{{"bytes 0-19/40", 0, 19, byBytes + "range-mismatch", false}, {"bytes 0-19/40", 0, 21, byBytes + "range-mismatch", false}}, 0},
		{"first byte too high", []sending{{"bytes 20-10/40", 0, 20, byBytes + "from-byte-too-high", false}}, 0},
		{"last byte too high", []sending{{"bytes 990-1000/*", 0, 11, byBytes + "to-byte-too-high-allowed", false}}, 0},
		{"no bytes", []sending{{"bytes 0-19/0", 0, 20, byBytes + "total-bytes-zero", false}}, 0},
		{"too many bytes", []sending{{"bytes 0-19/1001", 0, 20, byBytes + "total-bytes-too-high", false}}, 0},
		{"behind the end", []sending{{"bytes 0-19/19", 0, 20, byBytes + "to-byte-too-high-total", false}}, 0},
		{"range too small", []sending{{"bytes 0-3/40", 0, 4, byBytes + "range-too-small", false}}, 0},
		{"range too large", []sending{{"bytes 0-100/400", 0, 60, byBytes + "range-too-large", false}}, 0},
		{"another size", []sending{{"bytes 0-19/40", 0, 20, "", false}, {"bytes 20-40/41", 20, 41, byBytes + "different-total-bytes", false}}, 0},
		{"size below a byte", []sending{{"bytes 20-39/*", 20, 40, "", false}, {"bytes 0-19/39", 0, 20, byBytes + "total-bytes-too-low", false}}, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			id := f.newVideo(t, "")
			for _, s := range tt.requests {
				a := f.piece(t, id, s.contentRange, file[s.from:s.to])
				if s.slug != "" {
					a.problem(t, 400, s.slug, nameOf(s.slug))
				} else if got := a.accepted(t, s.full); got != id {
					t.Errorf("%s: video %s, want %s", s.contentRange, got, id)
				}
			}
			if tt.complete > 0 {
				f.wantSource(t, id, file[:tt.complete])
			}
		})
	}
}

// nameOf is what a problem of an upload is about.
func nameOf(slug string) string {
	if strings.HasPrefix(slug, rangeOf) && !strings.HasSuffix(slug, "uploaded-file-too-small") {
		return "Content-Range"
	}
	return "file"
}

func TestSourceTooLarge(t *testing.T) {
	f := newFixture(t, smallRules)
	id := f.newVideo(t, "")
	f.piece(t, id, "", noise(1, 101)).problem(t, 400, "uploaded-file-too-large", "file")
	f.piece(t, id, "part 1/2", noise(1, 101)).problem(t, 400, "uploaded-file-too-large", "file")
	for n := 1; n <= 10; n++ {
		f.piece(t, id, "part "+strconv.Itoa(n)+"/11", noise(byte(n), 100)).accepted(t, false)
	}
	f.piece(t, id, "part 11/11", "x").problem(t, 400, "uploaded-file-too-large", "file")
	f.wantOpen(t, id, 10)
	f.swept(t, 10)
}

// A first piece that is refused leaves the video as it was.
func TestRefusedFirstPiece(t *testing.T) {
	f := newFixture(t, smallRules)
	id := f.newVideo(t, "")
	f.piece(t, id, "part 1/2", "tiny").problem(t, 400, byPart+"uploaded-file-too-small", "file")
	v, err := f.Video(t.Context(), uuid(t, id))
	must(t, err)
	if v.State != "created" {
		t.Errorf("video is %s", v.State)
	}
	f.swept(t, 0)
}

func TestSourceForms(t *testing.T) {
	f := newFixture(t, smallRules)
	id := f.newVideo(t, "")
	path := "/videos/" + id + "/source"
	part := "--xyz\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a\"\r\n\r\nbytes\r\n"
	tests := []struct {
		name, body string
		headers    []string
		status     int
		slug, what string
	}{
		{"no boundary", "", []string{"Content-Type: multipart/form-data", "Content-Range: part%201%2F3"}, 400, "uploaded-file-no-file", "file"},
		{"no body", "", []string{formType}, 400, "uploaded-file-no-file", "file"},
		{"no form", "bytes", []string{"Content-Type: video/mp4"}, 400, "uploaded-file-no-file", "file"},
		{"no file", strings.Replace(part, `; filename="a"`, "", 1) + "--xyz--", []string{formType}, 400, "uploaded-file-no-file", "file"},
		{"two files", part + part + "--xyz--", []string{formType}, 400, "uploaded-file-multiple-files", "file"},
		{"cut", part, []string{formType}, 400, "invalid-payload", ""},
		{"broken", "no boundary at all", []string{formType}, 400, "invalid-payload", ""},
		{"gzip", part + "--xyz--", []string{formType, "Content-Encoding: gzip"}, 400, "invalid-payload", ""},
		{"two ranges", part + "--xyz--", []string{formType, "Content-Range: part 1/2", "Content-Range: part 1/2"}, 400, rangeOf + "malformed", "Content-Range"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f.as(t, f.key, "POST", path, tt.body, tt.headers...).problem(t, tt.status, tt.slug, tt.what)
		})
	}
	f.swept(t, 0)
	f.as(t, f.foreign, "POST", path, part+"--xyz--", formType).problem(t, 404, "resource-not-found", "videoId")
	f.as(t, f.key, "POST", "/videos/vi0000000000000000000000/source", part+"--xyz--", formType).problem(t, 404, "resource-not-found", "videoId")
	f.as(t, f.key, "POST", "/videos//source", part+"--xyz--", formType).problem(t, 404, "resource-not-found", "videoId")
	f.do(t, "POST", path, part+"--xyz--", formType).problem(t, 401, "authentication-missing-authorization-header", "")
	f.as(t, f.key, "POST", path, part+"--xyz--", formType).accepted(t, true)
	f.wantSource(t, id, "bytes")
}

// A field videoId on /source names nothing: the path does.
func TestSourceIgnoresVideoID(t *testing.T) {
	f := newFixture(t, smallRules)
	id, other := f.newVideo(t, ""), f.newVideo(t, "")
	a := f.as(t, f.key, "POST", "/videos/"+id+"/source", fileForm("a", "bytes", "videoId="+other), formType)
	if got := a.accepted(t, true); got != id {
		t.Errorf("video %s, want %s", got, id)
	}
}

// Two requests with the same part at once: one is recorded, the other a repeat or refused.
func TestSamePartAtOnce(t *testing.T) {
	f := newFixture(t, smallRules)
	for round := range 5 {
		id := f.newVideo(t, "")
		file := noise(byte(round), 30)
		var wg sync.WaitGroup
		answers := make([]answer, 6)
		for i := range answers {
			wg.Go(func() {
				content := file[10:20]
				if i >= 3 {
					content = file[11:21]
				}
				answers[i] = f.piece(t, id, "part 2/3", content)
			})
		}
		wg.Wait()
		accepted := 0
		for _, a := range answers {
			if a.status == 201 {
				accepted++
				continue
			}
			a.problem(t, 400, byPart+"part-already-sent", "Content-Range")
		}
		if accepted != 3 {
			t.Errorf("%d of six were accepted", accepted)
		}
		f.wantOpen(t, id, 1)
	}
	f.swept(t, 5)
}

// Whole files at once: the same bytes are one upload, others come too late.
func TestWholeFilesAtOnce(t *testing.T) {
	f := newFixture(t, smallRules)
	id := f.newVideo(t, "")
	var wg sync.WaitGroup
	answers := make([]answer, 6)
	for i := range answers {
		wg.Go(func() { answers[i] = f.piece(t, id, "", noise(byte(i/3), 50)) })
	}
	wg.Wait()
	accepted := 0
	for _, a := range answers {
		if a.status == 201 {
			accepted++
			continue
		}
		a.problem(t, 400, "video-source-already-uploaded", "file")
	}
	if accepted != 3 {
		t.Errorf("%d of six were accepted", accepted)
	}
	f.swept(t, 1)
}

// A video that was deleted takes no more pieces.
func TestPieceOfDeletedVideo(t *testing.T) {
	f := newFixture(t, smallRules)
	id := f.newVideo(t, "")
	f.piece(t, id, "part 1/2", noise(1, 20)).accepted(t, false)
	f.api(t, 204, "DELETE", "/videos/"+id, "")
	f.piece(t, id, "part 2/2", noise(2, 20)).problem(t, 404, "resource-not-found", "videoId")
}

// An upload of another protocol is taken over as long as it is not complete.
func TestSourceOfAnotherWay(t *testing.T) {
	f := newFixture(t, smallRules)
	for protocol, slug := range map[string]string{
		"import": "video-source-already-downloaded", "copy": "video-source-already-copied", "tus": "video-source-already-uploaded",
	} {
		id := f.newVideo(t, "")
		f.begun(t, id, protocol)
		f.piece(t, id, "part 1/2", noise(1, 20)).accepted(t, false)
		f.piece(t, id, "part 2/2", noise(2, 20)).accepted(t, true)
		f.wantSource(t, id, noise(1, 20)+noise(2, 20))

		id = f.newVideo(t, "")
		f.finish(t, f.begun(t, id, protocol), noise(1, 20))
		f.piece(t, id, "", noise(1, 20)).problem(t, 400, slug, "file")
	}
}

func TestOperatorsLimit(t *testing.T) {
	f := newFixture(t, func(cfg *apivideo.Config) {
		smallRules(cfg)
		cfg.MaxUploadSize = 30
	})
	id := f.newVideo(t, "")
	f.piece(t, id, "", noise(1, 31)).problem(t, 400, "uploaded-file-too-large", "file")
	f.piece(t, id, "bytes 0-19/31", noise(1, 20)).problem(t, 400, byBytes+"total-bytes-too-high", "Content-Range")
	f.piece(t, id, "", noise(1, 30)).accepted(t, true)
}
