package apivideo_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tributary-video/tributary/internal/testkit"
)

func TestUploadTokens(t *testing.T) {
	f := newFixture(t, nil)
	for _, body := range []string{`{}`, `{"ttl":0}`} {
		got := f.api(t, 200, "POST", "/upload-tokens", body).decode(t)
		id, _ := got["token"].(string)
		if !strings.HasPrefix(id, "to") || len(id) != 24 || got["ttl"] != 0.0 || got["expiresAt"] != nil {
			t.Errorf("%s: %v", body, got)
		}
	}
	got := f.api(t, 200, "POST", "/upload-tokens", `{"ttl":3600}`).decode(t)
	made, err := time.Parse(time.RFC3339, got["createdAt"].(string))
	must(t, err)
	if got["ttl"] != 3600.0 || got["expiresAt"] != made.Add(time.Hour).Format("2006-01-02T15:04:05+00:00") {
		t.Errorf("token of an hour: %v", got)
	}
	token := got["token"].(string)
	if diff := cmp.Diff(got, f.api(t, 200, "GET", "/upload-tokens/"+token, "").decode(t)); diff != "" {
		t.Errorf("shown (-made +shown):\n%s", diff)
	}
	f.api(t, 200, "POST", "/upload-tokens", `{"ttl":2147483647}`)
	list := f.api(t, 200, "GET", "/upload-tokens?sortBy=ttl&sortOrder=desc", "").decode(t)
	if n := len(testkit.At(list, "data").([]any)); n != 4 || testkit.At(list, "data", 0, "ttl") != 2147483647.0 || testkit.At(list, "data", 1, "ttl") != 3600.0 {
		t.Errorf("list: %v", list)
	}
	f.as(t, f.foreign, "GET", "/upload-tokens/"+token, "").problem(t, 404, "resource-not-found", "token")
	f.as(t, f.foreign, "DELETE", "/upload-tokens/"+token, "").problem(t, 404, "resource-not-found", "token")
	f.clock.Advance(time.Hour)
	f.as(t, f.key, "GET", "/upload-tokens/"+token, "").problem(t, 404, "resource-not-found", "token")
	if n := testkit.At(f.api(t, 200, "GET", "/upload-tokens", "").decode(t), "pagination", "itemsTotal"); n != 3.0 {
		t.Errorf("%v tokens are listed after one expired", n)
	}
	f.api(t, 204, "DELETE", "/upload-tokens/"+token, "")
	f.as(t, f.key, "DELETE", "/upload-tokens/"+token, "").problem(t, 404, "resource-not-found", "token")
	for _, body := range []string{`{"ttl":-1}`, `{"ttl":2147483648}`, `{"ttl":1.5}`, `{"ttl":"1"}`} {
		f.as(t, f.key, "POST", "/upload-tokens", body).problem(t, 400, "invalid-attribute", "ttl")
	}
	f.as(t, f.key, "GET", "/upload-tokens?sortBy=token", "").problem(t, 400, "invalid-query-parameter", "sortBy")
}

func TestDelegatedWhole(t *testing.T) {
	f := newFixture(t, smallRules)
	token := f.newToken(t, `{}`)
	for sent, title := range map[string]string{"./dir/10m.mp4": "10m.mp4", "no_name": "no_name", "": "Untitled", strings.Repeat("x", 5000): strings.Repeat("x", 1024)} {
		a := f.byToken(t, token, "", sent, noise(1, 20))
		f.wantSource(t, a.accepted(t, true), noise(1, 20))
		if got := a.decode(t); got["title"] != title || got["public"] != true {
			t.Errorf("%.20q: %s", sent, a.body)
		}
	}
	// The same file again is another video: its answer was read.
	if a, b := f.byToken(t, token, "", "a", "bytes").accepted(t, true), f.byToken(t, token, "part 1/1", "a", "bytes").accepted(t, true); a == b {
		t.Error("two uploads made one video")
	}
	id := f.newVideo(t, `{"title":"Mine"}`)
	if a := f.byToken(t, token, "", "a.mp4", "bytes", "videoId="+id); a.accepted(t, true) != id || a.decode(t)["title"] != "Mine" {
		t.Errorf("into a container: %s", a.body)
	}
	foreign := f.as(t, f.foreign, "POST", "/videos", `{"title":"Theirs"}`).decode(t)["videoId"].(string)
	for _, other := range []string{foreign, "vi0000000000000000000000", "x"} {
		f.byToken(t, token, "", "a", "bytes", "videoId="+other).problem(t, 404, "resource-not-found", "videoId")
	}
}

