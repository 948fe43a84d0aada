package webhook

import (
	"maps"
	"strconv"
	"sync"
	"time"

	"github.com/tributary-video/tributary/internal/media"
)

const (
	// A receiver that hangs holds a worker for the client's whole timeout. These
	// bound how many, in this process, so that others' messages find one.
	maxPerEndpoint = 4
	maxPerProject  = 16

	busyWait = 5 * time.Second // before a message asks again for a place
)

// gate keeps a slow or overloaded endpoint from delaying anyone but itself. It
// is a matter of one process: another node finds out by itself.
type gate struct {
	mu     sync.Mutex
	busy   map[string]int       // requests under way, by endpoint and by project
	closed map[string]time.Time // endpoint → not before
}

func newGate() *gate {
	return &gate{busy: make(map[string]int), closed: make(map[string]time.Time)}
}

// enter takes a place for a request to e. With wait > 0 there is none before
// that long; otherwise leave gives the place back.
func (g *gate) enter(e media.Endpoint, now time.Time) (leave func(), wait time.Duration) {
	endpoint, project := "endpoint "+e.ID, "project "+strconv.FormatInt(e.ProjectID, 10)
	g.mu.Lock()
	defer g.mu.Unlock()
	if wait := g.closed[e.ID].Sub(now); wait > 0 {
		return nil, wait
	}
	if g.busy[endpoint] >= maxPerEndpoint || g.busy[project] >= maxPerProject {
		return nil, busyWait
	}
	g.busy[endpoint]++
	g.busy[project]++
	return func() { g.leave(endpoint, project) }, 0
}

func (g *gate) leave(keys ...string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, k := range keys {
		if g.busy[k]--; g.busy[k] == 0 {
			delete(g.busy, k)
		}
	}
}

// close keeps messages from the endpoint until then. Entries that have passed
// are dropped here, which bounds the map by the endpoints overloaded now.
func (g *gate) close(endpointID string, now, until time.Time) {
	g.mu.Lock()
	defer g.mu.Unlock()
	maps.DeleteFunc(g.closed, func(_ string, t time.Time) bool { return !t.After(now) })
	g.closed[endpointID] = until
}
