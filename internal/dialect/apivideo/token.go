package apivideo

import (
	"cmp"
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"slices"
	"time"

	"github.com/tributary-video/tributary/internal/media"
)

const (
	tokenKind   = "apivideo.token"
	tokenPrefix = "to" // 22 digits of base 62 follow
)

// uploadToken lets whoever has it bring videos into a project (contract section 3.2). It is
// kept for longer than it is good for: an upload that it began may finish.
type uploadToken struct {
	TTL int64 `json:"ttl"` // seconds; 0 = for ever

	doc media.Document
}

// expires is when a token ends, false for one that does not.
func (u uploadToken) expires() (time.Time, bool) {
	return u.doc.CreatedAt.Add(time.Duration(u.TTL) * time.Second), u.TTL > 0
}

func (u uploadToken) active(now time.Time) bool {
	end, ends := u.expires()
	return !ends || now.Before(end)
}

// tokenBody is an upload token on the wire.
type tokenBody struct {
	Token     string `json:"token"`
	TTL       int64  `json:"ttl"`
	CreatedAt string `json:"createdAt"`
	ExpiresAt string `json:"expiresAt,omitempty"`
}

func (u uploadToken) show() tokenBody {
	b := tokenBody{Token: u.doc.ID, TTL: u.TTL, CreatedAt: formatTime(u.doc.CreatedAt)}
	if end, ends := u.expires(); ends {
		b.ExpiresAt = formatTime(end)
	}
	return b
}

func (d *Dialect) createToken(c call) (reply, error) {
	var asked struct {
		TTL *float64 `json:"ttl"`
	}
	if err := c.decode(&asked); err != nil {
		return reply{}, err
	}
	u := uploadToken{}
	if asked.TTL != nil {
		if *asked.TTL < 0 || *asked.TTL > math.MaxInt32 || *asked.TTL != math.Trunc(*asked.TTL) {
			return reply{}, invalid("ttl", "Must be a whole number of seconds from 0 to 2147483647.")
		}
		u.TTL = int64(*asked.TTL)
	}
	life := time.Duration(0)
	if u.TTL > 0 {
		life = time.Duration(u.TTL)*time.Second + d.cfg.Settings.UploadTTL
	}
	doc := media.Document{
		ID: tokenPrefix + media.RandomID(), ProjectID: c.project, Kind: tokenKind, CreatedAt: d.cfg.Now().UTC().Truncate(time.Microsecond),
	}
	var err error
	if u.doc, err = d.cfg.Catalog.PutDocument(c.Context(), doc, u, life); err != nil {
		return reply{}, err
	}
	return reply{http.StatusOK, u.show()}, nil
}

// listTokens lists the tokens that are good.
func (d *Dialect) listTokens(c call) (reply, error) {
	p, err := c.page()
	if err != nil {
		return reply{}, err
	}
	o, err := c.order("createdAt", "ttl")
	if err != nil {
		return reply{}, err
	}
	docs, err := d.cfg.Catalog.Documents(c.Context(), c.project, tokenKind)
	if err != nil {
		return reply{}, err
	}
	var tokens []uploadToken
	for _, doc := range docs {
		u := uploadToken{doc: doc}
		if err := json.Unmarshal(doc.Body, &u); err != nil {
			return reply{}, fmt.Errorf("read token %s: %w", doc.ID, err)
		}
		if u.active(d.cfg.Now()) {
			tokens = append(tokens, u)
		}
	}
	sortTokens(tokens, o)
	shown := make([]tokenBody, len(tokens))
	for i, u := range tokens {
		shown[i] = u.show()
	}
	return reply{http.StatusOK, listOf(c, p, shown)}, nil
}

// sortTokens orders what comes newest first.
func sortTokens(tokens []uploadToken, o order) {
	if o.by == "" {
		return
	}
	slices.SortFunc(tokens, func(a, b uploadToken) int {
		by := a.doc.CreatedAt.Compare(b.doc.CreatedAt)
		if o.by == "ttl" {
			by = cmp.Compare(a.TTL, b.TTL)
		}
		if o.descending {
			by = -by
		}
		return cmp.Or(by, cmp.Compare(a.doc.ID, b.doc.ID))
	})
}

func (d *Dialect) getToken(c call) (reply, error) {
	u := uploadToken{}
	var err error
	u.doc, err = d.cfg.Catalog.Document(c.Context(), c.project, tokenKind, c.PathValue("token"), &u)
	if media.KindOf(err) == media.NotFound || err == nil && !u.active(d.cfg.Now()) {
		err = notFound("token")
	}
	return reply{http.StatusOK, u.show()}, err
}

func (d *Dialect) deleteToken(c call) (reply, error) {
	err := d.cfg.Catalog.DeleteDocument(c.Context(), c.project, tokenKind, c.PathValue("token"))
	if media.KindOf(err) == media.NotFound {
		err = notFound("token")
	}
	return reply{status: http.StatusNoContent}, err
}

// findToken is the token that an upload shows as its right. One that has expired is
// returned with false: what it began may still be finished.
func (d *Dialect) findToken(r *http.Request) (u uploadToken, active bool, err error) {
	text := r.URL.Query().Get("token")
	if text == "" {
		return u, false, fault{status: http.StatusUnauthorized, slug: missingUploadToken}
	}
	u.doc, err = d.cfg.Catalog.FindDocument(r.Context(), tokenKind, text, &u)
	if media.KindOf(err) == media.NotFound {
		err = badToken()
	}
	return u, err == nil && u.active(d.cfg.Now()), err
}

func badToken() error { return fault{status: http.StatusUnauthorized, slug: invalidUploadToken} }
