package db

import (
	"context"
	"time"
)

// BindViewer records the first use of a one-time token: the session it became and a
// fingerprint of the use. A token that was used before keeps what was recorded then. Either
// way the record is returned; of several first uses at once exactly one wins. The record
// lasts until a time by which the token itself must have expired: without the record it
// would be as good as new.
func (d *DB) BindViewer(ctx context.Context, token, viewer, use string, until time.Time) (boundViewer, boundUse string, err error) {
	err = d.inTx(ctx, "bind viewer", func(ctx context.Context, _ *Tx, s session) error {
		if _, err := s.exec(ctx, `INSERT INTO viewer_sessions (token, session, first_use, expires_at) VALUES (`+marks(4)+`)
			ON CONFLICT (token) DO NOTHING`, token, viewer, use, micros(until)); err != nil {
			return err
		}
		return s.row(ctx, `SELECT session, first_use FROM viewer_sessions WHERE token = ?`, token).Scan(&boundViewer, &boundUse)
	})
	return boundViewer, boundUse, err
}

// Viewer returns what BindViewer recorded of a token, media.NotFound when it was not used yet or
// its session is over.
func (d *DB) Viewer(ctx context.Context, token string) (viewer, use string, err error) {
	err = d.reader().row(ctx, `SELECT session, first_use FROM viewer_sessions WHERE token = ? AND expires_at > ?`,
		token, micros(d.now())).Scan(&viewer, &use)
	return viewer, use, absent(err, "session")
}

// SweepViewers removes the sessions that are over.
func (d *DB) SweepViewers(ctx context.Context) error {
	return d.inTx(ctx, "sweep viewers", func(ctx context.Context, _ *Tx, s session) error {
		_, err := s.exec(ctx, `DELETE FROM viewer_sessions WHERE expires_at <= ?`, micros(d.now()))
		return err
	})
}
