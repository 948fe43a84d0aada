package apivideo

import (
	"net/http"
	"strings"

	"github.com/tributary-video/tributary/internal/dialect"
)

// prepare sets the headers of every answer: any script may read it (contract section 3.0),
// and nobody keeps it.
func prepare(h http.Header) {
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Access-Control-Expose-Headers", "X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Retry-After")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "no-store")
}

// limitHeaders tell clients how often they may ask. There is no limit, so the numbers are
// ones that no client reaches.
func limitHeaders(h http.Header) {
	h.Set("X-RateLimit-Limit", "1000000")
	h.Set("X-RateLimit-Remaining", "999999")
	h.Set("X-RateLimit-Retry-After", limitReset)
}

// limitReset is when a client that was told to wait may come again, in seconds.
const limitReset = "60"

// write answers with a reply. Without a body there is no content type either (client rules 1, 2).
func (d *Dialect) write(w http.ResponseWriter, r *http.Request, answer reply) {
	if answer.body == nil {
		w.WriteHeader(answer.status)
		return
	}
	if err := dialect.WriteJSON(w, answer.status, answer.body); err != nil {
		d.problem(w, r, err)
	}
}

// preflight lets scripts of any origin call (contract section 3.0).
func preflight(w http.ResponseWriter, _ *http.Request) {
	h := w.Header()
	prepare(h)
	h.Set("Access-Control-Allow-Methods", strings.Join(methods(), ", "))
	h.Set("Access-Control-Allow-Headers", "Authorization, Content-Type, Content-Range, AV-Origin-Client, AV-Origin-App, AV-Origin-Sdk, X-Token-Session")
	h.Set("Access-Control-Max-Age", "7200")
	w.WriteHeader(http.StatusNoContent)
}
