package db

import (
	"context"
	"fmt"

	"github.com/tributary-video/tributary/internal/auth"
	"github.com/tributary-video/tributary/internal/media"
)

const projectColumns = `id, name, code, settings, created_at`

func scanProject(row scanner, more ...any) (media.Project, error) {
	var p media.Project
	var created int64
	err := row.Scan(append([]any{&p.ID, &p.Name, &p.Code, jsonColumn{&p.Settings}, &created}, more...)...)
	p.CreatedAt = fromMicros(created)
	return p, err
}

// CreateProject makes a tenant.
func (d *DB) CreateProject(ctx context.Context, name string) (media.Project, error) {
	p := media.Project{Name: name, Code: media.RandomHex(8), CreatedAt: fromMicros(micros(d.now()))}
	err := d.inTx(ctx, "create project", func(ctx context.Context, _ *Tx, s session) error {
		return s.row(ctx, `INSERT INTO projects (name, code, created_at) VALUES (?, ?, ?) RETURNING id`,
			p.Name, p.Code, micros(p.CreatedAt)).Scan(&p.ID)
	})
	return p, err
}

// Project loads a tenant.
func (d *DB) Project(ctx context.Context, id int64) (media.Project, error) {
	p, err := scanProject(d.reader().row(ctx, `SELECT `+projectColumns+` FROM projects WHERE id = ?`, id))
	return p, absent(err, "project")
}

// Projects returns every tenant, oldest first.
func (d *DB) Projects(ctx context.Context) ([]media.Project, error) {
	var found []media.Project
	err := d.reader().each(ctx, `SELECT `+projectColumns+` FROM projects ORDER BY id`, nil, func(row scanner) error {
		p, err := scanProject(row)
		found = append(found, p)
		return err
	})
	return found, err
}

func keyLabel(id int64) string { return fmt.Sprintf("key/%d", id) }

// AddKey stores a key of a project, sealed under its own row.
func (d *DB) AddKey(ctx context.Context, projectID int64, label, secret string) (auth.Key, error) {
	k := auth.Key{ProjectID: projectID, Label: label, Secret: secret, CreatedAt: fromMicros(micros(d.now()))}
	err := d.inTx(ctx, "add key", func(ctx context.Context, _ *Tx, s session) error { return d.addKey(ctx, s, &k) })
	return k, err
}

func (d *DB) addKey(ctx context.Context, s session, k *auth.Key) error {
	err := s.row(ctx, `INSERT INTO keys (project_id, label, sealed, created_at) VALUES (?, ?, ?, ?) RETURNING id`,
		k.ProjectID, k.Label, []byte{}, micros(k.CreatedAt)).Scan(&k.ID)
	if err != nil {
		return err
	}
	sealed, err := d.sealer.Seal([]byte(k.Secret), keyLabel(k.ID))
	if err != nil {
		return err
	}
	_, err = s.exec(ctx, `UPDATE keys SET sealed = ? WHERE id = ?`, sealed, k.ID)
	return err
}

// ActiveKeys implements auth.KeyStore.
func (d *DB) ActiveKeys(ctx context.Context, projectID int64) ([]auth.Key, error) {
	var found []auth.Key
	err := d.reader().each(ctx, `SELECT id, project_id, label, sealed, created_at FROM keys
		WHERE project_id = ? AND revoked_at IS NULL ORDER BY id`, []any{projectID}, func(row scanner) error {
		var k auth.Key
		var sealed []byte
		var created int64
		if err := row.Scan(&k.ID, &k.ProjectID, &k.Label, &sealed, &created); err != nil {
			return err
		}
		k.CreatedAt = fromMicros(created)
		plain, err := d.sealer.Open(sealed, keyLabel(k.ID))
		k.Secret = string(plain)
		found = append(found, k)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("keys of project %d: %w", projectID, err)
	}
	return found, nil
}

// RevokeKey ends a key of a project. One that is unknown or revoked is media.NotFound.
func (d *DB) RevokeKey(ctx context.Context, projectID, id int64) error {
	return d.inTx(ctx, "revoke key", func(ctx context.Context, _ *Tx, s session) error { return d.revokeKey(ctx, s, projectID, id) })
}

func (d *DB) revokeKey(ctx context.Context, s session, projectID, id int64) error {
	n, err := s.exec(ctx, `UPDATE keys SET revoked_at = ? WHERE id = ? AND project_id = ? AND revoked_at IS NULL`,
		micros(d.now()), id, projectID)
	if err == nil && n == 0 {
		err = media.Errorf(media.NotFound, "key not found")
	}
	return err
}

// ReplaceKey revokes a key and adds another in its place, or does neither.
func (d *DB) ReplaceKey(ctx context.Context, projectID, id int64, secret string) (auth.Key, error) {
	k := auth.Key{ProjectID: projectID, Label: "replaces revoked key", Secret: secret, CreatedAt: fromMicros(micros(d.now()))}
	err := d.inTx(ctx, "replace key", func(ctx context.Context, _ *Tx, s session) error {
		if err := d.revokeKey(ctx, s, projectID, id); err != nil {
			return err
		}
		return d.addKey(ctx, s, &k)
	})
	return k, err
}
