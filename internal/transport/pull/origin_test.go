package pull_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tributary-video/tributary/internal/transport/pull"
)

const half = 100_000

// TestOrigins tries every kind of origin to the end.
func TestOrigins(t *testing.T) {
	file, other := movie(1, 2*half), movie(2, 2*half)
	rest := fmt.Sprintf("bytes=%d-", half)
	for name, tt := range map[string]struct {
		steps  []step
		want   []byte // "" = it fails
		code   string
		ranges []string
	}{
		"whole":                  {[]step{whole(file, `"a"`)}, file, "", []string{""}},
		"length unknown":         {[]step{chunked(file)}, file, "", []string{""}},
		"breaks":                 {[]step{broken(file[:half], 2*half, `"a"`), whole(file, `"a"`)}, file, "", []string{"", rest}},
		"breaks twice, same":     {[]step{broken(file[:half], 2*half, `"a"`), answers(500), whole(file, `"a"`)}, file, "", []string{"", rest, rest}},
		"ignores Range":          {[]step{broken(file[:half], 2*half, `"a"`), plain(file, `"a"`)}, file, "", []string{"", rest}},
		"no validator":           {[]step{broken(file[:half], 2*half, ""), plain(file, "")}, file, "", []string{"", ""}},
		"weak validator":         {[]step{broken(file[:half], 2*half, `W/"a"`), plain(file, "")}, file, "", []string{"", ""}},
		"changed":                {[]step{broken(file[:half], 2*half, `"a"`), whole(other, `"b"`)}, other, "", []string{"", rest}},
		"206 of another version": {[]step{broken(file[:half], 2*half, `"a"`), partial(other[half:], "bytes 100000-199999/200000", `"b"`), whole(other, `"b"`)}, other, "", []string{"", rest, ""}},
		"206 of another place":   {[]step{broken(file[:half], 2*half, `"a"`), partial(file[:half], "bytes 0-99999/200000", `"a"`), whole(file, `"a"`)}, file, "", []string{"", rest, ""}},
		"206 of another size":    {[]step{broken(file[:half], 2*half, `"a"`), partial(file[half:], "bytes 100000-299999/300000", `"a"`), whole(file, `"a"`)}, file, "", []string{"", rest, ""}},
		"206 without a range":    {[]step{broken(file[:half], 2*half, `"a"`), partial(file[half:], "bytes */200000", `"a"`), whole(file, `"a"`)}, file, "", []string{"", rest, ""}},
		"416":                    {[]step{broken(file[:half], 2*half, `"a"`), answers(416), whole(file, `"a"`)}, file, "", []string{"", rest, ""}},
		"206 unasked":            {[]step{partial(file, "bytes 0-199999/200000", `"a"`)}, nil, "origin_status", []string{"", "", ""}},
		"says too much":          {[]step{broken(file[:half], 2*half, "")}, nil, "origin_incomplete", []string{"", "", ""}},
		"says too little":        {[]step{short(file, half)}, file[:half], "", []string{""}},
		"404":                    {[]step{answers(404)}, nil, "origin_not_found", []string{"", "", ""}},
		"403":                    {[]step{answers(403)}, nil, "origin_forbidden", []string{"", "", ""}},
		"204":                    {[]step{answers(204)}, nil, "origin_status", []string{"", "", ""}},
		"500 twice":              {[]step{answers(500), answers(500), whole(file, "")}, file, "", []string{"", "", ""}},
		"hangs up":               {[]step{func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }}, nil, "origin_unreachable", nil},
		"HLS":                    {[]step{plain([]byte("#EXTM3U\n#EXT-X-VERSION:3\n"), "")}, nil, "playlist_not_media", []string{""}},
		"DASH":                   {[]step{plain([]byte(`<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011">`), "")}, nil, "playlist_not_media", []string{""}},
		"a page":                 {[]step{plain([]byte("<!DOCTYPE html>"+strings.Repeat("<p>not found</p>", 1000)), "")}, nil, "playlist_not_media", []string{""}},
		"a long text":            {[]step{plain([]byte(strings.Repeat("nothing to see ", 1000)), "")}, nil, "not_media", []string{""}},
		"a short one":            {[]step{plain([]byte("{}"), "")}, nil, "not_media", []string{""}},
		"empty":                  {[]step{plain(nil, "")}, nil, "empty_file", []string{""}},
		"endless":                {[]step{endless}, nil, "too_large", []string{""}},
		"declares too much":      {[]step{broken(file[:half], 1<<30, "")}, nil, "too_large", []string{""}},
		"to metadata":            {[]step{redirect("http://169.254.169.254/latest/meta-data/")}, nil, "url_not_allowed", []string{""}},
		"to loopback":            {[]step{redirect("http://127.0.0.2:8080/")}, nil, "url_not_allowed", []string{""}},
		"to nonsense":            {[]step{redirect("http://[::secret")}, nil, "origin_unreachable", nil},
		"to a file":              {[]step{redirect("file:///etc/passwd")}, nil, "url_not_allowed", []string{""}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			r.max = 1 << 20
			r.restart()
			o := newOrigin(t, tt.steps...)
			imp := r.order(o.URL+"/a.mp4?signature=s", nil)
			r.finish(imp.ID)
			if tt.code == "" {
				r.wantDone(imp, tt.want)
			} else {
				r.wantFailed(imp, tt.code)
				if text := r.record(imp.ID).Failure.Text; strings.Contains(text, "127.0") || strings.Contains(text, "secret") {
					t.Errorf("the reason tells %q", text)
				}
			}
			if diff := cmp.Diff(tt.ranges, o.ranges()); tt.ranges != nil && diff != "" {
				t.Errorf("ranges asked for (-want +got):\n%s", diff)
			}
		})
	}
}

