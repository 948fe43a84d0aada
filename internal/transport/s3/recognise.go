package s3

import (
	"net/http"
	"strings"
)

// bucketPrefix begins the name of every bucket. The number of a project follows.
const bucketPrefix = "project-"

// Recognizes reports whether a request is one for this front: it is signed as S3 clients
// sign, in either version, or its path is that of a bucket. It is asked before any router
// cleans the path, because the signature covers the path as it came.
func Recognizes(r *http.Request) bool {
	for _, value := range r.Header["Authorization"] {
		if strings.HasPrefix(value, "AWS4-") || strings.HasPrefix(value, "AWS ") {
			return true
		}
	}
	return signedByQuery(r) || isV2Query(r) || isBucketPath(r.URL.EscapedPath())
}

// signedByQuery reports whether a request looks like a presigned URL.
func signedByQuery(r *http.Request) bool {
	return hasParameter(r, amzAlgorithm) || hasParameter(r, amzSignature)
}

// isV2Query reports whether a URL was presigned with version 2.
func isV2Query(r *http.Request) bool { return hasParameter(r, "AWSAccessKeyId") }

// hasParameter looks for a query parameter by name. It reads no values, since requests of
// every API are asked, and those with a malformed query too.
func hasParameter(r *http.Request, name string) bool {
	for pair := range strings.SplitSeq(r.URL.RawQuery, "&") {
		if key, _, _ := strings.Cut(pair, "="); key == name {
			return true
		}
	}
	return false
}

// isBucketPath reports whether the first segment of a path is "project-" and digits.
func isBucketPath(path string) bool {
	first, _, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	number, found := strings.CutPrefix(first, bucketPrefix)
	return found && number != "" && strings.Trim(number, "0123456789") == ""
}
