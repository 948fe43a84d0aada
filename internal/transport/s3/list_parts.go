package s3

import (
	"encoding/xml"
	"net/http"

	"github.com/tributary-video/tributary/internal/upload"
)

// maxPage is the most entries of one page of a list.
const maxPage = 1000

// partList is the answer of ListParts.
type partList struct {
	XMLName              xml.Name `xml:"ListPartsResult"`
	Xmlns                string   `xml:"xmlns,attr"`
	Bucket               string
	Key                  string
	UploadID             string `xml:"UploadId"`
	Initiator            owner
	Owner                owner
	StorageClass         string
	PartNumberMarker     int64
	NextPartNumberMarker int64 `xml:",omitempty"`
	MaxParts             int64
	IsTruncated          bool
	ChecksumAlgorithm    string      `xml:",omitempty"`
	ChecksumType         string      `xml:",omitempty"`
	Parts                []partEntry `xml:"Part"`
}

type partEntry struct {
	PartNumber   int64
	LastModified stamp
	ETag         string
	Size         int64
	checksumFields
}

// listParts lists what is stored of an upload. Clients that go on after a break look here.
func (s *Server) listParts(w http.ResponseWriter, q *request) error {
	u, in, err := s.multipart(q.Context(), q)
	if err != nil {
		return err
	}
	most, err := q.number("max-parts", maxPage, maxPage)
	if err != nil {
		return err
	}
	marker, err := q.number("part-number-marker", 0, upload.MaxParts)
	if err != nil {
		return err
	}
	have, err := s.cfg.Records.Parts(q.Context(), u.ID)
	if err != nil {
		return err
	}
	if u.State != upload.Receiving || have.Whole != "" || have.Scheme == closed {
		return noSuchUpload()
	}
	who := owner{q.access.Bucket, q.access.Bucket}
	answer := partList{
		Xmlns: xmlns, Bucket: q.access.Bucket, Key: q.access.Object, UploadID: u.ID, Initiator: who, Owner: who,
		StorageClass: "STANDARD", PartNumberMarker: marker, MaxParts: most,
		ChecksumAlgorithm: in.Algorithm, ChecksumType: in.ChecksumType,
	}
	if err := answer.fill(have); err != nil {
		return err
	}
	return writeXML(w, http.StatusOK, answer)
}

// fill adds the parts behind the marker, as many as are wanted.
func (l *partList) fill(have upload.Parts) error {
	for _, item := range have.Items {
		if item.Number <= l.PartNumberMarker {
			continue
		}
		if int64(len(l.Parts)) == l.MaxParts {
			l.IsTruncated = l.MaxParts > 0
			return nil
		}
		t, err := tagOf(item)
		if err != nil {
			return err
		}
		entry := partEntry{PartNumber: item.Number, LastModified: stamp(t.Modified), ETag: quoted(t.MD5), Size: item.Length}
		for _, c := range t.Checksums {
			entry.checksumFields = fieldsOf(&c, "")
		}
		l.Parts = append(l.Parts, entry)
		l.NextPartNumberMarker = item.Number
	}
	return nil
}