// chunked does not say how long it is.
func chunked(p []byte) step {
	return func(w http.ResponseWriter, _ *http.Request) {
		_ = http.NewResponseController(w).Flush()
		_, _ = w.Write(p)
	}
}

// short declares n bytes and sends more.
func short(p []byte, n int) step {
	return func(w http.ResponseWriter, _ *http.Request) {
		conn, buf, err := http.NewResponseController(w).Hijack()
		if err != nil {
			return
		}
		defer conn.Close()
		_, _ = fmt.Fprintf(buf, "HTTP/1.1 200 OK\r\nContent-Length: %d\r\nConnection: close\r\n\r\n", n)
		_, _ = buf.Write(p)
		_ = buf.Flush()
	}
}

func endless(w http.ResponseWriter, _ *http.Request) {
	p := movie(3, 1<<16)
	for {
		if _, err := w.Write(p); err != nil {
			return
		}
	}
}

func TestExpectedSize(t *testing.T) {
	file := movie(1, half)
	for name, tt := range map[string]struct {
		step     step
		expected int64
		code     string
	}{
		"as it says":            {whole(file, ""), half, ""},
		"as it sends":           {chunked(file), half, ""},
		"says less":             {short(file, half-1), half, "origin_changed"},
		"sends less":            {chunked(file), half + 1, "origin_incomplete"},
		"sends more":            {chunked(file), half - 1, "too_large"},
		"another says too much": {whole(file, ""), half - 1, "origin_changed"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			o := newOrigin(t, tt.step)
			imp := r.order(o.URL, func(o *pull.Order) { o.Expected = tt.expected })
			r.finish(imp.ID)
			if tt.code == "" {
				r.wantDone(imp, file)
				return
			}
			r.wantFailed(imp, tt.code)
		})
	}
}

func TestPauses(t *testing.T) {
	r := newRig(t)
	busy := func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Retry-After", "120")
		answers(503)(w, r)
	}
	forever := func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Retry-After", "99999999")
		answers(429)(w, r)
	}
	dated := func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Date", "Mon, 02 Mar 2026 10:00:00 GMT")
		w.Header().Set("Retry-After", "Mon, 02 Mar 2026 10:01:30 GMT")
		answers(503)(w, r)
	}
	for _, tt := range []struct {
		step step
		want []time.Duration
	}{
		{answers(404), []time.Duration{time.Second, 5 * time.Second}},
		{busy, slices.Repeat([]time.Duration{2 * time.Minute}, 8)}, // together not more than a quarter of an hour
		{dated, slices.Repeat([]time.Duration{90 * time.Second}, 10)},
		{forever, []time.Duration{15 * time.Minute}},
	} {
		if diff := cmp.Diff(tt.want, r.finish(r.order(newOrigin(t, tt.step).URL, nil).ID)); diff != "" {
			t.Errorf("pauses (-want +got):\n%s", diff)
		}
	}
}

