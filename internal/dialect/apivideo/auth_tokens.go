package apivideo

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/tributary-video/tributary/internal/auth"
	"github.com/tributary-video/tributary/internal/media"
)

// refreshLabel is what refresh tokens are sealed under.
const refreshLabel = "apivideo refresh token"

// clockSkew is how far the clocks of two edges may differ: a token of one is good on the other at once.
const clockSkew = time.Minute

// tokens makes and checks access and refresh tokens. None is stored: each says whose it is
// and ends with the key that it was got for.
type tokens struct {
	key    []byte // of access tokens
	master *auth.Master
	keys   *auth.Keys
	now    func() time.Time
}

// claims are an access token's. Clients take it for opaque text.
type claims struct {
	jwt.RegisteredClaims

	ProjectID int64 `json:"projectId"`
	KeyID     int64 `json:"keyId"`
}

// refreshClaims are what a refresh token holds.
type refreshClaims struct {
	ProjectID int64 `json:"p"`
	KeyID     int64 `json:"k"`
	Expires   int64 `json:"e"` // Unix seconds
}

// open begins a session.
func (t tokens) open(g auth.Grant) (session, error) {
	now := t.now()
	access, err := jwt.NewWithClaims(jwt.SigningMethodHS256, claims{
		RegisteredClaims: jwt.RegisteredClaims{
			Audience: jwt.ClaimStrings{Name}, IssuedAt: jwt.NewNumericDate(now), NotBefore: jwt.NewNumericDate(now.Add(-clockSkew)),
			ExpiresAt: jwt.NewNumericDate(now.Add(accessLife)),
		},
		ProjectID: g.ProjectID, KeyID: g.KeyID,
	}).SignedString(t.key)
	if err != nil {
		return session{}, fmt.Errorf("sign access token: %w", err)
	}
	raw, err := json.Marshal(refreshClaims{ProjectID: g.ProjectID, KeyID: g.KeyID, Expires: now.Add(refreshLife).Unix()})
	if err != nil {
		return session{}, fmt.Errorf("refresh token: %w", err)
	}
	sealed, err := t.master.Seal(raw, refreshLabel)
	if err != nil {
		return session{}, fmt.Errorf("seal refresh token: %w", err)
	}
	return session{
		TokenType: "Bearer", ExpiresIn: int(accessLife / time.Second),
		AccessToken: access, RefreshToken: base64.RawURLEncoding.EncodeToString(sealed),
	}, nil
}

// access checks an access token. What is wrong with it is media.Unauthorized, whatever it is.
func (t tokens) access(ctx context.Context, token string) (auth.Grant, error) {
	var c claims
	_, err := jwt.ParseWithClaims(token, &c, func(*jwt.Token) (any, error) { return t.key, nil },
		jwt.WithValidMethods([]string{jwt.SigningMethodHS256.Alg()}), // "none", and keys of another kind
		jwt.WithAudience(Name), jwt.WithExpirationRequired(), jwt.WithTimeFunc(t.now))
	if err != nil {
		return auth.Grant{}, invalidToken(err)
	}
	return t.inForce(ctx, auth.Grant{ProjectID: c.ProjectID, KeyID: c.KeyID})
}

// refresh checks a refresh token. It may be used again: the answer to the first use may have
// been lost, and two uploaders of a page share one.
func (t tokens) refresh(ctx context.Context, token string) (auth.Grant, error) {
	sealed, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil {
		return auth.Grant{}, invalidToken(err)
	}
	raw, err := t.master.Open(sealed, refreshLabel)
	if err != nil {
		return auth.Grant{}, invalidToken(err)
	}
	var c refreshClaims
	if err := json.Unmarshal(raw, &c); err != nil {
		return auth.Grant{}, invalidToken(err)
	}
	if t.now().Unix() >= c.Expires {
		return auth.Grant{}, invalidToken(errors.New("expired"))
	}
	return t.inForce(ctx, auth.Grant{ProjectID: c.ProjectID, KeyID: c.KeyID})
}

// inForce returns g while its key is.
func (t tokens) inForce(ctx context.Context, g auth.Grant) (auth.Grant, error) {
	keys, err := t.keys.OfProject(ctx, g.ProjectID)
	if err != nil {
		return auth.Grant{}, fmt.Errorf("keys of project %d: %w", g.ProjectID, err)
	}
	if !slices.ContainsFunc(keys, func(k auth.Key) bool { return k.ID == g.KeyID }) {
		return auth.Grant{}, invalidToken(errors.New("key is revoked"))
	}
	return g, nil
}

func invalidToken(cause error) error {
	return &media.Error{Kind: media.Unauthorized, Public: "invalid token", Cause: cause}
}
