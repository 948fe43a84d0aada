package db

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/transport/pull"
	"github.com/tributary-video/tributary/internal/upload"
)

const importSelect = `SELECT i.id, i.project_id, i.video_id, i.upload_id, i.host, i.sealed, i.expected, i.priority, i.state, i.validator,
	i.attempts, i.fetches, i.throttled_at, i.share, i.per_host, i.at_once, i.patience, i.failure, i.next_at, i.created_at, i.updated_at,
	u.state, u.position, u.length
	FROM imports i JOIN uploads u ON u.id = i.upload_id `

// scanImport returns an import with its origin still sealed. What its upload has come to
// decides when the record has yet to follow.
func scanImport(row scanner) (imp pull.Import, sealed []byte, err error) {
	var patience, next, created, updated int64
	var throttled sql.NullInt64
	var bytes upload.State
	err = row.Scan(&imp.ID, &imp.ProjectID, &imp.VideoID, &imp.UploadID, &imp.Host, &sealed, &imp.Expected, &imp.Priority, &imp.State,
		&imp.Validator, &imp.Attempts, &imp.Fetches, &throttled, &imp.Share.Name, &imp.Share.PerHost, &imp.Share.AtOnce, &patience,
		jsonColumn{&imp.Failure}, &next, &created, &updated, &bytes, &imp.Received, &imp.Size)
	imp.NextAt, imp.CreatedAt, imp.UpdatedAt = fromMicros(next), fromMicros(created), fromMicros(updated)
	imp.Throttled, imp.Patience = optionalTime(throttled), time.Duration(patience)*time.Microsecond
	switch {
	case imp.State.Ended():
	case bytes == upload.Done:
		imp.State = pull.Done
	case bytes.Over():
		imp.State = pull.Cancelled
	}
	return imp, sealed, err
}

// BeginImport implements pull.Store.
func (d *DB) BeginImport(ctx context.Context, imp pull.Import, b upload.Beginning) (pull.Import, error) {
	sealed, err := d.sealOrigin(imp)
	if err != nil {
		return pull.Import{}, fmt.Errorf("begin import: %w", err)
	}
	b.ID = media.RandomHex(16)
	err = d.inTx(ctx, "begin import "+imp.ID, func(ctx context.Context, tx *Tx, s session) error {
		u, err := d.begin(ctx, tx, s, b)
		if err != nil {
			return err
		}
		if err := s.insertImport(ctx, &imp, u, sealed, d.now()); err != nil {
			return err
		}
		return d.admitImports(ctx, tx, s)
	})
	return imp, err
}

func (d *DB) sealOrigin(imp pull.Import) ([]byte, error) {
	origin, err := json.Marshal(imp.Origin)
	if err != nil {
		return nil, err
	}
	return d.sealer.Seal(origin, importLabel(imp.ID))
}

// insertImport records that an import brings an upload, and waits for its turn.
func (s session) insertImport(ctx context.Context, imp *pull.Import, u upload.Upload, sealed []byte, now time.Time) error {
	imp.VideoID, imp.UploadID, imp.State, imp.Size = u.VideoID, u.ID, pull.Waiting, u.Length
	imp.CreatedAt, imp.UpdatedAt = fromMicros(micros(now)), fromMicros(micros(now))
	_, err := s.exec(ctx, `INSERT INTO imports (id, project_id, video_id, upload_id, host, sealed, expected, priority, share, per_host, at_once,
		patience, state, next_at, created_at, updated_at) VALUES (`+marks(16)+`)`, imp.ID, imp.ProjectID, imp.VideoID, imp.UploadID, imp.Host,
		sealed, imp.Expected, imp.Priority, imp.Share.Name, imp.Share.PerHost, imp.Share.AtOnce, imp.Patience.Microseconds(), imp.State,
		micros(imp.NextAt), micros(now), micros(now))
	return err
}

func importLabel(id string) string { return "import/" + id }

// Import implements pull.Store.
func (d *DB) Import(ctx context.Context, id string) (pull.Import, error) {
	imp, sealed, err := scanImport(d.reader().row(ctx, importSelect+`WHERE i.id = ?`, id))
	if err != nil || sealed == nil {
		return imp, absent(err, "import")
	}
	origin, err := d.sealer.Open(sealed, importLabel(id))
	if err == nil {
		err = json.Unmarshal(origin, &imp.Origin)
	}
	if err != nil {
		return imp, fmt.Errorf("open origin of import %s: %w", id, err)
	}
	return imp, nil
}

