package s3_test

import (
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/tributary-video/tributary/internal/media"
)

// life is what the life of one object should come to.
type life struct {
	*fixture

	random *rand.Rand
	large  string            // a part that another may follow
	open   map[string]pieces // by upload id
	past   map[string]string // the ETag of uploads that were completed
	gone   []string          // ids of aborted ones
	object string            // "" = none
	etag   string
}

// pieces are the parts of an upload by number.
type pieces map[int]string

// TestModel sends random requests about one object, some to a new process, and compares
// every answer, and all that is stored, with a model of it. A failure prints the seed;
// MODEL_SEED runs it again.
func TestModel(t *testing.T) { each(t, testModel) }

func testModel(t *testing.T, f *fixture) {
	seed, err := strconv.ParseUint(os.Getenv("MODEL_SEED"), 10, 64)
	if err != nil {
		seed = rand.Uint64()
	}
	m := &life{
		fixture: f, random: rand.New(rand.NewPCG(seed, 0)), large: noise(9, partSize),
		open: map[string]pieces{}, past: map[string]string{},
	}
	for range 250 {
		if m.move(); t.Failed() {
			t.Fatalf("MODEL_SEED=%d", seed)
		}
	}
	want := m.body()
	m.do(ask{method: "PUT", body: want}).want(t, 200, "")
	if m.finish() != want {
		t.Errorf("the source is not the object; MODEL_SEED=%d", seed)
	}
	m.wantLeft(0, int64(len(want)), 1)
}

func (m *life) move() {
	m.t.Helper()
	switch n := m.random.IntN(100); {
	case n < 12 && len(m.open) < 5:
		m.open[m.create()] = pieces{}
	case n < 40:
		m.bring()
	case n < 58:
		m.complete()
	case n < 64:
		m.abort()
	case n < 72:
		m.put()
	case n < 76:
		m.do(ask{method: "DELETE"}).want(m.t, 204, "")
		m.object, m.etag = "", ""
	case n < 80:
		m.restart()
	case n < 84:
		m.late()
	default:
		m.review()
	}
}

// body is a file of its own.
func (m *life) body() string { return strconv.FormatUint(m.random.Uint64(), 36) }

// any is the id of an open upload, "" when there is none.
func (m *life) any() string {
	ids := slices.Sorted(maps.Keys(m.open))
	if len(ids) == 0 {
		return ""
	}
	return ids[m.random.IntN(len(ids))]
}

// bring sends a part, sometimes one that breaks on the way.
func (m *life) bring() {
	m.t.Helper()
	id, number, body := m.any(), 1+m.random.IntN(3), m.body()
	if id == "" {
		return
	}
	if m.random.IntN(4) == 0 {
		body = m.large
	}
	send := ask{method: "PUT", query: part(id, strconv.Itoa(number)), body: body}
	if m.random.IntN(5) == 0 {
		send.header = []string{"x-amz-checksum-sha1: " + strings.Repeat("A", 27) + "="}
		m.do(send).want(m.t, 400, "BadDigest")
		return
	}
	if etag := m.do(send).want(m.t, 200, "").header.Get("Etag"); etag != quoted(sum(body)) {
		m.t.Errorf("ETag %s", etag)
	}
	m.open[id][number] = body
}

// complete completes an upload with some of its parts, or one that is complete.
func (m *life) complete() {
	m.t.Helper()
	if len(m.past) > 0 && m.random.IntN(5) == 0 {
		for id, etag := range m.past {
			if a := m.do(ask{method: "POST", query: "uploadId=" + id, body: list("1", "any")}).want(m.t, 200, ""); !a.has(etag) {
				m.t.Errorf("again: %s", a.body)
			}
			return
		}
	}
	id := m.any()
	if id == "" || len(m.open[id]) == 0 {
		return
	}
	var listed, bodies []string
	for _, number := range slices.Sorted(maps.Keys(m.open[id])) {
		if m.random.IntN(4) > 0 {
			bodies = append(bodies, m.open[id][number])
			listed = append(listed, strconv.Itoa(number), m.open[id][number])
		}
	}
	end := ask{method: "POST", query: "uploadId=" + id, body: list(listed...)}
	switch {
	case len(bodies) == 0:
		m.do(end).want(m.t, 400, "MalformedXML")
		return
	case slices.ContainsFunc(bodies[:len(bodies)-1], func(s string) bool { return len(s) < partSize }):
		m.do(end).want(m.t, 400, "EntityTooSmall")
		return
	}
	m.do(end).want(m.t, 200, "")
	m.became(strings.Join(bodies, ""), together(bodies...), id)
	m.past[id] = m.etag
}

