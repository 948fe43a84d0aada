package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/migration"
	"github.com/tributary-video/tributary/internal/transport/pull"
)

// feedSign is how often a feeder leaves a sign of life.
const feedSign = 10 * time.Second

const watchedSelect = `SELECT it.line, it.state, it.host, it.attempts, it.sha256, it.reason,
	it.import_id, it.video_id, i.state, i.failure, i.fetches, u.state, v.state, v.failure, v.source
	FROM import_items it LEFT JOIN imports i ON i.id = it.import_id LEFT JOIN uploads u ON u.id = i.upload_id
	LEFT JOIN videos v ON v.id = it.video_id `

func scanWatched(row scanner) (migration.Watched, error) {
	var w migration.Watched
	var fetches sql.NullInt64
	var id, imported, bytes, video sql.NullString
	var source *media.Source
	err := row.Scan(&w.Line, &w.State, &w.Host, &w.Attempts, &w.SHA256, &w.Reason,
		&w.ImportID, &id, &imported, jsonColumn{&w.Failure},
		&fetches, &bytes, &video, jsonColumn{&w.Verdict}, jsonColumn{&source})
	w.VideoID = id.String
	w.Fetches, w.Video = int(fetches.Int64), media.State(video.String)
	w.Import = importState(imported.String, bytes.String)
	if source != nil {
		w.Got, w.Received = source.SHA256, source.Size
	}
	return w, err
}

// FeedImport implements migration.Feeds.
func (d *DB) FeedImport(ctx context.Context, id string) (migration.Feeding, error) {
	s := d.reader()
	var sealed []byte
	var seen int64
	j, err := scanImportJob(s.row(ctx, `SELECT `+importJobColumns+`, sealed, seen_at FROM import_jobs WHERE id = ?`, id), &sealed, &seen)
	if err != nil {
		return migration.Feeding{}, absent(err, "import")
	}
	f := migration.Feeding{ID: id, ProjectID: j.ProjectID, State: j.State, Options: j.Options}
	in, err := d.openInput(id, sealed)
	if err != nil {
		return f, err
	}
	f.Listing = in.Listing
	has := func(state migration.ItemState, into *bool) error {
		return s.row(ctx, `SELECT EXISTS (SELECT 1 FROM import_items WHERE job_id = ? AND state = ?)`, id, state).Scan(into)
	}
	if err := errors.Join(has(migration.Queued, &f.Queued), has(migration.Processing, &f.Settling)); err != nil {
		return f, fmt.Errorf("feed import %s: %w", id, err)
	}
	err = s.each(ctx, watchedSelect+`WHERE it.job_id = ? AND it.state = ?`, []any{id, migration.Fetching}, func(row scanner) error {
		w, err := scanWatched(row)
		f.Fetching = append(f.Fetching, w)
		return err
	})
	if err == nil {
		err = d.openRows(ctx, s, &f)
	}
	if err != nil || d.now().Sub(fromMicros(seen)) < feedSign {
		return f, err
	}
	return f, d.inTx(ctx, "sign of life of import "+id, func(ctx context.Context, _ *Tx, s session) error {
		_, err := s.exec(ctx, `UPDATE import_jobs SET seen_at = ? WHERE id = ?`, micros(d.now()), id)
		return err
	})
}

// openRows fills in the rows of items whose files have just arrived.
func (d *DB) openRows(ctx context.Context, s session, f *migration.Feeding) error {
	for i := range f.Fetching {
		w := &f.Fetching[i]
		if w.Import != pull.Done {
			continue
		}
		var sealed []byte
		err := s.row(ctx, `SELECT sealed FROM import_items WHERE job_id = ? AND line = ?`, f.ID, w.Line).Scan(&sealed)
		if err == nil {
			w.Row, err = d.sealer.Open(sealed, itemLabel(f.ID, w.Line))
		}
		if err != nil {
			return fmt.Errorf("open row %d of %s: %w", w.Line, f.ID, err)
		}
	}
	return nil
}

// ProcessingItems implements migration.Feeds.
func (d *DB) ProcessingItems(ctx context.Context, id string, line int64, limit int) ([]migration.Watched, error) {
	var found []migration.Watched
	err := d.reader().each(ctx, watchedSelect+`WHERE it.job_id = ? AND it.state = ? AND it.line > ? ORDER BY it.line LIMIT ?`,
		[]any{id, migration.Processing, line, limit}, func(row scanner) error {
			w, err := scanWatched(row)
			found = append(found, w)
			return err
		})
	return found, err
}

// SettleItems implements migration.Feeds.
func (d *DB) SettleItems(ctx context.Context, id string, settled []migration.Settlement) error {
	return d.inTx(ctx, "settle items of "+id, func(ctx context.Context, tx *Tx, s session) error {
		for _, g := range settled {
			if err := d.settleItem(ctx, tx, s, id, g); err != nil {
				return err
			}
		}
		_, err := s.exec(ctx, `UPDATE import_jobs SET updated_at = ? WHERE id = ?`, micros(d.now()), id)
		return err
	})
}

