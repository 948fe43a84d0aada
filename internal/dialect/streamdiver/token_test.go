package streamdiver_test

import (
	"encoding/base64"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/google/go-cmp/cmp"

	"github.com/tributary-video/tributary/internal/auth"
	"github.com/tributary-video/tributary/internal/dialect/streamdiver"
)

const tokenPath = "/realms/acme/protocol/openid-connect/token"

// ask sends a token request; form is as in a URL.
func (f *fixture) ask(t *testing.T, form string, headers ...string) answer {
	t.Helper()
	return f.do(t, "POST", tokenPath, form, append([]string{"Content-Type: application/x-www-form-urlencoded"}, headers...)...)
}

// token gets an access token for a key.
func (f *fixture) token(t *testing.T, key string) string {
	t.Helper()
	id, _, _ := strings.Cut(key, "$")
	a := f.ask(t, url.Values{"grant_type": {"client_credentials"}, "client_id": {id}, "client_secret": {key}}.Encode())
	if a.status != 200 {
		t.Fatalf("token: %d %s", a.status, a.body)
	}
	return text(t, a.decode(t), "access_token")
}

func basic(user, password string) string {
	return "Authorization: Basic " + base64.StdEncoding.EncodeToString([]byte(user+":"+password))
}

func TestToken(t *testing.T) {
	f := newFixture(t, nil)
	a := f.ask(t, "grant_type=client_credentials&client_id=1&scope=openid&client_secret="+url.QueryEscape(f.key))
	body := a.decode(t)
	token := text(t, body, "access_token")
	delete(body, "access_token")
	want := map[string]any{
		"expires_in": 57600.0, "refresh_expires_in": 0.0, "token_type": "Bearer", "not-before-policy": 0.0, "scope": "",
	}
	if diff := cmp.Diff(want, body); diff != "" || a.header.Get("Cache-Control") != "no-store" {
		t.Errorf("%v (-want +got):\n%s", a.header, diff)
	}
	claims := jwt.MapClaims{}
	_, _, err := jwt.NewParser().ParseUnverified(token, claims)
	must(t, err)
	if claims["iss"] != f.url+"/realms/acme" || claims["azp"] != "1" || claims["sub"] != "1" || claims["kid"] == nil ||
		claims["exp"].(float64)-claims["iat"].(float64) != 57600 {
		t.Errorf("claims %v", claims)
	}
	if a := f.as(t, token, "GET", "/v2/uploads", ""); a.status != 200 {
		t.Errorf("with the token: %d %s", a.status, a.body)
	}
}

