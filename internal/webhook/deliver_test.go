package webhook

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/tributary-video/tributary/internal/media"
)

func TestDelivered(t *testing.T) {
	var sc *scene
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Errorf("read: %v", err)
		}
		if !independentlyValid(vectorSecret, r.Header, string(body)) {
			t.Errorf("an independent receiver refuses %v", r.Header)
		}
		if err := Verify(r.Header, vectorSecret, body, sc.now); err != nil {
			t.Error(err)
		}
		if got, want := r.Header.Get("X-Vendor"), fmt.Sprintf("e %d", len(body)); got != want {
			t.Errorf("vendor's header %q, want %q", got, want)
		}
		if got := r.Header.Get("Content-Type"); r.Method != http.MethodPost || got != "application/json" {
			t.Errorf("%s of %q", r.Method, got)
		}
		w.WriteHeader(http.StatusAccepted)
		_, _ = io.WriteString(w, "thanks")
	})
	sc = newScene(t, s)
	sc.endpoint("e", s.URL)
	id := sc.message("e", "v")
	for range 2 { // the second call is a duplicate worker that comes late
		if err := sc.Deliver(t.Context(), id); err != nil {
			t.Fatal(err)
		}
	}
	want := map[string][]Attempt{id: {{At: sc.now, StatusCode: 202, Answer: "thanks", Delivered: true}}}
	if diff := cmp.Diff(want, sc.box.log); diff != "" {
		t.Errorf("log (-want +got):\n%s", diff)
	}
}

// TestAnswers is the matrix of what receivers do.
func TestAnswers(t *testing.T) {
	status := func(code int, header, value, body string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			if header != "" {
				w.Header().Set(header, value)
			}
			w.WriteHeader(code)
			_, _ = io.WriteString(w, body)
		}
	}
	for name, c := range map[string]struct {
		receiver http.HandlerFunc
		host     string // instead of 127.0.0.1
		timeout  time.Duration
		want     Attempt
		disabled bool
	}{
		"redirect inside": {receiver: status(302, "Location", "http://169.254.169.254/", ""), want: Attempt{StatusCode: 302, After: 5 * time.Second}},
		"error with text": {receiver: status(500, "", "", "no\x1b[31m\n\u202e"), want: Attempt{StatusCode: 500, Answer: `no\x1b[31m\n\u202e`, After: 5 * time.Second}},
		"gone":            {receiver: status(410, "", "", ""), want: Attempt{StatusCode: 410, Parked: true, DisableEndpoint: true}, disabled: true},
		"too many":        {receiver: status(429, "Retry-After", "7200", ""), want: Attempt{StatusCode: 429, After: 2 * time.Hour}},
		"until a date":    {receiver: status(503, "Retry-After", "Mon, 02 Mar 2026 10:17:40 GMT", ""), want: Attempt{StatusCode: 503, After: time.Hour}},
		"bad gateway":     {receiver: status(502, "", "", ""), want: Attempt{StatusCode: 502, After: time.Minute}},
		"hangs": {
			receiver: func(_ http.ResponseWriter, r *http.Request) { _, _ = io.Copy(io.Discard, r.Body); <-r.Context().Done() },
			timeout:  300 * time.Millisecond,
			want:     Attempt{Answer: "The server did not answer in time.", After: 5 * time.Second},
		},
		"hangs after its status": {
			receiver: func(w http.ResponseWriter, r *http.Request) {
				_, _ = io.Copy(io.Discard, r.Body)
				_, _ = io.WriteString(w, "begun")
				_ = http.NewResponseController(w).Flush()
				<-r.Context().Done()
			},
			timeout: 2 * time.Second,
			want:    Attempt{StatusCode: 200, Answer: "begun", Delivered: true},
		},
		"closes early": {
			receiver: func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
			want:     Attempt{Answer: "The server closed the connection early.", After: 5 * time.Second},
		},
		"certificate of another host": {
			receiver: status(200, "", "", ""), host: "localhost",
			want: Attempt{Answer: "The server's certificate is not valid.", After: 5 * time.Second},
		},
		"not allowed": {
			receiver: status(200, "", "", ""), host: "127.0.0.2",
			want: Attempt{Answer: "The address is not allowed.", Parked: true},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := serve(t, c.receiver)
			sc := newSceneWithin(t, c.timeout, s)
			url := s.URL
			if c.host != "" {
				url = strings.Replace(url, "127.0.0.1", c.host, 1)
			}
			sc.endpoint("e", url)
			id := sc.message("e", "v")
			err := sc.Deliver(t.Context(), id)
			if c.want.After == 0 {
				if err != nil {
					t.Fatal(err)
				}
			} else {
				wantLater(t, err, c.want.After)
			}
			got := sc.box.last(t, id)
			ignore := cmpopts.IgnoreFields(Attempt{}, "At", "Duration", "After")
			if diff := cmp.Diff(c.want, got, ignore); diff != "" {
				t.Errorf("attempt (-want +got):\n%s", diff)
			}
			if active := sc.box.endpoints["e"].Active; active == c.disabled {
				t.Errorf("endpoint active: %v", active)
			}
		})
	}
}

