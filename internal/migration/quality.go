package migration

import (
	"context"
	"errors"
	"fmt"

	"github.com/tributary-video/tributary/internal/media"
)

// Qualities are the sets of qualities that rows may name by a number.
type Qualities interface {
	// ChooseQualities makes the wishes of a new video those of a set, 0 for what its project's videos
	// usually have. A set that does not exist is media.Invalid.
	ChooseQualities(ctx context.Context, projectID, set int64, w *media.Wishes) error
}

// badQuality is the reason of a row whose set does not exist, errQuality the error.
const badQuality = "invalid_quality_set_id"

var errQuality = errors.New("no such set of qualities")

// choose is ChooseQualities of a server that may offer none.
func (e *Engine) choose(ctx context.Context, projectID, set int64, w *media.Wishes) error {
	var err error
	switch {
	case e.cfg.Qualities != nil:
		err = e.cfg.Qualities.ChooseQualities(ctx, projectID, set, w)
	case set != 0:
		err = media.Errorf(media.Invalid, "there are no sets of qualities")
	}
	if media.KindOf(err) == media.Invalid {
		return fmt.Errorf("%w: %w", errQuality, err)
	}
	return err
}

// checkQuality makes a failure of a row that names a set which does not exist.
func (e *Engine) checkQuality(ctx context.Context, projectID int64, row *Entry) error {
	if row.Quality == 0 {
		return nil
	}
	err := e.choose(ctx, projectID, row.Quality, &media.Wishes{})
	if errors.Is(err, errQuality) {
		*row = Entry{Line: row.Line, SourceID: row.SourceID, State: Failed, Reason: badQuality}
		return nil
	}
	return err
}
