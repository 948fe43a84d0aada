package e2e

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// replay is a client that says to a server what was recorded.
type replay struct {
	*server

	known map[string]string // what the placeholders mean by now
}

func newReplay(t *testing.T, origin string) *replay {
	t.Helper()
	s := start(t, options{args: []string{"--allow-net", "127.0.0.1"}})
	return &replay{s, map[string]string{"host": s.addr, "base": s.URL, "apiKey": s.Key, "cid": "1", "origin": origin}}
}

// text fills in what the placeholders mean.
func (p *replay) text(s string) string {
	return regexp.MustCompile(`\{\{\w+\}\}`).ReplaceAllStringFunc(s, func(mark string) string {
		if value, ok := p.known[strings.Trim(mark, "{}")]; ok {
			return value
		}
		return mark // to fail where it is sent
	})
}

// do sends the request of an exchange, again and again where it waits for something.
func (p *replay) do(t *testing.T, x exchange) {
	t.Helper()
	body := p.text(x.body)
	p.known["length"] = strconv.Itoa(len(body))
	request := strings.ReplaceAll(p.text(x.head), "\n", "\r\n") + "\r\n\r\n" + body
	var last shown
	eventually(t, readyTime, x.title, func(ctx context.Context) error {
		a, err := p.exchange(ctx, request)
		if err != nil {
			return final(err)
		}
		last = show(a.status, a.header, a.body)
		if missing := last.lacks(p.text(x.wait)); len(missing) > 0 {
			return fmt.Errorf("want %s in %d %s", missing, a.status, a.body)
		}
		return nil
	})
	p.check(t, x, last)
}

// check saves what an answer brings, and compares it with what is expected.
func (p *replay) check(t *testing.T, x exchange, s shown) {
	t.Helper()
	for pair := range strings.FieldsSeq(x.save) {
		name, path, _ := strings.Cut(pair, "=")
		value, there := s.at(path)
		if !there {
			t.Fatalf("%s: no %s in %d %v %v", x.title, path, s.status, s.header, s.json)
		}
		p.known[name] = fmt.Sprint(value)
		if n, isNumber := value.(float64); isNumber {
			p.known[name] = strconv.FormatInt(int64(n), 10)
		}
	}
	for _, missing := range s.lacks(p.text(x.expect)) {
		t.Errorf("%s: no %s in %d %v %v", x.title, missing, s.status, s.header, s.json)
	}
}

// shelf is an origin of many files, which may change. What it does not have is not found.
type shelf struct {
	*httptest.Server

	mu    sync.Mutex
	pages map[string]page // by path and query
	asked map[string]int
}

func startShelf(t *testing.T, pages map[string]page) *shelf {
	t.Helper()
	s := &shelf{pages: pages, asked: map[string]int{}}
	s.Server = httptest.NewServer(s)
	t.Cleanup(s.Close)
	return s
}

func (s *shelf) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	serve := s.pages[r.URL.RequestURI()]
	if r.Method == http.MethodGet {
		s.asked[r.URL.RequestURI()]++
	}
	n := s.asked[r.URL.RequestURI()]
	s.mu.Unlock()
	if serve == nil {
		http.NotFound(w, r)
		return
	}
	serve(w, r, n)
}

// put puts a file on it.
func (s *shelf) put(path string, p page) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pages[path] = p
}

func (s *shelf) count(path string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.asked[path]
}

// Copies of every sort of link, good and bad, as customers order them.
func TestGcoreRecordedCopies(t *testing.T) {
	t.Parallel()
	demo := content(t, video(t, 300_000), `"one"`)
	origin := startShelf(t, map[string]page{
		"/hls/master.m3u8": text("application/vnd.apple.mpegurl", "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\n0.m3u8\n"),
		"/demo.mp4?login":  text("text/html", "<!doctype html><title>Log in</title>"+strings.Repeat("<p>", 10_000)),
		"/files/9?alt=media": func(w http.ResponseWriter, r *http.Request, n int) {
			if r.Header.Get("Authorization") != "Bearer t0" {
				http.Error(w, "not for you", http.StatusUnauthorized)
				return
			}
			demo(w, r, n)
		},
	})
	p := newReplay(t, origin.URL)
	for _, x := range readExchanges(t, "12-copy-outcomes") {
		if strings.HasPrefix(x.title, "07 ") {
			if n := origin.count("/gone.mp4"); n != 3 {
				t.Errorf("the origin was asked %d times for what it does not have", n)
			}
			origin.put("/gone.mp4", demo)
		}
		p.do(t, x)
	}
}

