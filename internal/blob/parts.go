package blob

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sort"

	"github.com/tributary-video/tributary/internal/media"
)

// maxOpen is how many blobs one reader keeps open. A process has 1024 files by default.
const maxOpen = 64

// OpenParts opens stored segments as one run of bytes, in their order. The
// caller closes it. A blob with fewer bytes than its segment claims is an error.
func OpenParts(ctx context.Context, store Store, parts []media.StoredSegment) (Reader, error) {
	if len(parts) > maxOpen {
		return openLazily(ctx, store, parts)
	}
	p := &partsReader{}
	for _, part := range parts {
		r, err := store.Open(ctx, part.Key)
		if err == nil && r.Size() < part.Length {
			err = errors.Join(fmt.Errorf("%w: %d of %d bytes", io.ErrUnexpectedEOF, r.Size(), part.Length), r.Close())
		}
		if err != nil {
			return nil, errors.Join(fmt.Errorf("open part %s: %w", part.Key, err), p.Close())
		}
		p.readers = append(p.readers, r)
		p.ends = p.ends.add(part.Length)
	}
	return p, nil
}

// openLazily looks at every part once and then keeps one open at a time.
func openLazily(ctx context.Context, store Store, parts []media.StoredSegment) (Reader, error) {
	lazy := NewLazyParts(ctx, store)
	for _, part := range parts {
		r, err := OpenParts(ctx, store, []media.StoredSegment{part})
		if err != nil {
			return nil, err
		}
		if err := r.Close(); err != nil {
			return nil, fmt.Errorf("close part %s: %w", part.Key, err)
		}
		lazy.Add(part.Key, part.Length)
	}
	return lazyReader{lazy}, nil
}

type lazyReader struct{ *LazyParts }

func (l lazyReader) Close() error {
	l.LazyParts.Close()
	return nil
}

type partsReader struct {
	readers []Reader
	ends    borders
}

func (p *partsReader) Size() int64 { return p.ends.size() }

// ReadAt implements io.ReaderAt across the borders of parts.
func (p *partsReader) ReadAt(buf []byte, off int64) (int, error) {
	return p.ends.readAt(buf, off, func(i int) (io.ReaderAt, error) { return p.readers[i], nil })
}

// Close closes every part.
func (p *partsReader) Close() error {
	var errs []error
	for _, r := range p.readers {
		errs = append(errs, r.Close())
	}
	return errors.Join(errs...)
}

// borders are where the parts of a whole end, in the whole.
type borders []int64

func (b borders) size() int64 {
	if len(b) == 0 {
		return 0
	}
	return b[len(b)-1]
}

func (b borders) add(length int64) borders { return append(b, b.size()+length) }

// readAt is io.ReaderAt over the whole, of parts that part returns by their number.
func (b borders) readAt(buf []byte, off int64, part func(i int) (io.ReaderAt, error)) (n int, err error) {
	if off < 0 {
		return 0, errors.New("read before the start")
	}
	for n < len(buf) {
		at := off + int64(n)
		i := sort.Search(len(b), func(i int) bool { return b[i] > at })
		if i == len(b) {
			return n, io.EOF
		}
		src, err := part(i)
		if err != nil {
			return n, err
		}
		want := min(int64(len(buf)-n), b[i]-at)
		got, err := src.ReadAt(buf[n:n+int(want)], at-b[:i].size())
		n += got
		if int64(got) < want {
			if err == nil || errors.Is(err, io.EOF) {
				err = io.ErrUnexpectedEOF // the part has shrunk
			}
			return n, err
		}
	}
	return n, nil
}
