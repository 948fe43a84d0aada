package db

import (
	"context"
	"fmt"

	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/upload"
)

// uploadUsage counts a project's open uploads and the bytes that it has on their way. It
// takes the project's id twice. Finished partial uploads are on their way until a final
// one is made of them: from then on its bytes count. The states are written out
// for the sake of partial indexes: what is done or over is never looked at.
const uploadUsage = `SELECT
	CAST(COALESCE(SUM(CASE WHEN state = 'receiving' THEN 1 ELSE 0 END), 0) AS BIGINT) AS uploads,
	CAST(COALESCE(SUM(CASE WHEN length > position THEN length ELSE position END), 0) AS BIGINT) AS bytes
	FROM (
		SELECT state, length, position FROM uploads WHERE project_id = ? AND state IN ('receiving', 'sealed', 'finishing')
		UNION ALL
		SELECT state, length, position FROM uploads p WHERE project_id = ? AND kind = 'partial' AND state = 'done'
			AND NOT EXISTS (SELECT 1 FROM upload_segments g WHERE g.origin = p.id AND g.upload_id <> p.id)
	) AS under_way`

// ChangeSettings changes the settings of a project. Unknown is media.NotFound.
func (d *DB) ChangeSettings(ctx context.Context, id int64, change func(*media.Settings)) error {
	return d.inTx(ctx, fmt.Sprintf("change settings of project %d", id), func(ctx context.Context, _ *Tx, s session) error {
		var rules media.Settings
		err := s.row(ctx, `SELECT settings FROM projects WHERE id = ?`+s.forCounting(), id).Scan(jsonColumn{&rules})
		if err != nil {
			return absent(err, "project")
		}
		change(&rules)
		text, err := asJSON(rules)
		if err != nil {
			return err
		}
		_, err = s.exec(ctx, `UPDATE projects SET settings = ? WHERE id = ?`, text, id)
		return err
	})
}

// ProjectUsage loads a tenant with what it uses.
func (d *DB) ProjectUsage(ctx context.Context, id int64) (media.Project, media.Usage, error) {
	var used media.Usage
	p, err := scanProject(d.reader().row(ctx, `SELECT `+projectColumns+`, uploads, stored + bytes
		FROM projects, (`+uploadUsage+`) AS used WHERE id = ?`, id, id, id), &used.Uploads, &used.Bytes)
	return p, used, absent(err, "project")
}

// CountOpen counts a project's uploads of a protocol that may still bring bytes.
func (d *DB) CountOpen(ctx context.Context, projectID int64, protocol string) (n int, err error) {
	err = d.reader().row(ctx, `SELECT COUNT(*) FROM uploads WHERE project_id = ? AND state = 'receiving' AND protocol = ?`,
		projectID, protocol).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("count open uploads of project %d: %w", projectID, err)
	}
	return n, nil
}

func (s session) settings(ctx context.Context, projectID int64) (media.Settings, error) {
	var rules media.Settings
	err := s.row(ctx, `SELECT settings FROM projects WHERE id = ?`, projectID).Scan(jsonColumn{&rules})
	return rules, absent(err, "project")
}

// findRoom refuses an upload for which its project has no room. What counts is locked
// until the commit, so that of two that begin at once the second sees the first;
// where nothing is counted nobody waits.
//
// The project comes last in the order of locks, behind uploads and videos: a finish takes
// them in that order, too.
func (s session) findRoom(ctx context.Context, rules media.Settings, u *upload.Upload) error {
	if rules.MaxUploads == 0 && rules.MaxStored == 0 {
		return nil
	}
	var used media.Usage
	var stored int64
	err := s.row(ctx, `SELECT stored FROM projects WHERE id = ?`+s.forCounting(), u.ProjectID).Scan(&stored)
	if err != nil {
		return absent(err, "project")
	}
	// A query of its own: the one above may have waited, and sees what was before it did.
	if err := s.row(ctx, uploadUsage, u.ProjectID, u.ProjectID).Scan(&used.Uploads, &used.Bytes); err != nil {
		return fmt.Errorf("count uploads of project %d: %w", u.ProjectID, err)
	}
	used.Bytes += stored
	limited, err := u.Within(rules, used)
	*u = limited
	return err
}

// forCounting is forUpdate that lets rows be added which refer to the locked one.
func (s session) forCounting() string {
	if s.postgres {
		return " FOR NO KEY UPDATE"
	}
	return ""
}

// addStored adds to the bytes of originals that a project has.
func (s session) addStored(ctx context.Context, projectID, n int64) error {
	_, err := s.exec(ctx, `UPDATE projects SET stored = stored + ? WHERE id = ?`, n, projectID)
	return err
}
