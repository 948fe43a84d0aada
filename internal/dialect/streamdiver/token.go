package streamdiver

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/tributary-video/tributary/internal/auth"
	"github.com/tributary-video/tributary/internal/media"
)

// tokenLife is how long an access token is good for (contract section 2).
const tokenLife = 16 * time.Hour

// tokens makes and checks access tokens. None is stored: each says whose it is, and ends with
// the key that it was got for.
type tokens struct {
	key  []byte
	keys *auth.Keys
	now  func() time.Time
}

// claims are an access token's. Clients read exp of it at most.
type claims struct {
	jwt.RegisteredClaims

	ClientID string `json:"azp"` // the project
	KeyID    int64  `json:"kid"` // the key that it was got for
}

func (t tokens) issue(issuer string, g auth.Grant) (string, error) {
	now := t.now()
	client := strconv.FormatInt(g.ProjectID, 10)
	token, err := jwt.NewWithClaims(jwt.SigningMethodHS256, claims{
		RegisteredClaims: jwt.RegisteredClaims{
			Issuer: issuer, Subject: client, IssuedAt: jwt.NewNumericDate(now), ExpiresAt: jwt.NewNumericDate(now.Add(tokenLife)),
		},
		ClientID: client, KeyID: g.KeyID,
	}).SignedString(t.key)
	if err != nil {
		return "", fmt.Errorf("sign access token: %w", err)
	}
	return token, nil
}

// check returns what a token grants. What is wrong with it is media.Unauthorized, whatever it
// is. The issuer is not looked at: a server may have several names.
func (t tokens) check(ctx context.Context, token string) (auth.Grant, error) {
	var c claims
	_, err := jwt.ParseWithClaims(token, &c, func(*jwt.Token) (any, error) { return t.key, nil },
		jwt.WithValidMethods([]string{jwt.SigningMethodHS256.Alg()}), // "none", and keys of another kind
		jwt.WithExpirationRequired(), jwt.WithTimeFunc(t.now))
	if err != nil {
		return auth.Grant{}, invalidToken(err)
	}
	project, err := strconv.ParseInt(c.ClientID, 10, 64)
	if err != nil {
		return auth.Grant{}, invalidToken(err)
	}
	keys, err := t.keys.OfProject(ctx, project)
	if err != nil {
		return auth.Grant{}, fmt.Errorf("keys of project %d: %w", project, err)
	}
	if !slices.ContainsFunc(keys, func(k auth.Key) bool { return k.ID == c.KeyID }) {
		return auth.Grant{}, invalidToken(errors.New("key is revoked"))
	}
	return auth.Grant{ProjectID: project, KeyID: c.KeyID}, nil
}

func invalidToken(cause error) error {
	return &media.Error{Kind: media.Unauthorized, Public: "unauthorized", Cause: cause}
}
