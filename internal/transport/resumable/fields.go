package resumable

import (
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/tributary-video/tributary/internal/upload"
)

// maxInteger is the largest integer of a structured field (RFC 9651 section 3.3.1): 15 digits.
const maxInteger = 999_999_999_999_999

// item is the bare value of a field that holds one item (RFC 9651 section 3.3), its
// parameters cut off. Several lines are a list, which is no item.
func item(h http.Header, name string) string {
	values := h.Values(name)
	if len(values) != 1 {
		return ""
	}
	value, _, _ := strings.Cut(values[0], ";")
	return strings.Trim(value, " ")
}

// boolean reads a field that holds a boolean. Any other value is as if the field were
// not there: so the drafts want it, here and in integer.
func boolean(h http.Header, name string) (value, found bool) {
	switch item(h, name) {
	case "?1":
		return true, true
	case "?0":
		return false, true
	}
	return false, false
}

// integer reads a field that holds a non-negative integer.
func integer(h http.Header, name string) (n int64, found bool) {
	text := item(h, name)
	if text == "" || len(text) > 15 || strings.Trim(text, "0123456789") != "" {
		return 0, false
	}
	n, err := strconv.ParseInt(text, 10, 64)
	return n, err == nil
}

// limits writes Upload-Limit. Left is for how long an upload will be there if no byte comes.
func (x *exchange) limits(l upload.Limits, left time.Duration) string {
	age := "max-age"
	if x.version == draft05 {
		age = "expires"
	}
	var members []string
	for _, m := range []struct {
		key   string
		value int64
	}{
		{"max-size", l.MaxSize}, {"max-append-size", l.ChunkMax}, {"min-append-size", l.ChunkMin},
		{age, int64(math.Ceil(left.Seconds()))},
	} {
		if m.value > 0 {
			members = append(members, m.key+"="+strconv.FormatInt(min(m.value, maxInteger), 10))
		}
	}
	if members == nil {
		return "min-size=0" // how the drafts write that there are none
	}
	return strings.Join(members, ", ")
}
