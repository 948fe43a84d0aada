package s3

import (
	"net/http"
	"slices"
	"strings"
)

// operation is one thing that can be asked for. Which one it is, S3 says by method, path and
// the names in the query.
type operation struct {
	method string
	place  place
	needs  []string // that are in the query
	allows []string // that may be there, too
	serve  func(s *Server, w http.ResponseWriter, q *request) error
}

// operations is every operation there is. A query that fits none is refused, and so never
// taken for the operation that has none: "PUT ?acl" is not a PutObject.
func operations() []operation {
	uploadID, part, pages := []string{"uploadId"}, []string{"uploadId", "partNumber"}, []string{"max-parts", "part-number-marker"}
	response := []string{"partNumber", "versionId", "response-cache-control", "response-content-disposition",
		"response-content-encoding", "response-content-language", "response-content-type", "response-expires"}
	listed := []string{"prefix", "delimiter", "encoding-type"}
	objects := append([]string{"list-type", "max-keys", "marker", "start-after", "continuation-token", "fetch-owner"}, listed...)
	uploads := append([]string{"max-uploads", "key-marker", "upload-id-marker"}, listed...)
	return []operation{
		{http.MethodPut, onObject, part, nil, (*Server).uploadPart},
		{http.MethodPost, onObject, []string{"uploads"}, nil, (*Server).createUpload},
		{http.MethodPost, onObject, uploadID, nil, (*Server).completeUpload},
		{http.MethodDelete, onObject, uploadID, nil, (*Server).abortUpload},
		{http.MethodGet, onObject, uploadID, append(pages, "encoding-type"), (*Server).listParts},
		{http.MethodPut, onObject, nil, nil, (*Server).putObject},
		{http.MethodHead, onObject, nil, nil, (*Server).headObject},
		{http.MethodDelete, onObject, nil, nil, (*Server).deleteObject},
		{http.MethodGet, onObject, nil, response, (*Server).getObject},

		{http.MethodGet, onBucket, []string{"uploads"}, uploads, (*Server).listUploads},
		{http.MethodGet, onBucket, []string{"location"}, nil, (*Server).bucketLocation},
		{http.MethodGet, onBucket, nil, objects, (*Server).listObjects},
		{http.MethodHead, onBucket, nil, nil, (*Server).headBucket},
		{http.MethodPut, onBucket, nil, nil, (*Server).createBucket},

		{http.MethodGet, onService, nil, []string{"max-buckets", "prefix", "continuation-token", "bucket-region"}, (*Server).listBuckets},
	}
}

// find returns the operation that a request asks for.
func (s *Server) find(q *request) (operation, error) {
	if q.Header.Get("X-Amz-Copy-Source") == "" && q.header("X-Amz-Copy-Source") != "" {
		return operation{}, notImplemented() // in the query: it would pass for a PutObject
	}
	for _, op := range s.operations {
		if op.fits(q) {
			return op, nil
		}
	}
	switch q.Method {
	case http.MethodGet, http.MethodHead, http.MethodPut, http.MethodPost, http.MethodDelete:
		return operation{}, notImplemented()
	}
	return operation{}, refuse(MethodNotAllowed, "S3 has no such method")
}

func (o operation) fits(q *request) bool {
	if o.method != q.Method || o.place != q.place {
		return false
	}
	for _, name := range o.needs {
		if !q.query.Has(name) {
			return false
		}
	}
	for name := range q.query {
		if !isHeading(name) && !slices.Contains(o.needs, name) && !slices.Contains(o.allows, name) {
			return false
		}
	}
	return true
}

// isHeading reports whether a name in a query says nothing about the operation: it is that
// of a header, or the name of the operation that some SDKs add for those who read logs.
func isHeading(name string) bool {
	return name == "" || name == "x-id" || strings.HasPrefix(strings.ToLower(name), "x-amz-")
}

func notImplemented() error {
	return refuse(NotImplemented, "this server takes uploads only; it does not have this operation")
}
