package db

import (
	"context"
	"slices"
	"time"

	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/speech"
)

// WantCaptions lets the captions be made that the wishes of a project's video ask for. They
// are made again when there are none, or others are asked for than were made; otherwise
// nothing happens. A video without a source gets them with that.
func (d *DB) WantCaptions(ctx context.Context, projectID int64, videoID string) error {
	return d.inTx(ctx, "want captions of "+videoID, func(ctx context.Context, tx *Tx, s session) error {
		v, err := s.ownVideo(ctx, projectID, videoID)
		if err != nil || v.Source == nil || v.State == media.Failed {
			return err
		}
		t, err := s.task(ctx, videoID, s.forUpdate())
		switch {
		case media.KindOf(err) == media.NotFound:
		case err != nil:
			return err
		default:
			if made, err := s.captioned(ctx, v, t); made || err != nil {
				return err
			}
		}
		if _, err := d.putTask(ctx, s, captionTask(v)); err != nil {
			return err
		}
		return d.follow(ctx, tx, s, v, []media.Job{{Kind: media.TranscribeJob, Subject: videoID}})
	})
}

// captioned reports whether a task makes, or has made, what the wishes of its video ask for.
func (s session) captioned(ctx context.Context, v media.Video, t speech.Task) (bool, error) {
	if !t.State.Over() {
		return true, nil
	}
	if want := captionTask(v).Language; t.State != speech.Done || want != "" && want != t.Spoken() {
		return false, nil
	}
	texts, err := s.texts(ctx, v.ID, media.Captions)
	return slices.ContainsFunc(texts, func(text media.Text) bool { return text.Generated }), err
}

// StartTranscription implements pipeline.Transcriptions.
func (d *DB) StartTranscription(ctx context.Context, id string) (speech.Task, error) {
	var t speech.Task
	err := d.inTx(ctx, "start transcription "+id, func(ctx context.Context, _ *Tx, s session) error {
		var err error
		t, err = s.task(ctx, id, s.forUpdate())
		if media.KindOf(err) == media.NotFound {
			t, err = d.firstCaptions(ctx, s, id)
		}
		if err != nil {
			return err
		}
		if t.State.Over() {
			return media.Errorf(media.Conflict, "task is %s", t.State)
		}
		if t.State == speech.Running {
			return nil
		}
		now := fromMicros(micros(d.now()))
		t.State, t.StartedAt, t.UpdatedAt = speech.Running, &now, now
		_, err = s.exec(ctx, `UPDATE transcriptions SET state = ?, started_at = ?, updated_at = ? WHERE id = ?`, t.State, micros(now), micros(now), id)
		return err
	})
	return t, err
}

// firstCaptions adds the task of a video that wants captions and has none yet.
func (d *DB) firstCaptions(ctx context.Context, s session, videoID string) (speech.Task, error) {
	v, err := s.video(ctx, videoID, s.forUpdate())
	if err != nil {
		return speech.Task{}, err
	}
	if !v.Wishes.Transcript || v.State == media.Deleted {
		return speech.Task{}, media.Errorf(media.Conflict, "no captions are wanted")
	}
	return d.putTask(ctx, s, captionTask(v))
}

// AddTranscript implements pipeline.Transcriptions.
func (d *DB) AddTranscript(ctx context.Context, before speech.Task, heard, length time.Duration, found string) (speech.Task, error) {
	after := before
	after.Parts, after.Heard, after.Length, after.Found = before.Parts+1, heard, length, found
	after.UpdatedAt = fromMicros(micros(d.now()))
	err := d.inTx(ctx, "add to transcription "+before.ID, func(ctx context.Context, _ *Tx, s session) error {
		n, err := s.exec(ctx, `UPDATE transcriptions SET parts = ?, heard = ?, length = ?, found = ?, updated_at = ?
			WHERE id = ? AND state = ? AND parts = ? AND heard = ? AND created_at = ?`, after.Parts, after.Heard, after.Length, after.Found,
			micros(after.UpdatedAt), before.ID, speech.Running, before.Parts, before.Heard, micros(before.CreatedAt))
		if err == nil && n == 0 {
			err = media.Errorf(media.Conflict, "somebody else went on with the task, or it is over")
		}
		return err
	})
	return after, err
}

// FinishTranscription implements pipeline.Transcriptions.
func (d *DB) FinishTranscription(ctx context.Context, t speech.Task, captions *media.Text) (unused string, err error) {
	err = d.inTx(ctx, "finish transcription "+t.ID, func(ctx context.Context, tx *Tx, s session) error {
		v, err := s.ownVideo(ctx, t.ProjectID, t.VideoID)
		if err != nil {
			return err
		}
		now, err := s.task(ctx, t.ID, s.forUpdate())
		if err != nil {
			return err
		}
		if !now.CreatedAt.Equal(t.CreatedAt) || now.Parts != t.Parts {
			return media.Errorf(media.Conflict, "task began again")
		}
		if err := d.endTask(ctx, s, now, speech.Done, nil); err != nil {
			return err
		}
		unused = ""
		if captions == nil {
			return nil
		}
		unused, err = d.caption(ctx, tx, s, v, t, *captions)
		return err
	})
	return unused, err
}

// caption shows generated captions with a video and tells of it. It returns the key of the
// blob that nobody needs any more: of earlier ones in that language; where a person has made
// captions in it, of the new ones, because theirs are better.
func (d *DB) caption(ctx context.Context, tx *Tx, s session, v media.Video, t speech.Task, text media.Text) (unused string, err error) {
	texts, err := s.texts(ctx, v.ID, media.Captions)
	if err != nil {
		return "", err
	}
	for _, have := range texts {
		switch {
		case have.Language != text.Language:
		case !have.Generated:
			return text.Key, nil
		default:
			if _, err := s.exec(ctx, `DELETE FROM video_texts WHERE id = ?`, have.ID); err != nil {
				return "", err
			}
			unused, text.Default = have.Key, have.Default
		}
	}
	text.UpdatedAt = d.now()
	if _, err := s.insertText(ctx, v.ID, text); err != nil {
		return "", err
	}
	if err := d.noteHeard(ctx, s, &v, t); err != nil {
		return "", err
	}
	return unused, d.tell(ctx, tx, s, v, nil, []media.Event{{Type: media.TextGenerated, Detail: text.Language}})
}

// noteHeard remembers the language of a video that nobody had said and the engine heard.
func (d *DB) noteHeard(ctx context.Context, s session, v *media.Video, t speech.Task) error {
	if t.Language != "" || t.Found == "" {
		return nil
	}
	v.Wishes.Heard, v.UpdatedAt = t.Found, fromMicros(micros(d.now()))
	wishes, err := asJSON(v.Wishes)
	if err != nil {
		return err
	}
	_, err = s.exec(ctx, `UPDATE videos SET wishes = ?, updated_at = ? WHERE id = ?`, wishes, micros(v.UpdatedAt), v.ID)
	return err
}

// FailTranscription implements pipeline.Transcriptions.
func (d *DB) FailTranscription(ctx context.Context, id string, why media.Refusal) error {
	return d.inTx(ctx, "fail transcription "+id, func(ctx context.Context, _ *Tx, s session) error {
		t, err := s.task(ctx, id, s.forUpdate())
		if err != nil {
			return err
		}
		return d.endTask(ctx, s, t, speech.Failed, &why)
	})
}
