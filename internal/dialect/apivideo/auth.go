package apivideo

import (
	"context"
	"encoding/base64"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/tributary-video/tributary/internal/auth"
	"github.com/tributary-video/tributary/internal/media"
)

// authorize checks the Authorization header: Basic with a key as user name, Bearer with an access
// token or a key (contract section 2). A 401 is only ever about credentials: clients log in
// again on it, without end.
func (d *Dialect) authorize(r *http.Request) (auth.Grant, error) {
	values := r.Header.Values("Authorization")
	if len(values) == 0 {
		return auth.Grant{}, unauthorized(missingAuthHeader)
	}
	scheme, credentials, found := strings.Cut(values[0], " ")
	credentials = strings.TrimSpace(credentials)
	if len(values) > 1 || !found || credentials == "" {
		return auth.Grant{}, unauthorized(invalidAuthHeader)
	}
	switch {
	case strings.EqualFold(scheme, "Basic"):
		key, ok := basicUser(credentials)
		if !ok {
			return auth.Grant{}, unauthorized(invalidAuthHeader)
		}
		return d.verify(r, key)
	case !strings.EqualFold(scheme, "Bearer"):
		return auth.Grant{}, unauthorized(invalidAuthHeader)
	case strings.Contains(credentials, "$"): // in a key, never in a JWT
		return d.verify(r, credentials)
	}
	grant, err := d.tokens.access(r.Context(), credentials)
	return grant, refused(err, invalidAccessToken)
}

func (d *Dialect) verify(r *http.Request, key string) (auth.Grant, error) {
	grant, err := d.cfg.Keys.Verify(r.Context(), key)
	return grant, refused(err, invalidAPIKey)
}

// basicUser is the user name of Basic credentials; the password does not count.
func basicUser(credentials string) (string, bool) {
	raw, err := base64.StdEncoding.DecodeString(credentials)
	if err != nil {
		return "", false
	}
	user, _, found := strings.Cut(string(raw), ":")
	return user, found
}

func unauthorized(s slug) error { return fault{status: http.StatusUnauthorized, slug: s} }

// refused is err in the vendor's words if it is about credentials.
func refused(err error, s slug) error {
	if media.KindOf(err) == media.Unauthorized {
		return unauthorized(s)
	}
	return err
}

// session is what a login returns.
type session struct {
	TokenType    string `json:"token_type"`
	ExpiresIn    int    `json:"expires_in"` // seconds
	AccessToken  string `json:"access_token"`
	RefreshToken string `json:"refresh_token"`
}

// logIn changes an API key for a session.
func (d *Dialect) logIn(w http.ResponseWriter, r *http.Request) {
	d.begin(w, r, "apiKey", d.cfg.Keys.Verify)
}

// refresh changes a refresh token for a session.
func (d *Dialect) refresh(w http.ResponseWriter, r *http.Request) {
	d.begin(w, r, "refreshToken", d.tokens.refresh)
}

// begin answers with a session for the secret that the body has under a name.
func (d *Dialect) begin(w http.ResponseWriter, r *http.Request, name string, verify func(ctx context.Context, secret string) (auth.Grant, error)) {
	prepare(w.Header())
	s, err := d.session(r, name, verify)
	if err != nil {
		d.problem(w, r, fmt.Errorf("log in: %w", err))
		return
	}
	d.write(w, r, reply{http.StatusOK, s})
}

// session ignores any Authorization. Wrong credentials are a 400: on a 401 clients would try
// to log in to log in.
func (d *Dialect) session(r *http.Request, name string, verify func(ctx context.Context, secret string) (auth.Grant, error)) (session, error) {
	a, err := readAttributes(r)
	if err != nil {
		return session{}, err
	}
	secret, _ := a.text(name)
	if err := a.faults.err(); err != nil {
		return session{}, err
	}
	g, err := verify(r.Context(), secret)
	if media.KindOf(err) == media.Unauthorized {
		err = fault{status: http.StatusBadRequest, slug: badCredentials, named: true}
	}
	if err != nil {
		return session{}, err
	}
	return d.tokens.open(g)
}

const (
	// accessLife is what the vendor's tokens live. Clients log in again up to 300 s before the end.
	accessLife  = time.Hour
	refreshLife = 30 * 24 * time.Hour
)
