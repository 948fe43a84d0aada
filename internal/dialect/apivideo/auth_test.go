package apivideo_test

import (
	"encoding/base64"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/tributary-video/tributary/internal/auth"
)

func basic(user string) string {
	return "Authorization: Basic " + base64.StdEncoding.EncodeToString([]byte(user))
}

// logIn returns an access and a refresh token.
func (f *fixture) logIn(t *testing.T, key string) (access, refresh string) {
	t.Helper()
	a := f.do(t, "POST", "/auth/api-key", `{"apiKey":"`+key+`"}`)
	if a.status != 200 || a.header.Get("Content-Type") != "application/json" {
		t.Fatalf("log in: %d %v %s", a.status, a.header, a.body)
	}
	body := a.decode(t)
	if body["token_type"] != "Bearer" || body["expires_in"] != 3600.0 {
		t.Fatalf("log in: %s", a.body)
	}
	return body["access_token"].(string), body["refresh_token"].(string)
}

func TestAuthorization(t *testing.T) {
	f := newFixture(t, nil)
	access, _ := f.logIn(t, f.key)
	const slug = "authentication-"
	for name, tt := range map[string]struct {
		headers []string
		slug    string // "" = let in
	}{
		"key as bearer":         {headers: []string{"Authorization: Bearer " + f.key}},
		"scheme in any case":    {headers: []string{"Authorization: bEARER  " + f.key + " "}},
		"key as user":           {headers: []string{basic(f.key + ":")}},
		"any password":          {headers: []string{basic(f.key + ":what:ever")}},
		"access token":          {headers: []string{"Authorization: Bearer " + access}},
		"none":                  {slug: "missing-authorization-header"},
		"empty":                 {headers: []string{"Authorization: "}, slug: "invalid-authorization-header-value"},
		"scheme only":           {headers: []string{"Authorization: Bearer"}, slug: "invalid-authorization-header-value"},
		"other scheme":          {headers: []string{"Authorization: Token x"}, slug: "invalid-authorization-header-value"},
		"two":                   {headers: []string{basic(f.key + ":"), basic(f.key + ":")}, slug: "invalid-authorization-header-value"},
		"Basic without colon":   {headers: []string{basic(f.key)}, slug: "invalid-authorization-header-value"},
		"Basic undecodable":     {headers: []string{"Authorization: Basic %%%"}, slug: "invalid-authorization-header-value"},
		"unknown user":          {headers: []string{basic(auth.NewKey(1) + ":")}, slug: "invalid-api-key"},
		"no key as user":        {headers: []string{basic("me:secret")}, slug: "invalid-api-key"},
		"unknown key as bearer": {headers: []string{"Authorization: Bearer " + auth.NewKey(1)}, slug: "invalid-api-key"},
		"no token":              {headers: []string{"Authorization: Bearer nonsense"}, slug: "invalid-access-token"},
		"changed token":         {headers: []string{"Authorization: Bearer " + access[:len(access)-2]}, slug: "invalid-access-token"},
	} {
		t.Run(name, func(t *testing.T) {
			a := f.do(t, "GET", "/videos", "", tt.headers...)
			if tt.slug == "" {
				if a.status != 200 {
					t.Errorf("%d %s", a.status, a.body)
				}
				return
			}
			a.problem(t, 401, slug+tt.slug, "")
		})
	}
}

// Credentials are looked at before the body and the object.
func TestAuthorizationComesFirst(t *testing.T) {
	f := newFixture(t, nil)
	for _, path := range []string{"POST /videos", "PATCH /videos/nothing", "GET /videos/nothing/status", "POST /videos/source"} {
		method, target, _ := strings.Cut(path, " ")
		f.do(t, method, target, "{").problem(t, 401, "authentication-missing-authorization-header", "")
	}
}

func TestLogInRefused(t *testing.T) {
	f := newFixture(t, nil)
	_, refresh := f.logIn(t, f.key)
	for name, tt := range map[string]struct{ path, body, slug string }{
		"unknown key":      {"/auth/api-key", `{"apiKey":"` + auth.NewKey(1) + `"}`, "authentication-invalid-user-credentials"},
		"no key":           {"/auth/api-key", `{}`, "authentication-invalid-user-credentials"},
		"unknown token":    {"/auth/refresh", `{"refreshToken":"def502"}`, "authentication-invalid-user-credentials"},
		"changed token":    {"/auth/refresh", `{"refreshToken":"` + refresh[1:] + `"}`, "authentication-invalid-user-credentials"},
		"key for a token":  {"/auth/refresh", `{"refreshToken":"` + f.key + `"}`, "authentication-invalid-user-credentials"},
		"no body":          {"/auth/api-key", "", "invalid-payload"},
		"an array":         {"/auth/api-key", "[]", "invalid-payload"},
		"a form":           {"/auth/refresh", "refreshToken=1", "invalid-payload"},
		"refresh, no body": {"/auth/refresh", "", "invalid-payload"},
	} {
		t.Run(name, func(t *testing.T) {
			a := f.do(t, "POST", tt.path, tt.body, "Authorization: Bearer wrong")
			if tt.slug == "invalid-payload" {
				a.problem(t, 400, tt.slug, "")
				return
			}
			if got, named := a.decode(t)["name"]; a.status != 400 || got != "" || !named || !strings.HasSuffix(a.decode(t)["type"].(string), tt.slug) {
				t.Errorf("%d %s", a.status, a.body)
			}
			if a.header.Get("X-Ratelimit-Limit") != "" {
				t.Error("rate headers on a login")
			}
		})
	}
	f.do(t, "POST", "/auth/api-key", `{"apiKey":5}`).problem(t, 400, "invalid-attribute", "apiKey")
}

