package db

import (
	"context"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"maps"
	"slices"
	"time"

	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/upload"
)

const uploadColumns = `id, project_id, video_id, protocol, kind, state, length, position, metadata, concat, whole, limits,
	digest, hash_state, epoch, owner, created_at, expires_at`

// scanUpload decodes the limits when the row is read and not while it is: every request
// that brings bytes comes here, and the deepest point of it decides whether it keeps a stack
// of 16 KiB or 32 KiB for as long as the bytes come.
func scanUpload(row scanner) (upload.Upload, error) {
	var u upload.Upload
	var video sql.NullString
	var created, expires int64
	var limits []byte
	err := row.Scan(&u.ID, &u.ProjectID, &video, &u.Protocol, &u.Kind, &u.State, &u.Length, &u.Offset, &u.Metadata,
		&u.Concat, &u.Whole, &limits, &u.Digest, &u.HashState, &u.Epoch, &u.Owner, &created, &expires)
	if err != nil {
		return u, err
	}
	u.VideoID = video.String
	u.CreatedAt, u.ExpiresAt = fromMicros(created), fromMicros(expires)
	return u, json.Unmarshal(limits, &u.Limits)
}

func (s session) upload(ctx context.Context, id, suffix string) (upload.Upload, error) {
	u, err := scanUpload(s.row(ctx, `SELECT `+uploadColumns+` FROM uploads WHERE id = ?`+suffix, id))
	if err != nil {
		return upload.Upload{}, absent(err, "upload")
	}
	u.Segments, err = s.uploadSegments(ctx, id)
	return u, err
}

func (s session) uploadSegments(ctx context.Context, id string) ([]upload.Segment, error) {
	var segments []upload.Segment
	err := s.each(ctx, `SELECT epoch, blob, origin, start, length FROM upload_segments WHERE upload_id = ? ORDER BY start`,
		[]any{id}, func(row scanner) error {
			var g upload.Segment
			if err := row.Scan(&g.Epoch, &g.Key, &g.Origin, &g.Start, &g.Length); err != nil {
				return err
			}
			segments = append(segments, g)
			return nil
		})
	return segments, err
}

// Upload implements upload.Store.
func (d *DB) Upload(ctx context.Context, id string) (upload.Upload, error) {
	return d.reader().upload(ctx, id, "")
}

// Begin implements upload.Store.
func (d *DB) Begin(ctx context.Context, b upload.Beginning) (upload.Upload, error) {
	if b.ID == "" {
		b.ID = media.RandomHex(16)
	}
	var u upload.Upload
	err := d.inTx(ctx, "begin upload "+b.ID, func(ctx context.Context, tx *Tx, s session) error {
		var err error
		u, err = d.begin(ctx, tx, s, b)
		return err
	})
	return u, err
}

// begin is session.begin that tells of a video made with the upload.
func (d *DB) begin(ctx context.Context, tx *Tx, s session, b upload.Beginning) (upload.Upload, error) {
	u, err := s.begin(ctx, b, d.now())
	if err != nil || b.NewVideo == nil {
		return u, err
	}
	return u, d.follow(ctx, tx, s, *b.NewVideo, nil, media.VideoCreated)
}

func (s session) begin(ctx context.Context, b upload.Beginning, now time.Time) (upload.Upload, error) {
	rules, err := s.settings(ctx, b.ProjectID)
	if err != nil {
		return upload.Upload{}, err
	}
	if b, err = b.Under(rules); err != nil {
		return upload.Upload{}, err
	}
	u := upload.Upload{
		ID: b.ID, ProjectID: b.ProjectID, VideoID: b.VideoID, Protocol: b.Protocol, Kind: b.Kind, State: upload.Receiving,
		Length: b.Length, Metadata: b.Metadata, Concat: b.Concat, Limits: b.Limits, Digest: b.Digest,
		CreatedAt: now, ExpiresAt: now.Add(b.Limits.Idle),
	}
	if b.Owner != "" {
		u.Epoch, u.Owner = 1, b.Owner
	}
	if b.Length == 0 {
		u.State = upload.Sealed
	}
	if err := s.join(ctx, b, &u); err != nil {
		return upload.Upload{}, err
	}
	if err := s.takeVideo(ctx, b, &u, now); err != nil {
		return upload.Upload{}, err
	}
	if err := s.findRoom(ctx, rules, &u); err != nil {
		return upload.Upload{}, err
	}
	return u, s.insertUpload(ctx, u)
}