// TestHugeAnswer: the receiver offers 1 GiB and gets rid of little.
func TestHugeAnswer(t *testing.T) {
	var sent atomic.Int64
	done := make(chan struct{})
	s := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		defer close(done)
		block := []byte(strings.Repeat("x", 64<<10))
		for sent.Load() < 1<<30 {
			n, err := w.Write(block)
			if err != nil {
				return
			}
			sent.Add(int64(n))
		}
	})
	sc := newScene(t, s)
	sc.endpoint("e", s.URL)
	id := sc.message("e", "v")
	if err := sc.Deliver(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	<-done
	if got := sc.box.last(t, id); !got.Delivered || got.Answer != strings.Repeat("x", maxText) {
		t.Errorf("attempt %+v", got)
	}
	if got := sent.Load(); got > 64<<20 { // socket buffers
		t.Errorf("%d bytes left the receiver", got)
	}
}

// TestSameMessageEveryAttempt runs a message to the end of its schedule: the
// same id and bytes each time, a fresh timestamp, then parked.
func TestSameMessageEveryAttempt(t *testing.T) {
	type message struct{ ID, Body string }
	var got []message
	stamps := make(map[string]bool)
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		got = append(got, message{r.Header.Get("webhook-id"), string(body)})
		stamps[r.Header.Get("webhook-timestamp")] = true
		if !independentlyValid(vectorSecret, r.Header, string(body)) {
			t.Errorf("attempt %d: signature does not fit", len(got))
		}
		w.WriteHeader(http.StatusInternalServerError)
	})
	sc := newScene(t, s)
	sc.endpoint("e", s.URL)
	id := sc.message("e", "v")
	for attempt := 1; ; attempt++ {
		err := sc.Deliver(t.Context(), id)
		if err == nil {
			break
		}
		later, ok := errors.AsType[*media.Later](err)
		if !ok || attempt > maxAttempts {
			t.Fatalf("attempt %d: %v", attempt, err)
		}
		sc.now = sc.now.Add(later.After)
	}
	if len(got) != maxAttempts || len(stamps) != maxAttempts {
		t.Errorf("%d attempts with %d timestamps", len(got), len(stamps))
	}
	for _, m := range got {
		if m != got[0] || m.ID != id {
			t.Errorf("%+v is not %+v", m, got[0])
		}
	}
	if !sc.box.last(t, id).Parked {
		t.Error("not parked at the end")
	}
}

func TestOrderPerVideo(t *testing.T) {
	var order []string
	fail := true
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		order = append(order, r.Header.Get("webhook-id"))
		if fail {
			w.WriteHeader(http.StatusInternalServerError)
		}
	})
	sc := newScene(t, s)
	sc.endpoint("e", s.URL)
	first, second, other := sc.message("e", "v"), sc.message("e", "v"), sc.message("e", "w")
	wantLater(t, sc.Deliver(t.Context(), first), 5*time.Second)
	sc.now = sc.now.Add(80 * time.Second)
	wantLater(t, sc.Deliver(t.Context(), second), 10*time.Second)
	fail = false
	for _, id := range []string{other, first, second} {
		if err := sc.Deliver(t.Context(), id); err != nil {
			t.Fatalf("%s: %v", id, err)
		}
	}
	if diff := cmp.Diff([]string{first, other, first, second}, order); diff != "" {
		t.Errorf("order (-want +got):\n%s", diff)
	}
}

// TestHangingEndpointDelaysItself: an endpoint that holds its requests gets a
// few workers, not all; its other messages and those of others do not wait for it.
func TestHangingEndpointDelaysItself(t *testing.T) {
	arrived, release := make(chan struct{}), make(chan struct{})
	hanging := serve(t, func(http.ResponseWriter, *http.Request) {
		arrived <- struct{}{}
		<-release
	})
	healthy := serve(t, func(http.ResponseWriter, *http.Request) {})
	sc := newScene(t, hanging, healthy)
	sc.endpoint("slow", hanging.URL)
	sc.endpoint("fine", healthy.URL)
	var wg sync.WaitGroup
	for i := range maxPerEndpoint {
		id := sc.message("slow", fmt.Sprint("v", i))
		wg.Go(func() {
			if err := sc.Deliver(t.Context(), id); err != nil {
				t.Errorf("%s: %v", id, err)
			}
		})
		<-arrived
	}
	one, fine := sc.message("slow", "more"), sc.message("fine", "v0")
	wantLater(t, sc.Deliver(t.Context(), one), busyWait)
	if err := sc.Deliver(t.Context(), fine); err != nil {
		t.Errorf("the healthy endpoint: %v", err)
	}
	close(release)
	wg.Wait()
	go func() { <-arrived }()
	if err := sc.Deliver(t.Context(), one); err != nil {
		t.Errorf("after the jam: %v", err)
	}
}

