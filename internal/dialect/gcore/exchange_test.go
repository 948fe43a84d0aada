package gcore_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/tributary-video/tributary/internal/dialect/gcore"
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
			"11 ": func(t *testing.T, p *replay) { p.known["vid"] = strconv.FormatInt(p.newVideo(t, ""), 10) },
			"13 ": useUp,
		},
	} {
		t.Run(name, func(t *testing.T) {
			p := newReplay(t)
			for _, x := range readExchanges(t, filepath.Join("testdata", "exchanges", name+".http")) {
				for title, prepare := range given {
					if strings.HasPrefix(x.title, title) {
						prepare(t, p)
					}
				}
				p.exchange(t, x)
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

	known map[string]string // what the placeholders mean by now
}

func newReplay(t *testing.T) *replay {
	t.Helper()
	f := newFixture(t, func(c *gcore.Config) {
		c.Settings.RequestsPerSecond, c.Settings.RequestBurst = gcore.DefaultRequestsPerSecond, 100
	})
	return &replay{f, map[string]string{
		"host": strings.TrimPrefix(f.url, "http://"), "base": f.url, "apiKey": f.key, "cid": strconv.FormatInt(f.project.ID, 10),
		"origin": "https://files.example.org", "vid": "1",
	}}
}

func (p *replay) exchange(t *testing.T, x exchange) {
	t.Helper()
	answer, body := p.send(t, x)
	var decoded any
	_ = json.Unmarshal(body, &decoded) // not every answer is JSON; a condition on one that is not fails
	for pair := range strings.FieldsSeq(x.save) {
		name, path, _ := strings.Cut(pair, "=")
		value, there := observe(answer, body, decoded, path)
		if !there {
			t.Fatalf("%s: no %s in %s %s", x.title, path, answer.Status, body)
		}
		p.known[name] = fmt.Sprint(value)
		if n, isNumber := value.(float64); isNumber {
			p.known[name] = strconv.FormatInt(int64(n), 10)
		}
	}
	for _, c := range conditions(p.text(x.expect)) {
		got, there := observe(answer, body, decoded, c.path)
		if wrong := c.check(got, there); wrong != "" {
			t.Errorf("%s: %s %s\n%s %s", x.title, c.path, wrong, answer.Status, body)
		}
	}
}

// send writes a request on a connection of its own, as it was recorded, and reads its answer.
func (p *replay) send(t *testing.T, x exchange) (*http.Response, []byte) {
	t.Helper()
	conn, err := new(net.Dialer).DialContext(t.Context(), "tcp", p.known["host"])
	must(t, err)
	defer conn.Close()
	must(t, conn.SetDeadline(time.Now().Add(time.Minute)))
	body := p.text(x.body)
	p.known["length"] = strconv.Itoa(len(body))
	head := strings.ReplaceAll(p.text(x.head), "\n", "\r\n")
	method, _, _ := strings.Cut(head, " ")
	from, request := bufio.NewReader(conn), &http.Request{Method: method}
	_, err = io.WriteString(conn, head+"\r\n\r\n")
	must(t, err)
	if strings.Contains(head, "Expect: 100-continue") {
		leave, err := http.ReadResponse(from, request)
		must(t, err)
		if leave.StatusCode != http.StatusContinue {
			t.Fatalf("%s: %s before the body", x.title, leave.Status)
		}
	}
	_, err = io.WriteString(conn, body)
	must(t, err)
	answer, err := http.ReadResponse(from, request)
	must(t, err)
	defer answer.Body.Close()
	raw, err := io.ReadAll(answer.Body)
	must(t, err)
	return answer, raw
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
