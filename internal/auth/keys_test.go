package auth_test

import (
	"context"
	"errors"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/tributary-video/tributary/internal/auth"
	"github.com/tributary-video/tributary/internal/media"
)

const secret = "0123456789abcdef0123456789abcdef0123456789abcdef"

func TestParseKey(t *testing.T) {
	for key, want := range map[string]int64{
		"1$" + secret:                   1,
		"999999999999999999$" + secret:  999999999999999999,
		"":                              0,
		"1":                             0,
		"$" + secret:                    0,
		"0$" + secret:                   0,
		"-1$" + secret:                  0,
		"+1$" + secret:                  0,
		"01$" + secret:                  0,
		" 1$" + secret:                  0,
		"1$" + secret[1:]:               0,
		"1$" + secret + "0":             0,
		"1$" + strings.ToUpper(secret):  0,
		"1$$" + secret[1:]:              0,
		"1$" + secret[:47] + "\x00":     0,
		"9999999999999999999$" + secret: 0, // over int64
		"1" + secret:                    0,
	} {
		if id, ok := auth.ParseKey(key); id*b(ok) != want || ok != (want != 0) {
			t.Errorf("%q is of project %d, %v; want %d", key, id, ok, want)
		}
	}
	for id := int64(1); id < 100; id++ {
		if got, ok := auth.ParseKey(auth.NewKey(id)); got != id || !ok {
			t.Errorf("a new key of %d is of %d, %v", id, got, ok)
		}
	}
	if first, second := auth.NewKey(1), auth.NewKey(1); first == second {
		t.Error("two new keys are the same")
	}
}

func b(ok bool) int64 {
	if ok {
		return 1
	}
	return 0
}

type store struct {
	keys map[int64][]auth.Key
	err  error
}

func (s store) ActiveKeys(_ context.Context, project int64) ([]auth.Key, error) {
	return s.keys[project], s.err
}

func TestBearer(t *testing.T) {
	first, second, foreign := auth.NewKey(1), auth.NewKey(1), auth.NewKey(2)
	keys := auth.NewKeys(store{keys: map[int64][]auth.Key{
		1: {{ID: 7, ProjectID: 1, Secret: first}, {ID: 8, ProjectID: 1, Secret: second}},
		2: {{ID: 9, ProjectID: 2, Secret: foreign}},
	}})
	for name, tt := range map[string]struct {
		headers []string
		want    auth.Grant
	}{
		"first":             {[]string{"Bearer " + first}, auth.Grant{ProjectID: 1, KeyID: 7}},
		"second":            {[]string{"bearer " + second}, auth.Grant{ProjectID: 1, KeyID: 8}},
		"other project":     {[]string{"BEARER  " + foreign + " "}, auth.Grant{ProjectID: 2, KeyID: 9}},
		"none":              {nil, auth.Grant{}},
		"two":               {[]string{"Bearer " + first, "Bearer " + first}, auth.Grant{}},
		"no scheme":         {[]string{first}, auth.Grant{}},
		"other scheme":      {[]string{"Basic " + first}, auth.Grant{}},
		"empty":             {[]string{"Bearer "}, auth.Grant{}},
		"unknown":           {[]string{"Bearer " + auth.NewKey(1)}, auth.Grant{}},
		"unknown project":   {[]string{"Bearer " + auth.NewKey(3)}, auth.Grant{}},
		"of another":        {[]string{"Bearer 2" + first[1:]}, auth.Grant{}},
		"dollar eaten":      {[]string{"Bearer 1"}, auth.Grant{}},
		"one digit changed": {[]string{"Bearer " + first[:len(first)-1] + "g"}, auth.Grant{}},
	} {
		t.Run(name, func(t *testing.T) {
			r := httptest.NewRequest("GET", "/", nil)
			r.Header["Authorization"] = tt.headers
			got, err := keys.Bearer(r)
			if got != tt.want || (err == nil) != (tt.want.KeyID != 0) {
				t.Errorf("%+v, %v", got, err)
			}
			if err != nil && media.KindOf(err) != media.Unauthorized {
				t.Errorf("error %v", err)
			}
			if hint := strings.Contains(media.PublicText(err), "quote"); hint != (name == "dollar eaten") {
				t.Errorf("the client reads %q", media.PublicText(err))
			}
		})
	}
}

// A database that does not answer is not a wrong key.
func TestVerifyInTrouble(t *testing.T) {
	trouble := errors.New("no route to database")
	_, err := auth.NewKeys(store{err: trouble}).Verify(t.Context(), auth.NewKey(1))
	if !errors.Is(err, trouble) || media.KindOf(err) != media.Internal {
		t.Errorf("error %v", err)
	}
}