// TestThrottle: an endpoint that says it is overloaded is spared its other
// messages until the time it named, and other endpoints notice nothing.
func TestThrottle(t *testing.T) {
	var calls atomic.Int64
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if calls.Add(1) == 1 {
			w.Header().Set("Retry-After", "600")
			w.WriteHeader(http.StatusTooManyRequests)
		}
	})
	sc := newScene(t, s)
	sc.endpoint("busy", s.URL)
	sc.endpoint("fine", s.URL)
	first, second, other := sc.message("busy", "v"), sc.message("busy", "w"), sc.message("fine", "v")
	wantLater(t, sc.Deliver(t.Context(), first), 10*time.Minute)
	sc.now = sc.now.Add(5 * time.Minute)
	wantLater(t, sc.Deliver(t.Context(), second), 5*time.Minute)
	if err := sc.Deliver(t.Context(), other); err != nil {
		t.Error(err)
	}
	sc.now = sc.now.Add(6 * time.Minute)
	if err := sc.Deliver(t.Context(), second); err != nil {
		t.Error(err)
	}
	if got := calls.Load(); got != 3 {
		t.Errorf("%d calls, want 3", got)
	}
	if got := len(sc.box.log[second]); got != 1 {
		t.Errorf("waiting cost %d attempts", got-1)
	}
}

func TestDeliverWithoutAttempt(t *testing.T) {
	s := serve(t, func(http.ResponseWriter, *http.Request) { t.Error("called") })
	sc := newScene(t, s)
	if err := sc.Deliver(t.Context(), "swept"); err != nil {
		t.Errorf("a swept message: %v", err)
	}
	for name, e := range map[string]media.Endpoint{
		"inactive":      {Dialect: "native", URL: s.URL, Secret: vectorSecret},
		"no renderer":   {Dialect: "unknown", URL: s.URL, Secret: vectorSecret, Active: true},
		"broken secret": {Dialect: "native", URL: s.URL, Secret: "x", Active: true},
		"broken url":    {Dialect: "native", URL: "https://\x00", Secret: vectorSecret, Active: true},
	} {
		e.ID = name
		sc.box.endpoints[name] = e
		id := sc.message(name, "v")
		if err := sc.Deliver(t.Context(), id); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if got := sc.box.last(t, id); !got.Parked || got.Answer == "" {
			t.Errorf("%s: %+v", name, got)
		}
	}
	sc.box.broken = media.Errorf(media.Unavailable, "The database does not answer.")
	if err := sc.Deliver(t.Context(), "any"); media.KindOf(err) != media.Unavailable {
		t.Errorf("trouble of our own: %v", err)
	}
}

// TestNothingToSend: what a vendor has no words for is done without a request, and holds
// nothing back.
func TestNothingToSend(t *testing.T) {
	var got []string
	s := serve(t, func(_ http.ResponseWriter, r *http.Request) { got = append(got, r.Header.Get("webhook-id")) })
	sc := newScene(t, s)
	sc.endpoint("e", s.URL)
	unsaid, said := sc.message("e", "v"), sc.message("e", "v")
	sc.box.deliveries[0].Name = "unsaid"
	for _, id := range []string{unsaid, said} {
		if err := sc.Deliver(t.Context(), id); err != nil {
			t.Fatal(err)
		}
	}
	if a := sc.box.last(t, unsaid); !a.Delivered || a.Parked || a.StatusCode != 0 || a.Answer == "" {
		t.Errorf("attempt %+v", a)
	}
	if len(got) != 1 || got[0] != said {
		t.Errorf("sent %q", got)
	}
}

// TestStopping: a stop during the request is not held against the receiver; a
// stop after its answer does not lose the answer.
func TestStopping(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	hang := true
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		if hang {
			stop()
			<-r.Context().Done()
		}
	})
	sc := newScene(t, s)
	sc.endpoint("e", s.URL)
	id := sc.message("e", "v")
	if err := sc.Deliver(ctx, id); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if len(sc.box.log) != 0 {
		t.Errorf("recorded %+v", sc.box.log)
	}
	hang = false
	late, stopLate := context.WithCancel(t.Context())
	sc.cfg.Client = stoppingAfter(sc.cfg.Client, stopLate)
	if err := sc.Deliver(late, id); err != nil {
		t.Fatal(err)
	}
	if !sc.box.last(t, id).Delivered {
		t.Error("the answer was lost")
	}
}

func TestPrintable(t *testing.T) {
	for raw, want := range map[string]string{
		"plain ü 日本 <b>&": "plain ü 日本 <b>&",
		"a\r\n\tb\x00":    `a\r\n\tb\x00`,
		"\xff\xc3":        `\xff\xc3`,
		"\ufffd":          "\ufffd",
		"\u200b\u2066":    `\u200b\u2066`,
		`quo"te\`:         `quo"te\`,
	} {
		if got := printable([]byte(raw)); got != want {
			t.Errorf("%q: %q, want %q", raw, got, want)
		}
	}
	for _, piece := range []string{"\x00", "日", "x\x1b日"} {
		got := printable([]byte(strings.Repeat(piece, 1000)))
		if len(got) > maxText || len(got) < maxText-5 || !utf8.ValidString(got) {
			t.Errorf("%q: %d bytes", piece, len(got))
		}
	}
}
