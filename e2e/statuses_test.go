package e2e

import (
	"crypto/sha1"
	"encoding/base64"
	"io"
	"net/http"
	"strings"
	"testing"
)

// check is one request and what must be answered. In headers, $ stands for the URL of the target.
type check struct {
	name    string
	target  string // "" = the collection
	method  string
	headers []string
	body    string
	counted bool // the body comes without its length
	status  int
	want    []string // "Name: value"; "Name:" must not be there
}

// Every answer that clients act on, by every way that they may come. A refused request changes nothing.
func TestTusStatuses(t *testing.T) {
	t.Parallel()
	for _, w := range wires(t) {
		for _, c := range append(creations(), append(chunks(), others()...)...) {
			t.Run(w.name+"/"+c.method+"/"+c.name, func(t *testing.T) { w.check(t, c) })
		}
	}
}

func (w wire) check(t *testing.T, c check) {
	t.Helper()
	at := w.target(t, c.target)
	url := at
	headers := make([]string, len(c.headers))
	for i, h := range c.headers {
		headers[i] = strings.ReplaceAll(h, "$", at)
		if strings.Contains(h, "$") {
			url = w.s.URL + tusPath // it is about the target, and is asked of the collection
		}
	}
	var body io.Reader = strings.NewReader(c.body)
	if c.counted {
		body = struct{ io.Reader }{body}
	}
	a := w.do(t, c.method, url, body, headers...)
	if a.status != c.status {
		t.Errorf("answered %d %s, want %d", a.status, a.body, c.status)
	}
	for _, line := range c.want {
		name, value, _ := strings.Cut(line, ":")
		if got := a.header.Get(name); got != strings.TrimSpace(value) {
			t.Errorf("%s: %q, want %q", name, got, strings.TrimSpace(value))
		}
	}
	if c.target == "open" && c.status >= http.StatusBadRequest {
		if a := w.do(t, http.MethodHead, at, nil); a.header.Get("Upload-Offset") != "0" {
			t.Errorf("afterwards HEAD answers %d, offset %q", a.status, a.header.Get("Upload-Offset"))
		}
	}
}

func creations() []check {
	const post = http.MethodPost
	length := "Upload-Length: 5"
	return []check{
		{name: "length", method: post, headers: []string{length}, status: 201, want: []string{"Tus-Resumable: 1.0.0", "Upload-Offset:"}},
		{name: "no length", method: post, status: 400, want: []string{"Location:"}},
		{name: "two lengths", method: post, headers: []string{length, "Upload-Defer-Length: 1"}, status: 400},
		{name: "deferred by 2", method: post, headers: []string{"Upload-Defer-Length: 2"}, status: 400},
		{name: "length with a sign", method: post, headers: []string{"Upload-Length: +5"}, status: 400},
		{name: "over the maximum", method: post, headers: []string{"Upload-Length: 1073741825"}, status: 413, want: []string{"Location:"}},
		{name: "metadata twice", method: post, headers: []string{length, "Upload-Metadata: title YQ==,title YQ=="}, status: 400},
		{name: "other version", method: post, headers: []string{length, "Tus-Resumable: 0.2.2"}, status: 412, want: []string{"Tus-Version: 1.0.0", "Location:"}},
		{name: "no version", method: post, headers: []string{length, "Tus-Resumable:"}, status: 412},
		{name: "no key", method: post, headers: []string{length, "Authorization:"}, status: 401, want: []string{"Location:"}},
		{name: "first bytes", method: post, headers: []string{length, octets}, body: "012", status: 201, want: []string{"Upload-Offset: 3"}},
		{name: "too many bytes", method: post, headers: []string{length, octets}, body: "012345", status: 413, want: []string{"Location:"}},
		{name: "bytes of another type", method: post, headers: []string{length, "Content-Type: video/mp4"}, body: "012", status: 415},
		{name: "final of an unfinished part", target: "partial", method: post, headers: []string{"Upload-Concat: final;$"}, status: 400, want: []string{"Location:"}},
		{name: "final of no part", target: "done", method: post, headers: []string{"Upload-Concat: final;$"}, status: 400},
		{name: "final of nothing known", target: "unknown", method: post, headers: []string{"Upload-Concat: final;$"}, status: 404},
		{name: "final with a length", target: "partial", method: post, headers: []string{"Upload-Concat: final;$", length}, status: 400},
		{name: "concat of a third kind", method: post, headers: []string{"Upload-Concat: unfinished", length}, status: 400},
	}
}

