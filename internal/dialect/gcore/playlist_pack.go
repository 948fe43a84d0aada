package gcore

import (
	"bytes"
	"compress/gzip"
	"net/http"
	"strings"

	"github.com/tributary-video/tributary/internal/hls"
)

// writePlaylist answers with a list, which may be another one the next moment; packed where the
// player can unpack it (rule 10.1 of Apple's authoring specification).
func writePlaylist(w http.ResponseWriter, r *http.Request, list []byte) error {
	w.Header().Add("Vary", "Accept-Encoding")
	if takesGzip(r.Header.Get("Accept-Encoding")) {
		var packed bytes.Buffer
		zip := gzip.NewWriter(&packed)
		_, _ = zip.Write(list) // into memory
		_ = zip.Close()
		list = packed.Bytes()
		w.Header().Set("Content-Encoding", "gzip")
	}
	writeText(w, r, hls.PlaylistType, "max-age=1", list)
	return nil
}

// takesGzip reports whether a header names gzip and does not refuse it by a weight of zero
// (RFC 9110 section 12.5.3).
func takesGzip(accept string) bool {
	for part := range strings.SplitSeq(accept, ",") {
		name, weight, _ := strings.Cut(part, ";")
		if strings.EqualFold(strings.TrimSpace(name), "gzip") {
			q, weighed := strings.CutPrefix(strings.TrimSpace(weight), "q=")
			return !weighed || strings.Trim(q, "0.") != ""
		}
	}
	return false
}
