package playback

import (
	"context"
	"io"
	"sort"
	"sync"

	"github.com/tributary-video/tributary/internal/blob"
)

// lazyParts reads many small blobs as one run of bytes with one of them open at a
// time: a film has a thousand segments, and a process not as many files.
type lazyParts struct {
	ctx   context.Context //nolint:containedctx // of the one request it serves
	blobs blob.Store
	keys  []string
	ends  []int64

	mu   sync.Mutex
	open int // index of the part that is open, -1 = none
	part blob.Reader
}

func newLazyParts(ctx context.Context, blobs blob.Store) *lazyParts {
	return &lazyParts{ctx: ctx, blobs: blobs, open: -1}
}

func (l *lazyParts) add(key string, size int64) {
	l.keys = append(l.keys, key)
	l.ends = append(l.ends, l.size()+size)
}

func (l *lazyParts) size() int64 {
	if len(l.ends) == 0 {
		return 0
	}
	return l.ends[len(l.ends)-1]
}

// ReadAt implements io.ReaderAt.
func (l *lazyParts) ReadAt(p []byte, off int64) (n int, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for n < len(p) {
		at := off + int64(n)
		i := sort.Search(len(l.ends), func(i int) bool { return l.ends[i] > at })
		if i == len(l.ends) {
			return n, io.EOF
		}
		if err := l.turnTo(i); err != nil {
			return n, err
		}
		start := int64(0)
		if i > 0 {
			start = l.ends[i-1]
		}
		want := min(int64(len(p)-n), l.ends[i]-at)
		got, err := l.part.ReadAt(p[n:n+int(want)], at-start)
		n += got
		if int64(got) < want {
			if err == nil || err == io.EOF { //nolint:errorlint // ReaderAt's contract names the value itself
				err = io.ErrUnexpectedEOF
			}
			return n, err
		}
	}
	return n, nil
}

func (l *lazyParts) turnTo(i int) error {
	if l.open == i {
		return nil
	}
	part, err := l.blobs.Open(l.ctx, l.keys[i])
	if err != nil {
		return err
	}
	if l.part != nil {
		_ = l.part.Close() // it was only read
	}
	l.part, l.open = part, i
	return nil
}

func (l *lazyParts) close() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.part != nil {
		_ = l.part.Close()
		l.part, l.open = nil, -1
	}
}
