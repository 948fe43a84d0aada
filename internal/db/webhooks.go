package db

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/tributary-video/tributary/internal/media"
)

// follow puts jobs and events behind a change of a video, in its transaction.
func (d *DB) follow(ctx context.Context, tx *Tx, s session, v media.Video, jobs []media.Job, events ...media.EventType) error {
	list := make([]media.Event, len(events))
	for i, e := range events {
		list[i] = media.Event{Type: e}
	}
	return d.tell(ctx, tx, s, v, jobs, list)
}

// tell is follow for events that are about one part of the video.
func (d *DB) tell(ctx context.Context, tx *Tx, s session, v media.Video, jobs []media.Job, events []media.Event) error {
	deliveries, err := d.fanOut(ctx, s, v, events)
	if err != nil {
		return fmt.Errorf("events of %s: %w", v.ID, err)
	}
	jobs = append(jobs, deliveries...)
	if len(jobs) == 0 {
		return nil
	}
	return d.queue.Enqueue(ctx, tx, jobs)
}

// fanOut writes one outbox row per event and subscription, with the video as
// it is now, and returns the jobs that deliver them. Messages about one video go to an
// endpoint one after the other, so only the first that is open has a job; closing it
// starts the next (see wakeNext). The video's row is locked here and there, or a
// message could be added behind one that is just being closed, and never be sent.
func (d *DB) fanOut(ctx context.Context, s session, v media.Video, events []media.Event) ([]media.Job, error) {
	if len(events) == 0 {
		return nil, nil
	}
	endpoints, err := d.endpoints(ctx, s, v.ProjectID)
	if err != nil || len(endpoints) == 0 {
		return nil, err
	}
	v, err = s.video(ctx, v.ID, s.forUpdate())
	if err != nil {
		return nil, err
	}
	snapshot, err := asJSON(v)
	if err != nil {
		return nil, err
	}
	var jobs []media.Job
	for _, event := range events {
		more, err := d.post(ctx, s, endpoints, event, outgoing{project: v.ProjectID, subject: v.ID, snapshot: snapshot})
		if err != nil {
			return nil, err
		}
		jobs = append(jobs, more...)
	}
	return jobs, nil
}

// outgoing is what the messages of an event have in common.
type outgoing struct {
	project  int64
	subject  string // a video, or an import of many: messages about one are sent in order
	snapshot string // of the video; "{}" when it is about none
}

// post writes the outbox rows of one event.
func (d *DB) post(ctx context.Context, s session, endpoints []media.Endpoint, event media.Event, o outgoing) ([]media.Job, error) {
	var jobs []media.Job
	for _, e := range endpoints {
		for _, topic := range e.Topics {
			if !e.Active || topic.Event != event.Type {
				continue
			}
			id := media.NewObjectID(d.now())
			if _, err := s.exec(ctx, `INSERT INTO deliveries (id, endpoint_id, project_id, video_id, name, event, detail, video, created_at)
				VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`, id, e.ID, o.project, o.subject, topic.Name, event.Type, event.Detail, o.snapshot, micros(d.now())); err != nil {
				return nil, err
			}
			blocked, err := s.blocked(ctx, id)
			if err != nil {
				return nil, err
			}
			if !blocked {
				jobs = append(jobs, media.Job{Kind: media.DeliverJob, Subject: id})
			}
		}
	}
	return jobs, nil
}

const endpointColumns = `id, project_id, dialect, url, description, topics, sealed, active, created_at, updated_at`

func (d *DB) scanEndpoint(row scanner) (media.Endpoint, error) {
	var e media.Endpoint
	var sealed []byte
	var created, updated int64
	err := row.Scan(&e.ID, &e.ProjectID, &e.Dialect, &e.URL, &e.Description, jsonColumn{&e.Topics}, &sealed, &e.Active, &created, &updated)
	if err != nil {
		return e, err
	}
	e.CreatedAt, e.UpdatedAt = fromMicros(created), fromMicros(updated)
	secret, err := d.sealer.Open(sealed, "endpoint/"+e.ID)
	e.Secret = string(secret)
	return e, err
}

func (d *DB) endpoints(ctx context.Context, s session, projectID int64) ([]media.Endpoint, error) {
	var found []media.Endpoint
	err := s.each(ctx, `SELECT `+endpointColumns+` FROM endpoints WHERE project_id = ? ORDER BY created_at, id`,
		[]any{projectID}, func(row scanner) error {
			e, err := d.scanEndpoint(row)
			found = append(found, e)
			return err
		})
	return found, err
}

