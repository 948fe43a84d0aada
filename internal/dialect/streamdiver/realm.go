package streamdiver

import (
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/tributary-video/tributary/internal/auth"
	"github.com/tributary-video/tributary/internal/dialect"
	"github.com/tributary-video/tributary/internal/httpd"
	"github.com/tributary-video/tributary/internal/media"
)

// maxForm is the largest token request read, in bytes: four short fields.
const maxForm = 64 << 10

// tokenBody is an access token on the wire.
type tokenBody struct {
	AccessToken      string `json:"access_token"`
	ExpiresIn        int    `json:"expires_in"` // seconds
	RefreshExpiresIn int    `json:"refresh_expires_in"`
	TokenType        string `json:"token_type"`
	NotBeforePolicy  int    `json:"not-before-policy"`
	Scope            string `json:"scope"`
}

// tokenFault is an error of the token endpoint (RFC 6749 section 5.2).
type tokenFault struct {
	Code        string `json:"error"`
	Description string `json:"error_description"`

	status int
	basic  bool // the client tried HTTP Basic
}

func (f *tokenFault) Error() string { return f.Code + ": " + f.Description }

func invalidRequest(description string) error {
	return &tokenFault{Code: "invalid_request", Description: description, status: http.StatusBadRequest}
}

// issue answers with an access token: OAuth 2.0 client credentials. The realm counts for
// nothing: which project it is says client_id.
func (d *Dialect) issue(w http.ResponseWriter, r *http.Request) {
	issuer := d.issuer(r)
	grant, err := d.client(r)
	if err != nil {
		d.refuseToken(w, r, err)
		return
	}
	token, err := d.tokens.issue(issuer, grant)
	if err != nil {
		d.problem(w, r, err)
		return
	}
	w.Header().Set("Pragma", "no-cache") // RFC 6749 section 5.1; Cache-Control is WriteJSON's
	body := tokenBody{AccessToken: token, ExpiresIn: int(tokenLife / time.Second), TokenType: "Bearer"}
	if err := dialect.WriteJSON(w, http.StatusOK, body); err != nil {
		d.problem(w, r, fmt.Errorf("write token: %w", err))
	}
}

func (d *Dialect) issuer(r *http.Request) string {
	return httpd.BaseURL(d.cfg.PublicURL, r) + "/realms/" + url.PathEscape(r.PathValue("realm"))
}

// refuseToken answers with an error as OAuth clients know it.
func (d *Dialect) refuseToken(w http.ResponseWriter, r *http.Request, err error) {
	f, ok := errors.AsType[*tokenFault](err)
	if !ok {
		d.problem(w, r, err)
		return
	}
	if f.basic && f.status == http.StatusUnauthorized {
		w.Header().Set("WWW-Authenticate", `Basic realm="tributary"`)
	}
	if err := dialect.WriteJSON(w, f.status, f); err != nil {
		d.problem(w, r, fmt.Errorf("write token error: %w", err))
	}
}

// client is what the credentials of a token request grant.
func (d *Dialect) client(r *http.Request) (auth.Grant, error) {
	form, err := tokenForm(r)
	if err != nil {
		return auth.Grant{}, err
	}
	id, secret, basic, err := credentials(r, form)
	if err != nil {
		return auth.Grant{}, err
	}
	project, err := strconv.ParseInt(id, 10, 64)
	wrong := err != nil || strconv.FormatInt(project, 10) != id
	if !strings.Contains(secret, "$") { // the secret part alone: shells leave it as it is
		secret = id + "$" + secret
	}
	grant, err := d.cfg.Keys.Verify(r.Context(), secret)
	if err != nil && media.KindOf(err) != media.Unauthorized {
		return auth.Grant{}, err
	}
	if wrong || err != nil || grant.ProjectID != project {
		return auth.Grant{}, &tokenFault{
			Code: "invalid_client", Description: "client id or secret is wrong", status: http.StatusUnauthorized, basic: basic,
		}
	}
	return grant, nil
}

// tokenForm reads the body, a form in which nothing that counts is there twice.
func tokenForm(r *http.Request) (url.Values, error) {
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != "application/x-www-form-urlencoded" {
		return nil, invalidRequest("the body must be application/x-www-form-urlencoded")
	}
	raw, err := io.ReadAll(io.LimitReader(r.Body, maxForm+1))
	if err != nil || len(raw) > maxForm {
		return nil, invalidRequest("the body is too large or ended early")
	}
	form, err := url.ParseQuery(string(raw))
	if err != nil {
		return nil, invalidRequest("the body is not a form")
	}
	for _, name := range []string{"grant_type", "client_id", "client_secret"} {
		if len(form[name]) > 1 {
			return nil, invalidRequest(name + " is repeated")
		}
	}
	switch grant := form.Get("grant_type"); grant {
	case "client_credentials":
		return form, nil
	case "":
		return nil, invalidRequest("grant_type is missing")
	}
	return nil, &tokenFault{
		Code: "unsupported_grant_type", Description: "only client_credentials is supported", status: http.StatusBadRequest,
	}
}

// credentials are the id and secret of a client: in the form or by HTTP Basic, where each part is
// percent-encoded for itself (RFC 6749 section 2.3.1).
func credentials(r *http.Request, form url.Values) (id, secret string, basic bool, err error) {
	id, secret = form.Get("client_id"), form.Get("client_secret")
	if r.Header.Get("Authorization") != "" {
		user, password, isBasic := r.BasicAuth()
		var err1, err2 error
		user, err1 = url.QueryUnescape(user)
		password, err2 = url.QueryUnescape(password)
		if !isBasic || err1 != nil || err2 != nil {
			return "", "", true, invalidRequest("the Authorization header cannot be read")
		}
		if id != "" && id != user || secret != "" {
			return "", "", true, invalidRequest("the credentials are there twice")
		}
		id, secret, basic = user, password, true
	}
	switch {
	case id == "":
		err = invalidRequest("client_id is missing")
	case secret == "":
		err = invalidRequest("client_secret is missing")
	}
	return id, secret, basic, err
}

// discoveryBody is what OpenID clients find the token endpoint by.
type discoveryBody struct {
	Issuer        string   `json:"issuer"`
	TokenEndpoint string   `json:"token_endpoint"`
	GrantTypes    []string `json:"grant_types_supported"`
	AuthMethods   []string `json:"token_endpoint_auth_methods_supported"`
}

func (d *Dialect) discovery(w http.ResponseWriter, r *http.Request) {
	issuer := d.issuer(r)
	err := dialect.WriteJSON(w, http.StatusOK, discoveryBody{
		Issuer: issuer, TokenEndpoint: issuer + "/protocol/openid-connect/token", GrantTypes: []string{"client_credentials"},
		AuthMethods: []string{"client_secret_post", "client_secret_basic"},
	})
	if err != nil {
		d.problem(w, r, fmt.Errorf("write discovery: %w", err))
	}
}
