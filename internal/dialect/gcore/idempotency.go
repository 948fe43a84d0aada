package gcore

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"github.com/tributary-video/tributary/internal/dialect"
	"github.com/tributary-video/tributary/internal/media"
)

const (
	kindReceipt = "gcore.receipt"
	receiptLife = 24 * time.Hour
	// maxIdempotencyKey bounds the header field, in bytes; SDKs send 50.
	maxIdempotencyKey = 255
)

// receipt remembers a request by its Idempotency-Key, so that a client whose answer was lost may
// repeat it. It is recorded with the videos: there is no moment at which they
// are there and it is not.
type receipt struct {
	Digest string   `json:"digest"` // of the request
	Videos []string `json:"videos,omitempty"`
	Answer []byte   `json:"answer,omitempty"` // the first one, once it is known

	doc media.Document // ID "" = the client sent no key
}

// receipt finds what is known of the request, or makes a fresh receipt for it.
func (d *Dialect) receipt(c call, raw []byte) (receipt, error) {
	key := c.Header.Get("Idempotency-Key")
	if key == "" {
		return receipt{}, nil
	}
	if len(key) > maxIdempotencyKey {
		return receipt{}, wrongKey(tooLong)
	}
	fresh := receipt{Digest: digest([]byte(c.Pattern+"\n"+c.URL.RawQuery+"\n"), raw)}
	fresh.doc = media.Document{ID: digest(fmt.Appendf(nil, "%d\n%s", c.project, key)), ProjectID: c.project, Kind: kindReceipt}
	known := fresh
	err := d.rereadReceipt(c, &known)
	if media.KindOf(err) == media.NotFound {
		return fresh, nil
	}
	return known, err
}

// rereadReceipt loads a receipt again. One of another request is a fault.
func (d *Dialect) rereadReceipt(c call, r *receipt) error {
	known := receipt{}
	doc, err := d.cfg.Catalog.Document(c.Context(), c.project, kindReceipt, r.doc.ID, &known)
	if err != nil {
		return err
	}
	if known.Digest != r.Digest {
		return wrongKey(isInvalid)
	}
	known.doc = doc
	*r = known
	return nil
}

func wrongKey(text string) error { return faults{"idempotency_key": {text}}.err() }

// document is the receipt as it is recorded with its videos, nil when the client sent no key.
func (r *receipt) document(videos []media.Video) *media.Document {
	if r.doc.ID == "" {
		return nil
	}
	for _, v := range videos {
		r.Videos = append(r.Videos, v.ID)
	}
	body, err := json.Marshal(r)
	if err != nil { // texts always marshal
		return nil
	}
	r.doc.Body, r.doc.CreatedAt, r.doc.UpdatedAt = body, videos[0].CreatedAt, videos[0].CreatedAt
	r.doc.ExpiresAt = new(r.doc.CreatedAt.Add(receiptLife))
	return &r.doc
}

// keepAnswer records the answer that a repeated request gets again.
func (d *Dialect) keepAnswer(c call, r receipt, body any) error {
	if r.doc.ID == "" {
		return nil
	}
	raw, err := dialect.Marshal(body)
	if err != nil {
		return fmt.Errorf("keep answer: %w", err)
	}
	r.Answer = bytes.TrimSpace(raw)
	_, err = d.cfg.Catalog.PutDocument(c.Context(), r.doc, r, receiptLife)
	return err
}

func digest(parts ...[]byte) string {
	h := sha256.New()
	for _, part := range parts {
		_, _ = h.Write(part) // a hash takes everything
	}
	return hex.EncodeToString(h.Sum(nil))
}
