package s3

import (
	"encoding/xml"
	"net/http"
	"slices"
	"strings"

	"github.com/tributary-video/tributary/internal/upload"
)

// uploadList is the answer of ListMultipartUploads.
type uploadList struct {
	XMLName            xml.Name `xml:"ListMultipartUploadsResult"`
	Xmlns              string   `xml:"xmlns,attr"`
	Bucket             string
	KeyMarker          string
	UploadIDMarker     string `xml:"UploadIdMarker"`
	NextKeyMarker      string `xml:",omitempty"`
	NextUploadIDMarker string `xml:"NextUploadIdMarker,omitempty"`
	filter
	MaxUploads  int64
	IsTruncated bool
	Uploads     []uploadEntry `xml:"Upload"`
}

type uploadEntry struct {
	Key               string
	UploadID          string `xml:"UploadId"`
	Initiator         owner
	Owner             owner
	StorageClass      string
	Initiated         stamp
	ChecksumAlgorithm string `xml:",omitempty"`
	ChecksumType      string `xml:",omitempty"`
}

// listUploads lists the uploads of the key that are open, by their ids.
func (s *Server) listUploads(w http.ResponseWriter, q *request) error {
	most, err := q.number("max-uploads", maxPage, maxPage)
	if err != nil {
		return err
	}
	f := readFilter(q)
	answer := uploadList{
		Xmlns: xmlns, Bucket: q.access.Bucket, KeyMarker: f.encode(q.query.Get("key-marker")),
		UploadIDMarker: q.query.Get("upload-id-marker"), MaxUploads: most,
	}
	open, err := s.openUploads(q)
	if err != nil {
		return err
	}
	key := ""
	if len(open) > 0 {
		key = q.access.Object
	}
	if answer.filter = f.answered(key); answer.CommonPrefixes == nil && f.has(key) {
		answer.fill(q, open)
	}
	return writeXML(w, http.StatusOK, answer)
}

// openUploads are the uploads in parts of a key that are not complete, by id.
func (s *Server) openUploads(q *request) ([]upload.Upload, error) {
	found, err := s.cfg.Records.UploadsOf(q.Context(), q.access.Upload.VideoID, q.access.Upload.Protocol)
	if err != nil {
		return nil, err
	}
	var open []upload.Upload
	for _, u := range found {
		if u.Whole != "" {
			continue
		}
		have, err := s.cfg.Records.Parts(q.Context(), u.ID)
		if err != nil {
			return nil, err
		}
		in, err := intentOf(u)
		if err != nil {
			return nil, err
		}
		if !in.Single && have.Scheme != closed {
			open = append(open, u)
		}
	}
	slices.SortFunc(open, func(a, b upload.Upload) int { return strings.Compare(a.ID, b.ID) })
	return open, nil
}

// fill adds the uploads behind the markers, as many as are wanted. All have one key, so
// the id matters where that is the marker.
func (l *uploadList) fill(q *request, open []upload.Upload) {
	key, after := q.query.Get("key-marker"), l.UploadIDMarker
	if key > q.access.Object || key == q.access.Object && after == "" {
		return
	}
	who := owner{q.access.Bucket, q.access.Bucket}
	for _, u := range open {
		if key == q.access.Object && u.ID <= after {
			continue
		}
		if int64(len(l.Uploads)) == l.MaxUploads {
			l.IsTruncated = l.MaxUploads > 0
			return
		}
		in, _ := intentOf(u) // read before
		l.Uploads = append(l.Uploads, uploadEntry{
			Key: q.access.Object, UploadID: u.ID, Initiator: who, Owner: who, StorageClass: "STANDARD",
			Initiated: stamp(u.CreatedAt), ChecksumAlgorithm: in.Algorithm, ChecksumType: in.ChecksumType,
		})
		l.NextKeyMarker, l.NextUploadIDMarker = q.access.Object, u.ID
	}
}