func TestTokenIsChecked(t *testing.T) {
	f := newFixture(t, smallRules)
	token := f.newToken(t, `{"ttl":60}`)
	body := fileForm("a", "bytes")
	f.do(t, "POST", "/upload", body, formType).problem(t, 401, "authentication-missing-upload-token", "")
	f.byToken(t, "", "", "a", "bytes").problem(t, 401, "authentication-missing-upload-token", "")
	f.byToken(t, "to0000000000000000000000", "", "a", "bytes").problem(t, 401, "authentication-invalid-upload-token", "")
	// Whatever Authorization says.
	f.do(t, "POST", "/upload?token="+token, body, formType, "Authorization: Bearer nonsense").accepted(t, true)
	f.do(t, "POST", "/upload?token="+token, body, formType, "Authorization: ").accepted(t, true)
	if a := f.do(t, "GET", "/upload?token="+token, ""); a.status != 405 || !strings.Contains(a.header.Get("Allow"), "POST") {
		t.Errorf("GET: %d, Allow %q", a.status, a.header.Get("Allow"))
	}
	if a := f.do(t, "OPTIONS", "/upload?token="+token, ""); a.status != 204 || a.header.Get("Access-Control-Allow-Origin") != "*" {
		t.Errorf("OPTIONS: %d", a.status)
	}
	f.byToken(t, token, "part 1/2", "running", noise(1, 20)).accepted(t, false)
	named := f.newVideo(t, "")
	f.byToken(t, token, "part 1/3", "named", noise(1, 20), "videoId="+named).accepted(t, false)
	f.clock.Advance(time.Minute)
	f.byToken(t, token, "", "a", "bytes").problem(t, 401, "authentication-invalid-upload-token", "")
	f.byToken(t, token, "part 1/2", "fresh", noise(1, 20)).problem(t, 401, "authentication-invalid-upload-token", "")
	f.byToken(t, token, "part 1/2", "fresh", noise(1, 20), "videoId="+f.newVideo(t, "")).problem(t, 401, "authentication-invalid-upload-token", "")
	// What it began, it may finish; a deleted one may not.
	f.byToken(t, token, "part 2/2", "running", noise(2, 20)).accepted(t, true)
	f.byToken(t, token, "part 2/3", "named", noise(2, 20), "videoId="+named).accepted(t, false)
	f.api(t, 204, "DELETE", "/upload-tokens/"+token, "")
	f.byToken(t, token, "part 3/3", "named", noise(3, 20), "videoId="+named).problem(t, 401, "authentication-invalid-upload-token", "")
}

// Pieces find their upload by token, name and address when they name no video.
func TestDelegatedPieces(t *testing.T) {
	file := noise(1, 50)
	for name, ranges := range map[string][]string{
		"parts":             {"part 1/3", "part 2/3", "part 3/3"},
		"total at the end":  {"part 1/*", "part 2/*", "part 3/3"},
		"ranges":            {"bytes 0-19/50", "bytes 20-39/50", "bytes 40-49/50"},
		"ranges, no totals": {"bytes 0-19", "bytes 20-39/*", "bytes 40-49/50"},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t, smallRules)
			token := f.newToken(t, `{}`)
			cuts := []string{file[:20], file[20:40], file[40:]}
			id := ""
			for i, r := range ranges {
				for range 2 { // each is repeated, the last one after an answer that was read
					if i == 2 && id == "" {
						t.Fatal("no video")
					}
					got := f.byToken(t, token, r, "a.mp4", cuts[i]).accepted(t, i == 2)
					if id == "" {
						id = got
					}
					if got != id {
						t.Fatalf("%s made %s, want %s", r, got, id)
					}
					if i == 2 {
						break
					}
				}
			}
			f.wantSource(t, id, file)
			if n := f.videos(t); n != 1 {
				t.Errorf("%d videos", n)
			}
		})
	}
}

func TestDelegatedPiecesWithID(t *testing.T) {
	f := newFixture(t, smallRules)
	token := f.newToken(t, `{}`)
	file := noise(1, 50)
	id := f.byToken(t, token, "part 1/3", "a.mp4", file[:20]).accepted(t, false)
	f.byToken(t, token, "part 3/3", "a.mp4", file[40:], "videoId="+id).accepted(t, true)
	// Both ways lead to the same upload.
	f.piece(t, id, "part 2/3", file[20:40]).accepted(t, true)
	f.wantSource(t, id, file)
	f.byToken(t, token, "part 3/3", "a.mp4", file[40:], "videoId="+id).accepted(t, true)
}