// TestPlenty: attempts that bring much do not count, but they are not without end.
func TestPlenty(t *testing.T) {
	const piece, pieces = 8 << 20, 5
	file := movie(1, piece*pieces)
	r := newRig(t)
	bit := func(w http.ResponseWriter, r *http.Request) {
		from := 0
		_, _ = fmt.Sscanf(r.Header.Get("Range"), "bytes=%d-", &from)
		w.Header().Set("ETag", `"a"`)
		w.Header().Set("Content-Length", fmt.Sprint(len(file)-from))
		if from > 0 {
			w.Header().Set("Content-Range", fmt.Sprintf("bytes %d-%d/%d", from, len(file)-1, len(file)))
			w.WriteHeader(http.StatusPartialContent)
		}
		_, _ = w.Write(file[from : from+piece])
	}
	imp := r.order(newOrigin(t, bit).URL, nil)
	r.finish(imp.ID)
	if got := r.record(imp.ID); got.Attempts != 0 || got.Fetches != pieces-1 {
		t.Errorf("%d attempts count of %d", got.Attempts, got.Fetches)
	}
	r.wantDone(imp, file)

	again := newOrigin(t, broken(file[:piece], len(file), ""))
	imp = r.order(again.URL, nil)
	r.finish(imp.ID)
	if got := r.record(imp.ID); got.State != pull.Failed || len(again.ranges()) != 20 {
		t.Errorf("import is %s after %d requests", got.State, len(again.ranges()))
	}
}

// TestHeaders: what the customer says goes to the host he named and no other.
func TestHeaders(t *testing.T) {
	r := newRig(t)
	file := movie(1, 1000)
	other := newOrigin(t, whole(file, ""))
	home := newOrigin(t, redirect(other.URL))
	imp := r.order(home.URL, func(o *pull.Order) { o.Header = http.Header{"Authorization": {"Bearer t"}, "X-Api-Key": {"k"}} })
	r.finish(imp.ID)
	r.wantDone(imp, file)
	if h := home.asked[0]; h.Get("Authorization") != "Bearer t" || h.Get("X-Api-Key") != "k" {
		t.Errorf("home got %v", h)
	}
	if h := other.asked[0]; h.Get("Authorization") != "" || h.Get("X-Api-Key") != "" || h.Get("User-Agent") != "Tributary" {
		t.Errorf("the other host got %v", h)
	}
}

func TestOrdersRefused(t *testing.T) {
	r := newRig(t)
	for name, change := range map[string]func(*pull.Order){
		"scheme":        func(o *pull.Order) { o.URL = "ftp://127.0.0.1/" },
		"file":          func(o *pull.Order) { o.URL = "file:///etc/passwd" },
		"metadata":      func(o *pull.Order) { o.URL = "http://169.254.169.254/" },
		"user info":     func(o *pull.Order) { o.URL = "https://a:b@127.0.0.1/" },
		"no URL":        func(o *pull.Order) { o.URL = "" },
		"Range":         func(o *pull.Order) { o.Header = http.Header{"range": {"bytes=0-1"}} },
		"Host":          func(o *pull.Order) { o.Header = http.Header{"Host": {"inside"}} },
		"Content-Type":  func(o *pull.Order) { o.Header = http.Header{"Content-Type": {"a"}} },
		"line break":    func(o *pull.Order) { o.Header = http.Header{"X": {"a\r\nHost: b"}} },
		"a broken name": func(o *pull.Order) { o.Header = http.Header{"X y": {"a"}} },
		"many":          func(o *pull.Order) { o.Header = http.Header{"X": slices.Repeat([]string{"a"}, 11)} },
		"large":         func(o *pull.Order) { o.Header = http.Header{"X": {strings.Repeat("a", 9000)}} },
	} {
		o := pull.Order{Video: r.newVideo(), New: true, URL: "http://127.0.0.1/"}
		change(&o)
		if _, err := r.Start(t.Context(), o); err == nil {
			t.Errorf("%s: accepted", name)
		} else if strings.Contains(err.Error(), "127.0.0.1") {
			t.Errorf("%s: the error tells the address: %v", name, err)
		}
		if _, err := r.db.Video(t.Context(), o.Video.ID); err == nil {
			t.Errorf("%s: the video was stored", name)
		}
	}
}
