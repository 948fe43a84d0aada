package gcore_test

import (
	"net/http"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/tributary-video/tributary/internal/dialect/gcore"
	"github.com/tributary-video/tributary/internal/testkit"
)

// Every client's requests, byte for byte and in their order, are answered as it needs. What
// needs processing is tried with the whole server instead.
func TestRecordedExchanges(t *testing.T) {
	for name, given := range map[string]map[string]func(t *testing.T, p *replay){
		"02-curl-seed-upload-params": nil,
		"03-go-sdk":                  nil,
		"04-python-sdk":              nil,
		"13-batch":                   nil,
		"15-errors": {
			"11 ": func(t *testing.T, p *replay) { p.Known["vid"] = strconv.FormatInt(p.newVideo(t, ""), 10) },
			"13 ": useUp,
		},
	} {
		t.Run(name, func(t *testing.T) {
			p := newReplay(t)
			for _, x := range testkit.ReadExchanges(t, filepath.Join("testdata", "exchanges", name+".http")) {
				for title, prepare := range given {
					if strings.HasPrefix(x.Title, title) {
						prepare(t, p)
					}
				}
				p.Exchange(t, x, p.Text(x.Body))
			}
		})
	}
}

// useUp asks until the key has asked too often.
func useUp(t *testing.T, p *replay) {
	t.Helper()
	for range 1000 {
		if p.as(t, p.key, "GET", "/streaming/videos/names", "").status == http.StatusTooManyRequests {
			return
		}
	}
	t.Fatal("there is no limit")
}

// replay is a client that says what was recorded.
type replay struct {
	*fixture
	*testkit.Replay
}

func newReplay(t *testing.T) *replay {
	t.Helper()
	f := newFixture(t, func(c *gcore.Config) {
		c.Settings.RequestsPerSecond, c.Settings.RequestBurst = gcore.DefaultRequestsPerSecond, 100
	})
	return &replay{f, testkit.NewReplay(t, map[string]string{
		"host": strings.TrimPrefix(f.url, "http://"), "base": f.url, "apiKey": f.key, "cid": strconv.FormatInt(f.project.ID, 10),
		"origin": "https://files.example.org", "vid": "1",
	})}
}
