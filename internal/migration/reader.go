package migration

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/tributary-video/tributary/internal/media"
)

const (
	// maxRow is the longest row, in bytes: a description, a few signed URLs, and as much again.
	maxRow = 256 << 10
	// maxColumns of a table.
	maxColumns = 200
)

// rows reads a manifest row by row. Next returns io.EOF after the last one. A row that cannot
// be read is an Entry that failed; an error means that the rest cannot be read.
type rows interface {
	Next() (Entry, error)
}

func newRows(format string, r io.Reader) (rows, error) {
	switch format {
	case JSONL:
		return &lines{in: bufio.NewReaderSize(r, maxRow)}, nil
	case CSV:
		return newTable(r)
	}
	return nil, media.Errorf(media.Invalid, "format must be csv or jsonl")
}

// lines are rows of JSON, one a line (ndjson).
type lines struct {
	in   *bufio.Reader
	line int64
}

func (l *lines) Next() (Entry, error) {
	for {
		raw, err := l.in.ReadSlice('\n')
		if len(raw) == 0 && err != nil {
			return Entry{}, err
		}
		l.line++
		if errors.Is(err, bufio.ErrBufferFull) {
			return unreadable(l.line), l.skip()
		}
		if err != nil && !errors.Is(err, io.EOF) {
			return Entry{}, err
		}
		if raw = bytes.TrimSpace(bytes.TrimPrefix(raw, []byte("\ufeff"))); len(raw) == 0 {
			continue
		}
		var row Row
		if raw[0] != '{' || json.Unmarshal(raw, &row) != nil {
			return unreadable(l.line), nil
		}
		return row.planned(l.line)
	}
}

// skip reads past the end of a line that is too long.
func (l *lines) skip() error {
	for {
		_, err := l.in.ReadSlice('\n')
		switch {
		case err == nil, errors.Is(err, io.EOF): // the end comes again at the next read
			return nil
		case !errors.Is(err, bufio.ErrBufferFull):
			return err
		}
	}
}

// table is rows of CSV (RFC 4180) below a header that names the fields.
type table struct {
	in     *csv.Reader
	budget *budget
	header []string
}

func newTable(r io.Reader) (*table, error) {
	b := &budget{r: r, left: maxRow}
	t := &table{in: csv.NewReader(b), budget: b}
	t.in.FieldsPerRecord = -1 // checked by row, so that one odd row is not the end
	header, err := t.in.Read()
	if errors.Is(err, io.EOF) {
		return nil, media.Errorf(media.Invalid, "the manifest is empty")
	}
	if err != nil || len(header) > maxColumns {
		return nil, malformed(err)
	}
	header[0] = strings.TrimPrefix(header[0], "\ufeff")
	for i, name := range header {
		header[i] = strings.ToLower(strings.TrimSpace(name))
	}
	t.header = header
	return t, nil
}

func malformed(err error) error {
	return &media.Error{Kind: media.Invalid, Public: "the manifest is not CSV with a header", Cause: err}
}

func (t *table) Next() (Entry, error) {
	t.budget.left = maxRow
	fields, err := t.in.Read()
	var broken *csv.ParseError
	switch {
	case errors.As(err, &broken):
		return unreadable(int64(broken.StartLine)), nil
	case errors.Is(err, io.EOF):
		return Entry{}, io.EOF
	case err != nil:
		return Entry{}, err
	}
	at, _ := t.in.FieldPos(0)
	line := int64(at)
	if len(fields) > len(t.header) {
		return unreadable(line), nil
	}
	row, wrong := t.row(fields)
	if wrong != "" {
		return Entry{Line: line, SourceID: cut(clean(string(row.SourceID)), maxID), State: Failed, Reason: "invalid_" + wrong}, nil
	}
	return row.planned(line)
}

func (t *table) row(fields []string) (row Row, wrong string) {
	for i, value := range fields {
		if value = strings.TrimSpace(value); value == "" {
			continue
		}
		if err := row.set(t.header[i], value); err != nil {
			wrong = t.header[i]
		}
	}
	return row, wrong
}

// set fills the field of a column. Columns that no field has are skipped.
func (r *Row) set(column, value string) (err error) {
	if language, ok := strings.CutPrefix(column, "subtitle_"); ok {
		r.Subtitles = append(r.Subtitles, Subtitle{Language: text(language), URL: text(value)})
		return nil
	}
	if key, ok := strings.CutPrefix(column, "metadata_"); ok {
		if r.Metadata == nil {
			r.Metadata = map[string]text{}
		}
		r.Metadata[key] = text(value)
		return nil
	}
	switch column {
	case "size":
		r.Size, err = strconv.ParseInt(value, 10, 64)
	case "priority":
		r.Priority, err = strconv.Atoi(value)
	case "quality_set_id":
		r.Quality, err = strconv.ParseInt(value, 10, 64)
	case "privacy":
		r.Privacy = media.Privacy(value)
	case "created_at":
		var at time.Time
		at, err = time.Parse(time.RFC3339, value)
		r.CreatedAt = &at
	default:
		if field := r.column(column); field != nil {
			*field = text(value)
		}
	}
	return err
}

// column is the text field that a column of a table fills.
func (r *Row) column(name string) *text {
	return map[string]*text{
		"source_id": &r.SourceID, "origin_url": &r.OriginURL, "name": &r.Name, "description": &r.Description,
		"directory": &r.Directory, "slug": &r.Slug, "client_user_id": &r.ClientUser, "sha256": &r.SHA256,
		"poster_url": &r.PosterURL, "origin_http_headers": &r.Header,
	}[name]
}

// budget ends a reader that wants too much for one row: to package csv a quote that is never
// closed makes the rest of a gigabyte one field.
type budget struct {
	r    io.Reader
	left int
}

func (b *budget) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, media.Errorf(media.TooLarge, "a row is longer than %d bytes", maxRow)
	}
	n, err := b.r.Read(p[:min(len(p), b.left)])
	b.left -= n
	if err != nil && !errors.Is(err, io.EOF) {
		err = fmt.Errorf("read manifest: %w", err)
	}
	return n, err
}
