package blob

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sort"

	"github.com/tributary-video/tributary/internal/media"
)

// OpenParts opens stored segments as one run of bytes, in their order. The
// caller closes it. A blob with fewer bytes than its segment claims is an error.
func OpenParts(ctx context.Context, store Store, parts []media.StoredSegment) (Reader, error) {
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
		p.size += part.Length
		p.ends = append(p.ends, p.size)
	}
	return p, nil
}

type partsReader struct {
	readers []Reader
	ends    []int64 // of each part, in the whole
	size    int64
}

func (p *partsReader) Size() int64 { return p.size }

// ReadAt implements io.ReaderAt across the borders of parts.
func (p *partsReader) ReadAt(buf []byte, off int64) (n int, err error) {
	if off < 0 {
		return 0, errors.New("read before the start")
	}
	for n < len(buf) {
		at := off + int64(n)
		i := sort.Search(len(p.ends), func(i int) bool { return p.ends[i] > at })
		if i == len(p.ends) {
			return n, io.EOF
		}
		start := int64(0)
		if i > 0 {
			start = p.ends[i-1]
		}
		want := min(int64(len(buf)-n), p.ends[i]-at)
		got, err := p.readers[i].ReadAt(buf[n:n+int(want)], at-start)
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

// Close closes every part.
func (p *partsReader) Close() error {
	var errs []error
	for _, r := range p.readers {
		errs = append(errs, r.Close())
	}
	return errors.Join(errs...)
}
