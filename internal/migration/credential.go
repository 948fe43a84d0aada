package migration

import (
	"context"
	"net/url"
	"strings"

	"github.com/tributary-video/tributary/internal/egress"
	"github.com/tributary-video/tributary/internal/media"
)

// Credential opens another service. It is the operator's: an order names it and never learns it.
type Credential struct {
	// Host is the only one that it is shown to, with the port if there is one: who names the
	// credential names the service, too.
	Host         string `json:"host"`
	Key          string `json:"key"`               // of another Tributary or of Gcore, without the scheme
	AccessKeyID  string `json:"access_key_id"`     // S3
	Secret       string `json:"secret_access_key"` // S3
	SessionToken string `json:"session_token"`     // S3; may be ""
}

// checkListing refuses a listing that can never be read.
func (e *Engine) checkListing(ctx context.Context, projectID int64, l Listing) error {
	switch l.Kind {
	case ListS3:
		if l.Bucket == "" {
			return media.Errorf(media.Invalid, "the listing has no bucket")
		}
	case ListHTTP, ListTributary, ListGcore:
	default:
		return media.Errorf(media.Invalid, "the kind of the listing must be s3, http, tributary or gcore")
	}
	if err := e.cfg.Guard.CheckURL(ctx, l.Endpoint, egress.Import); err != nil {
		return err
	}
	_, err := e.credential(ctx, projectID, l)
	return err
}

// credential finds the one that a listing names, none for "". One that is unknown, another
// project's or another host's is media.Invalid, without a difference.
func (e *Engine) credential(ctx context.Context, projectID int64, l Listing) (Credential, error) {
	if l.Credential == "" {
		return Credential{}, nil
	}
	unknown := media.Errorf(media.Invalid, "there is no such credential for this endpoint")
	u, err := url.Parse(l.Endpoint)
	if err != nil || e.cfg.Credentials == nil {
		return Credential{}, unknown
	}
	c, err := e.cfg.Credentials(ctx, projectID, l.Credential)
	if media.KindOf(err) == media.NotFound || err == nil && !strings.EqualFold(c.Host, u.Host) {
		return Credential{}, unknown
	}
	return c, err
}
