package differential

import (
	"crypto/sha1" //nolint:gosec // tus names it
	"encoding/base64"
	"net/http"
)

// about draws a request about an upload.
func (g *generator) about(u *upload) request {
	q := request{upload: u, header: protocol()}
	switch n := g.IntN(20); {
	case n < 3:
		g.asking(&q)
	case n < 4:
		g.other(&q)
	case n < 13 || u.state == gone || u.state == unknown || u.state == final:
		g.chunk(&q)
	default:
		g.chunkVariant(&q)
	}
	q.label += " on " + string(u.state)
	return q
}

func (g *generator) asking(q *request) {
	q.label, q.method = "head", http.MethodHead
	switch g.IntN(6) {
	case 0:
		q.label += ": no version"
		q.header.Del("Tus-Resumable")
	case 1:
		q.label += ": other version"
		q.header.Set("Tus-Resumable", "0.2.2")
	case 2:
		q.label += ": over POST"
		q.method = http.MethodPost
		q.header.Set("X-HTTP-Method-Override", http.MethodHead)
	}
}

func (g *generator) other(q *request) {
	q.method = pick(g, http.MethodDelete, http.MethodDelete, http.MethodGet, http.MethodPut, http.MethodOptions)
	q.label = q.method
	if q.method == http.MethodDelete && g.IntN(3) == 0 {
		q.label += ": over POST"
		q.method = http.MethodPost
		q.header.Set("X-HTTP-Method-Override", http.MethodDelete)
	}
}

// chunk draws a PATCH that is right, as far as the state allows one.
func (g *generator) chunk(q *request) {
	u := q.upload
	room := u.length - u.offset
	if u.length < 0 {
		room = maxLength
	}
	q.label, q.method = "patch", http.MethodPatch
	q.header.Set("Content-Type", chunkType)
	q.header.Set("Upload-Offset", number(u.offset))
	n := room
	if room > 0 && g.IntN(3) > 0 {
		n = g.Int64N(room + 1)
	}
	q.body = g.bytes(n)
	q.counted = n > 0 && g.IntN(3) == 0
}

// chunkVariant makes of a right PATCH one that is special or wrong.
func (g *generator) chunkVariant(q *request) {
	g.chunk(q)
	u, set := q.upload, q.header.Set
	v := pick(g, "over POST", "offset too high", "offset too low", "no offset", "negative offset", "signed offset", "offset 1e3",
		"another type", "no type", "past the length", "counted past the length", "right sum", "wrong sum", "unknown sum", "sum not base64",
		"no version", "the length", "another length", "length below the offset")
	q.label = "patch: " + v
	switch v {
	case "over POST":
		q.method = http.MethodPost
		set("X-HTTP-Method-Override", http.MethodPatch)
	case "offset too high":
		set("Upload-Offset", number(u.offset+1+g.Int64N(9)))
	case "offset too low":
		set("Upload-Offset", number(u.offset-min(u.offset, 1)))
	case "no offset":
		q.header.Del("Upload-Offset")
	case "negative offset":
		set("Upload-Offset", "-1")
	case "signed offset":
		set("Upload-Offset", "+"+number(u.offset))
	case "offset 1e3":
		set("Upload-Offset", "1e3")
	case "another type":
		set("Content-Type", "application/octet-stream")
	case "no type":
		q.header.Del("Content-Type")
	case "no version":
		q.header.Del("Tus-Resumable")
	case "past the length", "counted past the length":
		q.body = g.bytes(max(0, u.length-u.offset) + 1 + g.Int64N(9))
		q.counted = v != "past the length"
	default:
		g.chunkSum(q, v)
		g.chunkLength(q, v)
	}
	if u.length >= 0 && u.offset == u.length && len(q.body) == 0 {
		q.label += ", empty,"
	}
}

func (g *generator) chunkSum(q *request, v string) {
	sum := sha1.Sum(q.body) //nolint:gosec // see above
	text := base64.StdEncoding.EncodeToString(sum[:])
	switch v {
	case "right sum":
		q.header.Set("Upload-Checksum", "sha1 "+text)
	case "wrong sum":
		sum[0]++
		q.header.Set("Upload-Checksum", "sha1 "+base64.StdEncoding.EncodeToString(sum[:]))
	case "unknown sum":
		q.header.Set("Upload-Checksum", "sha3 "+text)
	case "sum not base64":
		q.header.Set("Upload-Checksum", "sha1 !!")
	}
}

func (g *generator) chunkLength(q *request, v string) {
	u := q.upload
	switch v {
	case "the length":
		length := u.length
		if length < 0 {
			length = u.offset + int64(len(q.body))
		}
		q.header.Set("Upload-Length", number(length))
	case "another length":
		q.header.Set("Upload-Length", number(max(u.offset+int64(len(q.body)), u.length)+7))
	case "length below the offset":
		q.body, q.counted = nil, false
		q.header.Set("Upload-Length", number(max(0, u.offset-1)))
		if u.offset == 0 {
			q.label = "patch: length 0"
		}
	}
}
