package s3

import (
	"net/http"
	"strings"
)

// maxPreflight is how long a list of headers a browser may ask about, in bytes. Uploaders
// ask for a dozen and the metadata, of which there are 2 KiB.
const maxPreflight = 4 << 10

// expose lets scripts of any site read an answer. The checksums are spelled out because no
// pattern can name them.
func expose(h http.Header) {
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Access-Control-Expose-Headers", "ETag, x-amz-request-id, x-amz-checksum-crc32, x-amz-checksum-crc32c, "+
		"x-amz-checksum-crc64nvme, x-amz-checksum-sha1, x-amz-checksum-sha256")
}

// preflight answers a browser that asks whether a script of another site may upload. It
// may: what it must prove is in the signature, which browsers never add by themselves.
func preflight(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	identify(h)
	expose(h)
	h.Set("Access-Control-Allow-Methods", "GET, HEAD, PUT, POST, DELETE")
	h.Set("Access-Control-Max-Age", "86400") // a day; browsers cap it lower
	h.Add("Vary", "Access-Control-Request-Headers")
	if asked := strings.Join(r.Header["Access-Control-Request-Headers"], ","); isHeaderList(asked) {
		h.Set("Access-Control-Allow-Headers", asked)
	}
	w.WriteHeader(http.StatusNoContent)
}

// isHeaderList reports whether s is made of header names, so that it may be repeated.
func isHeaderList(s string) bool {
	if s == "" || len(s) > maxPreflight {
		return false
	}
	for _, c := range []byte(s) {
		switch {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', strings.IndexByte("-_., ", c) >= 0:
		default:
			return false
		}
	}
	return true
}
