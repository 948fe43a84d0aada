package gcore_test

import (
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/tributary-video/tributary/internal/auth"
)

func TestAuthorization(t *testing.T) {
	f := newFixture(t, nil)
	secret := f.key[strings.IndexByte(f.key, '$'):]
	foreign := f.foreign[:strings.IndexByte(f.foreign, '$')]
	tests := map[string]struct {
		headers []string
		status  int
	}{
		"key":                         {[]string{"APIKey " + f.key}, 200},
		"scheme in capitals":          {[]string{"APIKEY " + f.key}, 200},
		"scheme in small letters":     {[]string{"apikey " + f.key}, 200},
		"more blanks":                 {[]string{"APIKey   " + f.key}, 200},
		"key as bearer":               {[]string{"Bearer " + f.key}, 200},
		"nothing":                     {nil, 401},
		"no scheme":                   {[]string{f.key}, 401},
		"no key":                      {[]string{"APIKey"}, 401},
		"no dollar":                   {[]string{"APIKey " + strings.ReplaceAll(f.key, "$", "")}, 401},
		"empty secret":                {[]string{"APIKey 1$"}, 401},
		"another scheme":              {[]string{"Basic " + f.key}, 401},
		"wrong secret":                {[]string{"APIKey " + f.key[:len(f.key)-8] + "00000000"}, 401},
		"prefix of another project":   {[]string{"APIKey " + foreign + secret}, 401},
		"prefix with a leading zero":  {[]string{"APIKey 0" + f.key}, 401},
		"two lines":                   {[]string{"APIKey " + f.key, "APIKey " + f.key}, 401},
		"a token that is none":        {[]string{"Bearer a.b.c"}, 401},
		"a token signed by nobody":    {[]string{"Bearer " + unsigned(t)}, 401},
		"a token signed by a stanger": {[]string{"Bearer " + signed(t, []byte("guess"))}, 401},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			var headers []string
			for _, h := range tt.headers {
				headers = append(headers, "Authorization: "+h)
			}
			a := f.do(t, "GET", "/streaming/videos", "", headers...)
			if a.status != tt.status {
				t.Fatalf("status %d %s, want %d", a.status, a.body, tt.status)
			}
			if tt.status == 401 {
				a.problem(t, 401, "Unauthorized")
				if got := a.header.Get("WWW-Authenticate"); got != "APIKey" {
					t.Errorf("WWW-Authenticate %q", got)
				}
			}
		})
	}
}

func unsigned(t *testing.T) string {
	t.Helper()
	token, err := jwt.NewWithClaims(jwt.SigningMethodNone, stolenClaims()).SignedString(jwt.UnsafeAllowNoneSignatureType)
	must(t, err)
	return token
}

func signed(t *testing.T, key []byte) string {
	t.Helper()
	token, err := jwt.NewWithClaims(jwt.SigningMethodHS256, stolenClaims()).SignedString(key)
	must(t, err)
	return token
}

func stolenClaims() jwt.MapClaims {
	return jwt.MapClaims{"client_id": 1, "key_id": 1, "aud": "gcore", "exp": time.Now().Add(time.Hour).Unix()}
}

// login logs in with the project's key.
func (f *fixture) login(t *testing.T) (access, refresh string) {
	t.Helper()
	a := f.do(t, "POST", "/iam/auth/jwt/login", `{"username":"ops@example.org","password":"`+f.key+`"}`)
	if a.status != 200 {
		t.Fatalf("login: %d %s", a.status, a.body)
	}
	return at(a.decode(t), "access").(string), at(a.decode(t), "refresh").(string)
}

