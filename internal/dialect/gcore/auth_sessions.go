package gcore

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/tributary-video/tributary/internal/auth"
	"github.com/tributary-video/tributary/internal/catalog"
	"github.com/tributary-video/tributary/internal/media"
)

const (
	accessLife  = time.Hour
	refreshLife = 24 * time.Hour

	accessAudience  = "gcore"
	refreshAudience = "gcore-refresh"

	// kindSession is the document that a refresh token is good for as long as it is there.
	kindSession = "gcore.session"
)

// tokensBody are tokens on the wire.
type tokensBody struct {
	Refresh string `json:"refresh"`
	Access  string `json:"access"`
}

// sessions makes and checks access and refresh tokens. Both end with the key they were got for.
type sessions struct {
	key       []byte
	keys      *auth.Keys
	documents *catalog.Catalog
	now       func() time.Time
}

// claims are a token's.
type claims struct {
	jwt.RegisteredClaims

	ProjectID int64 `json:"client_id"`
	KeyID     int64 `json:"key_id"`

	User string `json:"email,omitempty"` // as the vendor's apps call it
}

// open begins a session.
func (s sessions) open(ctx context.Context, who login) (tokensBody, error) {
	id := media.RandomID()
	refresh, err := s.sign(who, refreshAudience, id, refreshLife)
	if err != nil {
		return tokensBody{}, err
	}
	access, err := s.sign(who, accessAudience, "", accessLife)
	if err != nil {
		return tokensBody{}, err
	}
	doc := media.Document{ID: id, ProjectID: who.ProjectID, Kind: kindSession}
	if _, err := s.documents.PutDocument(ctx, doc, struct{}{}, refreshLife); err != nil {
		return tokensBody{}, fmt.Errorf("open session: %w", err)
	}
	return tokensBody{Refresh: refresh, Access: access}, nil
}

func (s sessions) sign(who login, audience, id string, life time.Duration) (string, error) {
	now := s.now()
	token, err := jwt.NewWithClaims(jwt.SigningMethodHS256, claims{
		RegisteredClaims: jwt.RegisteredClaims{
			ID: id, Audience: jwt.ClaimStrings{audience}, IssuedAt: jwt.NewNumericDate(now), ExpiresAt: jwt.NewNumericDate(now.Add(life)),
		},
		ProjectID: who.ProjectID, KeyID: who.KeyID, User: who.user,
	}).SignedString(s.key)
	if err != nil {
		return "", fmt.Errorf("sign %s token: %w", audience, err)
	}
	return token, nil
}

// access checks an access token. What is wrong with it is media.Unauthorized, whatever it is.
func (s sessions) access(ctx context.Context, token string) (login, error) {
	c, err := s.read(token, accessAudience)
	if err != nil {
		return login{}, err
	}
	return s.inForce(ctx, c)
}

// use checks a refresh token and ends it: removing its document succeeds once, on whichever node.
func (s sessions) use(ctx context.Context, token string) (login, error) {
	c, err := s.read(token, refreshAudience)
	if err != nil {
		return login{}, err
	}
	err = s.documents.DeleteDocument(ctx, c.ProjectID, kindSession, c.ID)
	if media.KindOf(err) == media.NotFound {
		err = invalidToken(errors.New("used"))
	}
	if err != nil {
		return login{}, fmt.Errorf("use refresh token: %w", err)
	}
	return s.inForce(ctx, c)
}

func (s sessions) read(token, audience string) (claims, error) {
	var c claims
	_, err := jwt.ParseWithClaims(token, &c, func(*jwt.Token) (any, error) { return s.key, nil },
		jwt.WithValidMethods([]string{jwt.SigningMethodHS256.Alg()}), // "none", and keys of another kind
		jwt.WithAudience(audience), jwt.WithExpirationRequired(), jwt.WithTimeFunc(s.now))
	if err != nil {
		return c, invalidToken(err)
	}
	return c, nil
}

// inForce returns what a token grants while its key is.
func (s sessions) inForce(ctx context.Context, c claims) (login, error) {
	keys, err := s.keys.OfProject(ctx, c.ProjectID)
	if err != nil {
		return login{}, fmt.Errorf("keys of project %d: %w", c.ProjectID, err)
	}
	if !slices.ContainsFunc(keys, func(k auth.Key) bool { return k.ID == c.KeyID }) {
		return login{}, invalidToken(errors.New("key is revoked"))
	}
	return login{auth.Grant{ProjectID: c.ProjectID, KeyID: c.KeyID}, c.User}, nil
}

func invalidToken(cause error) error {
	return &media.Error{Kind: media.Unauthorized, Public: "unauthorized", Cause: cause}
}
