package migration

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/transport/pull"
)

// Bounds of a row (section 6 of Gcore's contract, and those of a video's record).
const (
	maxID          = 255     // characters
	maxURL         = 8 << 10 // bytes, as package egress has it
	maxName        = 2048    // characters
	maxDescription = 64 << 10
	maxMeta        = 64
	maxMetaKey     = 64
	maxMetaValue   = 1024
	maxDirectories = 16 // in each other
	maxDirectory   = 128
	maxSlug        = 64
)

// text is a field that some services write as a number.
type text string

// UnmarshalJSON implements json.Unmarshaler. null is "".
func (t *text) UnmarshalJSON(raw []byte) error {
	switch {
	case bytes.Equal(raw, []byte("null")):
		*t = ""
		return nil
	case len(raw) > 0 && raw[0] == '"':
		return json.Unmarshal(raw, (*string)(t))
	}
	var n json.Number
	if err := json.Unmarshal(raw, &n); err != nil {
		return err
	}
	*t = text(n)
	return nil
}

// Row is a line of a manifest. Fields that are not here are skipped: manifests are often
// exports with more in them than anyone needs.
type Row struct {
	SourceID    text            `json:"source_id"`
	OriginURL   text            `json:"origin_url"`
	Name        text            `json:"name,omitempty"`
	Description text            `json:"description,omitempty"`
	Directory   text            `json:"directory,omitempty"` // names divided by "/"
	CreatedAt   *time.Time      `json:"created_at,omitempty"`
	Slug        text            `json:"slug,omitempty"`
	ClientUser  text            `json:"client_user_id,omitempty"`
	Size        int64           `json:"size,omitempty"` // bytes; 0 = unknown
	SHA256      text            `json:"sha256,omitempty"`
	Privacy     media.Privacy   `json:"privacy,omitempty"` // "" = private
	Priority    int             `json:"priority,omitempty"`
	Quality     int64           `json:"quality_set_id,omitempty"`      // 0 = what the project's videos usually have
	Header      text            `json:"origin_http_headers,omitempty"` // lines "Name: value" for the origin
	PosterURL   text            `json:"poster_url,omitempty"`
	Subtitles   []Subtitle      `json:"subtitles,omitempty"`
	Metadata    map[string]text `json:"metadata,omitempty"`
}

// Subtitle is a text track of a row.
type Subtitle struct {
	Language text `json:"language"`
	Name     text `json:"name,omitempty"`
	URL      text `json:"url"`
}

// check says which field of a row makes it useless, "" for none, and tidies the others.
// Schemes are the caller's: a listing has one of its own.
func (r *Row) check() (wrong string) {
	r.SHA256 = text(strings.ToLower(string(r.SHA256)))
	for _, c := range []struct {
		field string
		ok    bool
	}{
		{"source_id", r.SourceID != "" && isLine(r.SourceID, maxID)},
		{"origin_url", isURL(r.OriginURL)},
		{"name", isLine(r.Name, maxName)},
		{"description", isText(r.Description, maxDescription)},
		{"directory", len(r.directories()) <= maxDirectories && isLine(r.Directory, maxDirectories*maxDirectory)},
		{"slug", isWord(r.Slug, maxSlug)},
		{"client_user_id", isLine(r.ClientUser, maxMetaValue)},
		{"size", r.Size >= 0},
		{"sha256", r.SHA256 == "" || len(r.SHA256) == 64 && strings.Trim(string(r.SHA256), "0123456789abcdef") == ""},
		{"privacy", r.Privacy == "" || r.Privacy == media.Public || r.Privacy == media.Private},
		{"priority", r.Priority >= -10 && r.Priority <= 10},
		{"quality_set_id", r.Quality >= 0},
		{"metadata", r.metadataFits()},
		{"origin_http_headers", pull.CheckHeader(r.header()) == nil},
	} {
		if !c.ok {
			return c.field
		}
	}
	return ""
}

func (r *Row) metadataFits() bool {
	for key, value := range r.Metadata {
		if key == "" || !isLine(text(key), maxMetaKey) || !isText(value, maxMetaValue) {
			return false
		}
	}
	return len(r.Metadata) < maxMeta // one place is the client_user_id's
}

// directories are the names of the collections that the video lies in, the outermost first.
func (r *Row) directories() []string {
	var names []string
	for name := range strings.SplitSeq(string(r.Directory), "/") {
		if name = strings.TrimSpace(name); name != "" {
			names = append(names, cut(name, maxDirectory))
		}
	}
	return names
}

// title is the name, or the file's.
func (r *Row) title() string {
	if name := strings.TrimSpace(string(r.Name)); name != "" {
		return name
	}
	u, err := url.Parse(string(r.OriginURL))
	if err != nil {
		return string(r.SourceID)
	}
	name := u.Path[strings.LastIndexByte(u.Path, '/')+1:]
	if !isLine(text(name), maxName) || name == "" {
		return string(r.SourceID)
	}
	return name
}

func (r *Row) host() string {
	u, err := url.Parse(string(r.OriginURL))
	if err != nil {
		return ""
	}
	return strings.ToLower(u.Host)
}

// header is what the origin of a row wants to hear. Lines that are no field are left out; what
// may not be said at all is refused by package pull.
func (r *Row) header() http.Header {
	h := http.Header{}
	for line := range strings.Lines(string(r.Header)) {
		name, value, found := strings.Cut(strings.TrimSpace(line), ":")
		if found {
			h.Add(strings.TrimSpace(name), strings.TrimSpace(value))
		}
	}
	return h
}

// planned is the item of a row.
func (r *Row) planned(line int64) (Entry, error) {
	p := Entry{Line: line, SourceID: string(r.SourceID), State: Queued, Host: r.host(), Size: r.Size, SHA256: string(r.SHA256)}
	if wrong := r.check(); wrong != "" {
		p.State, p.Reason, p.SourceID = Failed, "invalid_"+wrong, cut(clean(p.SourceID), maxID)
		p.Size, p.SHA256, p.Host = 0, "", ""
		return p, nil
	}
	raw, err := json.Marshal(r)
	if err != nil {
		return p, fmt.Errorf("plan row %d: %w", line, err)
	}
	p.Row, p.Quality = raw, r.Quality
	return p, nil
}

// unreadable is the item of a line that is no row.
func unreadable(line int64) Entry {
	return Entry{Line: line, State: Failed, Reason: "invalid_line"}
}

func isURL(t text) bool {
	u, err := url.Parse(string(t))
	if err != nil || u.Host == "" || len(t) > maxURL || !isLine(t, maxURL) {
		return false
	}
	return u.Scheme == "http" || u.Scheme == "https" || u.Scheme == "s3" // the last of listings alone; see sign
}

// isLine accepts at most n characters without control characters.
func isLine(t text, n int) bool {
	return isText(t, n) && !strings.ContainsFunc(string(t), unicode.IsControl)
}

// isText accepts at most n characters of UTF-8. Databases refuse NUL.
func isText(t text, n int) bool {
	return utf8.ValidString(string(t)) && utf8.RuneCountInString(string(t)) <= n && !strings.ContainsRune(string(t), 0)
}

func isWord(t text, n int) bool {
	for _, c := range []byte(t) {
		if c < '0' || c > '9' && c < 'A' || c > 'Z' && c < 'a' || c > 'z' {
			return false
		}
	}
	return len(t) <= n
}

// clean makes something printable of what was refused.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
}

func cut(s string, n int) string {
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	return string([]rune(s)[:n])
}