func chunks() []check {
	const patch = http.MethodPatch
	first := []string{octets, "Upload-Offset: 0"}
	with := func(more ...string) []string { return append(more, first...) }
	sum := sha1.Sum([]byte("01234"))
	right := "Upload-Checksum: sha1 " + base64.StdEncoding.EncodeToString(sum[:])
	return []check{
		{name: "part", target: "open", method: patch, headers: first, body: "012", status: 204, want: []string{"Upload-Offset: 3", "Tus-Resumable: 1.0.0"}},
		{name: "part without its length", target: "open", method: patch, headers: first, body: "012", counted: true, status: 204, want: []string{"Upload-Offset: 3"}},
		{name: "all with a checksum", target: "open", method: patch, headers: with(right), body: "01234", status: 204, want: []string{"Upload-Offset: 5"}},
		{name: "wrong checksum", target: "open", method: patch, headers: with(right), body: "0123x", status: 460},
		{name: "unknown checksum", target: "open", method: patch, headers: with("Upload-Checksum: sha3 AAAA"), body: "01234", status: 400},
		{name: "another offset", target: "open", method: patch, headers: []string{octets, "Upload-Offset: 1"}, body: "1", status: 409, want: []string{"Upload-Offset: 0"}},
		{name: "no offset", target: "open", method: patch, headers: []string{octets}, body: "0", status: 400},
		{name: "another type", target: "open", method: patch, headers: []string{"Content-Type: video/mp4", "Upload-Offset: 0"}, body: "0", status: 415},
		{name: "past the end", target: "open", method: patch, headers: first, body: "012345", status: 413},
		{name: "past the end without its length", target: "open", method: patch, headers: first, body: "012345", counted: true, status: 413},
		{name: "length at last", target: "deferred", method: patch, headers: with("Upload-Length: 5"), body: "01234", status: 204, want: []string{"Upload-Offset: 5"}},
		{name: "nothing after the end", target: "done", method: patch, headers: []string{octets, "Upload-Offset: 5"}, status: 204, want: []string{"Upload-Offset: 5"}},
		{name: "more after the end", target: "done", method: patch, headers: []string{octets, "Upload-Offset: 5"}, body: "5", status: 409, want: []string{"Upload-Offset: 5"}},
		{name: "final", target: "final", method: patch, headers: []string{octets, "Upload-Offset: 5"}, body: "5", status: 403},
		{name: "unknown", target: "unknown", method: patch, headers: first, body: "0", status: 404},
		{name: "deleted", target: "deleted", method: patch, headers: first, body: "0", status: 410},
		{name: "by POST", target: "open", method: http.MethodPost, headers: with("X-HTTP-Method-Override: PATCH"), body: "012", status: 204, want: []string{"Upload-Offset: 3"}},
	}
}

func others() []check {
	const head, remove = http.MethodHead, http.MethodDelete
	return []check{
		{name: "new", target: "open", method: head, status: 200, want: []string{"Upload-Offset: 0", "Upload-Length: 5", "Cache-Control: no-store"}},
		{name: "deferred", target: "deferred", method: head, status: 200, want: []string{"Upload-Offset: 0", "Upload-Defer-Length: 1", "Upload-Length:"}},
		{name: "done", target: "done", method: head, status: 200, want: []string{"Upload-Offset: 5", "Upload-Length: 5"}},
		{name: "partial", target: "partial", method: head, status: 200, want: []string{"Upload-Offset: 2", "Upload-Concat: partial"}},
		{name: "final", target: "final", method: head, status: 200, want: []string{"Upload-Offset: 5", "Upload-Length: 5"}},
		{name: "no version", target: "open", method: head, headers: []string{"Tus-Resumable:"}, status: 200, want: []string{"Upload-Offset: 0"}},
		{name: "other version", target: "open", method: head, headers: []string{"Tus-Resumable: 0.2.2"}, status: 412, want: []string{"Tus-Version: 1.0.0"}},
		{name: "unknown", target: "unknown", method: head, status: 404, want: []string{"Upload-Offset:"}},
		{name: "deleted", target: "deleted", method: head, status: 410, want: []string{"Upload-Offset:"}},
		{name: "no key", target: "open", method: head, headers: []string{"Authorization:"}, status: 401, want: []string{"Upload-Offset:"}},
		{name: "open", target: "open", method: remove, status: 204, want: []string{"Tus-Resumable: 1.0.0"}},
		{name: "done", target: "done", method: remove, status: 403},
		{name: "deleted", target: "deleted", method: remove, status: 410},
		{name: "collection", method: http.MethodOptions, headers: []string{"Tus-Resumable:", "Authorization:"}, status: 200, want: []string{
			"Tus-Version: 1.0.0", "Tus-Resumable:", "Tus-Max-Size: 1073741824", "Tus-Checksum-Algorithm: sha1,sha256,md5,crc32",
			"Tus-Extension: creation,creation-with-upload,creation-defer-length,expiration,checksum,checksum-trailer,termination,concatenation",
		}},
	}
}
