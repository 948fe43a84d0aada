package s3

import (
	"encoding/xml"
	"net/http"
	"time"
)

// The one region. Its name is what clients take when they are told none.
const homeRegion = "us-east-1"

// xmlns is the namespace of every answer but errors.
const xmlns = "http://s3.amazonaws.com/doc/2006-03-01/"

// stamp is a time as S3 writes it in XML.
type stamp time.Time

// MarshalText implements encoding.TextMarshaler.
func (t stamp) MarshalText() ([]byte, error) {
	return []byte(time.Time(t).UTC().Format("2006-01-02T15:04:05.000Z")), nil
}

// headBucket tells clients that look first that the bucket is there.
func (s *Server) headBucket(w http.ResponseWriter, _ *request) error {
	w.Header().Set("X-Amz-Bucket-Region", homeRegion)
	w.WriteHeader(http.StatusOK)
	return nil
}

// createBucket refuses with the code that clients that create a bucket to be sure go on after.
func (s *Server) createBucket(http.ResponseWriter, *request) error {
	return refuse(BucketAlreadyOwnedByYou, "the bucket is yours already")
}

// location is the answer of GetBucketLocation. Empty, it means us-east-1.
type location struct {
	XMLName xml.Name `xml:"LocationConstraint"`
	Xmlns   string   `xml:"xmlns,attr"`
}

func (s *Server) bucketLocation(w http.ResponseWriter, _ *request) error {
	return writeXML(w, http.StatusOK, location{Xmlns: xmlns})
}

// bucketList is the answer of ListBuckets.
type bucketList struct {
	XMLName xml.Name `xml:"ListAllMyBucketsResult"`
	Xmlns   string   `xml:"xmlns,attr"`
	Owner   owner
	Buckets []bucketEntry `xml:"Buckets>Bucket"`
}

// owner stands where S3 names an account.
type owner struct {
	ID          string
	DisplayName string
}

type bucketEntry struct {
	Name         string
	CreationDate stamp
}

// listBuckets lists the one bucket that the key is good for. Nobody made it, so its date is
// the start of time.
func (s *Server) listBuckets(w http.ResponseWriter, q *request) error {
	return writeXML(w, http.StatusOK, bucketList{
		Xmlns: xmlns, Owner: owner{q.access.Bucket, q.access.Bucket},
		Buckets: []bucketEntry{{q.access.Bucket, stamp(time.Unix(0, 0))}},
	})
}

// getObject refuses to read: whoever may upload a file need not be one who may see it.
func (s *Server) getObject(http.ResponseWriter, *request) error {
	return refuse(AccessDenied, "this access key is for uploads; it reads nothing")
}
