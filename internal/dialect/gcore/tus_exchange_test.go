package gcore_test

import (
	"encoding/base64"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/tributary-video/tributary/internal/httpd"
	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/testkit"
)

// Uploads as the vendor's clients do them, byte for byte.
func TestRecordedUploads(t *testing.T) {
	type steps map[string]func(t *testing.T, p *replay)
	skip := func(*testing.T, *replay) {} // with "-": what needs processing is tried with the whole server
	for name, given := range map[string]steps{
		"05-tus-js-client": {
			"04 ":  func(_ *testing.T, p *replay) { p.clock.Advance(5 * time.Hour) },
			"-07 ": skip,
			"08 ":  func(t *testing.T, p *replay) { p.Known["fresh_token"] = p.uploader().token(t, p.id()) },
		},
		"06-tus-browser":      nil,
		"07-ios-tuskit":       {"08 ": func(_ *testing.T, p *replay) { p.clock.Advance(2 * time.Hour) }},
		"08-android-tus-java": nil,
		"09-tusc-sh":          nil,
		"10-legacy-clients":   nil,
		"11-tus-errors":       {"12 ": openTooMany, "13 ": closeThem},
	} {
		t.Run(name, func(t *testing.T) {
			p := newUploadReplay(t)
			for _, x := range testkit.ReadExchanges(t, filepath.Join("testdata", "exchanges", name+".http")) {
				for title, prepare := range given {
					if strings.HasPrefix(x.Title, title) {
						prepare(t, p)
					}
				}
				if given["-"+x.Title[:3]] != nil {
					continue
				}
				p.upload(t, x)
			}
		})
	}
}

// newUploadReplay puts uploads beside everything else on one server.
func newUploadReplay(t *testing.T) *replay {
	t.Helper()
	p := newReplay(t)
	mux := http.NewServeMux()
	p.dialect.Routes(mux)
	mux.Handle("/upload", p.dialect.Uploads())
	mux.Handle("/upload/{upload}", p.dialect.Uploads())
	metrics, err := httpd.NewMetrics(prometheus.NewRegistry())
	must(t, err)
	server := testkit.Serve(t, httpd.Stack{Log: slog.New(slog.DiscardHandler), Metrics: metrics}.Wrap(httpd.Canonical(mux)))
	p.url = server.URL
	p.Known["base"], p.Known["host"] = p.url, strings.TrimPrefix(p.url, "http://")
	p.Known["user"], p.Known["pass"] = "ops@example.org", p.key
	p.Known["vid"], p.Known["vid2"] = fmt.Sprint(p.newVideo(t, "")), fmt.Sprint(p.newVideo(t, ""))
	p.Known["old"] = p.uploader().token(t, p.id())
	p.clock.Advance(5 * time.Hour)
	p.Known["token"] = p.uploader().token(t, p.id())
	return p
}

func (p *replay) uploader() uploader { return uploader{p.fixture, p.url} }

func (p *replay) id() int64 {
	id, _ := strconv.ParseInt(p.Known["vid"], 10, 64)
	return id
}

func openTooMany(t *testing.T, p *replay) {
	t.Helper()
	p.Known["other"] = p.uploader().begin(t, p.newVideo(t, ""), 5)
	must(t, p.ChangeSettings(t.Context(), p.project.ID, func(s *media.Settings) { s.MaxUploads = 1 }))
}

func closeThem(t *testing.T, p *replay) {
	t.Helper()
	must(t, p.ChangeSettings(t.Context(), p.project.ID, func(s *media.Settings) { s.MaxUploads = 0 }))
}

// upload is exchange for requests with bytes in them.
func (p *replay) upload(t *testing.T, x testkit.Exchange) {
	t.Helper()
	x.Expect = regexp.MustCompile(`(header\.[\w-]+):int`).ReplaceAllString(x.Expect, "$1:any")
	x.Body = p.expand(x.Body)
	p.Known["length"] = strconv.Itoa(len(x.Body))
	x.Head = strings.Replace(p.expand(x.Head), " "+p.url, " ", 1) // an address is sent as its path
	if strings.HasPrefix(x.Title, "03 The connection breaks") {
		p.breakOff(t, x)
		return
	}
	if strings.Contains(x.Head, "Transfer-Encoding: chunked") {
		half := len(x.Body) / 2
		x.Body = fmt.Sprintf("%x\r\n%s\r\n%x\r\n%s\r\n0\r\n\r\n", half, x.Body[:half], len(x.Body)-half, x.Body[half:])
	}
	p.Exchange(t, x, x.Body)
}

// breakOff sends 4,000,000 bytes of the body and hangs up.
func (p *replay) breakOff(t *testing.T, x testkit.Exchange) {
	t.Helper()
	conn, err := new(net.Dialer).DialContext(t.Context(), "tcp", p.Known["host"])
	must(t, err)
	_, err = io.WriteString(conn, strings.ReplaceAll(p.Text(x.Head), "\n", "\r\n")+"\r\n\r\n"+x.Body[:4_000_000])
	must(t, err)
	must(t, conn.Close())
	// The recording goes on when the server has noticed. A HEAD that came before would stop the
	// request in the middle of what is on its way.
	for deadline := time.Now().Add(10 * time.Second); ; runtime.Gosched() {
		u, err := p.LastUpload(t.Context(), p.record(t, p.id()).ID)
		must(t, err)
		if u.Offset%10_000_000 == 4_000_000 { // chunks of ten million came before
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("the server has %d bytes", u.Offset)
		}
	}
}

// expand fills in what is made of other values: base64, with a line end or without, and bytes of files.
func (p *replay) expand(s string) string {
	s = regexp.MustCompile(`\{\{(b64|b64nl):(\w+)\}\}`).ReplaceAllStringFunc(s, func(mark string) string {
		kind, name, _ := strings.Cut(strings.Trim(mark, "{}"), ":")
		value := p.Known[name]
		if kind == "b64nl" {
			value += "\n"
		}
		return base64.StdEncoding.EncodeToString([]byte(value))
	})
	return regexp.MustCompile(`\{\{file [\w.]+ (\d+)-(\d+)\}\}`).ReplaceAllStringFunc(p.Text(s), func(mark string) string {
		var name string
		var from, to int
		_, _ = fmt.Sscanf(strings.Trim(mark, "{}"), "file %s %d-%d", &name, &from, &to)
		return noise(to + 1)[from:]
	})
}

// noise is the first n bytes of any file: nobody looks at them here.
func noise(n int) string {
	p := make([]byte, n)
	_, _ = rand.NewChaCha8([32]byte{1}).Read(p)
	return string(p)
}
