package player

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"strings"
	"sync"
	"time"
)

// assets are the built files by name.
type assets map[string]asset

type asset struct {
	contentType string
	etag        string // of the plain bytes; the packed form has "-gz" inside the quotes
	plain       []byte
	packed      func() []byte // gzip, made when first asked for
}

func loadAssets(files fs.FS) (assets, error) {
	loaded := assets{}
	entries, err := fs.ReadDir(files, ".")
	if err != nil {
		return nil, err
	}
	for _, entry := range entries {
		contentType := contentType(entry.Name())
		if contentType == "" { // the manifest is for us only
			continue
		}
		plain, err := fs.ReadFile(files, entry.Name())
		if err != nil {
			return nil, err
		}
		sum := sha256.Sum256(plain)
		loaded[entry.Name()] = asset{
			contentType: contentType,
			etag:        fmt.Sprintf("%x", sum[:12]),
			plain:       plain,
			packed:      sync.OnceValue(func() []byte { return pack(plain) }),
		}
	}
	return loaded, nil
}

// contentType is our own table: the system's differs from machine to machine,
// and under nosniff a wrong type means that a script does not run.
func contentType(name string) string {
	switch path.Ext(name) {
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".css":
		return "text/css; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	case ".md":
		return "text/plain; charset=utf-8"
	}
	return ""
}

// pack ignores errors because a bytes.Buffer gives none.
func pack(plain []byte) []byte {
	var buf bytes.Buffer
	w := gzip.NewWriter(&buf)
	_, _ = w.Write(plain)
	_ = w.Close()
	return buf.Bytes()
}

// ServeHTTP answers for one file. An unknown name is 404 and not cached: it may
// be a page of the next version asking a node that still runs this one.
func (a assets) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("X-Content-Type-Options", "nosniff")
	file, ok := a[r.URL.Path]
	if !ok {
		h.Set("Cache-Control", "no-store")
		http.Error(w, "not found", http.StatusNotFound)
		return
	}
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		h.Set("Allow", "GET, HEAD")
		http.Error(w, "method not allowed", http.StatusMethodNotAllowed)
		return
	}
	h.Set("Content-Type", file.contentType)
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("Vary", "Accept-Encoding")
	// A frame sandboxed without allow-same-origin loads module scripts as a stranger.
	h.Set("Access-Control-Allow-Origin", "*")
	body, etag := file.plain, file.etag
	if r.Header.Get("Range") == "" && acceptsGzip(r) {
		body, etag = file.packed(), etag+"-gz"
		h.Set("Content-Encoding", "gzip")
	}
	h.Set("ETag", `"`+etag+`"`)
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(body))
}

// acceptsGzip reads Accept-Encoding as far as browsers use it: a list of names,
// where q=0 takes one away.
func acceptsGzip(r *http.Request) bool {
	for offer := range strings.SplitSeq(r.Header.Get("Accept-Encoding"), ",") {
		name, q, _ := strings.Cut(offer, ";")
		if strings.EqualFold(strings.TrimSpace(name), "gzip") {
			weight := strings.ReplaceAll(q, " ", "")
			return weight != "q=0" && !strings.HasPrefix(weight, "q=0.000")
		}
	}
	return false
}
