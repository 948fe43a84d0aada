package db

import (
	"context"
	"fmt"

	"github.com/tributary-video/tributary/internal/media"
)

// DeliveryLog returns a page of the messages of an endpoint, newest first, and how many there are.
func (d *DB) DeliveryLog(ctx context.Context, endpointID string, offset, limit int) (found []media.Delivery, total int, err error) {
	s := d.reader()
	if err := s.row(ctx, `SELECT COUNT(*) FROM deliveries WHERE endpoint_id = ?`, endpointID).Scan(&total); err != nil {
		return nil, 0, fmt.Errorf("count deliveries: %w", err)
	}
	err = s.each(ctx, `SELECT `+deliveryColumns+` FROM deliveries WHERE endpoint_id = ? ORDER BY seq DESC LIMIT ? OFFSET ?`,
		[]any{endpointID, limit, offset}, func(row scanner) error {
			v, err := scanDelivery(row)
			found = append(found, v)
			return err
		})
	if err != nil {
		return nil, 0, fmt.Errorf("list deliveries: %w", err)
	}
	return found, total, nil
}

// PingEndpoint sends an endpoint a message about nothing, called name, and returns it.
func (d *DB) PingEndpoint(ctx context.Context, e media.Endpoint, name string) (media.Delivery, error) {
	now := fromMicros(micros(d.now()))
	m := media.Delivery{ID: media.NewObjectID(now), EndpointID: e.ID, ProjectID: e.ProjectID, Name: name, Event: media.Ping, CreatedAt: now}
	nothing, err := asJSON(m.Video)
	if err != nil {
		return m, err
	}
	return m, d.inTx(ctx, "ping endpoint "+e.ID, func(ctx context.Context, tx *Tx, s session) error {
		_, err := s.exec(ctx, `INSERT INTO deliveries (id, endpoint_id, project_id, video_id, name, event, video, created_at)
			VALUES (`+marks(8)+`)`, m.ID, m.EndpointID, m.ProjectID, m.VideoID, m.Name, m.Event, nothing, micros(now))
		if err != nil {
			return err
		}
		return d.queue.Enqueue(ctx, tx, []media.Job{{Kind: media.DeliverJob, Subject: m.ID}})
	})
}

// Redeliver sends a message that was delivered, or given up, once more. What was tried counts on:
// a message that had all its attempts gets one. One that is still being tried is media.Conflict.
func (d *DB) Redeliver(ctx context.Context, id string) (media.Delivery, error) {
	var m media.Delivery
	err := d.inTx(ctx, "redeliver "+id, func(ctx context.Context, tx *Tx, s session) error {
		if err := s.lockSubject(ctx, id); err != nil {
			return err
		}
		n, err := s.exec(ctx, `UPDATE deliveries SET delivered_at = NULL, parked_at = NULL
			WHERE id = ? AND (delivered_at IS NOT NULL OR parked_at IS NOT NULL)`, id)
		if err != nil {
			return err
		}
		if n == 0 {
			return media.Errorf(media.Conflict, "delivery is still being tried")
		}
		m, err = scanDelivery(s.row(ctx, `SELECT `+deliveryColumns+` FROM deliveries WHERE id = ?`, id))
		if err != nil {
			return err
		}
		blocked, err := s.blocked(ctx, id)
		if err != nil || blocked {
			return err
		}
		return d.queue.Enqueue(ctx, tx, []media.Job{{Kind: media.DeliverJob, Subject: id}})
	})
	return m, err
}
