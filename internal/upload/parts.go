package upload

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"slices"

	"github.com/tributary-video/tributary/internal/blob"
	"github.com/tributary-video/tributary/internal/media"
)

// MaxParts is how many parts an upload may have: the most that S3 and api.video name.
const MaxParts = 10_000

// Part is one piece of a parted upload.
type Part struct {
	Number int64  // its place: a number from 1, or its first byte
	Length int64  // bytes
	Upload string // the partial upload that brought it
	Tag    string // what the transport knows of its bytes, such as a checksum
}

// Parts is what a parted upload has.
type Parts struct {
	// Scheme is the word of the transport for how the sender cuts; "" before the first part.
	Scheme string
	// Total is how much there will be in the scheme's measure, parts or bytes; 0 = not known.
	Total int64
	// Whole is what the transport knows of the bytes together, once its sender has said that
	// they are all there; "" until then. It lets a video be given its source later than the
	// sender is answered.
	Whole string
	Items []Part // by Number
}

// Find returns the part with a number.
func (p Parts) Find(number int64) (Part, bool) {
	i, ok := slices.BinarySearchFunc(p.Items, number, func(a Part, n int64) int { return int(a.Number - n) })
	if !ok {
		return Part{}, false
	}
	return p.Items[i], true
}

// Put adds a part or takes the place of the one with its number. p itself stays as it was.
func (p Parts) Put(part Part) Parts {
	i, found := slices.BinarySearchFunc(p.Items, part.Number, func(a Part, n int64) int { return int(a.Number - n) })
	items := slices.Clone(p.Items)
	if found {
		items[i] = part
	} else {
		items = slices.Insert(items, i, part)
	}
	p.Items = items
	return p
}

// Size is how many bytes all parts have.
func (p Parts) Size() int64 {
	var n int64
	for _, item := range p.Items {
		n += item.Length
	}
	return n
}

// PartsChange decides about a parted upload. It gets what is recorded and returns what is
// to be, and whether that is the whole; an error changes nothing. It may be called again
// and must not keep what it is given.
type PartsChange func(u Upload, have Parts) (want Parts, complete bool, err error)

// PartStore keeps the records of parted uploads.
type PartStore interface {
	// OpenParted returns the upload of b's video that is parted, of b's protocol and receiving,
	// or begins b as [Store.Begin] does.
	OpenParted(ctx context.Context, b Beginning) (Upload, error)
	// Parts loads the parts of an upload, whatever has become of it.
	Parts(ctx context.Context, id string) (Parts, error)
	// ChangeParts applies a change while nobody else can change the upload. Parts that come
	// in must be done partial uploads of the same project and protocol; whoever is in no
	// longer expires by itself. When complete, the upload is [Upload.Join] of its parts. One
	// that is not receiving is media.Conflict.
	ChangeParts(ctx context.Context, id string, change PartsChange) (Upload, error)
	// PutPart adds a part, or puts it in the place of the one with its number, which it
	// returns. It holds parts to what ChangeParts does, and takes as long for the last of
	// thousands as for the first. An upload whose sender has said that it is whole is
	// media.Conflict.
	PutPart(ctx context.Context, id string, part Part) (replaced Part, err error)
	// LastUpload returns the upload of a video that began last, also one that is over.
	LastUpload(ctx context.Context, videoID string) (Upload, error)
	// OpenUploads returns the uploads of a project that are receiving, of a protocol, and
	// began with this metadata, newest first, at most limit.
	OpenUploads(ctx context.Context, projectID int64, protocol, metadata string, limit int) ([]Upload, error)
}

// Spool stores a body as a partial upload that is done when the body ends. Limits.MaxSize
// bounds it, media.TooLarge. A body that breaks off is a BodyError, and nothing of it is kept.
//
// It is how a part gets in before anyone has judged it: what is refused then is
// aborted, and what a crash leaves expires.
func (e *Engine) Spool(ctx context.Context, b Beginning, c Chunk) (Upload, error) {
	b.Kind, b.Length = Partial, UnknownLength
	u, err := e.Begin(ctx, b)
	if err != nil {
		return Upload{}, err
	}
	c.Offset, c.Size, c.Length, c.Whole = 0, -1, UnknownLength, true
	done, err := e.Append(ctx, u.ID, c)
	if err != nil {
		e.Drop(ctx, u.ID)
		return Upload{}, err
	}
	return done, nil
}

