package s3

import (
	"context"
	"crypto/subtle"
	"fmt"
	"net/http"
	"time"

	"github.com/tributary-video/tributary/internal/media"
)

// maxSkew is how far the clock of a client may be off. It is Amazon's number, which the
// clients' correction of their clock is made for.
const maxSkew = 15 * time.Minute

// decoySecret stands in for the secret of a key that does not exist, so that refusing one
// takes the same work as refusing a wrong signature. Nothing it signs is ever accepted.
const decoySecret = "0000000000000000000000000000000000000000" //nolint:gosec // no credential

// verify finds out who signed a request: the access key exists, the signature is that of the
// key over the request as it came, and it is neither too old nor too new. A refusal is an
// *Error; other errors are those of looking up the key.
//
// Whether the key may touch what the path names is not looked at. The body is covered by
// what the signature says of it (signature.payload) and has yet to be read.
func (s *Server) verify(r *http.Request) (*signature, error) {
	c, err := readClaim(r)
	if err != nil {
		return nil, err
	}
	if err := c.judge(r, s.cfg.Now()); err != nil {
		return nil, err
	}
	access, known, err := s.accessKey(r.Context(), c.keyID)
	if err != nil {
		return nil, err
	}
	same, err := c.signedBy(r, access.Secret)
	switch {
	case err != nil:
		return nil, err
	case !known:
		return nil, refuse(InvalidAccessKeyID, "this access key does not exist or has ended")
	case !same:
		return nil, refuse(SignatureDoesNotMatch, "the signature is not that of this request; check the secret key, "+
			"and that no proxy changes the host, the path or the headers")
	}
	return &signature{
		access: access, date: c.time.Format(timeFormat), scope: c.scope(), seed: c.signature,
		key: signingKey(access.Secret, c.day, c.region), presigned: c.presigned, payload: c.payload,
	}, nil
}

// accessKey looks up a key. For one that is not known it returns a decoy.
func (s *Server) accessKey(ctx context.Context, id string) (access Access, known bool, err error) {
	access, err = s.cfg.Keys.AccessKey(ctx, id)
	switch {
	case media.KindOf(err) == media.NotFound:
		return Access{KeyID: id, Secret: decoySecret}, false, nil
	case err != nil:
		return Access{}, false, fmt.Errorf("find access key %s: %w", id, err)
	}
	return access, true, nil
}

// signedBy reports whether the holder of a secret made the claim.
func (c *claim) signedBy(r *http.Request, secret string) (bool, error) {
	again, err := c.recompute(r, secret)
	if err != nil {
		return false, err
	}
	sameHeaders := subtle.ConstantTimeCompare([]byte(again.signedHeaders), []byte(c.signedHeaders))
	sameSignature := subtle.ConstantTimeCompare([]byte(again.signature), []byte(c.signature))
	return sameHeaders&sameSignature == 1, nil
}
