package gcore

import (
	"fmt"
	"strconv"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/tributary-video/tributary/internal/auth"
	"github.com/tributary-video/tributary/internal/dialect"
	"github.com/tributary-video/tributary/internal/media"
)

const (
	uploadTokenLife = 4 * time.Hour // the seed's number
	uploadAudience  = "gcore-upload"
	// tokenSkew is how far the clocks of two edges may differ.
	tokenSkew = time.Minute
)

// uploadClaims let whoever has the token start uploads of one video.
type uploadClaims struct {
	jwt.RegisteredClaims

	VideoID  int64 `json:"video_id"`
	ClientID int64 `json:"client_id"`
}

// uploadTokens makes and checks upload tokens. None is stored: they end by time, and mean
// nothing without their video.
type uploadTokens struct {
	master *auth.Master
	now    func() time.Time
}

func (t uploadTokens) key() ([]byte, error) { return t.master.Derive("gcore upload tokens") }

// sign makes a token for a video.
func (t uploadTokens) sign(v media.Video) (string, error) {
	key, err := t.key()
	if err != nil {
		return "", err
	}
	now := t.now()
	token, err := jwt.NewWithClaims(jwt.SigningMethodHS256, uploadClaims{
		RegisteredClaims: jwt.RegisteredClaims{
			Audience: jwt.ClaimStrings{uploadAudience}, IssuedAt: jwt.NewNumericDate(now),
			ExpiresAt: jwt.NewNumericDate(now.Add(uploadTokenLife)),
		},
		VideoID: v.Seq, ClientID: v.ProjectID,
	}).SignedString(key)
	if err != nil {
		return "", fmt.Errorf("sign upload token: %w", err)
	}
	return token, nil
}

// read checks signature and time. What is wrong with a token is a tusFault.
func (t uploadTokens) read(token string) (uploadClaims, error) {
	var c uploadClaims
	key, err := t.key()
	if err != nil {
		return c, err
	}
	_, err = jwt.ParseWithClaims(token, &c, func(*jwt.Token) (any, error) { return key, nil },
		jwt.WithValidMethods([]string{jwt.SigningMethodHS256.Alg()}), // "none", and keys of another kind
		jwt.WithAudience(uploadAudience), jwt.WithExpirationRequired(), jwt.WithLeeway(tokenSkew), jwt.WithTimeFunc(t.now))
	if err != nil {
		return c, tokenInvalid(token)
	}
	return c, nil
}

// match compares a token's claims with what the metadata says beside it.
func (c uploadClaims) match(m uploadMetadata) error {
	for _, claim := range []struct {
		noun  string
		id    int64
		given string
	}{{"video", c.VideoID, m.video}, {"client", c.ClientID, m.client}} {
		if own := strconv.FormatInt(claim.id, 10); own != claim.given {
			return refusedToken("Error: token %s (%s) does not match this %s (%s)", claim.noun, own, claim.noun, echo(claim.given))
		}
	}
	return nil
}

// maxEcho is how much of what a client sent an error repeats, in characters.
const maxEcho = 32

// echo is what a client sent as an error may repeat it. What is absent is null.
func echo(sent string) string {
	if sent = dialect.CutText(dialect.CleanText(sent), maxEcho); sent == "" {
		return "null"
	}
	return sent
}

// tokenShown is how much of a token an error shows, in characters.
const tokenShown = 10

func tokenInvalid(token string) error {
	shown := dialect.CutText(dialect.CleanText(token), tokenShown)
	switch {
	case token == "" || token == "null":
		shown = "null"
	case len(token) > len(shown):
		shown += "..."
	}
	return refusedToken("Error: token invalid (%s)", shown)
}