func TestDelegatedPiecesOfNobody(t *testing.T) {
	f := newFixture(t, smallRules)
	token, other := f.newToken(t, `{}`), f.newToken(t, `{}`)
	file := noise(1, 50)
	first := f.byToken(t, token, "part 1/3", "a.mp4", file[:20]).accepted(t, false)
	for name, send := range map[string]func() answer{
		"another token": func() answer { return f.byToken(t, other, "part 2/3", "a.mp4", file[20:40]) },
		"another name":  func() answer { return f.byToken(t, token, "part 2/3", "b.mp4", file[20:40]) },
		"another address": func() answer {
			return f.elsewhere(t, "POST /upload?token="+token+" HTTP/1.1\r\nContent-Range: part 2/3", fileForm("a.mp4", file[20:40]))
		},
		"another total": func() answer { return f.byToken(t, token, "part 2/4", "a.mp4", file[20:40]) },
		"a gap":         func() answer { return f.byToken(t, token, "part 3/3", "a.mp4", file[40:]) },
	} {
		a := send()
		if a.status != 201 || a.decode(t)["videoId"] == first {
			t.Errorf("%s: %d %s", name, a.status, a.body)
		}
	}
}

func TestAttachWindow(t *testing.T) {
	f := newFixture(t, smallRules)
	token := f.newToken(t, `{}`)
	first := f.byToken(t, token, "part 1/2", "a.mp4", noise(1, 20)).accepted(t, false)
	f.clock.Advance(14 * time.Minute)
	if again := f.byToken(t, token, "part 1/2", "a.mp4", noise(1, 20)).accepted(t, false); again != first {
		t.Errorf("the same first part made %s, want %s", again, first)
	}
	f.clock.Advance(2 * time.Minute)
	if late := f.byToken(t, token, "part 2/2", "a.mp4", noise(2, 20)).accepted(t, true); late == first {
		t.Error("attached after the window")
	}
}

func TestSeveralOpenUploads(t *testing.T) {
	f := newFixture(t, smallRules)
	token := f.newToken(t, `{}`)
	a := f.byToken(t, token, "part 1/2", "file", noise(1, 20)).accepted(t, false)
	b := f.byToken(t, token, "part 1/2", "file", noise(2, 20)).accepted(t, false)
	if a == b {
		t.Fatal("two files made one video")
	}
	f.byToken(t, token, "part 2/2", "file", noise(3, 20)).problem(t, 400, "attribute-required", "videoId")
	f.byToken(t, token, "part 2/2", "file", noise(3, 20), "videoId="+a).accepted(t, true)
	f.byToken(t, token, "part 2/2", "file", noise(4, 20)).accepted(t, true)
	f.wantSource(t, a, noise(1, 20)+noise(3, 20))
	f.wantSource(t, b, noise(2, 20)+noise(4, 20))
	f.swept(t, 4)
}

// Senders with the same name and address take turns, but each file is its own video.
func TestSendersAtOnce(t *testing.T) {
	f := newFixture(t, smallRules)
	token := f.newToken(t, `{}`)
	var wg sync.WaitGroup
	var mu sync.Mutex
	made := map[string]string{}
	for i := range 12 {
		wg.Go(func() {
			content := noise(byte(i/2), 20) // each twice
			id := f.byToken(t, token, "", "file", content).accepted(t, true)
			mu.Lock()
			defer mu.Unlock()
			if _, twice := made[id]; twice {
				t.Errorf("%s was answered twice", id)
			}
			made[id] = content
		})
	}
	wg.Wait()
	for id, content := range made {
		f.wantSource(t, id, content)
	}
	if n := f.videos(t); n != 12 {
		t.Errorf("%d videos, want 12", n)
	}
	f.restart(t) // which waits for what is behind the answers
	left, err := f.Documents(t.Context(), f.project.ID, "apivideo.unanswered", 100)
	must(t, err)
	if len(left) > 0 {
		t.Errorf("%d answers are taken for lost", len(left))
	}
}

// A request whose answer was never written comes again and means the same video.
func TestLostAnswer(t *testing.T) {
	file := noise(1, 40)
	for name, last := range map[string]struct{ contentRange, content string }{
		"whole": {"", file}, "part 1/1": {"part 1/1", file}, "last part": {"part 2/2", file[20:]},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t, smallRules)
			token := f.newToken(t, `{}`)
			if last.contentRange == "part 2/2" {
				f.byToken(t, token, "part 1/2", "a.mp4", file[:20]).accepted(t, false)
			}
			f.crashed(t, "/upload?token="+token, last.contentRange, fileForm("a.mp4", last.content))
			id := f.byToken(t, token, last.contentRange, "a.mp4", last.content).accepted(t, true)
			f.wantSource(t, id, file)
			if n := f.videos(t); n != 1 {
				t.Errorf("%d videos, want 1", n)
			}
			// That one was answered: the next is another upload.
			if again := f.byToken(t, token, "", "a.mp4", file).accepted(t, true); again == id {
				t.Error("the third upload is taken for the first")
			}
		})
	}
}