// Refreshing, with any type of content and as often as one likes, until the key is revoked.
func TestSession(t *testing.T) {
	f := newFixture(t, nil)
	access, refresh := f.logIn(t, f.key)
	again := func(status int) string {
		t.Helper()
		a := f.do(t, "POST", "//auth/refresh", `{"refreshToken":"`+refresh+`"}`, "Content-Type: text/plain;charset=UTF-8")
		if a.status != status {
			t.Fatalf("refresh: %d %s", a.status, a.body)
		}
		token, _ := a.decode(t)["access_token"].(string)
		return token
	}
	again(200)
	second := again(200)
	status := func(token string) int { return f.as(t, token, "GET", "/videos", "").status }
	f.clock.Advance(59 * time.Minute)
	if got := status(access); got != 200 {
		t.Errorf("after 59 minutes: %d", got)
	}
	f.clock.Advance(2 * time.Minute)
	f.as(t, second, "GET", "/videos", "").problem(t, 401, "authentication-invalid-access-token", "")
	access = again(200)
	if got := status(access); got != 200 {
		t.Errorf("refreshed: %d", got)
	}
	f.restart(t)
	if got := status(access); got != 200 {
		t.Errorf("after a restart: %d", got)
	}
	f.clock.Advance(30 * 24 * time.Hour)
	again(400)
	access, refresh = f.logIn(t, f.key)
	keys, err := f.ActiveKeys(t.Context(), f.project.ID)
	must(t, err)
	must(t, f.RevokeKey(t.Context(), f.project.ID, keys[0].ID))
	again(400)
	if got := status(access); got != 401 {
		t.Errorf("with a revoked key: %d", got)
	}
}

// Tokens of other makers, algorithms and purposes are none.
func TestForgedTokens(t *testing.T) {
	f := newFixture(t, nil)
	now := time.Now()
	claims := jwt.MapClaims{"aud": "apivideo", "iat": now.Unix(), "nbf": now.Unix(), "exp": now.Add(time.Hour).Unix(),
		"projectId": f.project.ID, "keyId": 1}
	key, err := f.cfg.Master.Derive("apivideo tokens")
	must(t, err)
	other, err := f.cfg.Master.Derive("something else")
	must(t, err)
	sign := func(m jwt.SigningMethod, claims jwt.MapClaims, key any) string {
		text, err := jwt.NewWithClaims(m, claims).SignedString(key)
		must(t, err)
		return text
	}
	without := func(name string) jwt.MapClaims {
		less := jwt.MapClaims{}
		for k, v := range claims {
			if k != name {
				less[k] = v
			}
		}
		return less
	}
	if a := f.as(t, sign(jwt.SigningMethodHS256, claims, key), "GET", "/videos", ""); a.status != 200 {
		t.Fatalf("the right one: %d %s", a.status, a.body)
	}
	for name, token := range map[string]string{
		"none":         sign(jwt.SigningMethodNone, claims, jwt.UnsafeAllowNoneSignatureType),
		"HS512":        sign(jwt.SigningMethodHS512, claims, key),
		"other key":    sign(jwt.SigningMethodHS256, claims, other),
		"no audience":  sign(jwt.SigningMethodHS256, without("aud"), key),
		"no expiry":    sign(jwt.SigningMethodHS256, without("exp"), key),
		"no key id":    sign(jwt.SigningMethodHS256, without("keyId"), key),
		"no project":   sign(jwt.SigningMethodHS256, without("projectId"), key),
		"key of other": sign(jwt.SigningMethodHS256, jwt.MapClaims{"aud": "apivideo", "exp": now.Add(time.Hour).Unix(), "projectId": f.project.ID + 1, "keyId": 1}, key),
	} {
		t.Run(name, func(t *testing.T) {
			f.as(t, token, "GET", "/videos", "").problem(t, 401, "authentication-invalid-access-token", "")
		})
	}
}
