package s3

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/tributary-video/tributary/internal/media"
)

// place is what a path names.
type place int

const (
	onService place = iota // "/"
	onBucket               // "/bucket" or "/bucket/"
	onObject               // "/bucket/key"
)

// request is one that is verified, and whose key is good for what it names.
type request struct {
	*http.Request

	sig    *signature
	access Access
	place  place
	query  url.Values
}

// locate finds what the path names. It is compared as it came, byte by byte: keys are made
// of characters that need no encoding, so whatever else spells one is another.
func (q *request) locate() error {
	path := strings.TrimPrefix(q.URL.EscapedPath(), "/")
	bucket, key, _ := strings.Cut(path, "/")
	switch {
	case path == "":
		q.place = onService
		return nil
	case bucket != q.access.Bucket:
		return refuse(AccessDenied, "this access key is limited to one bucket")
	case key == "":
		q.place = onBucket
		return nil
	case key != q.access.Object:
		return refuse(AccessDenied, "this access key is limited to one object key")
	}
	q.place = onObject
	return nil
}

// number reads a query parameter that is a number from 0 on; what is missing is fallback,
// and what is larger than most is that.
func (q *request) number(name string, fallback, most int64) (int64, error) {
	text := q.query.Get(name)
	if text == "" {
		return fallback, nil
	}
	n, err := strconv.ParseInt(text, 10, 32)
	if err != nil || n < 0 {
		return 0, refuse(InvalidArgument, name+" is a number from 0 on")
	}
	return min(n, most), nil
}

// onlyNew reports whether the client wants to be refused where an object is already.
// Conditions that are not known are refused: whoever sets one counts on it.
func (q *request) onlyNew() (bool, error) {
	for _, name := range []string{"If-Match", "If-Modified-Since", "If-Unmodified-Since"} {
		if q.Header.Get(name) != "" {
			return false, refuse(NotImplemented, "the only condition for writing is If-None-Match: *")
		}
	}
	switch strings.Trim(q.Header.Get("If-None-Match"), `"`) {
	case "":
		return false, nil
	case "*":
		return true, nil
	}
	return false, refuse(NotImplemented, "the only condition for writing is If-None-Match: *")
}

// header returns the value of an x-amz header. Whoever presigns may put it into the query.
func (q *request) header(name string) string {
	if value := q.Header.Get(name); value != "" {
		return value
	}
	for key, values := range q.query {
		if strings.EqualFold(key, name) {
			return values[0]
		}
	}
	return ""
}

// ended is the refusal of one whose access key was good when the request began.
func ended() error { return refuse(InvalidAccessKeyID, "this access key has ended") }

func noSuchUpload() error {
	return refuse(NoSuchUpload, "the upload does not exist; it may have been aborted or completed")
}

// orEnded is the error of a step that fails because the video or its upload is not open any
// more, in the words for that; others stay.
func orEnded(err error, ended func() error) error {
	switch media.KindOf(err) {
	case media.Conflict, media.NotFound, media.Gone, media.Invalid:
		return ended()
	}
	return err
}
