package testkit

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
)

// Replay is a client that sends exchanges byte for byte, over one connection for as long as the
// server keeps it.
type Replay struct {
	// Known is what {{names}} mean by now: "host" is where the server listens, "length" that of the
	// body being sent, and what exchanges save is added.
	Known map[string]string

	conn net.Conn // nil = none is open
	r    *bufio.Reader
}

// NewReplay makes a client that hangs up when the test ends. known has at least the host.
func NewReplay(t testing.TB, known map[string]string) *Replay {
	t.Helper()
	p := &Replay{Known: known}
	t.Cleanup(p.hangUp)
	return p
}

// Text fills in what placeholders mean. One that is not known stays, to be filled in by the caller
// or to fail where it is sent.
func (p *Replay) Text(s string) string {
	return regexp.MustCompile(`\{\{[^{}]+\}\}`).ReplaceAllStringFunc(s, func(mark string) string {
		if value, ok := p.Known[strings.Trim(mark, "{}")]; ok {
			return value
		}
		return mark
	})
}

// Exchange sends the head of x and the body, which is sent as it is, keeps what x saves of the
// answer, and fails the test where the answer is not as x expects.
func (p *Replay) Exchange(t testing.TB, x Exchange, body string) {
	t.Helper()
	o := p.send(t, x, body)
	for pair := range strings.FieldsSeq(x.Save) {
		name, path, _ := strings.Cut(pair, "=")
		value, there := o.at(path)
		if !there {
			t.Fatalf("%s: no %s in %s %s", x.Title, path, o.Status, o.body)
		}
		p.Known[name] = fmt.Sprint(value)
		if n, isNumber := value.(float64); isNumber {
			p.Known[name] = strconv.FormatInt(int64(n), 10)
		}
	}
	for _, c := range conditions(p.Text(x.Expect)) {
		got, there := o.at(c.path)
		if wrong := c.check(got, there); wrong != "" {
			t.Errorf("%s: %s %s\n%s %s", x.Title, c.path, wrong, o.Status, o.body)
		}
	}
}

// send writes a request and reads its answer. A client that expects 100 waits for it.
func (p *Replay) send(t testing.TB, x Exchange, body string) observed {
	t.Helper()
	p.Known["length"] = strconv.Itoa(len(body))
	head := strings.ReplaceAll(p.Text(x.Head), "\n", "\r\n") + "\r\n\r\n"
	method, _, _ := strings.Cut(head, " ")
	p.write(t, head)
	if strings.Contains(head, "Expect: 100-continue") {
		if early := p.read(t, method); early.StatusCode != http.StatusContinue {
			t.Fatalf("%s: %s before the body", x.Title, early.Status)
		}
	}
	p.write(t, body)
	return p.read(t, method)
}

func (p *Replay) write(t testing.TB, s string) {
	t.Helper()
	if p.conn == nil {
		conn, err := new(net.Dialer).DialContext(t.Context(), "tcp", p.Known["host"])
		if err != nil {
			t.Fatal(err)
		}
		p.conn, p.r = conn, bufio.NewReader(conn)
	}
	// A server that answers nothing fails one test, not the run.
	if err := p.conn.SetDeadline(time.Now().Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(p.conn, s); err != nil {
		t.Fatal(err)
	}
}

func (p *Replay) read(t testing.TB, method string) observed {
	t.Helper()
	answer, err := http.ReadResponse(p.r, &http.Request{Method: method})
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	o := observed{Response: answer}
	if o.body, err = io.ReadAll(answer.Body); err != nil {
		t.Fatal(err)
	}
	_ = json.Unmarshal(o.body, &o.decoded) // a condition on what is no JSON fails
	if answer.Close {
		p.hangUp()
	}
	return o
}

func (p *Replay) hangUp() {
	if p.conn != nil {
		_ = p.conn.Close()
		p.conn = nil
	}
}