// Drop ends a partial upload that nobody wants. Trouble leaves it to its expiry.
func (e *Engine) Drop(ctx context.Context, id string) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), commitTime)
	defer cancel()
	_ = e.Abort(ctx, id)
}

// OpenParted returns the parted upload that a video has open, or begins one. It refuses
// what [Engine.Begin] refuses.
func (e *Engine) OpenParted(ctx context.Context, b Beginning) (Upload, error) {
	b.Kind = Parted
	b, err := b.checked()
	if err != nil {
		return Upload{}, err
	}
	u, err := e.parts.OpenParted(ctx, b)
	if err != nil {
		return Upload{}, fmt.Errorf("open parted upload of %s: %w", b.VideoID, err)
	}
	return u, nil
}

// ChangeParts applies a change to a parted upload. One that makes it complete returns
// when the consequences are committed.
func (e *Engine) ChangeParts(ctx context.Context, id string, change PartsChange) (Upload, error) {
	u, err := e.parts.ChangeParts(ctx, id, change)
	if err != nil {
		return Upload{}, fmt.Errorf("change parts of upload %s: %w", id, err)
	}
	e.store.announce(id)
	if u.State != Sealed {
		return u, nil
	}
	return e.settle(context.WithoutCancel(ctx), u, commitTime)
}

// PutPart adds a part to a parted upload; see [PartStore].
func (e *Engine) PutPart(ctx context.Context, id string, part Part) (replaced Part, err error) {
	replaced, err = e.parts.PutPart(ctx, id, part)
	if err != nil {
		return Part{}, fmt.Errorf("put part %d of upload %s: %w", part.Number, id, err)
	}
	e.store.announce(id)
	return replaced, nil
}

// Parts returns the parts of an upload, whatever has become of it.
func (e *Engine) Parts(ctx context.Context, id string) (Parts, error) {
	have, err := e.parts.Parts(ctx, id)
	if err != nil {
		return Parts{}, fmt.Errorf("parts of upload %s: %w", id, err)
	}
	return have, nil
}

// SameBytes reports whether a partial upload has the bytes of u from start on, as far as it goes.
func (e *Engine) SameBytes(ctx context.Context, part, u Upload, start int64) (bool, error) {
	same, err := e.sameBytes(ctx, part, u, start)
	if err != nil {
		return false, fmt.Errorf("compare uploads %s and %s: %w", part.ID, u.ID, err)
	}
	return same, nil
}

// compareSize is how much is read at once to compare; two of these live for a comparison.
const compareSize = 256 << 10

func (e *Engine) sameBytes(ctx context.Context, part, u Upload, start int64) (bool, error) {
	if part.Offset > u.Offset-start {
		return false, nil
	}
	a, b := e.stored(ctx, part), e.stored(ctx, u)
	defer a.Close()
	defer b.Close()
	left, right := make([]byte, compareSize), make([]byte, compareSize)
	for at := int64(0); at < part.Offset; {
		n := int(min(compareSize, part.Offset-at))
		if err := readFull(a, left[:n], at); err != nil {
			return false, err
		}
		if err := readFull(b, right[:n], start+at); err != nil {
			return false, err
		}
		if !bytes.Equal(left[:n], right[:n]) {
			return false, nil
		}
		at += int64(n)
	}
	return true, ctx.Err()
}

// stored reads what an upload has.
func (e *Engine) stored(ctx context.Context, u Upload) *blob.LazyParts {
	parts := blob.NewLazyParts(ctx, e.blobs)
	for _, g := range u.Segments {
		parts.Add(g.Key, g.Length)
	}
	return parts
}

func readFull(r io.ReaderAt, p []byte, at int64) error {
	n, err := r.ReadAt(p, at)
	if n == len(p) {
		return nil
	}
	return err
}

// Assemble makes u, a parted upload, of its parts in their order, as [Upload.Join] does.
func (u Upload) Assemble(have Parts, partials map[string]Upload) (Upload, error) {
	sources := make([]Upload, len(have.Items))
	for i, item := range have.Items {
		p, ok := partials[item.Upload]
		if !ok {
			return u, media.Errorf(media.NotFound, "upload not found")
		}
		sources[i] = p
	}
	return u.Join(sources)
}
