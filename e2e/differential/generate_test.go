package differential

import (
	"encoding/base64"
	"math/rand/v2"
	"net/http"
	"path"
	"slices"
	"strconv"
	"strings"
)

// generator draws requests: from one seed always the same, as long as the servers answer
// the same.
type generator struct {
	*rand.Rand

	uploads []*upload
}

// maxLength keeps uploads small: what differs is never the number of bytes.
const maxLength = 4096

// next draws a request.
func (g *generator) next() request {
	if len(g.uploads) < 4 || g.IntN(8) == 0 {
		return g.creation()
	}
	if g.IntN(12) == 0 {
		return g.onCollection()
	}
	u := g.uploads[g.IntN(len(g.uploads))]
	if g.IntN(20) == 0 {
		u = g.stranger()
	}
	return g.about(u)
}

// stranger is an upload that no server has.
func (g *generator) stranger() *upload {
	const id = "00000000-0000-4000-8000-000000000000"
	u := *g.uploads[0]
	for i, url := range u.urls {
		u.urls[i] = strings.TrimSuffix(url, path.Base(url)) + id
	}
	return &upload{urls: u.urls, state: unknown, length: 10}
}

// pick draws one of several.
func pick[T any](g *generator, from ...T) T { return from[g.IntN(len(from))] }

func (g *generator) bytes(n int64) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(g.Uint32())
	}
	return b
}

func (g *generator) creation() request {
	q := request{label: "create", method: http.MethodPost, header: protocol("Upload-Length", number(g.Int64N(maxLength)+1))}
	switch g.IntN(6) {
	case 0, 1:
		g.creationVariant(&q)
	case 2:
		q.header.Set("Upload-Metadata", g.metadata())
	case 3:
		g.concatenation(&q)
	}
	return q
}

// creationVariant makes of a plain creation one with a body, a deferred length or a mistake.
func (g *generator) creationVariant(q *request) {
	set := q.header.Set
	v := pick(g, "empty", "deferred", "with upload", "no length", "both lengths", "negative length", "signed length", "length 1e3",
		"length with a blank", "defer 2", "no version", "other version", "body past the length", "body of another type",
		"metadata not base64", "metadata twice the same key", "metadata three tokens", "metadata without a key")
	q.label = "create: " + v
	switch v {
	case "empty":
		set("Upload-Length", "0")
	case "deferred", "defer 2":
		q.header.Del("Upload-Length")
		set("Upload-Defer-Length", map[string]string{"deferred": "1", "defer 2": "2"}[v])
	case "with upload", "body past the length":
		set("Upload-Length", "100")
		set("Content-Type", chunkType)
		q.body = g.bytes(map[string]int64{"with upload": 1 + g.Int64N(100), "body past the length": 101}[v])
		q.counted = v == "with upload" && g.IntN(2) == 0
	case "no length":
		q.header.Del("Upload-Length")
	case "both lengths":
		set("Upload-Defer-Length", "1")
	case "negative length":
		set("Upload-Length", "-1")
	case "signed length":
		set("Upload-Length", "+5")
	case "length 1e3":
		set("Upload-Length", "1e3")
	case "length with a blank":
		set("Upload-Length", "1 0")
	case "no version":
		q.header.Del("Tus-Resumable")
	case "other version":
		set("Tus-Resumable", "0.2.2")
	case "body of another type":
		set("Content-Type", "application/json")
		q.body = []byte("{}")
	case "metadata not base64":
		set("Upload-Metadata", "filename !!")
	case "metadata twice the same key":
		set("Upload-Metadata", "a YQ==,a Yg==")
	case "metadata three tokens":
		set("Upload-Metadata", "a YQ== Yg==")
	case "metadata without a key":
		set("Upload-Metadata", "a YQ==,,b Yg==")
	}
}

// metadata draws a legal header.
func (g *generator) metadata() string {
	text := "filename " + base64.StdEncoding.EncodeToString(g.bytes(1+g.Int64N(20)))
	return pick(g, text, text+",empty", "is_ok,"+text, text+", title YQ==")
}

// concatenation makes of a creation one of a partial upload, or of a final one when there is
// something to make it of.
func (g *generator) concatenation(q *request) {
	partials := g.those(func(u *upload) bool { return u.partial && u.state == complete })
	unfinished := g.those(func(u *upload) bool { return u.partial && u.state == open })
	others := g.those(func(u *upload) bool { return !u.partial && u.state == complete })
	length := q.header.Get("Upload-Length")
	q.header.Del("Upload-Length")
	switch n := g.IntN(9); {
	case n < 2 && len(partials) > 0:
		q.label = "concatenate: final"
		q.parts = []*upload{pick(g, partials...), pick(g, partials...)} // a repeat is legal
	case n == 2 && len(partials) > 0:
		q.label = "concatenate: final with a length"
		q.parts = []*upload{pick(g, partials...)}
		q.header.Set("Upload-Length", length)
	case n == 3 && len(unfinished) > 0:
		q.label = "concatenate: final with an unfinished one"
		q.parts = []*upload{pick(g, unfinished...)}
	case n == 4 && len(others) > 0:
		q.label = "concatenate: final of what is not partial"
		q.parts = []*upload{pick(g, others...)}
	case n == 5:
		q.label = "concatenate: nonsense"
		q.header.Set("Upload-Concat", "whole")
		q.header.Set("Upload-Length", length)
	default:
		q.label = "concatenate: partial"
		q.header.Set("Upload-Concat", "partial")
		q.header.Set("Upload-Length", number(1+g.Int64N(64))) // soon complete
	}
}

func (g *generator) those(are func(*upload) bool) []*upload {
	return slices.DeleteFunc(slices.Clone(g.uploads), func(u *upload) bool { return !are(u) })
}

func (g *generator) onCollection() request {
	method := pick(g, http.MethodOptions, http.MethodHead, http.MethodPatch, http.MethodGet, http.MethodPut, http.MethodDelete)
	q := request{label: "collection: " + method, method: method, header: protocol()}
	if method == http.MethodPatch {
		q.header.Set("Content-Type", chunkType)
		q.header.Set("Upload-Offset", "0")
	}
	return q
}

const chunkType = "application/offset+octet-stream"

// protocol makes the header that every request has, and more pairs.
func protocol(pairs ...string) http.Header {
	h := http.Header{"Tus-Resumable": {"1.0.0"}}
	for i := 0; i < len(pairs); i += 2 {
		h.Set(pairs[i], pairs[i+1])
	}
	return h
}

func number(n int64) string { return strconv.FormatInt(n, 10) }
