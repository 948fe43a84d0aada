package db

import (
	"context"
	"slices"
	"time"

	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/upload"
)

// CopySource implements pull.Copies. The bytes stay where they are, under the uploads that wrote
// them; the new upload refers to them, so they outlive the video they came with.
func (d *DB) CopySource(ctx context.Context, b upload.Beginning, from string) (upload.Upload, error) {
	b.ID, b.Kind = media.RandomHex(16), upload.Final
	var u upload.Upload
	err := d.inTx(ctx, "copy source of "+from, func(ctx context.Context, tx *Tx, s session) error {
		source, origin, err := s.copied(ctx, b, from)
		if err != nil {
			return err
		}
		if u, err = s.beginCopy(ctx, b, origin, d.now()); err != nil {
			return err
		}
		v, err := s.video(ctx, u.VideoID, s.forUpdate())
		if err != nil {
			return err
		}
		return d.takeSource(ctx, tx, s, v, u, source.SHA256)
	})
	return u, err
}

// copied locks the two videos of a copy and returns the source of one and the upload that
// brought it. Nobody can purge it before the copy refers to its bytes.
func (s session) copied(ctx context.Context, b upload.Beginning, from string) (*media.Source, upload.Upload, error) {
	var v media.Video
	// One order for all, or two that copy from each other would wait for each other.
	for _, id := range slices.Compact(slices.Sorted(slices.Values([]string{b.VideoID, from}))) {
		locked, err := s.ownVideo(ctx, b.ProjectID, id)
		if err != nil {
			return nil, upload.Upload{}, err
		}
		if id == from {
			v = locked
		}
	}
	done, err := s.uploadsWhere(ctx, `video_id = ? AND state = ? ORDER BY created_at DESC LIMIT 1`, from, upload.Done)
	if err == nil && (!v.Source.Kept() || len(done) == 0) {
		err = media.Errorf(media.Conflict, "video has no source")
	}
	if err != nil {
		return nil, upload.Upload{}, err
	}
	return v.Source, done[0], nil
}

// beginCopy records a finished upload of the bytes of another.
func (s session) beginCopy(ctx context.Context, b upload.Beginning, origin upload.Upload, now time.Time) (upload.Upload, error) {
	rules, err := s.settings(ctx, b.ProjectID)
	if err != nil {
		return upload.Upload{}, err
	}
	if rules.Digest != "" {
		b.Digest = upload.Digest(rules.Digest)
	}
	if b.Digest == "" || b.Digest == upload.DigestInline {
		b.Digest = upload.DigestBackground // no byte passes by
	}
	u := upload.Upload{
		ID: b.ID, ProjectID: b.ProjectID, VideoID: b.VideoID, Protocol: b.Protocol, Kind: upload.Single, State: upload.Done,
		Length: origin.Offset, Offset: origin.Offset, Limits: b.Limits, Digest: b.Digest, CreatedAt: now, ExpiresAt: now.Add(b.Limits.Idle),
	}
	for _, g := range origin.Segments {
		u.Segments = append(u.Segments, upload.Segment{Key: g.Key, Origin: g.Origin, Start: g.Start, Length: g.Length})
	}
	if err := s.takeVideo(ctx, b, &u, now); err != nil {
		return upload.Upload{}, err
	}
	// To the project's limit it is as large as any: its bytes will count twice.
	if err := s.findRoom(ctx, rules, &u); err != nil {
		return upload.Upload{}, err
	}
	u.Kind = upload.Final
	return u, s.insertUpload(ctx, u)
}