// became is that an object is stored: open uploads end.
func (m *life) became(object, etag, id string) {
	m.object, m.etag = object, etag
	for other := range m.open {
		if other != id {
			m.gone = append(m.gone, other)
		}
	}
	clear(m.open)
}

func (m *life) abort() {
	m.t.Helper()
	id := m.any()
	if id == "" {
		return
	}
	m.do(ask{method: "DELETE", query: "uploadId=" + id}).want(m.t, 204, "")
	delete(m.open, id)
	m.gone = append(m.gone, id)
}

func (m *life) put() {
	m.t.Helper()
	send := ask{method: "PUT", body: m.body()}
	switch m.random.IntN(4) {
	case 0:
		send.header = []string{"If-None-Match: *"}
		if m.object != "" {
			m.do(send).want(m.t, 412, "PreconditionFailed")
			return
		}
	case 1:
		send.header = []string{"Content-MD5: 1B2M2Y8AsgTpgAmY7PhCfg=="}
		m.do(send).want(m.t, 400, "BadDigest")
		return
	}
	m.do(send).want(m.t, 200, "")
	m.became(send.body, sum(send.body), "")
}

// late goes on with uploads that have ended.
func (m *life) late() {
	m.t.Helper()
	for _, id := range m.gone {
		m.do(ask{method: "PUT", query: part(id, "1"), body: "late"}).want(m.t, 404, "NoSuchUpload")
		m.do(ask{method: "POST", query: "uploadId=" + id, body: list("1", "late")}).want(m.t, 404, "NoSuchUpload")
	}
	for id := range m.past {
		m.do(ask{method: "DELETE", query: "uploadId=" + id}).want(m.t, 404, "NoSuchUpload")
		m.do(ask{method: "PUT", query: part(id, "1"), body: "late"}).want(m.t, 404, "NoSuchUpload")
	}
	m.gone = nil
}

// review compares everything that can be seen.
func (m *life) review() {
	m.t.Helper()
	uploads, size, blobs := len(m.open), int64(len(m.object)), 0
	for id, have := range m.open {
		a := m.do(ask{method: "GET", query: "uploadId=" + id}).want(m.t, 200, "")
		for _, body := range have {
			size += int64(len(body))
			blobs++
			if !a.has(sum(body)) {
				m.t.Errorf("a part is not listed: %s", a.body)
			}
		}
	}
	open := m.do(ask{method: "GET", path: "/project-1", query: "uploads="}).want(m.t, 200, "")
	if strings.Count(open.body, "<Upload>") != len(m.open) {
		m.t.Errorf("%d are open: %s", len(m.open), open.body)
	}
	state := media.Uploading
	switch {
	case m.object != "":
		uploads++
		blobs += m.blobs()
		if etag := m.do(ask{method: "HEAD"}).want(m.t, 200, "").header.Get("Etag"); etag != quoted(m.etag) {
			m.t.Errorf("ETag %s, want %s", etag, m.etag)
		}
	case len(m.open) == 0:
		state = media.Created
		fallthrough
	default:
		m.do(ask{method: "HEAD"}).want(m.t, 404, "")
	}
	m.wantState(state)
	m.wantLeft(uploads, size, blobs)
}

// blobs is in how many the object is stored: one a part.
func (m *life) blobs() int {
	_, parts, inParts := strings.Cut(m.etag, "-")
	if !inParts {
		return 1
	}
	n, _ := strconv.Atoi(parts)
	return n
}
