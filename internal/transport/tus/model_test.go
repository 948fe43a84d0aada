package tus_test

import (
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// joined is what partial uploads and what is made of them should answer.
type joined struct {
	*server

	random *rand.Rand
	parts  []*part
	finals []final
}

type part struct {
	url, body  string
	at         int
	terminated bool
}

func (p *part) done() bool { return p.at == len(p.body) }

type final struct{ url, list, body string }

// TestJoinedModel sends random requests to partial uploads and joins them, complete or not, and
// compares every status with what the protocol wants, and every source with what was sent. A
// failure prints the seed; MODEL_SEED runs it again.
func TestJoinedModel(t *testing.T) {
	seed, err := strconv.ParseUint(os.Getenv("MODEL_SEED"), 10, 64)
	if err != nil {
		seed = rand.Uint64()
	}
	m := &joined{server: startJoining(t), random: rand.New(rand.NewPCG(seed, 0))}
	for range 300 {
		if m.move(); t.Failed() {
			t.Fatalf("MODEL_SEED=%d", seed)
		}
	}
}

func (m *joined) move() {
	m.t.Helper()
	switch n := m.random.IntN(100); {
	case n < 20 || len(m.parts) == 0:
		m.bear()
	case n < 50:
		m.bring(m.any())
	case n < 75:
		m.marry()
	case n < 82:
		p := m.any()
		m.do("DELETE", p.url, "").want(p.or410(204))
		p.terminated = true
	case n < 85:
		must(m.t, m.engine.Sweep(m.t.Context(), m.DB))
	case n < 92:
		p := m.any()
		if a := m.do("HEAD", p.url, "").want(p.or410(200)); !p.terminated {
			a.has("Upload-Concat: partial", "Upload-Offset: "+decimal(p.at))
		}
	default:
		m.review()
	}
}

func (m *joined) any() *part { return m.parts[m.random.IntN(len(m.parts))] }

// or410 is the status of what one can still do to a part, unless it is gone.
func (p *part) or410(status int) int {
	if p.terminated {
		return 410
	}
	return status
}

func (m *joined) bear() {
	m.t.Helper()
	p := &part{body: strings.Repeat(string(rune('a'+len(m.parts)%26)), m.random.IntN(4)*m.random.IntN(50))}
	p.url = m.create("Upload-Concat: partial", "Upload-Length: "+decimal(len(p.body)))
	m.parts = append(m.parts, p)
}

func (m *joined) bring(p *part) {
	m.t.Helper()
	rest := p.body[p.at:]
	rest = rest[:len(rest)-m.random.IntN(2)*m.random.IntN(len(rest)+1)]
	m.patch(p.url, int64(p.at+1), "").want(p.or410(409))
	if m.patch(p.url, int64(p.at), rest).want(p.or410(204)); !p.terminated {
		p.at += len(rest)
	}
}

// marry asks for a final upload. An unknown part is told before all others, then the first that is
// gone or not finished.
func (m *joined) marry() {
	m.t.Helper()
	var list []string
	body, status := "", 201
	for range 1 + m.random.IntN(4) {
		p := m.any()
		list, body = append(list, p.url), body+p.body
		switch {
		case status != 201:
		case p.terminated:
			status = 410
		case !p.done():
			status = 400
		}
	}
	if m.random.IntN(10) == 0 {
		list, status = slices.Insert(list, m.random.IntN(len(list)+1), m.url+"/files/unknown"), 404
	}
	a := m.final(strings.Join(list, " ")).want(status)
	if status != 201 {
		a.has("Location:")
		return
	}
	m.wantSource(a, body)
	m.finals = append(m.finals, final{a.header.Get("Location"), strings.Join(list, " "), body})
}

// review looks at a final upload again: whatever became of its parts, it is as it was.
func (m *joined) review() {
	m.t.Helper()
	if len(m.finals) == 0 {
		return
	}
	f := m.finals[m.random.IntN(len(m.finals))]
	length := decimal(len(f.body))
	a := m.do("HEAD", f.url, "").want(200).has("Upload-Concat: final;"+f.list, "Upload-Offset: "+length, "Upload-Length: "+length)
	m.wantSource(a, f.body)
	m.patch(f.url, int64(len(f.body)), "").want(403)
	m.do("DELETE", f.url, "").want(409)
}