func (s session) insertUpload(ctx context.Context, u upload.Upload) error {
	limits, err := asJSON(u.Limits)
	if err != nil {
		return err
	}
	_, err = s.exec(ctx, `INSERT INTO uploads (`+uploadColumns+`, lease_until, updated_at)
		VALUES (`+marks(20)+`)`,
		u.ID, u.ProjectID, optional(u.VideoID), u.Protocol, u.Kind, u.State, u.Length, u.Offset, u.Metadata, u.Concat, u.Whole, limits,
		u.Digest, nil, u.Epoch, u.Owner, micros(u.CreatedAt), micros(u.ExpiresAt), 0, micros(u.CreatedAt))
	if err != nil {
		return err
	}
	for _, g := range u.Segments {
		if err := s.addSegment(ctx, u.ID, g); err != nil {
			return err
		}
	}
	return nil
}

// addSegment adds a segment to an upload, or makes it longer.
func (s session) addSegment(ctx context.Context, id string, g upload.Segment) error {
	_, err := s.exec(ctx, `INSERT INTO upload_segments (upload_id, start, length, epoch, blob, origin) VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT (upload_id, start) DO UPDATE SET length = excluded.length`,
		id, g.Start, g.Length, g.Epoch, g.Key, g.Origin)
	return err
}

// takeVideo makes the upload's video, or claims an existing one from any
// unfinished upload it had. A partial upload has none.
func (s session) takeVideo(ctx context.Context, b upload.Beginning, u *upload.Upload, now time.Time) error {
	if b.Kind == upload.Partial {
		return nil
	}
	if b.NewVideo != nil {
		v := *b.NewVideo
		v.State = media.Uploading
		u.VideoID = v.ID
		return s.insertVideo(ctx, &v)
	}
	v, err := s.video(ctx, b.VideoID, s.forUpdate())
	if err != nil {
		return err
	}
	switch v.State {
	case media.Created:
		return s.setState(ctx, v, media.Uploading, now)
	case media.Uploading:
		return s.takeFrom(ctx, b, now)
	case media.Failed:
		if b.Again && len(v.Renditions) == 0 {
			return s.letSource(ctx, v, now)
		}
	case media.Deleted:
		return media.Errorf(media.NotFound, "video not found")
	}
	return media.Errorf(media.Invalid, "video already has content")
}

// lockVideoOf locks the video that an upload is for, before the upload itself: whoever needs
// both takes them in this order, or one who deletes the video and one who completes the upload
// would wait for each other. What an upload is for never changes.
func (s session) lockVideoOf(ctx context.Context, uploadID string) error {
	if !s.postgres {
		return nil
	}
	_, err := s.ids(ctx, `SELECT id FROM videos WHERE id = (SELECT video_id FROM uploads WHERE id = ?)`+s.forUpdate(), uploadID)
	return err
}

// Claim implements upload.Store.
func (d *DB) Claim(ctx context.Context, id string, epoch int64, owner string, until time.Time) (upload.Upload, error) {
	var u upload.Upload
	err := d.inTx(ctx, "claim upload "+id, func(ctx context.Context, _ *Tx, s session) error {
		n, err := s.exec(ctx, `UPDATE uploads SET epoch = epoch + 1, owner = ?, lease_until = ? WHERE id = ? AND epoch = ?`,
			owner, micros(until), id, epoch)
		if err != nil {
			return err
		}
		if n == 0 {
			return upload.ErrLeaseLost
		}
		u, err = s.upload(ctx, id, "")
		return err
	})
	return u, err
}

// Checkpoint implements upload.Store.
func (d *DB) Checkpoint(ctx context.Context, id string, c upload.Checkpoint) error {
	return d.inTx(ctx, "checkpoint upload "+id, func(ctx context.Context, _ *Tx, s session) error {
		return s.checkpoint(ctx, id, c, d.now())
	})
}

func (s session) checkpoint(ctx context.Context, id string, c upload.Checkpoint, now time.Time) error {
	state := upload.Receiving
	if c.Sealed {
		state = upload.Sealed
	}
	n, err := s.exec(ctx, `UPDATE uploads SET position = ?, length = ?, hash_state = ?, state = ?, expires_at = ?,
		lease_until = ?, updated_at = ? WHERE id = ? AND epoch = ? AND state = ? AND position <= ?`,
		c.Offset(), c.Length, c.HashState, state, micros(c.ExpiresAt), micros(c.LeaseEnds), micros(now),
		id, c.Epoch, upload.Receiving, c.Offset())
	if err != nil {
		return err
	}
	if n == 0 {
		return upload.ErrLeaseLost
	}
	if c.Range == nil {
		return nil
	}
	g := c.Segment
	g.Origin = id // who writes is who owns
	if err := s.addSegment(ctx, id, g); err != nil {
		return err
	}
	_, err = s.exec(ctx, `INSERT INTO upload_ranges (blob, start, length, crc32c, origin) VALUES (?, ?, ?, ?, ?)`,
		c.Range.Key, c.Range.Start, c.Range.Length, int64(c.Range.CRC32C), id)
	return err
}

