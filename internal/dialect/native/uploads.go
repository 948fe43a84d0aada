package native

import (
	"maps"
	"net/http"
	"slices"
	"unicode/utf8"

	"github.com/tributary-video/tributary/internal/auth"
	"github.com/tributary-video/tributary/internal/dialect"
)

// maxTitle is the longest title, in characters.
const maxTitle = 128

// uploader admits the sender of bytes. Upload clients often know Basic alone, so the
// key may be the password of any user, or the user's name.
func (a *API) uploader(r *http.Request) (auth.Grant, error) {
	user, password, basic := r.BasicAuth()
	if !basic || len(r.Header.Values("Authorization")) != 1 {
		return a.grant(r)
	}
	if _, isKey := auth.ParseKey(password); isKey {
		return a.cfg.Keys.Verify(r.Context(), password)
	}
	return a.cfg.Keys.Verify(r.Context(), user)
}

// titleOf is the first name that an uploader gave: most send only the file's.
func titleOf(sent map[string]string) string {
	for _, key := range []string{"title", "name", "filename"} {
		if title := dialect.CutText(dialect.CleanText(sent[key]), maxTitle); title != "" {
			return title
		}
	}
	return "untitled"
}

// metaOf keeps what an uploader said, within the bounds of meta: clients send every field
// of a form, so what does not fit is left out rather than refused. The title is
// the video's own; filename and filetype find room before any other.
func metaOf(sent map[string]string) map[string]string {
	meta := map[string]string{}
	keys := append([]string{"filename", "filetype"}, slices.Sorted(maps.Keys(sent))...)
	for _, key := range keys {
		if key == "title" || key != dialect.CleanText(key) || utf8.RuneCountInString(key) > maxMetaKey || len(meta) == maxMeta {
			continue
		}
		if value := dialect.CutText(dialect.CleanText(sent[key]), maxMetaValue); value != "" {
			meta[key] = value
		}
	}
	return meta
}