// An import is tried, run, mended and repeated.
func TestGcoreRecordedImport(t *testing.T) {
	t.Parallel()
	demo := content(t, video(t, 300_000), `"one"`)
	origin := startShelf(t, map[string]page{"/1.mp4": demo, "/2.mp4": demo})
	p := newReplay(t, origin.URL)
	for _, x := range readExchanges(t, "14-import-job") {
		if strings.HasPrefix(x.title, "06 ") {
			if n := origin.count("/3.mp4"); n != 3 {
				t.Errorf("the origin was asked %d times for what it does not have", n)
			}
			origin.put("/3.mp4", demo)
		}
		p.do(t, x)
	}
}

// What an operator may choose for this API comes to it.
func TestGcoreSettings(t *testing.T) {
	t.Parallel()
	s := start(t, options{
		args: []string{"--gcore-quality-sets", "3:Small:144:default,4:As it comes"},
		env:  []string{"TRIBUTARY_GCORE_LINK_SECRETS=1=0123456789abcdef"},
	})
	var sets map[string][]map[string]any
	s.must(t, http.MethodGet, "/streaming/quality_sets", nil, http.StatusOK, &sets)
	if got := fmt.Sprint(sets["vod"]); got != "[map[default:true id:3 name:Small qualities:[map[id:144 name:vod144n]]] map[default:false id:4 name:As it comes qualities:[]]]" {
		t.Errorf("sets %s", got)
	}
	v := s.stream(t, map[string]any{"name": "Kept", "quality_set_id": 4})
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, v.HLSURL, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	_ = res.Body.Close()
	if res.StatusCode != http.StatusForbidden {
		t.Errorf("without a signed link the answer is %d", res.StatusCode)
	}
}

// message is one that the server has sent and that waits to be answered.
type message struct {
	shown

	answer chan int
}

// A receiver follows a video from its creation to its end, and is not there once.
func TestGcoreRecordedWebhooks(t *testing.T) {
	t.Parallel()
	demo := content(t, video(t, 300_000), `"one"`)
	origin := startShelf(t, map[string]page{"/demo.mp4": demo})
	p := newReplay(t, origin.URL)
	came := make(chan message)
	receiver := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return
		}
		m := message{show(0, r.Header, string(body)), make(chan int, 1)}
		select {
		case came <- m:
			w.WriteHeader(<-m.answer)
		case <-r.Context().Done():
		}
	}))
	t.Cleanup(receiver.Close)
	p.must(t, http.MethodPost, "/v1/webhooks", map[string]any{
		"url": receiver.URL + "/hook", "format": "gcore", "events": []string{"video", "video_delete"},
	}, http.StatusCreated, nil)
	p.stream(t, map[string]any{"name": "Told", "origin_url": origin.URL + "/demo.mp4"})
	for _, x := range readExchanges(t, "17-webhooks") {
		if strings.HasPrefix(x.title, "06 ") {
			p.must(t, http.MethodDelete, "/streaming/videos/"+p.known["vid"], nil, http.StatusNoContent, nil)
		}
		p.hear(t, x, came)
	}
}

// hear takes the next message, checks it and answers it.
func (p *replay) hear(t *testing.T, x exchange, came <-chan message) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), readyTime)
	defer cancel()
	select {
	case m := <-came:
		p.check(t, x, m.shown)
		status, err := strconv.Atoi(strings.TrimPrefix(x.out, "answer="))
		if err != nil {
			t.Fatal(err)
		}
		m.answer <- status
	case <-ctx.Done():
		t.Fatalf("%s: no message came", x.title)
	}
}
