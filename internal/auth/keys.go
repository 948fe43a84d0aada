package auth

import (
	"context"
	"crypto/subtle"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/tributary-video/tributary/internal/media"
)

// secretBytes is the random part of a key: 24 bytes, 48 hex digits.
const secretBytes = 24

// NewKey makes a key of a project.
func NewKey(projectID int64) string {
	return fmt.Sprintf("%d$%s", projectID, media.RandomHex(secretBytes))
}

// ParseKey reads the project id of a key, or says that this is not one.
func ParseKey(key string) (projectID int64, ok bool) {
	id, secret, found := strings.Cut(key, "$")
	if !found || len(id) > 18 || len(secret) != 2*secretBytes {
		return 0, false
	}
	for _, c := range []byte(secret) {
		if (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return 0, false
		}
	}
	n, err := strconv.ParseInt(id, 10, 64)
	return n, err == nil && n > 0 && strconv.FormatInt(n, 10) == id
}

// Key is a stored credential of a project.
type Key struct {
	ID        int64
	ProjectID int64
	Label     string
	Secret    string // the whole key
	CreatedAt time.Time
}

// KeyStore finds the keys that are in force.
type KeyStore interface {
	// ActiveKeys returns the keys of a project, unsealed; none for an unknown project.
	ActiveKeys(ctx context.Context, projectID int64) ([]Key, error)
}

// Grant is what a request may do: anything within one project.
type Grant struct {
	ProjectID int64
	KeyID     int64
}

// Keys checks credentials against what is stored.
type Keys struct{ store KeyStore }

// NewKeys makes a Keys over a store.
func NewKeys(store KeyStore) *Keys { return &Keys{store: store} }

// Verify checks a whole key.
func (k *Keys) Verify(ctx context.Context, key string) (Grant, error) {
	projectID, ok := ParseKey(key)
	if !ok {
		return Grant{}, media.Errorf(media.Unauthorized, "unauthorized")
	}
	keys, err := k.store.ActiveKeys(ctx, projectID)
	if err != nil {
		return Grant{}, fmt.Errorf("verify key: %w", err)
	}
	var grant Grant
	for _, stored := range keys { // all of them, so that time tells nothing
		if subtle.ConstantTimeCompare([]byte(stored.Secret), []byte(key)) == 1 {
			grant = Grant{ProjectID: projectID, KeyID: stored.ID}
		}
	}
	if grant.KeyID == 0 {
		return Grant{}, media.Errorf(media.Unauthorized, "unauthorized")
	}
	return grant, nil
}

// OfProject returns the keys of a project that are in force.
func (k *Keys) OfProject(ctx context.Context, projectID int64) ([]Key, error) {
	return k.store.ActiveKeys(ctx, projectID)
}

// Bearer checks the Authorization header of r. The scheme word may be in any
// case. A key whose "$" a shell has eaten gets a hint, since that is how most
// first attempts fail.
func (k *Keys) Bearer(r *http.Request) (Grant, error) {
	values := r.Header.Values("Authorization")
	if len(values) != 1 {
		return Grant{}, media.Errorf(media.Unauthorized, "unauthorized")
	}
	scheme, key, found := strings.Cut(values[0], " ")
	key = strings.TrimSpace(key)
	if !found || !strings.EqualFold(scheme, "Bearer") || key == "" {
		return Grant{}, media.Errorf(media.Unauthorized, "unauthorized")
	}
	if !strings.Contains(key, "$") {
		return Grant{}, media.Errorf(media.Unauthorized, "unauthorized: quote the key in single quotes")
	}
	return k.Verify(r.Context(), key)
}
