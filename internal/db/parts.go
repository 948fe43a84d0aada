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
	if err := s.row(ctx, `SELECT scheme, total, whole FROM uploads WHERE id = ?`, id).Scan(&p.Scheme, &p.Total, &p.Whole); err != nil {
		return p, absent(err, "upload")
	}
	var err error
	p.Items, err = s.partsWhere(ctx, `upload_id = ?`, id)
	return p, err
}

func (s session) partsWhere(ctx context.Context, where string, args ...any) ([]upload.Part, error) {
	var items []upload.Part
	err := s.each(ctx, `SELECT number, length, part, tag FROM upload_parts WHERE `+where+` ORDER BY number`, args,
		func(row scanner) error {
			var item upload.Part
			err := row.Scan(&item.Number, &item.Length, &item.Upload, &item.Tag)
			items = append(items, item)
			return err
		})
	return items, err
}

// ChangeParts implements upload.PartStore.
func (d *DB) ChangeParts(ctx context.Context, id string, change upload.PartsChange) (upload.Upload, error) {
	var u upload.Upload
	err := d.inTx(ctx, "change parts of upload "+id, func(ctx context.Context, _ *Tx, s session) error {
		var err error
		if u, err = s.openParted(ctx, id); err != nil {
			return err
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
		_, err = s.exec(ctx, `UPDATE uploads SET scheme = ?, total = ?, whole = ?, state = ?, length = ?, position = ?, expires_at = ?, updated_at = ?
			WHERE id = ?`, want.Scheme, want.Total, want.Whole, u.State, u.Length, u.Offset, micros(u.ExpiresAt), micros(d.now()), id)
		return err
	})
	return u, err
}

// openParted loads a parted upload that still takes parts, for a change.
func (s session) openParted(ctx context.Context, id string) (upload.Upload, error) {
	u, err := s.upload(ctx, id, s.forUpdate())
	if err == nil && (u.Kind != upload.Parted || u.State != upload.Receiving) {
		err = media.Errorf(media.Conflict, "upload is %s", u.State)
	}
	return u, err
}

// PutPart implements upload.PartStore.
func (d *DB) PutPart(ctx context.Context, id string, part upload.Part) (upload.Part, error) {
	var replaced upload.Part
	err := d.inTx(ctx, "put part of upload "+id, func(ctx context.Context, _ *Tx, s session) error {
		u, err := s.openParted(ctx, id)
		if err != nil {
			return err
		}
		have, err := s.partsWhere(ctx, `upload_id = ? AND number = ?`, id, part.Number)
		if err != nil {
			return err
		}
		replaced = upload.Part{}
		if len(have) > 0 {
			replaced = have[0]
		}
		if err := s.setParts(ctx, u, upload.Parts{Items: have}, upload.Parts{Items: []upload.Part{part}}); err != nil {
			return err
		}
		n, err := s.exec(ctx, `UPDATE uploads SET expires_at = ?, updated_at = ? WHERE id = ? AND whole = ''`,
			micros(d.now().Add(u.Limits.Idle)), micros(d.now()), id)
		if err == nil && n == 0 {
			err = media.Errorf(media.Conflict, "upload is complete")
		}
		return err
	})
	return replaced, err
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
		if _, err := s.exec(ctx, `INSERT INTO upload_parts (upload_id, number, length, part, tag) VALUES (?, ?, ?, ?, ?)`,
			u.ID, item.Number, item.Length, item.Upload, item.Tag); err != nil {
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

// UploadsOf returns the parted uploads of a video and a protocol that are receiving, the one
// that began first coming first.
func (d *DB) UploadsOf(ctx context.Context, videoID, protocol string) ([]upload.Upload, error) {
	return d.reader().uploadsWhere(ctx, `video_id = ? AND kind = ? AND protocol = ? AND state = ? ORDER BY created_at, id`,
		videoID, upload.Parted, protocol, upload.Receiving)
}
