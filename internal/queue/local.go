package queue

import (
	"context"
	"fmt"
	"sync"

	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riversqlite"

	"github.com/tributary-video/tributary/internal/db"
)

// topicInsert is where River's producers expect to hear of new jobs.
const topicInsert = "river_insert"

// localDriver is River's SQLite driver with ears. SQLite cannot notify, and a
// producer that may only poll is either slow or busy; but a SQLite database has
// one process, so a commit can simply tell the producers beside it.
type localDriver struct {
	*riversqlite.Driver

	bus *bus
}

func newLocalDriver(conn *db.Conn, b *bus) *localDriver {
	return &localDriver{Driver: riversqlite.New(conn.Write), bus: b}
}

// SupportsListener implements riverdriver.Driver.
func (*localDriver) SupportsListener() bool { return true }

// GetListener implements riverdriver.Driver.
func (d *localDriver) GetListener(*riverdriver.GetListenenerParams) riverdriver.Listener {
	return &localListener{bus: d.bus}
}

// bus carries the names of queues that have new jobs from transactions that have
// committed to the listener. A queue told of twice before anyone listens is told of once.
type bus struct {
	mu      sync.Mutex
	pending map[*db.Tx]map[string]bool // queues with jobs of open transactions
	told    map[string]bool
	ring    chan struct{}
}

func newBus() *bus {
	return &bus{pending: map[*db.Tx]map[string]bool{}, told: map[string]bool{}, ring: make(chan struct{}, 1)}
}

// note remembers that a transaction adds a job to a queue.
func (b *bus) note(tx *db.Tx, queue string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.pending[tx] == nil {
		b.pending[tx] = map[string]bool{}
	}
	b.pending[tx][queue] = true
}

// ended tells the listener what a transaction added, if it was committed.
func (b *bus) ended(tx *db.Tx, committed bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	queues := b.pending[tx]
	delete(b.pending, tx)
	if !committed || len(queues) == 0 {
		return
	}
	for q := range queues {
		b.told[q] = true
	}
	select {
	case b.ring <- struct{}{}:
	default: // it rings already
	}
}

// next waits for a queue with new jobs.
func (b *bus) next(ctx context.Context) (queue string, err error) {
	for {
		b.mu.Lock()
		for q := range b.told {
			delete(b.told, q)
			b.mu.Unlock()
			return q, nil
		}
		b.mu.Unlock()
		select {
		case <-b.ring:
		case <-ctx.Done():
			return "", ctx.Err()
		}
	}
}

// localListener implements riverdriver.Listener over a bus. River uses it from one goroutine
// and listens to every topic; only inserts are ever told.
type localListener struct{ bus *bus }

func (*localListener) Close(context.Context) error            { return nil }
func (*localListener) Connect(context.Context) error          { return nil }
func (*localListener) Listen(context.Context, string) error   { return nil }
func (*localListener) Ping(context.Context) error             { return nil }
func (*localListener) Schema() string                         { return "" }
func (*localListener) SetAfterConnectExec(string)             {}
func (*localListener) Unlisten(context.Context, string) error { return nil }

// WaitForNotification implements riverdriver.Listener.
func (l *localListener) WaitForNotification(ctx context.Context) (*riverdriver.Notification, error) {
	queue, err := l.bus.next(ctx)
	if err != nil {
		return nil, err
	}
	return &riverdriver.Notification{Topic: topicInsert, Payload: fmt.Sprintf(`{"queue":%q}`, queue)}, nil
}
