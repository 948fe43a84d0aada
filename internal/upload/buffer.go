package upload

import (
	"sync"
	"time"
)

// A buffer has one of three sizes. All memory of a kind is shared by the process.
const (
	// smallBuffer is what a request begins with, and all that an idle one holds:
	// thousands may trickle at once. It is what one read brings through the buffer of
	// net/http.
	smallBuffer = 4 << 10
	// middleBuffer is enough for the rate of one client on a usual line.
	middleBuffer = 32 << 10
	// largeBuffer moves bytes at about twice the rate per core of the middle one;
	// more gains nothing.
	largeBuffer = 1 << 20
	// quickFill is how soon a flow fills the buffer that is too small for it: 40 KiB a second
	// outgrow the small one, 320 KiB a second the middle one.
	quickFill = 100 * time.Millisecond
	// maxLarge is how many requests may hold a large one, or half as many two, while they
	// are fast: 64 MiB together, whoever sends a burst and then nothing. The rest go on with
	// middle ones; so many at full speed keep more processors busy than the large buffers save.
	maxLarge = 64
)

// pool lends buffers of one size.
type pool struct {
	sync.Pool

	lent chan struct{} // bounds how many are out; nil = no bound
}

//nolint:gochecknoglobals // pools are what package variables are for
var pools = [...]*pool{
	newPool(smallBuffer, nil), newPool(middleBuffer, nil), newPool(largeBuffer, make(chan struct{}, maxLarge)),
}

func newPool(size int, lent chan struct{}) *pool {
	return &pool{sync.Pool{New: func() any { b := make([]byte, size); return &b }}, lent}
}

// borrow returns nil when all are lent.
func (p *pool) borrow() *[]byte {
	if p.lent != nil {
		select {
		case p.lent <- struct{}{}:
		default:
			return nil
		}
	}
	b, _ := p.Get().(*[]byte)
	return b
}

func (p *pool) giveBack(b *[]byte) {
	p.Put(b)
	if p.lent != nil {
		<-p.lent
	}
}

// buffer is the memory that a request's bytes pass through. It grows and shrinks
// with their flow. One goroutine uses it.
type buffer struct {
	level int     // in pools
	mem   *[]byte // from there
}

func newBuffer() *buffer { return &buffer{mem: pools[0].borrow()} }

func (b *buffer) bytes() []byte { return *b.mem }

// follow chooses the buffer for what comes next, when the bytes in this one have been
// written. A single read that filled half of it - largest is what the largest one
// brought - means that bytes arrive faster than they are taken: more room. Half, because
// net/http hands out what it had read ahead first, and a fast body then comes in two uneven
// reads for ever. When it took long to fill it, some bytes only had to wait on their way: a
// busy server would lend the most to those who send the least. A buffer that was not full
// when its checkpoint was due is too large.
func (b *buffer) follow(filled, largest int, took time.Duration) {
	switch size := len(*b.mem); {
	case largest >= size/2 && took < quickFill && b.level < len(pools)-1:
		b.move(b.level + 1)
	case filled < size && b.level > 0:
		b.move(b.level - 1)
	}
}

func (b *buffer) move(level int) {
	if mem := pools[level].borrow(); mem != nil {
		b.release()
		b.level, b.mem = level, mem
	}
}

// twin is another buffer of the same size, nil when none can be lent.
func (b *buffer) twin() *buffer {
	mem := pools[b.level].borrow()
	if mem == nil {
		return nil
	}
	return &buffer{b.level, mem}
}

// release gives the memory back. The buffer must not be used afterwards.
func (b *buffer) release() { pools[b.level].giveBack(b.mem) }
