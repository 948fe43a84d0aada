package upload

import (
	"crypto/sha256"
	"hash/crc32"
	"io"
	"runtime"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// fill is what one round of reading brought.
type fill struct {
	filled, largest int
	took            time.Duration
}

func TestBufferFollowsTheFlow(t *testing.T) {
	const small, middle, large = smallBuffer, middleBuffer, largeBuffer
	for name, c := range map[string]struct {
		fills []fill
		want  []int // size of the buffer after each
	}{
		"flood":             {[]fill{{small, small, 0}, {middle, middle, 0}, {large, middle, 0}, {large, 9000, 0}}, []int{middle, large, large, large}},
		"read ahead":        {[]fill{{small, small - 1000, 0}, {middle, middle - 3000, 0}, {large, large - 3000, 0}}, []int{middle, large, large}},
		"trickle":           {[]fill{{1000, 1000, 0}, {small, 1000, 0}, {small, small/2 - 1, 0}}, []int{small, small, small}},
		"waited on its way": {[]fill{{small, small, time.Second}, {small, small, quickFill}}, []int{small, small}},
		"usual line":        {[]fill{{small, small, 0}, {middle, 9000, 0}, {middle, middle/2 - 1, 0}}, []int{middle, middle, middle}},
		"flood that becomes a trickle": {
			[]fill{{small, small, 0}, {middle, middle, 0}, {1000, 1000, 0}, {1000, 1000, 0}, {1000, 1000, 0}},
			[]int{middle, large, middle, small, small}},
		"trickle that becomes a flood": {[]fill{{1000, 1000, 0}, {small, small, 0}, {middle, middle, 0}}, []int{small, middle, large}},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBuffer()
			defer b.release()
			sizes := []int{}
			for _, f := range c.fills {
				b.follow(f.filled, f.largest, f.took)
				sizes = append(sizes, len(b.bytes()))
			}
			if diff := cmp.Diff(c.want, sizes); diff != "" {
				t.Errorf("sizes (-want +got):\n%s", diff)
			}
		})
	}
}

func TestLargeBuffersAreCounted(t *testing.T) {
	for round := range 2 { // the second finds all given back
		large := 0
		var held []*buffer
		for range maxLarge + 10 {
			b := newBuffer()
			b.follow(smallBuffer, smallBuffer, 0)
			b.follow(middleBuffer, middleBuffer, 0)
			if len(b.bytes()) == largeBuffer {
				large++
			}
			held = append(held, b)
		}
		for _, b := range held {
			b.release()
		}
		if large != maxLarge {
			t.Errorf("round %d: %d large buffers, want %d", round, large, maxLarge)
		}
	}
}

// appended counts what a sink writes.
type appended struct{ n int }

func (a *appended) Write(p []byte) (int, error) { a.n += len(p); return len(p), nil }
func (*appended) Sync() error                   { return nil }
func (*appended) Close() error                  { return nil }

// burst brings some bytes as fast as they are taken, calls silent and ends.
type burst struct {
	left   int
	silent func()
}

func (b *burst) Read(p []byte) (int, error) {
	if b.left == 0 {
		b.silent()
		return 0, io.EOF
	}
	n := min(len(p), b.left)
	b.left -= n
	return n, nil
}

// A sender that falls silent holds one large buffer, that of the read that waits, and no
// goroutine: what it brought is stored meanwhile.
func TestSilenceAfterABurst(t *testing.T) {
	lent, base := pools[len(pools)-1].lent, runtime.NumGoroutine()
	out := &appended{}
	s := &sink{engine: New(Config{}), u: Upload{Length: UnknownLength}, out: out, crc: crc32.New(castagnoli), whole: sha256.New()}
	s.began = s.engine.now()
	const size = smallBuffer + middleBuffer + 5*largeBuffer
	body := &burst{size, func() {
		for until := time.Now().Add(10 * time.Second); len(lent) != 1 || runtime.NumGoroutine() > base; runtime.Gosched() {
			if time.Now().After(until) {
				t.Fatalf("%d large buffers, %d goroutines, %d before", len(lent), runtime.NumGoroutine(), base)
			}
		}
	}}
	if err := s.copy(t.Context(), Chunk{Size: -1, Body: body}); err != nil || out.n != size || len(lent) != 0 {
		t.Errorf("%d bytes written, %d large buffers kept, %v", out.n, len(lent), err)
	}
}

func TestBesidePanics(t *testing.T) {
	defer func() {
		if got := recover(); got != "a bug" {
			t.Errorf("recovered %v", got)
		}
	}()
	beside(func() { panic("a bug") })()
}
