package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"

	"github.com/tributary-video/tributary/internal/dialect/gcore"
	"github.com/tributary-video/tributary/internal/dialect/picture"
	"github.com/tributary-video/tributary/internal/egress"
	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/migration"
)

// credentialsFile, in the data folder, names what imports of many may open other services
// with: {"NAME": {"host": "…", "key": "…", "projects": [1]}}, or access_key_id and
// secret_access_key for S3. It is read whenever one is needed.
const credentialsFile = "credentials.json"

// migration carries out imports of many.
func (c *core) migration(guard *egress.Guard) *migration.Engine {
	return migration.New(migration.Config{
		Records: c.store, Plans: c.store, Feeds: c.store, Texts: c.store, Blobs: c.blobs,
		Posters:   posters{catalog: c.catalog, blobs: c.blobs, desk: picture.NewDesk(), log: c.log},
		Qualities: gcore.NewQualities(c.qualitySets(), c.catalog), Guard: guard, Pull: c.pulling(guard), Credentials: c.credential, Log: c.log,
	})
}

// credential finds one that a project may use; media.NotFound otherwise.
func (c *core) credential(_ context.Context, projectID int64, name string) (migration.Credential, error) {
	unknown := media.Errorf(media.NotFound, "credential not found")
	raw, err := os.ReadFile(c.cfg.InData(credentialsFile))
	if errors.Is(err, fs.ErrNotExist) {
		return migration.Credential{}, unknown
	}
	var all map[string]struct {
		migration.Credential

		Projects []int64 `json:"projects"` // who may use it; nobody else learns that it exists
	}
	if err == nil {
		err = json.Unmarshal(raw, &all)
	}
	if err != nil {
		return migration.Credential{}, fmt.Errorf("read credentials: %w", err)
	}
	found, ok := all[name]
	if !ok || !slices.Contains(found.Projects, projectID) {
		return migration.Credential{}, unknown
	}
	return found.Credential, nil
}