func TestTokenRequests(t *testing.T) {
	f := newFixture(t, nil)
	secret := strings.TrimPrefix(f.key, "1$")
	escaped := url.QueryEscape(f.key)
	const (
		wrong       = `401 {"error":"invalid_client","error_description":"client id or secret is wrong"}`
		grant       = "grant_type=client_credentials&"
		unsupported = `400 {"error":"unsupported_grant_type","error_description":"only client_credentials is supported"}`
	)
	missing := func(field string) string {
		return `400 {"error":"invalid_request","error_description":"` + field + `"}`
	}
	for _, tc := range []struct {
		name, form string
		headers    []string
		want       string // "" = a token
	}{
		{"whole key", grant + "client_id=1&client_secret=" + escaped, nil, ""},
		{"dollar as it is", grant + "client_id=1&client_secret=" + f.key, nil, ""},
		{"secret part", grant + "client_id=1&client_secret=" + secret, nil, ""},
		{"basic", grant, []string{basic("1", secret)}, ""},
		{"basic, percent-encoded", grant, []string{basic("%31", escaped)}, ""},
		{"basic, dollar", grant, []string{basic("1", f.key)}, ""},
		{"basic and the id again", grant + "client_id=1", []string{basic("1", secret)}, ""},
		{"shell ate the secret", grant + "client_id=1&client_secret=1", nil, wrong},
		{"shell ate the dollar", grant + "client_id=1&client_secret=1" + secret, nil, wrong},
		{"another project", grant + "client_id=2&client_secret=" + escaped, nil, wrong},
		{"foreign key", grant + "client_id=1&client_secret=" + url.QueryEscape(f.foreign), nil, wrong},
		{"odd spelling of the id", grant + "client_id=%2b1&client_secret=" + escaped, nil, wrong},
		{"id that is a text", grant + "client_id=acme&client_secret=" + escaped, nil, wrong},
		{"empty secret", grant + "client_id=1&client_secret=", nil, missing("client_secret is missing")},
		{"no id", grant + "client_secret=" + escaped, nil, missing("client_id is missing")},
		{"no grant", "client_id=1&client_secret=" + escaped, nil, missing("grant_type is missing")},
		{"nothing", "", nil, missing("grant_type is missing")},
		{"upper case grant", "grant_type=CLIENT_CREDENTIALS&client_id=1&client_secret=" + escaped, nil, unsupported},
		{"other grant", "grant_type=password&client_id=1&client_secret=" + escaped, nil, unsupported},
		{"repeated id", grant + "client_id=1&client_id=1&client_secret=" + escaped, nil, missing("client_id is repeated")},
		{"twice", grant + "client_secret=" + secret, []string{basic("1", secret)}, missing("the credentials are there twice")},
		{"bearer", grant, []string{"Authorization: Bearer " + f.key}, missing("the Authorization header cannot be read")},
		{"broken percent", grant, []string{basic("1", "%zz")}, missing("the Authorization header cannot be read")},
		{"broken form", "grant_type=%zz", nil, missing("the body is not a form")},
	} {
		t.Run(tc.name, func(t *testing.T) {
			a := f.ask(t, tc.form, tc.headers...)
			if tc.want == "" {
				if a.status != 200 {
					t.Errorf("%d %s", a.status, a.body)
				}
				return
			}
			status, body, _ := strings.Cut(tc.want, " ")
			n, err := strconv.Atoi(status)
			must(t, err)
			a.wantBody(t, n, body)
		})
	}
	t.Run("json", func(t *testing.T) {
		a := f.do(t, "POST", tokenPath, `{"grant_type":"client_credentials"}`, "Content-Type: application/json")
		a.wantBody(t, 400, `{"error":"invalid_request","error_description":"the body must be application/x-www-form-urlencoded"}`)
	})
	t.Run("trailing slash", func(t *testing.T) {
		a := f.do(t, "POST", tokenPath+"/", grant+"client_id=1&client_secret="+escaped, "Content-Type: application/x-www-form-urlencoded")
		if a.status != 200 {
			t.Errorf("%d %s", a.status, a.body)
		}
	})
	t.Run("wrong verb", func(t *testing.T) {
		a := f.do(t, "GET", tokenPath, "")
		a.wantBody(t, 405, `{"status":"fail","message":"method not allowed","data":null}`)
		if allow := a.header.Get("Allow"); allow != "POST" {
			t.Errorf("Allow %q", allow)
		}
	})
}

func TestDiscovery(t *testing.T) {
	f := newFixture(t, nil)
	body := f.do(t, "GET", "/realms/other/.well-known/openid-configuration", "").decode(t)
	issuer := f.url + "/realms/other"
	if body["issuer"] != issuer || body["token_endpoint"] != issuer+"/protocol/openid-connect/token" ||
		!cmp.Equal(body["grant_types_supported"], []any{"client_credentials"}) {
		t.Errorf("discovery %v", body)
	}
}

