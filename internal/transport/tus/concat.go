package tus

import (
	"fmt"
	"net/http"
	"net/url"
	"path"
	"strings"

	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/upload"
)

// parseConcat reads Upload-Concat: "partial", or "final;" and URLs between blanks.
func (e *Endpoint) parseConcat(values []string) (Creation, error) {
	if len(values) == 0 {
		return Creation{Kind: upload.Single}, nil
	}
	if !e.offers("concatenation") {
		return Creation{}, media.Errorf(media.Invalid, "concatenation is not supported")
	}
	list, final := strings.CutPrefix(values[0], "final;")
	parts := strings.Fields(list)
	switch {
	case len(values) > 1:
	case values[0] == "partial":
		return Creation{Kind: upload.Partial}, nil
	case final && len(parts) > 0:
		return Creation{Kind: upload.Final, Concat: values[0], Parts: parts}, nil
	}
	return Creation{}, media.Errorf(media.Invalid, "invalid Upload-Concat")
}

// sources are the ids of the uploads that URLs lead to, seen from an upload beside
// them. Scheme and host are the client's affair: one server answers under
// several names, and an id with its owner's key says enough.
func (e *Endpoint) sources(r *http.Request, urls []string) ([]string, error) {
	if len(urls) == 0 {
		return nil, nil
	}
	beside, err := url.Parse(e.policy.Location(r, upload.Upload{ID: "x"}))
	if err != nil {
		return nil, fmt.Errorf("parse location: %w", err)
	}
	ids := make([]string, len(urls))
	for i, text := range urls {
		found, err := beside.Parse(text)
		if err != nil {
			return nil, media.Errorf(media.Invalid, "Upload-Concat has an invalid URL")
		}
		dir, id := path.Split(strings.TrimSuffix(found.Path, "/"))
		if dir != path.Dir(beside.Path)+"/" || !isID(id) {
			return nil, media.Errorf(media.NotFound, "upload not found")
		}
		ids[i] = id
	}
	return ids, nil
}

// isID reports whether s may be the id of an upload: no other text is looked up.
func isID(s string) bool {
	return len(s) > 0 && len(s) <= 64 && strings.Trim(s, "0123456789abcdefghijklmnopqrstuvwxyz-") == ""
}
