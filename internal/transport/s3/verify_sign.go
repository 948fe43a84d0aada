package s3

import (
	"crypto/hmac"
	"crypto/sha256"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
)

// recompute signs the request again, as its sender should have.
//
// The signer keeps derived keys and tells them apart by the id of the access key alone, so
// there is a new one for each request: an id whose secret changed would go on with the old.
func (c *claim) recompute(r *http.Request, secret string) (proof, error) {
	signer, again := v4.NewSigner(asReceived), c.signable(r)
	credentials := aws.Credentials{AccessKeyID: c.keyID, SecretAccessKey: secret}
	if c.presigned {
		signed, _, err := signer.PresignHTTP(r.Context(), credentials, again, c.payload, service, c.region, c.time)
		if err != nil {
			return proof{}, fmt.Errorf("presign request: %w", err)
		}
		return proofOf(signed)
	}
	if err := signer.SignHTTP(r.Context(), credentials, again, c.payload, service, c.region, c.time); err != nil {
		return proof{}, fmt.Errorf("sign request: %w", err)
	}
	made, err := parseAuthorization(again.Header.Get("Authorization"))
	if err != nil {
		return proof{}, fmt.Errorf("read own authorization: %w", err)
	}
	return made.proof, nil
}

// proofOf reads the proof out of a presigned URL that was just made.
func proofOf(signed string) (proof, error) {
	_, raw, _ := strings.Cut(signed, "?")
	query, err := url.ParseQuery(raw)
	if err != nil {
		return proof{}, fmt.Errorf("read own presigned URL: %w", err)
	}
	return proof{signedHeaders: query.Get(amzSignedHeaders), signature: query.Get(amzSignature)}, nil
}

// asReceived keeps the signer from improving the request.
func asReceived(o *v4.SignerOptions) {
	o.DisableURIPathEscaping = true
	o.DisableHeaderHoisting = true
	o.DisableSessionToken = true
}

// signable is what of a request is signed: only the headers that are said to be, and no
// scheme, for which the signer would take the default port off the host.
func (c *claim) signable(r *http.Request) *http.Request {
	out := &http.Request{
		Method: r.Method,
		URL:    &url.URL{Path: r.URL.Path, RawPath: r.URL.RawPath, RawQuery: c.query.Encode()},
		Host:   r.Host,
		Header: http.Header{},
	}
	for name := range strings.SplitSeq(c.signedHeaders, ";") {
		key := http.CanonicalHeaderKey(name)
		switch values, present := r.Header[key]; {
		case key == "Content-Length":
			out.ContentLength = r.ContentLength
		case present && key != "Host" && key != "Authorization":
			out.Header[key] = slices.Clone(values) // the signer writes into it
		}
	}
	return out
}

// signingKey derives the key of a day and region from a secret ("Deriving a signing key",
// AWS General Reference).
func signingKey(secret, day, region string) []byte {
	key := []byte("AWS4" + secret)
	for _, part := range []string{day, region, service, terminator} {
		mac := hmac.New(sha256.New, key)
		mac.Write([]byte(part))
		key = mac.Sum(nil)
	}
	return key
}