func TestUnauthorized(t *testing.T) {
	f := newFixture(t, nil)
	good := f.token(t, f.key)
	key, err := f.cfg.Master.Derive("streamdiver access tokens")
	must(t, err)
	claims := func(change func(jwt.MapClaims)) jwt.MapClaims {
		c := jwt.MapClaims{}
		_, _, err := jwt.NewParser().ParseUnverified(good, c)
		must(t, err)
		change(c)
		return c
	}
	same := claims(func(jwt.MapClaims) {})
	sign := func(method jwt.SigningMethod, c jwt.MapClaims, key any) string {
		token, err := jwt.NewWithClaims(method, c).SignedString(key)
		must(t, err)
		return "Bearer " + token
	}
	if a := f.do(t, "GET", "/v2/uploads", "", "Authorization: "+sign(jwt.SigningMethodHS256, same, key)); a.status != 200 {
		t.Fatalf("the same claims signed here: %d", a.status)
	}
	for name, authorization := range map[string]string{
		"none":              "",
		"no scheme":         good,
		"empty":             "Bearer ",
		"basic":             "Basic " + base64.StdEncoding.EncodeToString([]byte(f.key+":")),
		"not a token":       "Bearer x.y.z",
		"key of nobody":     "Bearer " + auth.NewKey(1),
		"key without its $": "Bearer " + strings.TrimPrefix(f.key, "1$"),
		"alg none":          sign(jwt.SigningMethodNone, same, jwt.UnsafeAllowNoneSignatureType),
		"other alg":         sign(jwt.SigningMethodHS512, same, key),
		"other key":         sign(jwt.SigningMethodHS256, same, []byte("0123456789abcdef0123456789abcdef")),
		"tampered":          "Bearer " + good[:len(good)-2],
		"expired":           sign(jwt.SigningMethodHS256, claims(func(c jwt.MapClaims) { c["exp"] = time.Now().Unix() - 1 }), key),
		"no expiry":         sign(jwt.SigningMethodHS256, claims(func(c jwt.MapClaims) { delete(c, "exp") }), key),
		"project of a text": sign(jwt.SigningMethodHS256, claims(func(c jwt.MapClaims) { c["azp"] = "acme" }), key),
		"other project":     sign(jwt.SigningMethodHS256, claims(func(c jwt.MapClaims) { c["azp"] = "2" }), key),
	} {
		headers := []string{}
		if authorization != "" {
			headers = append(headers, "Authorization: "+authorization)
		}
		a := f.do(t, "GET", "/v2/uploads", "", headers...)
		a.wantBody(t, 401, `{"status":"fail","message":"unauthorized","data":null}`)
		if got := a.header.Get("WWW-Authenticate"); got != "Bearer" {
			t.Errorf("%s: WWW-Authenticate %q", name, got)
		}
	}
}

func TestTokenEnds(t *testing.T) {
	f := newFixture(t, nil)
	token := f.token(t, f.key)
	f.clock.Advance(16*time.Hour - time.Minute)
	if a := f.as(t, token, "GET", "/v2/uploads", ""); a.status != 200 {
		t.Errorf("before its end: %d", a.status)
	}
	f.clock.Advance(2 * time.Minute)
	if a := f.as(t, token, "GET", "/v2/uploads", ""); a.status != 401 {
		t.Errorf("after its end: %d", a.status)
	}
	token = f.token(t, f.key)
	keys, err := f.ActiveKeys(t.Context(), f.project.ID)
	must(t, err)
	must(t, f.RevokeKey(t.Context(), f.project.ID, keys[0].ID))
	if a := f.as(t, token, "GET", "/v2/uploads", ""); a.status != 401 {
		t.Errorf("with its key revoked: %d", a.status)
	}
}

func TestTooManyRequests(t *testing.T) {
	f := newFixture(t, func(c *streamdiver.Config) {
		start := time.Now()
		c.Now = func() time.Time { return start }
		c.Settings = streamdiver.Settings{RequestsPerSecond: 1, RequestBurst: 2}
	})
	f.api(t, 200, "GET", "/v2/uploads", "")
	f.api(t, 200, "GET", "/v2/uploads", "")
	a := f.as(t, f.key, "GET", "/v2/uploads", "")
	a.wantBody(t, 429, `{"status":"fail","message":"too many requests","data":null}`)
	if got := a.header.Get("Retry-After"); got != "1" {
		t.Errorf("Retry-After %q", got)
	}
}