func TestLogin(t *testing.T) {
	f := newFixture(t, nil)
	wrong := `{"errors":{"errors":["No active account found with the given credentials."]}}`
	for name, tt := range map[string]struct {
		body   string
		status int
		want   string // of a failure
	}{
		"key":            {`{"username":"a","password":"` + f.key + `"}`, 200, ""},
		"one time":       {`{"username":"a","password":"` + f.key + `","one_time_password":"123456"}`, 200, ""},
		"final slash":    {`{"username":"a","password":"` + f.key + `"}`, 200, ""},
		"no password":    {`{"username":"a"}`, 400, `{"errors":{"password":["This field is required"]}}`},
		"empty password": {`{"username":"a","password":""}`, 400, `{"errors":{"password":["This field is required"]}}`},
		"a number":       {`{"username":"a","password":7}`, 400, `{"errors":{"password":["This field is required"]}}`},
		"nothing":        {``, 400, `{"errors":{"password":["This field is required"],"username":["This field is required"]}}`},
		"wrong":          {`{"username":"a","password":"1$` + strings.Repeat("0", 48) + `"}`, 400, wrong},
		"no key":         {`{"username":"a","password":"hunter2"}`, 400, wrong},
		"broken":         {`{"username":`, 400, `{"status":400,"error":"Bad Request: invalid JSON"}`},
	} {
		t.Run(name, func(t *testing.T) {
			path := "/iam/auth/jwt/login"
			if name == "final slash" {
				path += "/"
			}
			a := f.do(t, "POST", path, tt.body)
			if a.status != tt.status || tt.want != "" && a.body != tt.want {
				t.Errorf("%d %s, want %d %s", a.status, a.body, tt.status, tt.want)
			}
		})
	}
}

func TestTokens(t *testing.T) {
	f := newFixture(t, nil)
	access, refresh := f.login(t)
	get := func(token string) int {
		return f.do(t, "GET", "/streaming/videos", "", "Authorization: Bearer "+token).status
	}
	renew := func(token string) answer { return f.do(t, "POST", "/iam/auth/jwt/refresh", `{"refresh":"`+token+`"}`) }
	if got := get(access); got != 200 {
		t.Errorf("access token: %d", got)
	}
	if got := get(refresh); got != 401 {
		t.Errorf("a refresh token as access token: %d", got)
	}
	if got := renew(access).status; got != 401 {
		t.Errorf("an access token as refresh token: %d", got)
	}
	next := renew(refresh)
	if next.status != 200 || get(next.decode(t)["access"].(string)) != 200 {
		t.Fatalf("refresh: %d %s", next.status, next.body)
	}
	for credentials, want := range map[string]any{
		"Bearer " + access: "ops@example.org", "Bearer " + next.decode(t)["access"].(string): "ops@example.org", "APIKey " + f.key: "",
	} {
		if got := f.do(t, "GET", "/iam/clients/me", "", "Authorization: "+credentials).decode(t)["email"]; got != want {
			t.Errorf("%.10s is %v, want %v", credentials, got, want)
		}
	}
	used := renew(refresh)
	used.problem(t, 401, "Unauthorized")
	f.clock.Advance(61 * time.Minute)
	if got := get(access); got != 401 {
		t.Errorf("after 61 minutes: %d", got)
	}
	again := renew(next.decode(t)["refresh"].(string))
	if again.status != 200 {
		t.Errorf("refresh after an hour: %d %s", again.status, again.body)
	}
	f.clock.Advance(25 * time.Hour)
	if got := renew(again.decode(t)["refresh"].(string)).status; got != 401 {
		t.Errorf("refresh after a day: %d", got)
	}
	if got := renew("").status; got != 400 {
		t.Errorf("no token: %d", got)
	}
}

// A key that is revoked takes its tokens with it.
func TestTokensOfRevokedKey(t *testing.T) {
	f := newFixture(t, nil)
	access, refresh := f.login(t)
	keys, err := auth.NewKeys(f).OfProject(t.Context(), f.project.ID)
	must(t, err)
	must(t, f.RevokeKey(t.Context(), f.project.ID, keys[0].ID))
	if got := f.do(t, "GET", "/streaming/videos", "", "Authorization: Bearer "+access).status; got != 401 {
		t.Errorf("access: %d", got)
	}
	if got := f.do(t, "POST", "/iam/auth/jwt/refresh", `{"refresh":"`+refresh+`"}`).status; got != 401 {
		t.Errorf("refresh: %d", got)
	}
}

func TestMe(t *testing.T) {
	f := newFixture(t, nil)
	me := f.api(t, 200, "GET", "/iam/clients/me", "").decode(t)
	if me["id"] != float64(f.project.ID) || me["name"] != "Harbour films" || me["status"] != "active" {
		t.Errorf("me: %v", me)
	}
	if a := f.do(t, "GET", "/iam/clients/me", ""); a.status != 401 {
		t.Errorf("without a key: %d", a.status)
	}
}
