package differential

import (
	"math/rand/v2"
	"net/http"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"
)

// reviewedSeed and reviewedRequests make a run that meets every difference on the list.
const (
	reviewedSeed     = 1
	reviewedRequests = 6000
	freshRequests    = 1500

	maxUploads = 12 // that are asked about; the oldest is forgotten
)

// Both endpoints are compared on one pair of servers: what they announce differs.
func TestAgainstTusd(t *testing.T) {
	if testing.Short() {
		t.Skip("builds and runs two servers")
	}
	const neutral, v1 = "/v1/tus", "/company/client/video/stream"
	ours, theirs := startTributary(t, neutral, v1), startTusd(t)
	for _, path := range []string{neutral, v1} {
		list := reviewed(path == v1)
		t.Run(path, func(t *testing.T) {
			c := &comparison{servers: [servers]server{ours[path], theirs}, list: list}
			c.run(t, reviewedSeed, reviewedRequests)
			for _, unused := range c.unused() {
				t.Errorf("reviewed, but did not happen: %+v", unused)
			}
		})
		t.Run(path+" with a fresh seed", func(t *testing.T) {
			c := &comparison{servers: [servers]server{ours[path], theirs}, list: list}
			c.run(t, freshSeed(t), freshRequests)
		})
	}
}

// freshSeed is DIFFERENTIAL_SEED, or another one every time.
func freshSeed(t *testing.T) uint64 {
	text := os.Getenv("DIFFERENTIAL_SEED")
	if text == "" {
		return uint64(time.Now().UnixNano()) //nolint:gosec // any number is a seed
	}
	seed, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return seed
}

// comparison sends requests to both servers and judges what differs.
type comparison struct {
	servers  [servers]server
	list     []accepted
	used     map[accepted]bool
	reported map[difference]bool
}

func (c *comparison) run(t *testing.T, seed uint64, requests int) {
	t.Helper()
	t.Logf("DIFFERENTIAL_SEED=%d", seed)
	c.used, c.reported = map[accepted]bool{}, map[difference]bool{}
	g := &generator{Rand: rand.New(rand.NewPCG(seed, 0))} //nolint:gosec // it is to be repeatable
	for i := range requests {
		q := g.next()
		answers := c.both(t, i, q)
		ours, theirs := answers[tributary], answers[tusd]
		switch {
		case q.upload == nil:
			c.created(t, i, g, q, answers)
		case ours.ok() != theirs.ok():
			g.forget(q.upload) // they have parted
		default:
			c.follow(t, i, g, q, ours)
		}
	}
}

// both sends q to both servers and reports what differs and is not on the list.
func (c *comparison) both(t *testing.T, i int, q request) [servers]answer {
	t.Helper()
	var answers [servers]answer
	for which := range answers {
		a, err := q.send(t.Context(), c.servers[which], which)
		if err != nil {
			t.Fatalf("request %d, %s, to server %d: %v", i, q.label, which, err)
		}
		answers[which] = a
	}
	for _, d := range differences(q.label, answers[tributary].said, answers[tusd].said) {
		if !c.accept(d) && !c.reported[d] {
			c.reported[d] = true
			t.Errorf("request %d: %s: %s is %q here and %q at tusd", i, d.label, d.what, d.ours, d.theirs)
		}
	}
	return answers
}

func (c *comparison) accept(d difference) bool {
	found := false
	for _, a := range c.list {
		if a.covers(d) {
			c.used[a], found = true, true
		}
	}
	return found
}

func (c *comparison) unused() []accepted {
	return slices.DeleteFunc(slices.Clone(c.list), func(a accepted) bool { return c.used[a] })
}

// created takes up an upload that both servers made.
func (c *comparison) created(t *testing.T, i int, g *generator, q request, answers [servers]answer) {
	t.Helper()
	u := &upload{state: open, sent: q.header.Get("Upload-Metadata"), partial: q.header.Get("Upload-Concat") == "partial"}
	for which, a := range answers {
		if u.urls[which] = a.header.Get("Location"); !a.ok() || u.urls[which] == "" {
			return
		}
	}
	if len(q.parts) > 0 {
		u.state = final
	}
	g.uploads = append(g.uploads, u)
	if len(g.uploads) > maxUploads {
		g.uploads = slices.Delete(g.uploads, 0, 1)
	}
	c.look(t, i, g, q.label, u)
}

// follow brings the generator's picture of an upload in line with what became of it.
func (c *comparison) follow(t *testing.T, i int, g *generator, q request, ours answer) {
	t.Helper()
	u := q.upload
	deletes := q.method == http.MethodDelete || q.header.Get("X-HTTP-Method-Override") == http.MethodDelete
	switch {
	case deletes && ours.ok():
		u.state = gone
	case u.state != gone && u.state != unknown:
		c.look(t, i, g, q.label, u)
	}
}

// look asks both servers where an upload stands: after every change they must agree.
func (c *comparison) look(t *testing.T, i int, g *generator, after string, u *upload) {
	t.Helper()
	q := request{label: "after " + after, method: http.MethodHead, upload: u, header: protocol()}
	answers := c.both(t, i, q)
	ours, theirs := answers[tributary].said, answers[tusd].said
	if sent := answers[tributary].header.Get("Upload-Metadata"); sent != u.sent {
		t.Errorf("request %d: Upload-Metadata is %q, was sent as %q", i, sent, u.sent)
	}
	if ours["Upload-Offset"] != theirs["Upload-Offset"] || ours["status"] != theirs["status"] {
		g.forget(u)
		return
	}
	u.offset, u.length = parse(ours["Upload-Offset"]), parse(ours["Upload-Length"])
	switch {
	case u.state == final:
	case u.length < 0:
		u.state = deferred
	case u.offset == u.length:
		u.state = complete
	default:
		u.state = open
	}
}

func parse(text string) int64 {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return -1
	}
	return n
}

// forget lets go of an upload about which the servers no longer agree.
func (g *generator) forget(u *upload) {
	g.uploads = slices.DeleteFunc(g.uploads, func(other *upload) bool { return other == u })
}
