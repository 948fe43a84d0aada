package db

import (
	"cmp"
	"context"
	"database/sql"

	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/speech"
)

const taskColumns = `id, project_id, video_id, address, language, captions, state, parts, heard, length, found, failure,
	created_at, updated_at, started_at, ended_at`

func scanTask(row scanner) (speech.Task, error) {
	var t speech.Task
	var created, updated int64
	var started, ended sql.NullInt64
	err := row.Scan(&t.ID, &t.ProjectID, &t.VideoID, &t.Address, &t.Language, &t.Captions, &t.State, &t.Parts, &t.Heard, &t.Length,
		&t.Found, jsonColumn{&t.Failure}, &created, &updated, &started, &ended)
	t.CreatedAt, t.UpdatedAt = fromMicros(created), fromMicros(updated)
	t.StartedAt, t.EndedAt = optionalTime(started), optionalTime(ended)
	return t, err
}

func (s session) task(ctx context.Context, id, suffix string) (speech.Task, error) {
	t, err := scanTask(s.row(ctx, `SELECT `+taskColumns+` FROM transcriptions WHERE id = ?`+suffix, id))
	return t, absent(err, "task")
}

// putTask adds a task, or begins it again.
func (d *DB) putTask(ctx context.Context, s session, t speech.Task) (speech.Task, error) {
	now := fromMicros(micros(d.now()))
	t.State, t.CreatedAt, t.UpdatedAt = speech.Waiting, now, now
	_, err := s.exec(ctx, `INSERT INTO transcriptions (id, project_id, video_id, address, language, captions, state, created_at, updated_at)
		VALUES (`+marks(9)+`) ON CONFLICT (id) DO UPDATE SET language = excluded.language, state = excluded.state, parts = 0, heard = 0,
		length = 0, found = '', failure = NULL, created_at = excluded.created_at, updated_at = excluded.updated_at,
		started_at = NULL, ended_at = NULL`,
		t.ID, t.ProjectID, t.VideoID, t.Address, t.Language, boolInt(t.Captions), t.State, micros(now), micros(now))
	return t, err
}

// captionTask is the one that makes the captions that a video's wishes ask for.
func captionTask(v media.Video) speech.Task {
	return speech.Task{
		ID: v.ID, ProjectID: v.ProjectID, VideoID: v.ID, Captions: true,
		Language: cmp.Or(v.Wishes.TranscriptLanguage, v.Wishes.Language),
	}
}

// maxOpenTasks bounds the tasks that one project has before the engine, which all share: each
// has its turn.
const maxOpenTasks = 100

// OrderTranscription records a new task on a video that is not deleted, and its job. With 100
// open tasks of the project it is media.TooMany.
func (d *DB) OrderTranscription(ctx context.Context, t speech.Task) (speech.Task, error) {
	err := d.inTx(ctx, "order transcription of "+t.VideoID, func(ctx context.Context, tx *Tx, s session) error {
		v, err := s.ownVideo(ctx, t.ProjectID, t.VideoID)
		if err != nil {
			return err
		}
		var open int
		err = s.row(ctx, `SELECT COUNT(*) FROM transcriptions WHERE project_id = ? AND state IN (?, ?)`,
			t.ProjectID, speech.Waiting, speech.Running).Scan(&open)
		if err != nil {
			return err
		}
		if open >= maxOpenTasks {
			return media.Errorf(media.TooMany, "too many tasks are open")
		}
		t.ID = media.NewUUID()
		if t, err = d.putTask(ctx, s, t); err != nil {
			return err
		}
		return d.follow(ctx, tx, s, v, []media.Job{{Kind: media.TranscribeJob, Subject: t.ID}})
	})
	return t, err
}

// Transcription loads a task of a project, media.NotFound when there is none.
func (d *DB) Transcription(ctx context.Context, projectID int64, id string) (speech.Task, error) {
	t, err := d.reader().task(ctx, id, "")
	if err == nil && t.ProjectID != projectID {
		return speech.Task{}, media.Errorf(media.NotFound, "task not found")
	}
	return t, err
}

// Transcriptions returns a page of a project's tasks, newest first, and how many there are.
func (d *DB) Transcriptions(ctx context.Context, projectID int64, offset, limit int) (tasks []speech.Task, total int, err error) {
	s := d.reader()
	if err := s.row(ctx, `SELECT COUNT(*) FROM transcriptions WHERE project_id = ?`, projectID).Scan(&total); err != nil {
		return nil, 0, err
	}
	err = s.each(ctx, `SELECT `+taskColumns+` FROM transcriptions WHERE project_id = ? ORDER BY created_at DESC, id LIMIT ? OFFSET ?`,
		[]any{projectID, limit, offset}, func(row scanner) error {
			t, err := scanTask(row)
			tasks = append(tasks, t)
			return err
		})
	return tasks, total, err
}

// CancelTranscription ends a task of a project. One that is over is media.Conflict.
func (d *DB) CancelTranscription(ctx context.Context, projectID int64, id string) error {
	return d.inTx(ctx, "cancel transcription "+id, func(ctx context.Context, _ *Tx, s session) error {
		t, err := s.task(ctx, id, s.forUpdate())
		if err == nil && t.ProjectID != projectID {
			err = media.Errorf(media.NotFound, "task not found")
		}
		if err != nil {
			return err
		}
		return d.endTask(ctx, s, t, speech.Canceled, nil)
	})
}

// endTask records how a task ended. One that is over already is media.Conflict.
func (d *DB) endTask(ctx context.Context, s session, t speech.Task, state speech.State, why *media.Refusal) error {
	if t.State.Over() {
		return media.Errorf(media.Conflict, "task is %s", t.State)
	}
	var failure any
	if why != nil {
		text, err := asJSON(why)
		if err != nil {
			return err
		}
		failure = text
	}
	_, err := s.exec(ctx, `UPDATE transcriptions SET state = ?, failure = ?, ended_at = ? WHERE id = ?`, state, failure, micros(d.now()), t.ID)
	return err
}
