package streamdiver

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
)

// region is the one that we name; any other is accepted, too.
const region = "us-east-1"

// presigned is what a URL is signed for.
type presigned struct {
	base, bucket, object string
	keyID, secret        string
	from                 time.Time
	life                 time.Duration // whole seconds count
}

// presign makes a URL that takes one PUT without any header (SigV4, "Authenticating requests:
// using query parameters"). Only the host is signed: curl sends more headers than it tells. The
// same upload always has the same URL, so asking again does not make it live longer.
func presign(ctx context.Context, p presigned) (string, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPut, p.base+"/"+p.bucket+"/"+p.object, nil)
	if err != nil {
		return "", fmt.Errorf("presign %s: %w", p.object, err)
	}
	// The signer signs the host without a port that goes without saying, and so do most clients name it;
	// a client that named the port all the same would be refused.
	if port := r.URL.Port(); port == "80" && r.URL.Scheme == "http" || port == "443" && r.URL.Scheme == "https" {
		r.URL.Host = strings.TrimSuffix(r.URL.Host, ":"+port)
	}
	query := r.URL.Query()
	query.Set("X-Amz-Expires", strconv.FormatInt(int64(p.life/time.Second), 10))
	r.URL.RawQuery = query.Encode()
	credentials := aws.Credentials{AccessKeyID: p.keyID, SecretAccessKey: p.secret}
	signed, _, err := v4.NewSigner().PresignHTTP(ctx, credentials, r, "UNSIGNED-PAYLOAD", "s3", region, p.from)
	if err != nil {
		return "", fmt.Errorf("presign %s: %w", p.object, err)
	}
	return signed, nil
}
