package apivideo

import (
	"context"
	"errors"

	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/transport/form"
	"github.com/tributary-video/tributary/internal/upload"
)

// placeTries is how often a piece is judged again because another request changed the
// upload in between. Each try sees one change at least, and a piece collides only with those
// that have its number.
const placeTries = 10

// errChanged: what was looked at is not what is there now.
var errChanged = errors.New("the upload has changed")

// placed is what became of a piece.
type placed struct {
	video  string // UUID
	full   bool   // the video is complete, or this was the last piece of its file
	repeat bool   // it was there already
}

// standing is where the upload of a video stands.
type standing struct {
	upload upload.Upload
	parts  upload.Parts // of an upload of this dialect
	closed bool         // every byte is here
}

// stands looks at the upload of a video. One that was ended, or that another protocol has
// open, is none: a piece that comes takes its place.
func (d *Dialect) stands(ctx context.Context, videoID string) (standing, error) {
	var s standing
	if videoID == "" {
		return s, nil
	}
	u, err := d.cfg.Records.LastUpload(ctx, videoID)
	if media.KindOf(err) == media.NotFound {
		return s, nil
	}
	if err != nil {
		return s, err
	}
	ours := u.Protocol == Name && u.Kind == upload.Parted
	open := u.State == upload.Receiving
	s.closed = !open && !u.State.Over()
	if !s.closed && !(open && ours) {
		return s, nil
	}
	s.upload = u
	if !ours {
		return s, nil
	}
	if s.parts, err = d.cfg.Uploads.Parts(ctx, u.ID); err != nil || !open {
		return s, err
	}
	// Its parts are those of an open upload only if it is open still: the last one may have
	// come between the two looks.
	now, err := d.cfg.Records.Upload(ctx, u.ID)
	if err != nil || now.State == upload.Receiving {
		return s, err
	}
	return d.stands(ctx, videoID)
}

// admitPiece refuses what cannot be accepted whatever the body brings.
func (d *Dialect) admitPiece(ctx context.Context, videoID string, c form.Cut) error {
	s, err := d.stands(ctx, videoID)
	switch {
	case err != nil:
		return err
	case s.closed && s.upload.Protocol != Name:
		return alreadyThere(s.upload.Protocol)
	case s.closed:
		return nil // it may be a repeat
	}
	return d.rules().Admit(s.parts, c)
}

// place takes a stored piece into the upload that b begins or that its video has open. A
// piece that is refused or there already is dropped; after trouble it is not, for it may be
// recorded all the same. What has arrived is placed though the client is gone: it may come
// again to hear so.
func (d *Dialect) place(t *transfer, piece upload.Upload, b upload.Beginning) (placed, error) {
	ctx := context.WithoutCancel(t.Context())
	for range placeTries {
		got, err := d.tryPlace(ctx, t.cut, piece, b)
		if errors.Is(err, errChanged) || media.KindOf(err) == media.Conflict {
			if got.video != "" { // it has begun by now
				b.VideoID, b.NewVideo = got.video, nil
			}
			continue
		}
		if err = gone(err); got.repeat || refuses(err) {
			d.cfg.Uploads.Drop(ctx, piece.ID)
		}
		return got, err
	}
	d.cfg.Uploads.Drop(ctx, piece.ID)
	return placed{}, media.Errorf(media.Locked, "upload is locked")
}

// refuses reports whether an error is a verdict on the piece.
func refuses(err error) bool {
	_, byForm := errors.AsType[*form.Error](err)
	_, byUs := errors.AsType[fault](err)
	return byForm || byUs
}

func (d *Dialect) tryPlace(ctx context.Context, c form.Cut, piece upload.Upload, b upload.Beginning) (placed, error) {
	s, err := d.stands(ctx, b.VideoID)
	if err != nil {
		return placed{}, err
	}
	if s.closed {
		return d.repeat(ctx, s, c, piece)
	}
	known, same, err := d.compare(ctx, s.parts, c, piece)
	if err != nil {
		return placed{}, err
	}
	// Asked before anything is begun: a refusal leaves nothing behind.
	if _, err := d.rules().Judge(s.parts, c, piece, same); err != nil {
		return placed{}, err
	}
	u, err := d.cfg.Uploads.OpenParted(ctx, b)
	if err != nil {
		return placed{}, d.notOpened(ctx, b.VideoID, err)
	}
	verdict, err := d.change(ctx, u.ID, c, piece, known, same)
	return placed{video: u.VideoID, full: verdict.Complete || verdict.Ends, repeat: verdict.Repeat}, err
}

// notOpened is why no upload could be begun: a video that has got its source since it was
// looked at is looked at again.
func (d *Dialect) notOpened(ctx context.Context, videoID string, err error) error {
	if media.KindOf(err) != media.Invalid {
		return err
	}
	s, lookErr := d.stands(ctx, videoID)
	switch {
	case lookErr != nil:
		return lookErr
	case s.closed:
		return errChanged
	}
	return alreadyThere("") // it has content, and nobody knows whose
}

// change is the judgement under the lock of the upload. known is the recorded piece that
// this one was compared with.
func (d *Dialect) change(ctx context.Context, id string, c form.Cut, piece upload.Upload, known upload.Part, same bool) (form.Verdict, error) {
	var verdict form.Verdict
	_, err := d.cfg.Uploads.ChangeParts(ctx, id, func(u upload.Upload, have upload.Parts) (upload.Parts, bool, error) {
		if now, _ := have.Find(c.First); now != known {
			return have, false, errChanged
		}
		rules := d.rules()
		if limit := u.Limits.MaxSize; limit > 0 {
			rules.SourceMax = min(rules.SourceMax, limit)
		}
		var err error
		verdict, err = rules.Judge(have, c, piece, same)
		return verdict.Parts, verdict.Complete, err
	})
	return verdict, err
}

// compare finds the recorded piece with the place of this one, and reports whether it has
// the same bytes.
func (d *Dialect) compare(ctx context.Context, have upload.Parts, c form.Cut, piece upload.Upload) (known upload.Part, same bool, err error) {
	known, found := have.Find(c.First)
	if !found || known.Length != piece.Offset {
		return known, false, nil
	}
	recorded, err := d.cfg.Records.Upload(ctx, known.Upload)
	if err != nil {
		return known, false, err
	}
	if recorded.State.Over() {
		return known, false, errChanged // the upload is complete or gone since it was looked at
	}
	same, err = d.cfg.Uploads.SameBytes(ctx, piece, recorded, 0)
	return known, same, err
}

// repeat answers a piece for a complete video: one that it was made of, or the whole file
// again, changes nothing. A lost answer must not end an upload that succeeded.
func (d *Dialect) repeat(ctx context.Context, s standing, c form.Cut, piece upload.Upload) (placed, error) {
	refused := alreadyThere(s.upload.Protocol)
	if s.upload.Protocol != Name {
		return placed{}, refused
	}
	start, length, ok := form.Place(s.parts, s.upload.Offset, c)
	if !ok || length != piece.Offset {
		return placed{}, refused
	}
	same, err := d.cfg.Uploads.SameBytes(ctx, piece, s.upload, start)
	if err == nil && !same {
		err = refused
	}
	return placed{video: s.upload.VideoID, full: true, repeat: true}, err
}
