package gcore

import (
	"context"
	"encoding/base64"
	"net/http"
	"strings"
)

const metadataHeader = "Upload-Metadata"

// maxMetadata is the most metadata that is looked at, in bytes as sent; package tus refuses more.
const maxMetadata = 16 << 10

// uploadMetadata is what a creation says about its upload. What is absent is "".
type uploadMetadata struct {
	token, video, client string

	filename, filetype string
}

// creation is what becomes of one POST, from the reading of its metadata to its answer.
type creation struct {
	metadata uploadMetadata
	// begun: whatever the engine refuses from now on is the fault of the video, not of the request.
	begun bool
}

// creationKey is where a request's context has its *creation.
type creationKey struct{}

func creationOf(r *http.Request) *creation {
	c, _ := r.Context().Value(creationKey{}).(*creation)
	return c
}

// withCreation reads the metadata of a POST. The vendor's clients send it in ways that the
// protocol forbids: in several lines, with keys twice, unpadded, a line end in each value.
// What goes on to package tus is proper, and without the token, which nobody has to keep.
func withCreation(r *http.Request) *http.Request {
	lines := r.Header.Values(metadataHeader)
	c := &creation{}
	r = r.WithContext(context.WithValue(r.Context(), creationKey{}, c))
	if raw := strings.Join(lines, ","); len(raw) <= maxMetadata {
		c.metadata = parseMetadata(raw)
		r.Header = r.Header.Clone()
		r.Header.Del(metadataHeader)
		if kept := c.metadata.kept(); kept != "" {
			r.Header.Set(metadataHeader, kept)
		}
	}
	return r
}

// parseMetadata takes of each known key the first value that is not empty.
func parseMetadata(raw string) uploadMetadata {
	var m uploadMetadata
	into := map[string]*string{
		"token": &m.token, "video_id": &m.video, "client_id": &m.client, "filename": &m.filename, "filetype": &m.filetype,
	}
	for pair := range strings.SplitSeq(raw, ",") {
		key, value, _ := strings.Cut(strings.TrimSpace(pair), " ")
		if field := into[key]; field != nil && *field == "" {
			*field = decodeValue(value)
		}
	}
	return m
}

// decodeValue reads base64, padded or not; what is none is like absent.
func decodeValue(text string) string {
	raw, err := base64.RawStdEncoding.DecodeString(strings.TrimRight(strings.TrimSpace(text), "="))
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(raw))
}

// kept is the metadata that stays with the upload.
func (m uploadMetadata) kept() string {
	var pairs []string
	for _, p := range [][2]string{{"filename", m.filename}, {"filetype", m.filetype}} {
		if p[1] != "" {
			pairs = append(pairs, p[0]+" "+base64.StdEncoding.EncodeToString([]byte(p[1])))
		}
	}
	return strings.Join(pairs, ",")
}