// LastImport implements pull.Store.
func (d *DB) LastImport(ctx context.Context, videoID string) (pull.Import, error) {
	imp, _, err := scanImport(d.reader().row(ctx, importSelect+`WHERE i.video_id = ? ORDER BY i.created_at DESC, i.id LIMIT 1`, videoID))
	return imp, absent(err, "import")
}

// UpdateImport implements pull.Store.
func (d *DB) UpdateImport(ctx context.Context, imp pull.Import) error {
	return d.inTx(ctx, "update import "+imp.ID, func(ctx context.Context, _ *Tx, s session) error {
		_, err := s.exec(ctx, `UPDATE imports SET validator = ?, next_at = ?, updated_at = ? WHERE id = ?`,
			imp.Validator, micros(imp.NextAt), micros(d.now()), imp.ID)
		return err
	})
}

// RestartImport implements pull.Store.
func (d *DB) RestartImport(ctx context.Context, id string) (upload.Upload, error) {
	var fresh upload.Upload
	err := d.inTx(ctx, "restart import "+id, func(ctx context.Context, _ *Tx, s session) error {
		_, u, err := s.lockImport(ctx, id)
		if err != nil {
			return err
		}
		if u.State != upload.Receiving {
			return upload.ErrLeaseLost
		}
		u.State = upload.Terminated
		if err := s.setUploadState(ctx, u, d.now()); err != nil {
			return err
		}
		fresh, err = s.begin(ctx, upload.Beginning{
			ID: media.RandomHex(16), ProjectID: u.ProjectID, VideoID: u.VideoID, Protocol: u.Protocol, Kind: u.Kind,
			Length: upload.UnknownLength, Metadata: u.Metadata, Limits: u.Limits, Digest: u.Digest, Beside: true,
		}, d.now())
		if err != nil {
			return err
		}
		_, err = s.exec(ctx, `UPDATE imports SET upload_id = ?, updated_at = ? WHERE id = ?`, fresh.ID, micros(d.now()), id)
		return err
	})
	return fresh, err
}

// lockImport locks an import, its video and its upload, in this order: who begins an
// upload takes the last two in it.
func (s session) lockImport(ctx context.Context, id string) (pull.State, upload.Upload, error) {
	var state pull.State
	var videoID, uploadID string
	err := s.row(ctx, `SELECT state, video_id, upload_id FROM imports WHERE id = ?`+s.forUpdate(), id).Scan(&state, &videoID, &uploadID)
	if err != nil {
		return state, upload.Upload{}, absent(err, "import")
	}
	if _, err := s.video(ctx, videoID, s.forUpdate()); err != nil {
		return state, upload.Upload{}, err
	}
	u, err := s.upload(ctx, uploadID, s.forUpdate())
	return state, u, err
}

// EndImport implements pull.Store.
func (d *DB) EndImport(ctx context.Context, id string, state pull.State, why *media.Refusal) error {
	return d.inTx(ctx, "end import "+id, func(ctx context.Context, tx *Tx, s session) error {
		before, u, err := s.lockImport(ctx, id)
		if err != nil || before.Ended() {
			return err
		}
		if state == pull.Failed && u.State != upload.Receiving {
			state, why = pull.Cancelled, nil
		}
		if state == pull.Failed {
			if err := d.failImport(ctx, tx, s, u, why); err != nil {
				return err
			}
		}
		var text any
		if why != nil {
			if text, err = asJSON(why); err != nil {
				return err
			}
		}
		_, err = s.exec(ctx, `UPDATE imports SET state = ?, failure = ?, sealed = NULL, updated_at = ? WHERE id = ?`,
			state, text, micros(d.now()), id)
		if err != nil {
			return err
		}
		return d.admitImports(ctx, tx, s)
	})
}

// failImport ends the upload of an import and leaves the reason with its video, which may
// be given another source. That one takes the reason away again.
func (d *DB) failImport(ctx context.Context, tx *Tx, s session, u upload.Upload, why *media.Refusal) error {
	u.State = upload.Terminated
	if err := s.setUploadState(ctx, u, d.now()); err != nil {
		return err
	}
	v, err := s.video(ctx, u.VideoID, s.forUpdate())
	if err != nil {
		return err
	}
	if waits, err := s.leaveVideo(ctx, v, d.now()); err != nil || !waits {
		return err
	}
	text, err := asJSON(why)
	if err != nil {
		return err
	}
	if _, err := s.exec(ctx, `UPDATE videos SET failure = ? WHERE id = ?`, text, v.ID); err != nil {
		return err
	}
	return d.follow(ctx, tx, s, v, nil, media.VideoFailed)
}
