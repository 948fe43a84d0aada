package app

import (
	"net/http"
	"strings"

	"github.com/tributary-video/tributary/internal/dialect/gcore"
	"github.com/tributary-video/tributary/internal/httpd"
	"github.com/tributary-video/tributary/internal/transport/s3"
)

// shared sends requests for the paths that two vendors' APIs have to the one that they mean.
// Those of S3 clients are known by their signatures, and need their path as it came.
type shared struct {
	objects  http.Handler // S3
	next     http.Handler // every other path, and the form uploads of /upload
	uploads  http.Handler // the tus uploads of /upload
	delivery http.Handler // /videos/{project}_{slug}
	delivers func(path string) bool
}

func newShared(next http.Handler, g *gcore.Dialect, objects http.Handler) shared {
	tus := http.NewServeMux()
	tus.Handle("/upload", g.Uploads())
	tus.Handle("/upload/{upload}", g.Uploads())
	return shared{objects: objects, next: next, uploads: httpd.Canonical(tus), delivery: g.Delivery(), delivers: g.Delivers}
}

func (s shared) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	first, rest, _ := strings.Cut(strings.Trim(r.URL.Path, "/"), "/")
	switch {
	case s3.Recognizes(r):
		s.objects.ServeHTTP(w, r)
	case s.delivers(r.URL.Path):
		s.delivery.ServeHTTP(w, r)
	case first != "upload" || rest == "" && isForm(r):
		s.next.ServeHTTP(w, r)
	case r.Method == http.MethodOptions && rest == "":
		s.preflight(w, r)
	default:
		s.uploads.ServeHTTP(w, r)
	}
}

// isForm tells the upload of a form from the creation of a tus upload.
func isForm(r *http.Request) bool {
	if r.Header.Get("Tus-Resumable") != "" || r.Method == http.MethodOptions {
		return false
	}
	kind, _, _ := strings.Cut(r.Header.Get("Content-Type"), ";")
	return strings.EqualFold(strings.TrimSpace(kind), "multipart/form-data") || r.URL.Query().Has("token")
}

// preflight answers for both APIs at once: a browser that asks does not say which it means.
func (s shared) preflight(w http.ResponseWriter, r *http.Request) {
	other := &headers{header: http.Header{}}
	s.next.ServeHTTP(other, r)
	s.uploads.ServeHTTP(&union{ResponseWriter: w, other: other.header}, r)
}

// headers keeps the headers of an answer and nothing else.
type headers struct{ header http.Header }

func (h *headers) Header() http.Header         { return h.header }
func (h *headers) WriteHeader(int)             {}
func (h *headers) Write(p []byte) (int, error) { return len(p), nil }

// union adds to the lists of an answer what another one has in them.
type union struct {
	http.ResponseWriter

	other http.Header
}

func (u *union) WriteHeader(status int) {
	for _, name := range []string{"Access-Control-Allow-Methods", "Access-Control-Allow-Headers", "Access-Control-Expose-Headers"} {
		both := u.Header().Get(name)
		for item := range strings.SplitSeq(u.other.Get(name), ",") {
			if item = strings.TrimSpace(item); item != "" && !listed(both, item) {
				both += ", " + item
			}
		}
		u.Header().Set(name, strings.TrimPrefix(both, ", "))
	}
	u.ResponseWriter.WriteHeader(status)
}

func listed(list, item string) bool {
	for have := range strings.SplitSeq(list, ",") {
		if strings.EqualFold(strings.TrimSpace(have), item) {
			return true
		}
	}
	return false
}
