package streamdiver

import (
	"net/http"
	"strings"

	"github.com/tributary-video/tributary/internal/auth"
	"github.com/tributary-video/tributary/internal/media"
)

// authorize checks the Authorization header: Bearer with an access token or, as in every other
// API of this server, the key itself (contract section 2). A key may only ask so often.
func (d *Dialect) authorize(r *http.Request) (auth.Grant, error) {
	grant, err := d.bearer(r)
	if err != nil {
		return auth.Grant{}, err
	}
	if wait := d.limiter.Take(grant.KeyID); wait > 0 {
		return auth.Grant{}, &tooMany{wait}
	}
	return grant, nil
}

func (d *Dialect) bearer(r *http.Request) (auth.Grant, error) {
	values := r.Header.Values("Authorization")
	if len(values) != 1 {
		return auth.Grant{}, unauthorized()
	}
	scheme, token, found := strings.Cut(values[0], " ")
	token = strings.TrimSpace(token)
	switch {
	case !found || token == "" || !strings.EqualFold(scheme, "Bearer"):
		return auth.Grant{}, unauthorized()
	case strings.Contains(token, "$"): // in a key, never in a JWT
		return d.cfg.Keys.Verify(r.Context(), token)
	}
	return d.tokens.check(r.Context(), token)
}

func unauthorized() error { return media.Errorf(media.Unauthorized, "unauthorized") }
