package s3

import (
	"net/http"
	"net/url"
	"strings"
)

// maxAuthorization is how long an Authorization header, or the list of signed headers in a
// presigned URL, may be, in bytes. A client signs a dozen headers and those of its metadata.
const maxAuthorization = 8 << 10

// readHeader reads the claim of a request that an Authorization header signs.
func readHeader(r *http.Request, authorization string) (*claim, error) {
	if len(authorization) > maxAuthorization {
		return nil, refuse(AuthorizationHeaderMalformed, "the Authorization header is too long")
	}
	c, err := parseAuthorization(authorization)
	if err != nil {
		return nil, err
	}
	date := r.Header[amzDate]
	if len(date) != 1 || !c.readTime(date[0]) {
		return nil, refuse(AccessDenied, "X-Amz-Date is required once, as yyyymmddThhmmssZ")
	}
	if !c.sameDay() {
		return nil, refuse(AuthorizationHeaderMalformed, "the day of the credential is not that of X-Amz-Date")
	}
	payload := r.Header[amzContentSHA256]
	if len(payload) != 1 || payload[0] == "" {
		return nil, refuse(InvalidRequest, "X-Amz-Content-Sha256 is required once")
	}
	c.payload = payload[0]
	c.query, err = readParameters(r.URL.RawQuery)
	return c, err
}

// parseAuthorization reads
//
//	AWS4-HMAC-SHA256 Credential=<id>/<scope>, SignedHeaders=<a;b>, Signature=<64 hex>
//
// where blanks behind the commas are optional and each part comes once.
func parseAuthorization(s string) (*claim, error) {
	malformed := refuse(AuthorizationHeaderMalformed, "the Authorization header is not that of AWS4-HMAC-SHA256 for s3")
	rest, found := strings.CutPrefix(s, algorithm+" ")
	if !found {
		return nil, malformed
	}
	parts := map[string]string{}
	for pair := range strings.SplitSeq(rest, ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(pair), "=")
		if _, twice := parts[name]; twice {
			return nil, malformed
		}
		parts[name] = value
	}
	c := &claim{proof: proof{signedHeaders: parts["SignedHeaders"], signature: parts["Signature"]}}
	if len(parts) != 3 || !c.readCredential(parts["Credential"]) || c.signedHeaders == "" || !isSignature(c.signature) {
		return nil, malformed
	}
	return c, nil
}

// readParameters reads a query that has but one meaning. Nobody can have signed another:
// of a parameter that comes twice, the signature does not say which came first.
func readParameters(raw string) (url.Values, error) {
	query, err := url.ParseQuery(raw)
	if err != nil {
		return nil, refuse(SignatureDoesNotMatch, "the query is malformed")
	}
	for _, values := range query {
		if len(values) > 1 {
			return nil, refuse(SignatureDoesNotMatch, "a query parameter comes twice")
		}
	}
	return query, nil
}
