package app

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/tributary-video/tributary/internal/auth"
	"github.com/tributary-video/tributary/internal/config"
	"github.com/tributary-video/tributary/internal/media"
)

// Key is an API key as it may be listed.
type Key struct {
	ID        int64
	ProjectID int64
	Hint      string // enough of the key to recognise it, not to use it
	CreatedAt time.Time
}

// hintDigits is how many characters of a key are shown: the project, the $ and a few more.
const hintDigits = 8

// withRecords runs fn over the records, beside a server that may be running.
func withRecords(ctx context.Context, cfg config.Config, fn func(c *core) error) (err error) {
	c, err := openRecords(ctx, cfg, slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, c.close()) }()
	return fn(c)
}

// Keys lists the keys in force of a project, of all with project 0.
func Keys(ctx context.Context, cfg config.Config, project int64) (found []Key, err error) {
	err = withRecords(ctx, cfg, func(c *core) error {
		keys, err := c.activeKeys(ctx, project)
		for _, k := range keys {
			found = append(found, Key{ID: k.ID, ProjectID: k.ProjectID, Hint: k.Secret[:hintDigits] + "…", CreatedAt: k.CreatedAt})
		}
		return err
	})
	return found, err
}

func (c *core) activeKeys(ctx context.Context, project int64) (found []auth.Key, err error) {
	projects, err := c.store.Projects(ctx)
	if err != nil {
		return nil, err
	}
	for _, p := range projects {
		if project != 0 && p.ID != project {
			continue
		}
		keys, err := c.store.ActiveKeys(ctx, p.ID)
		if err != nil {
			return nil, err
		}
		found = append(found, keys...)
	}
	return found, nil
}

// CreateKey makes a key of a project and returns it, PROJECT$SECRET.
func CreateKey(ctx context.Context, cfg config.Config, project int64) (key string, err error) {
	err = withRecords(ctx, cfg, func(c *core) error {
		if _, err := c.store.Project(ctx, project); err != nil {
			return err
		}
		key = auth.NewKey(project)
		_, err := c.store.AddKey(ctx, project, "command line", key)
		return err
	})
	return key, err
}

// RevokeKey ends a key for all requests from now on.
func RevokeKey(ctx context.Context, cfg config.Config, id int64) error {
	return withRecords(ctx, cfg, func(c *core) error {
		keys, err := c.activeKeys(ctx, 0)
		if err != nil {
			return err
		}
		for _, k := range keys {
			if k.ID == id {
				return c.store.RevokeKey(ctx, k.ProjectID, id)
			}
		}
		return media.Errorf(media.NotFound, "key not found")
	})
}

// Projects lists the projects.
func Projects(ctx context.Context, cfg config.Config) (found []media.Project, err error) {
	err = withRecords(ctx, cfg, func(c *core) error {
		found, err = c.store.Projects(ctx)
		return err
	})
	return found, err
}

// CreateProject makes a project.
func CreateProject(ctx context.Context, cfg config.Config, name string) (made media.Project, err error) {
	err = withRecords(ctx, cfg, func(c *core) error {
		made, err = c.store.CreateProject(ctx, name)
		return err
	})
	return made, err
}

// SetProject changes the settings of a project, for uploads that begin from now on.
func SetProject(ctx context.Context, cfg config.Config, id int64, change func(*media.Settings)) error {
	return withRecords(ctx, cfg, func(c *core) error { return c.store.ChangeSettings(ctx, id, change) })
}
