package gcore

import (
	"context"
	"net/http"
	"strings"

	"github.com/tributary-video/tributary/internal/auth"
	"github.com/tributary-video/tributary/internal/dialect"
	"github.com/tributary-video/tributary/internal/media"
)

// login is who asks: a key, and what its user called himself to get a token for it.
type login struct {
	auth.Grant

	user string // "" = nobody logged in, the key itself was sent
}

// maxLogin is the longest name of a user that is kept, in characters: that of a mail address.
const maxLogin = 254

// authorize checks the Authorization header: APIKey with a key, Bearer with an access token or
// a key (contract section 2).
func (d *Dialect) authorize(r *http.Request) (login, error) {
	values := r.Header.Values("Authorization")
	if len(values) != 1 {
		return login{}, unauthorized()
	}
	scheme, credentials, _ := strings.Cut(values[0], " ")
	credentials = strings.TrimSpace(credentials)
	switch {
	case strings.EqualFold(scheme, "APIKey"):
		return d.verify(r.Context(), credentials)
	case !strings.EqualFold(scheme, "Bearer"):
		return login{}, unauthorized()
	case strings.Contains(credentials, "$"): // in a key, never in a JWT
		return d.verify(r.Context(), credentials)
	}
	return d.sessions.access(r.Context(), credentials)
}

func (d *Dialect) verify(ctx context.Context, key string) (login, error) {
	g, err := d.cfg.Keys.Verify(ctx, key)
	return login{Grant: g}, err
}

func unauthorized() error { return media.Errorf(media.Unauthorized, "unauthorized") }

// required is what is wrong with an attribute of a login that is not there.
const required = "This field is required"

// verifier knows whose a secret is. A wrong one is media.Unauthorized.
type verifier func(ctx context.Context, secret string) (login, error)

// logIn changes user name and password for tokens. The password is an API key of the
// project, whatever the user calls himself.
func (d *Dialect) logIn(w http.ResponseWriter, r *http.Request) {
	d.open(w, r, d.verifyPassword, "username", "password")
}

// verifyPassword tells wrong credentials with a 400, as the vendor does.
func (d *Dialect) verifyPassword(ctx context.Context, password string) (login, error) {
	who, err := d.verify(ctx, strings.TrimSpace(password))
	if media.KindOf(err) == media.Unauthorized {
		err = &unprocessable{
			Errors: faults{"errors": {"No active account found with the given credentials."}}, status: http.StatusBadRequest,
		}
	}
	return who, err
}

// refresh changes a refresh token for new tokens, once.
func (d *Dialect) refresh(w http.ResponseWriter, r *http.Request) {
	d.open(w, r, d.sessions.use, "refresh")
}

// open answers with tokens. The body must have the names, the last of which is the secret.
func (d *Dialect) open(w http.ResponseWriter, r *http.Request, verify verifier, names ...string) {
	answer, err := d.session(r, verify, names)
	if err != nil {
		d.problem(w, r, err)
		return
	}
	d.write(w, r, answer)
}

func (d *Dialect) session(r *http.Request, verify verifier, names []string) (reply, error) {
	a, err := call{Request: r}.attributes("")
	if err != nil {
		return reply{}, err
	}
	var secret string
	for _, name := range names {
		if secret, _ = a.text(name); secret == "" {
			a.faults[name] = []string{required}
		}
	}
	if len(a.faults) > 0 {
		return reply{}, &unprocessable{Errors: a.faults, status: http.StatusBadRequest}
	}
	who, err := verify(r.Context(), secret)
	if err != nil {
		return reply{}, err
	}
	if name, named := a.text("username"); named {
		who.user = dialect.CutText(dialect.CleanText(name), maxLogin)
	}
	if wait := d.limiter.Take(who.KeyID); wait > 0 {
		return reply{}, &tooMany{wait}
	}
	tokens, err := d.sessions.open(r.Context(), who)
	return ok(tokens), err
}

// meBody is the account on the wire.
type meBody struct {
	ID          int64      `json:"id"`
	Email       string     `json:"email"`
	Name        string     `json:"name"`
	Status      string     `json:"status"`
	CurrentUser int        `json:"currentUser"`
	Users       []struct{} `json:"users"`
}

// me tells whose key it is. A project has no users here: the one who logged in is who he said.
func (d *Dialect) me(c call) (reply, error) {
	p, err := d.cfg.Records.Project(c.Context(), c.project)
	if err != nil {
		return reply{}, err
	}
	return ok(meBody{ID: p.ID, Email: c.user, Name: p.Name, Status: "active", CurrentUser: 1, Users: []struct{}{}}), nil
}