// Finish implements upload.Store.
func (d *DB) Finish(ctx context.Context, id, sha256 string, last *upload.Checkpoint) (upload.Upload, error) {
	var u upload.Upload
	err := d.inTx(ctx, "finish upload "+id, func(ctx context.Context, tx *Tx, s session) error {
		if err := s.lockVideoOf(ctx, id); err != nil {
			return err
		}
		if last != nil {
			if err := s.checkpoint(ctx, id, *last, d.now()); err != nil {
				return err
			}
		}
		var err error
		u, err = d.finish(ctx, tx, s, id, sha256)
		return err
	})
	return u, err
}

func (d *DB) finish(ctx context.Context, tx *Tx, s session, id, sha256 string) (upload.Upload, error) {
	u, err := s.upload(ctx, id, s.forUpdate())
	if err != nil || u.State == upload.Done || u.State.Over() {
		return u, err
	}
	if u.State == upload.Receiving {
		return u, media.Errorf(media.Conflict, "upload is not complete")
	}
	if u.Kind == upload.Partial {
		u.State = upload.Done
		return u, s.setUploadState(ctx, u, d.now())
	}
	v, err := s.video(ctx, u.VideoID, s.forUpdate())
	if err != nil {
		return u, err
	}
	u.State = upload.Done
	if !v.State.CanBecome(media.Processing) || v.State == media.Deleted {
		u.State = upload.Refused
	}
	if err := s.setUploadState(ctx, u, d.now()); err != nil || u.State == upload.Refused {
		return u, err
	}
	return u, d.takeSource(ctx, tx, s, v, u, sha256)
}

// setUploadState records u's state. In one that is over, u lets go of its bytes, and
// the next epoch fences a writer that is still at it.
func (s session) setUploadState(ctx context.Context, u upload.Upload, now time.Time) error {
	_, err := s.exec(ctx, `UPDATE uploads SET state = ?, epoch = epoch + ?, updated_at = ? WHERE id = ?`,
		u.State, boolInt(u.State.Over()), micros(now), u.ID)
	if err != nil {
		return err
	}
	if err := s.letParts(ctx, u); err != nil || !u.State.Over() {
		return err
	}
	return s.release(ctx, "?", u.ID)
}

// takeSource makes a complete upload the source of its video and starts what follows.
func (d *DB) takeSource(ctx context.Context, tx *Tx, s session, v media.Video, u upload.Upload, sha256 string) error {
	source := u.Source()
	source.SHA256 = sha256
	text, err := asJSON(source)
	if err != nil {
		return err
	}
	if _, err := s.exec(ctx, `UPDATE videos SET source = ? WHERE id = ?`, text, v.ID); err != nil {
		return err
	}
	if err := s.addStored(ctx, v.ProjectID, source.Size); err != nil {
		return err
	}
	if err := s.setState(ctx, v, media.Processing, d.now()); err != nil {
		return err
	}
	if err := s.endReceiving(ctx, v.ID, d.now()); err != nil {
		return err
	}
	jobs := []media.Job{{Kind: media.ProcessJob, Subject: v.ID, Priority: 1}}
	if u.Digest == upload.DigestBackground && sha256 == "" && u.Offset > 0 {
		jobs = append(jobs, media.Job{Kind: media.DigestJob, Subject: v.ID, Priority: 4})
	}
	return d.follow(ctx, tx, s, v, jobs, media.VideoUploaded, media.VideoQueued)
}

// End implements upload.Store.
func (d *DB) End(ctx context.Context, id string, state upload.State) error {
	return d.inTx(ctx, "end upload "+id, func(ctx context.Context, _ *Tx, s session) error {
		if err := s.lockVideoOf(ctx, id); err != nil {
			return err
		}
		u, err := s.upload(ctx, id, s.forUpdate())
		if err != nil {
			return err
		}
		if u.State.Over() {
			return nil
		}
		if err := mayEnd(u, state); err != nil {
			return err
		}
		now := d.now()
		u.State = state
		if err := s.setUploadState(ctx, u, now); err != nil || u.VideoID == "" {
			return err
		}
		v, err := s.video(ctx, u.VideoID, s.forUpdate())
		if err != nil {
			return err
		}
		_, err = s.leaveVideo(ctx, v, now)
		return err
	})
}

func mayEnd(u upload.Upload, state upload.State) error {
	switch {
	case u.Expires():
		return nil
	case u.State == upload.Done:
		return media.Errorf(media.Conflict, "upload is complete")
	case state == upload.Lost:
		return nil
	}
	return media.Errorf(media.Locked, "upload is locked")
}

