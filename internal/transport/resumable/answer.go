package resumable

import (
	"maps"
	"net/http"
	"strconv"
	"time"

	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/upload"
)

// statusResumable is 104 (Upload Resumption Supported), for which net/http has no name.
const statusResumable = 104

// announce tells where the upload goes on if this request is cut.
func (x *exchange) announce(u upload.Upload) {
	x.interim(map[string]string{"Location": x.w.Header().Get("Location"), "Upload-Limit": x.limitsOf(u)})
}

// progress tells how much is durable: the sender may forget that.
func (x *exchange) progress(offset int64) {
	x.interim(map[string]string{"Upload-Offset": strconv.FormatInt(offset, 10)})
}

// interim sends a 104 with these headers and no others. Its version is repeated, so
// that nobody takes a draft for the standard.
func (x *exchange) interim(headers map[string]string) {
	if x.version == 0 || !x.r.ProtoAtLeast(1, 1) {
		return
	}
	h := x.w.Header()
	final := maps.Clone(h)
	clear(h)
	h.Set("Upload-Draft-Interop-Version", strconv.Itoa(int(x.version)))
	for name, value := range headers {
		h.Set(name, value)
	}
	x.w.WriteHeader(statusResumable)
	clear(h)
	maps.Copy(h, final)
}

// accept answers a request whose content is durable: with status, unless it completed
// the upload.
func (x *exchange) accept(u upload.Upload, t transfer, status int) {
	if t.complete && u.State != upload.Done {
		x.refuse(media.Errorf(media.Locked, "upload is being finished")) // HEAD will tell
		return
	}
	h := x.w.Header()
	h.Set("Upload-Offset", strconv.FormatInt(u.Offset, 10))
	h.Set("Upload-Limit", x.limitsOf(u))
	h.Set("Upload-Complete", completeness(t.complete))
	if t.complete {
		x.policy.Complete(x.w, x.r, u)
		return
	}
	x.w.WriteHeader(status)
}

// status answers HEAD: where to go on. A request that is still sending is stopped, so
// that the answer stays true.
func (x *exchange) status() {
	u, err := x.policy.Find(x.r)
	if err == nil {
		err = x.bare("Upload-Offset", "Upload-Complete", "Upload-Length")
	}
	if err == nil {
		u, err = x.engine.Status(x.r.Context(), u.ID)
	}
	if err != nil {
		x.refuse(err)
		return
	}
	h := x.w.Header()
	h.Set("Upload-Offset", strconv.FormatInt(u.Offset, 10))
	h.Set("Upload-Complete", completeness(u.State == upload.Done))
	if u.Length != upload.UnknownLength {
		h.Set("Upload-Length", strconv.FormatInt(u.Length, 10))
	}
	h.Set("Upload-Limit", x.limitsOf(u))
	x.w.WriteHeader(http.StatusNoContent)
}

// remove answers DELETE.
func (x *exchange) remove() {
	u, err := x.policy.Find(x.r)
	if err == nil {
		err = x.bare("Upload-Offset", "Upload-Complete")
	}
	if err == nil {
		err = x.engine.Abort(x.r.Context(), u.ID)
	}
	if err != nil {
		x.refuse(err)
		return
	}
	x.w.WriteHeader(http.StatusNoContent)
}

// bare refuses headers that draft -05 forbids beside a HEAD or a DELETE.
func (x *exchange) bare(names ...string) error {
	if x.version != draft05 {
		return nil
	}
	for _, name := range names {
		if x.r.Header.Values(name) != nil {
			return media.Errorf(media.Invalid, "%s is not allowed here", name)
		}
	}
	return nil
}

// limitsOf is Upload-Limit of an upload; one that is complete does not expire.
func (x *exchange) limitsOf(u upload.Upload) string {
	if !u.Expires() {
		return x.limits(u.Limits, 0)
	}
	return x.limits(u.Limits, max(time.Second, time.Until(u.ExpiresAt)))
}

func completeness(complete bool) string {
	if complete {
		return "?1"
	}
	return "?0"
}
