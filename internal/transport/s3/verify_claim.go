package s3

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// The forms of a time and of a day in a signature, in UTC.
const (
	timeFormat = "20060102T150405Z"
	dayFormat  = "20060102"
)

const (
	algorithm  = "AWS4-HMAC-SHA256"
	service    = "s3"
	terminator = "aws4_request"
)

// maxKeyID is how long the id of an access key may be, in bytes. Ours have 20, Amazon's at
// most 128; nothing longer is looked up.
const maxKeyID = 128

// proof is the part of a claim that only the holder of the secret key can make.
type proof struct {
	signedHeaders string // names in lower case, joined by ";"
	signature     string // 64 hex digits in lower case
}

// claim is what a request says about its signature, read but not believed.
type claim struct {
	keyID   string
	day     string // of the scope, yyyymmdd
	region  string
	time    time.Time // X-Amz-Date
	payload string    // X-Amz-Content-Sha256
	proof

	presigned bool
	expires   time.Duration // of a presigned URL, from time on
	query     url.Values    // that is signed, without what the signer adds to a presigned URL
}

func (c *claim) scope() string {
	return c.day + "/" + c.region + "/" + service + "/" + terminator
}

// readClaim reads the Authorization header or the query of a presigned URL. Both at once
// are refused, for whoever reads only one of them would trust the wrong one.
func readClaim(r *http.Request) (*claim, error) {
	authorization := r.Header["Authorization"]
	byQuery := signedByQuery(r)
	switch {
	case isV2Query(r), len(authorization) > 0 && strings.HasPrefix(authorization[0], "AWS "):
		return nil, refuse(InvalidRequest, "signature version 2 is not supported, please use AWS4-HMAC-SHA256 (version 4)")
	case len(authorization) > 0 && byQuery:
		return nil, refuse(InvalidRequest, "a request is signed by its Authorization header or by its query, not by both")
	case byQuery:
		return readQuery(r)
	case len(authorization) == 0:
		return nil, refuse(AccessDenied, "the request is not signed")
	case len(authorization) > 1:
		return nil, refuse(AuthorizationHeaderMalformed, "more than one Authorization header")
	}
	return readHeader(r, authorization[0])
}

// judge refuses a claim that no signature could make good: it covers too little of the
// request, or its time is not now.
func (c *claim) judge(r *http.Request, now time.Time) error {
	names := strings.Split(c.signedHeaders, ";")
	if !inOrder(names) {
		return refuse(SignatureDoesNotMatch, "the signed headers are not in lower case, in order and named once")
	}
	covers := func(name string) bool {
		_, found := slices.BinarySearch(names, name)
		return found
	}
	if !covers("host") {
		return refuse(AccessDenied, "the host header is not signed")
	}
	for name := range r.Header {
		if name = strings.ToLower(name); strings.HasPrefix(name, "x-amz-") && !covers(name) {
			return refuse(AccessDenied, "an x-amz header is not signed")
		}
	}
	if covers("content-length") && r.ContentLength == 0 {
		return refuse(InvalidRequest, "an empty object cannot be uploaded") // nor can the signer sign its length
	}
	return c.timely(now)
}

// inOrder reports whether a list of headers is as the signer makes it. It bounds the work
// on hostile lists, too: no header is read twice.
func inOrder(names []string) bool {
	before := ""
	for _, name := range names {
		if name <= before || name != strings.ToLower(name) {
			return false
		}
		before = name
	}
	return true
}

// timely refuses what was signed too long ago or for later.
func (c *claim) timely(now time.Time) error {
	early := c.time.Sub(now) > maxSkew
	switch {
	case !c.presigned && (early || now.Sub(c.time) > maxSkew):
		return refuse(RequestTimeTooSkewed, "the difference between the request time and the server's time is too large")
	case c.presigned && early:
		return refuse(AccessDenied, "the presigned URL is not valid yet")
	case c.presigned && now.Sub(c.time) > c.expires:
		return refuse(AccessDenied, "the presigned URL has expired")
	}
	return nil
}

// readCredential reads "<key id>/<yyyymmdd>/<region>/s3/aws4_request".
func (c *claim) readCredential(s string) bool {
	parts := strings.Split(s, "/")
	if len(parts) != 5 || parts[0] == "" || len(parts[0]) > maxKeyID || parts[3] != service || parts[4] != terminator {
		return false
	}
	c.keyID, c.day, c.region = parts[0], parts[1], parts[2]
	return isRegion(c.region)
}

// readTime reads X-Amz-Date. Comparing with its own form again refuses the fractions of a
// second that time.Parse takes.
func (c *claim) readTime(s string) bool {
	t, err := time.Parse(timeFormat, s)
	c.time = t
	return err == nil && t.Format(timeFormat) == s
}

// sameDay reports whether the scope is of the day of X-Amz-Date.
func (c *claim) sameDay() bool { return c.time.Format(dayFormat) == c.day }

// isRegion accepts every name that a client may have been given: there is but one place here.
func isRegion(s string) bool {
	return s != "" && len(s) <= 32 && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789-") == ""
}

// isSignature reports whether s is 32 bytes in lower-case hex.
func isSignature(s string) bool {
	return len(s) == 64 && strings.Trim(s, "0123456789abcdef") == ""
}