func (d *DB) settleItem(ctx context.Context, tx *Tx, s session, id string, g migration.Settlement) error {
	var ended, next any
	next = int64(0)
	switch g.To {
	case migration.Queued:
		next = micros(g.NextAt)
	case migration.Done, migration.Failed:
		ended = micros(d.now())
	}
	var video sql.NullString
	err := s.row(ctx, `UPDATE import_items SET state = ?, reason = ?, attempts = ?, bytes = ?, next_at = ?,
		ended_at = ? WHERE job_id = ? AND line = ? AND state = ? AND (import_id = ? OR ? = '') RETURNING video_id`,
		g.To, g.Reason, g.Attempts, g.Bytes, next, ended, id, g.Line, g.From, g.ImportID, g.ImportID).Scan(&video)
	if errors.Is(err, sql.ErrNoRows) { // it has moved on without us
		return nil
	}
	if err != nil || !g.Doom || !video.Valid {
		return err
	}
	// Its row holds nothing any more: what is fetched next is another video.
	if _, err := s.exec(ctx, `UPDATE import_items SET holds = 0 WHERE job_id = ? AND line = ?`, id, g.Line); err != nil {
		return err
	}
	return d.binVideo(ctx, tx, s, video.String)
}

// NextItems implements migration.Feeds.
func (d *DB) NextItems(ctx context.Context, id string, perHost, limit int) ([]migration.Turn, error) {
	now := micros(d.now())
	turns, sealed := []migration.Turn{}, [][]byte{}
	err := d.reader().each(ctx, `SELECT line, host, sealed FROM import_items WHERE job_id = ? AND state = 'queued' AND next_at <= ?
		AND host NOT IN (SELECT host FROM import_items WHERE job_id = ? AND state = 'fetching' GROUP BY host HAVING COUNT(*) >= ?)
		AND host NOT IN (SELECT host FROM import_items WHERE job_id = ? AND state = 'queued' AND next_at > 0 AND next_at > ?)
		AND host NOT IN (SELECT it.host FROM import_items it JOIN imports i ON i.id = it.import_id
			WHERE it.job_id = ? AND it.state = 'fetching' AND i.state = 'paused' AND i.throttled_at IS NOT NULL AND i.next_at > ?)
		ORDER BY line LIMIT ?`, []any{id, now, id, perHost, id, now, id, now, limit}, func(row scanner) error {
		t := migration.Turn{JobID: id}
		var raw []byte
		err := row.Scan(&t.Line, &t.Host, &raw)
		turns, sealed = append(turns, t), append(sealed, raw)
		return err
	})
	for i := range turns {
		if err == nil {
			turns[i].Row, err = d.sealer.Open(sealed[i], itemLabel(id, turns[i].Line))
		}
	}
	if err != nil {
		return nil, fmt.Errorf("next items of %s: %w", id, err)
	}
	return turns, nil
}

// FinishImport implements migration.Feeds.
func (d *DB) FinishImport(ctx context.Context, id string) error {
	return d.inTx(ctx, "finish import "+id, func(ctx context.Context, tx *Tx, s session) error {
		j, err := s.importJob(ctx, id)
		if err != nil || j.State != migration.Running && j.State != migration.Finished {
			return err
		}
		var left bool
		err = s.row(ctx, `SELECT EXISTS (SELECT 1 FROM import_items WHERE job_id = ? AND state IN (?, ?, ?))`,
			id, migration.Queued, migration.Fetching, migration.Processing).Scan(&left)
		if err != nil || left {
			return err
		}
		var told bool
		if err := s.row(ctx, `SELECT told FROM import_jobs WHERE id = ?`, id).Scan(&told); err != nil {
			return err
		}
		if err := d.setImportJob(ctx, tx, s, id, migration.Finished, nil); err != nil || told {
			return err
		}
		return d.tellImport(ctx, tx, s, j)
	})
}

// tellImport puts the event that an order has finished into the outbox.
func (d *DB) tellImport(ctx context.Context, tx *Tx, s session, j migration.Job) error {
	if _, err := s.exec(ctx, `UPDATE import_jobs SET told = 1 WHERE id = ?`, j.ID); err != nil {
		return err
	}
	endpoints, err := d.endpoints(ctx, s, j.ProjectID)
	if err != nil {
		return err
	}
	event := media.Event{Type: media.ImportFinished, Detail: j.ID}
	jobs, err := d.post(ctx, s, endpoints, event, outgoing{project: j.ProjectID, subject: j.ID, snapshot: "{}"})
	if err != nil || len(jobs) == 0 {
		return err
	}
	return d.queue.Enqueue(ctx, tx, jobs)
}
