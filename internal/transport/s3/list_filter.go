package s3

import (
	"net/url"
	"strings"
)

// filter is which keys a list is to have, in the request and repeated in the answer.
type filter struct {
	Prefix         string
	Delimiter      string         `xml:",omitempty"`
	EncodingType   string         `xml:",omitempty"`
	CommonPrefixes []commonPrefix // instead of keys that have the delimiter behind the prefix
}

type commonPrefix struct{ Prefix string }

func readFilter(q *request) filter {
	f := filter{Prefix: q.query.Get("prefix"), Delimiter: q.query.Get("delimiter")}
	if q.query.Get("encoding-type") == "url" {
		f.EncodingType = "url"
	}
	return f
}

// has reports whether a list has a key, itself or as a common prefix.
func (f filter) has(key string) bool { return strings.HasPrefix(key, f.Prefix) }

// answered is the filter as a list repeats it that has a key; "" = it has none.
func (f filter) answered(key string) filter {
	answer := f
	answer.Prefix, answer.Delimiter = f.encode(f.Prefix), f.encode(f.Delimiter)
	if key == "" || f.Delimiter == "" || !f.has(key) {
		return answer
	}
	if folder, _, found := strings.Cut(key[len(f.Prefix):], f.Delimiter); found {
		answer.CommonPrefixes = []commonPrefix{{f.encode(f.Prefix + folder + f.Delimiter)}}
	}
	return answer
}

// encode writes what the client has sent as it wants to read it. Keys themselves need none.
func (f filter) encode(s string) string {
	if f.EncodingType == "" {
		return s
	}
	return strings.NewReplacer("+", "%20", "%2F", "/").Replace(url.QueryEscape(s))
}
