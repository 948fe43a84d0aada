package s3

import (
	"encoding/xml"
	"net/http"
)

// objectList is the answer of ListObjects and of its second version.
type objectList struct {
	XMLName           xml.Name `xml:"ListBucketResult"`
	Xmlns             string   `xml:"xmlns,attr"`
	Name              string
	Marker            *string // of the first version
	KeyCount          *int    // of the second, and the two below
	ContinuationToken string  `xml:",omitempty"`
	StartAfter        string  `xml:",omitempty"`
	filter
	MaxKeys     int64
	IsTruncated bool // never: there is at most one
	Contents    []objectEntry
}

type objectEntry struct {
	Key               string
	LastModified      stamp
	ETag              string
	ChecksumAlgorithm string `xml:",omitempty"`
	ChecksumType      string `xml:",omitempty"`
	Size              int64
	StorageClass      string
	Owner             *owner
}

// listObjects lists the one object that the key is good for, once it is stored.
func (s *Server) listObjects(w http.ResponseWriter, q *request) error {
	most, err := q.number("max-keys", maxPage, maxPage)
	if err != nil {
		return err
	}
	f := readFilter(q)
	answer := objectList{Xmlns: xmlns, Name: q.access.Bucket, MaxKeys: most}
	after := answer.version(q, f)
	o, ok, err := s.current(q.Context(), q)
	if err != nil {
		return err
	}
	count := 0
	if ok && most > 0 && after < q.access.Object && f.has(q.access.Object) {
		count = 1
		answer.filter = f.answered(q.access.Object)
		if answer.CommonPrefixes == nil {
			answer.Contents = []objectEntry{entryOf(q, o)}
		}
	} else {
		answer.filter = f.answered("")
	}
	if answer.KeyCount != nil {
		*answer.KeyCount = count
	}
	return writeXML(w, http.StatusOK, answer)
}

// version fills in what differs between the two versions, and returns the key to begin behind.
func (l *objectList) version(q *request, f filter) (after string) {
	if q.query.Get("list-type") != "2" {
		marker := f.encode(q.query.Get("marker"))
		l.Marker = &marker
		return q.query.Get("marker")
	}
	l.KeyCount = new(int)
	l.ContinuationToken, l.StartAfter = q.query.Get("continuation-token"), f.encode(q.query.Get("start-after"))
	return max(q.query.Get("start-after"), l.ContinuationToken)
}

func entryOf(q *request, o Object) objectEntry {
	e := objectEntry{
		Key: q.access.Object, LastModified: stamp(o.Modified), ETag: quoted(o.ETag), Size: o.Size, StorageClass: "STANDARD",
	}
	if o.Checksum != nil {
		e.ChecksumAlgorithm, e.ChecksumType = o.Checksum.Algorithm, o.ChecksumType
	}
	if q.query.Get("list-type") != "2" || q.query.Get("fetch-owner") == "true" {
		e.Owner = &owner{q.access.Bucket, q.access.Bucket}
	}
	return e
}
