package db

import (
	"context"
	"fmt"
	"slices"

	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/upload"
)

// OpenParted implements upload.PartStore. Requests that come at once find the same
// upload: the row of the video is locked before its uploads are looked at.
func (d *DB) OpenParted(ctx context.Context, b upload.Beginning) (upload.Upload, error) {
	var u upload.Upload
	err := d.inTx(ctx, "open parted upload", func(ctx context.Context, tx *Tx, s session) error {
		if b.NewVideo == nil {
			if _, err := s.video(ctx, b.VideoID, s.forUpdate()); err != nil {
				return err
			}
			open, err := s.uploadsWhere(ctx, `video_id = ? AND kind = ? AND protocol = ? AND state = ? LIMIT 1`,
				b.VideoID, upload.Parted, b.Protocol, upload.Receiving)
			if err != nil {
				return err
			}
			if len(open) > 0 {
				u = open[0]
				return nil
			}
		}
		if b.ID == "" {
			b.ID = media.RandomHex(16)
		}
		var err error
		u, err = d.begin(ctx, tx, s, b)
		return err
	})
	return u, err
}

// Parts implements upload.PartStore.
func (d *DB) Parts(ctx context.Context, id string) (upload.Parts, error) {
	return d.reader().parts(ctx, id)
}

func (s session) parts(ctx context.Context, id string) (upload.Parts, error) {
	var p upload.Parts
	if err := s.row(ctx, `SELECT scheme, total FROM uploads WHERE id = ?`, id).Scan(&p.Scheme, &p.Total); err != nil {
		return p, absent(err, "upload")
	}
	err := s.each(ctx, `SELECT number, length, part FROM upload_parts WHERE upload_id = ? ORDER BY number`, []any{id},
		func(row scanner) error {
			var item upload.Part
			err := row.Scan(&item.Number, &item.Length, &item.Upload)
			p.Items = append(p.Items, item)
			return err
		})
	return p, err
}

// ChangeParts implements upload.PartStore.
func (d *DB) ChangeParts(ctx context.Context, id string, change upload.PartsChange) (upload.Upload, error) {
	var u upload.Upload
	err := d.inTx(ctx, "change parts of upload "+id, func(ctx context.Context, _ *Tx, s session) error {
		var err error
		if u, err = s.upload(ctx, id, s.forUpdate()); err != nil {
			return err
		}
		if u.Kind != upload.Parted || u.State != upload.Receiving {
			return media.Errorf(media.Conflict, "upload is %s", u.State)
		}
		have, err := s.parts(ctx, id)
		if err != nil {
			return err
		}
		want, complete, err := change(u, have)
		if err != nil {
			return err
		}
		if err := s.setParts(ctx, u, have, want); err != nil {
			return err
		}
		if complete {
			if u, err = s.assemble(ctx, u, want); err != nil {
				return err
			}
		}
		u.ExpiresAt = d.now().Add(u.Limits.Idle)
		_, err = s.exec(ctx, `UPDATE uploads SET scheme = ?, total = ?, state = ?, length = ?, position = ?, expires_at = ?, updated_at = ?
			WHERE id = ?`, want.Scheme, want.Total, u.State, u.Length, u.Offset, micros(u.ExpiresAt), micros(d.now()), id)
		return err
	})
	return u, err
}

// setParts records the difference. What leaves goes back to its expiry.
func (s session) setParts(ctx context.Context, u upload.Upload, have, want upload.Parts) error {
	for _, old := range have.Items {
		if now, ok := want.Find(old.Number); ok && now == old {
			continue
		}
		if _, err := s.exec(ctx, `DELETE FROM upload_parts WHERE upload_id = ? AND number = ?`, u.ID, old.Number); err != nil {
			return err
		}
	}
	for _, item := range want.Items {
		if was, ok := have.Find(item.Number); ok && was == item {
			continue
		}
		p, err := s.upload(ctx, item.Upload, s.forUpdate())
		if err == nil && (p.ProjectID != u.ProjectID || p.Protocol != u.Protocol || p.Offset != item.Length) {
			err = media.Errorf(media.NotFound, "upload not found")
		}
		if err == nil && (p.Kind != upload.Partial || p.State != upload.Done) {
			err = media.Errorf(media.Conflict, "upload is %s", p.State)
		}
		if err != nil {
			return fmt.Errorf("part %d: %w", item.Number, err)
		}
		if _, err := s.exec(ctx, `INSERT INTO upload_parts (upload_id, number, length, part) VALUES (?, ?, ?, ?)`,
			u.ID, item.Number, item.Length, item.Upload); err != nil {
			return err
		}
	}
	return nil
}

// assemble joins the parts of a complete upload.
func (s session) assemble(ctx context.Context, u upload.Upload, parts upload.Parts) (upload.Upload, error) {
	found, err := s.uploadsWhere(ctx, `id IN (SELECT part FROM upload_parts WHERE upload_id = ?)`, u.ID)
	if err != nil {
		return u, err
	}
	partials := map[string]upload.Upload{}
	for _, p := range found {
		partials[p.ID] = p
	}
	joined, err := u.Assemble(parts, partials)
	if err != nil {
		return u, err
	}
	for _, g := range joined.Segments {
		if err := s.addSegment(ctx, u.ID, g); err != nil {
			return u, err
		}
	}
	return joined, nil
}

// letParts ends the partial uploads that a parted one was made of, when it needs them no
// longer: its own segments refer to their bytes, or it is over.
func (s session) letParts(ctx context.Context, u upload.Upload) error {
	if u.Kind != upload.Parted || u.State != upload.Done && !u.State.Over() {
		return nil
	}
	const theirs = `SELECT part FROM upload_parts WHERE upload_id = ?`
	if _, err := s.exec(ctx, `UPDATE uploads SET state = ?, epoch = epoch + 1 WHERE state = ? AND id IN (`+theirs+`)`,
		upload.Terminated, upload.Done, u.ID); err != nil {
		return err
	}
	return s.release(ctx, theirs, u.ID)
}

// LastUpload implements upload.PartStore.
func (d *DB) LastUpload(ctx context.Context, videoID string) (upload.Upload, error) {
	found, err := d.reader().uploadsWhere(ctx, `video_id = ? ORDER BY created_at DESC, id LIMIT 1`, videoID)
	if err == nil && len(found) == 0 {
		err = media.Errorf(media.NotFound, "upload not found")
	}
	if err != nil {
		return upload.Upload{}, err
	}
	return found[0], nil
}

// OpenUploads implements upload.PartStore.
func (d *DB) OpenUploads(ctx context.Context, projectID int64, protocol, metadata string, limit int) ([]upload.Upload, error) {
	found, err := d.reader().uploadsWhere(ctx, `project_id = ? AND state IN ('receiving', 'sealed', 'finishing') AND protocol = ?
		AND kind = ? AND metadata = ? ORDER BY created_at DESC LIMIT ?`, projectID, protocol, upload.Parted, metadata, limit)
	return slices.DeleteFunc(found, func(u upload.Upload) bool { return u.State != upload.Receiving }), err
}