// Idle implements upload.SweepStore.
func (d *DB) Idle(ctx context.Context, now time.Time, limit int) ([]upload.Upload, error) {
	// A part of an upload that is under way stays as long as that does.
	return d.uploadsWhere(ctx, `state = ? AND expires_at < ? OR kind = 'partial' AND state = ? AND expires_at < ?
		AND NOT EXISTS (SELECT 1 FROM upload_parts p JOIN uploads u ON u.id = p.upload_id
			WHERE p.part = uploads.id AND u.state IN ('receiving', 'sealed', 'finishing'))
		ORDER BY expires_at LIMIT ?`, upload.Receiving, micros(now), upload.Done, micros(now), limit)
}

// Unfinished implements upload.SweepStore.
func (d *DB) Unfinished(ctx context.Context, limit int) ([]upload.Upload, error) {
	return d.uploadsWhere(ctx, `state IN (?, ?) ORDER BY updated_at LIMIT ?`, upload.Sealed, upload.Finishing, limit)
}

// Unswept implements upload.SweepStore.
func (d *DB) Unswept(ctx context.Context, limit int) ([]upload.Upload, error) {
	return d.uploadsWhere(ctx, `swept = 0 AND state IN (?, ?, ?, ?, ?) ORDER BY updated_at LIMIT ?`,
		upload.Done, upload.Terminated, upload.Expired, upload.Lost, upload.Refused, limit)
}

func (d *DB) uploadsWhere(ctx context.Context, where string, args ...any) ([]upload.Upload, error) {
	return d.reader().uploadsWhere(ctx, where, args...)
}

func (s session) uploadsWhere(ctx context.Context, where string, args ...any) ([]upload.Upload, error) {
	var found []upload.Upload
	err := s.each(ctx, `SELECT `+uploadColumns+` FROM uploads WHERE `+where, args, func(row scanner) error {
		u, err := scanUpload(row)
		found = append(found, u)
		return err
	})
	if err != nil {
		return nil, err
	}
	return found, s.fillSegments(ctx, found)
}

// fillSegments loads the segments of uploads, of many at once: an object may have ten thousand parts.
func (s session) fillSegments(ctx context.Context, uploads []upload.Upload) error {
	place := make(map[string]int, len(uploads))
	for i, u := range uploads {
		place[u.ID] = i
	}
	for some := range slices.Chunk(slices.Collect(maps.Keys(place)), idsAtOnce) {
		err := s.each(ctx, `SELECT upload_id, epoch, blob, origin, start, length FROM upload_segments
			WHERE upload_id IN (`+marks(len(some))+`) ORDER BY upload_id, start`, anys(some), func(row scanner) error {
			var id string
			var g upload.Segment
			if err := row.Scan(&id, &g.Epoch, &g.Key, &g.Origin, &g.Start, &g.Length); err != nil {
				return err
			}
			u := &uploads[place[id]]
			u.Segments = append(u.Segments, g)
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// SourceRanges returns the checkpoint checksums of a video's source, in the order of its bytes.
func (d *DB) SourceRanges(ctx context.Context, source media.Source) ([]upload.Range, error) {
	var ranges []upload.Range
	for _, g := range source.Segments {
		err := d.reader().each(ctx, `SELECT blob, start, length, crc32c FROM upload_ranges WHERE blob = ? AND start < ? ORDER BY start`,
			[]any{g.Key, g.Length}, func(row scanner) error {
				var r upload.Range
				var sum int64
				if err := row.Scan(&r.Key, &r.Start, &r.Length, &sum); err != nil {
					return err
				}
				r.CRC32C = uint32(sum) //nolint:gosec // stored from a uint32
				ranges = append(ranges, r)
				return nil
			})
		if err != nil {
			return nil, err
		}
	}
	return ranges, nil
}

// SetDigest records the SHA-256 of a video's source, unless it has another one by now.
func (d *DB) SetDigest(ctx context.Context, videoID string, source media.Source, sum []byte) error {
	return d.inTx(ctx, "set digest of "+videoID, func(ctx context.Context, _ *Tx, s session) error {
		v, err := s.video(ctx, videoID, s.forUpdate())
		if err != nil || !v.Source.Kept() || !slices.Equal(v.Source.Segments, source.Segments) {
			return err
		}
		v.Source.SHA256 = hex.EncodeToString(sum)
		text, err := asJSON(v.Source)
		if err != nil {
			return err
		}
		_, err = s.exec(ctx, `UPDATE videos SET source = ? WHERE id = ?`, text, videoID)
		return err
	})
}
