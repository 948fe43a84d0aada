package omegastream

import (
	"fmt"

	"github.com/tributary-video/tributary/internal/auth"
	"github.com/tributary-video/tributary/internal/media"
)

func (d *Dialect) accountData(c call) (any, error) { return c.view.account(), nil }

// newKey is shown once.
type newKey struct {
	APIKey    string `json:"api_key"`
	Message   string `json:"message"`
	TokenType string `json:"token_type"`
}

// replaceKey revokes a key of the project, by any key of the project, and makes
// one in its place.
func (d *Dialect) replaceKey(c call) (any, error) {
	var body struct {
		Key string `json:"key"`
	}
	if err := c.decode(&body); err != nil {
		return nil, err
	}
	old, err := d.cfg.Keys.Verify(c.Context(), body.Key)
	if media.KindOf(err) == media.Unauthorized || err == nil && old.ProjectID != c.project {
		return nil, media.Errorf(media.NotFound, "key not found")
	}
	if err != nil {
		return nil, err
	}
	made, err := d.cfg.Projects.ReplaceKey(c.Context(), c.project, old.KeyID, auth.NewKey(c.project))
	if err != nil {
		return nil, fmt.Errorf("replace key %d: %w", old.KeyID, err)
	}
	return newKey{APIKey: made.Secret, Message: "api key revoked", TokenType: "Bearer"}, nil
}