// Endpoints returns the webhook endpoints of a project, oldest first.
func (d *DB) Endpoints(ctx context.Context, projectID int64) ([]media.Endpoint, error) {
	return d.endpoints(ctx, d.reader(), projectID)
}

// Endpoint loads a webhook endpoint of a project.
func (d *DB) Endpoint(ctx context.Context, projectID int64, id string) (media.Endpoint, error) {
	e, err := d.scanEndpoint(d.reader().row(ctx, `SELECT `+endpointColumns+` FROM endpoints WHERE id = ? AND project_id = ?`, id, projectID))
	return e, absent(err, "webhook endpoint")
}

// SaveEndpoint stores an endpoint, new or changed.
func (d *DB) SaveEndpoint(ctx context.Context, e media.Endpoint) error {
	topics, err := asJSON(e.Topics)
	if err != nil {
		return err
	}
	sealed, err := d.sealer.Seal([]byte(e.Secret), "endpoint/"+e.ID)
	if err != nil {
		return err
	}
	return d.inTx(ctx, "save endpoint "+e.ID, func(ctx context.Context, _ *Tx, s session) error {
		_, err := s.exec(ctx, `INSERT INTO endpoints (`+endpointColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
			ON CONFLICT (id) DO UPDATE SET url = excluded.url, description = excluded.description, topics = excluded.topics,
			sealed = excluded.sealed, active = excluded.active, updated_at = excluded.updated_at`,
			e.ID, e.ProjectID, e.Dialect, e.URL, e.Description, topics, sealed, boolInt(e.Active), micros(e.CreatedAt), micros(e.UpdatedAt))
		return err
	})
}

// DeleteEndpoint removes an endpoint of a project. Messages still open for it are never sent.
func (d *DB) DeleteEndpoint(ctx context.Context, projectID int64, id string) error {
	return d.inTx(ctx, "delete endpoint "+id, func(ctx context.Context, _ *Tx, s session) error {
		n, err := s.exec(ctx, `DELETE FROM endpoints WHERE id = ? AND project_id = ?`, id, projectID)
		if err == nil && n == 0 {
			err = media.Errorf(media.NotFound, "webhook endpoint not found")
		}
		return err
	})
}

const deliveryColumns = `id, endpoint_id, project_id, video_id, name, event, detail, video, created_at, attempts, delivered_at, parked_at,
	status_code, answer`

func scanDelivery(row scanner) (media.Delivery, error) {
	var v media.Delivery
	var created int64
	var delivered, parked sql.NullInt64
	err := row.Scan(&v.ID, &v.EndpointID, &v.ProjectID, &v.VideoID, &v.Name, &v.Event, &v.Detail, jsonColumn{&v.Video}, &created,
		&v.Attempts, &delivered, &parked, &v.StatusCode, &v.Answer)
	v.CreatedAt, v.DeliveredAt, v.ParkedAt = fromMicros(created), optionalTime(delivered), optionalTime(parked)
	return v, err
}

// Deliveries returns the newest messages of an endpoint, at most limit.
func (d *DB) Deliveries(ctx context.Context, endpointID string, limit int) ([]media.Delivery, error) {
	var found []media.Delivery
	err := d.reader().each(ctx, `SELECT `+deliveryColumns+` FROM deliveries WHERE endpoint_id = ? ORDER BY seq DESC LIMIT ?`,
		[]any{endpointID, limit}, func(row scanner) error {
			v, err := scanDelivery(row)
			found = append(found, v)
			return err
		})
	return found, err
}

// Delivery implements webhook.Store.
func (d *DB) Delivery(ctx context.Context, id string) (media.Delivery, media.Endpoint, error) {
	v, err := scanDelivery(d.reader().row(ctx, `SELECT `+deliveryColumns+` FROM deliveries WHERE id = ?`, id))
	if err != nil {
		return v, media.Endpoint{}, absent(err, "delivery")
	}
	e, err := d.Endpoint(ctx, v.ProjectID, v.EndpointID)
	return v, e, err
}

// Blocked implements webhook.Store.
func (d *DB) Blocked(ctx context.Context, id string) (bool, error) {
	return d.reader().blocked(ctx, id)
}

// blocked reports whether an earlier message about the same video to the same
// endpoint is still open. Those about none wait for nothing.
func (s session) blocked(ctx context.Context, id string) (bool, error) {
	var n int
	err := s.row(ctx, `SELECT COUNT(*) FROM deliveries a JOIN deliveries b ON b.video_id = a.video_id
		AND b.endpoint_id = a.endpoint_id AND b.seq < a.seq AND b.delivered_at IS NULL AND b.parked_at IS NULL
		WHERE a.id = ? AND a.video_id <> ''`, id).Scan(&n)
	return n > 0, err
}
