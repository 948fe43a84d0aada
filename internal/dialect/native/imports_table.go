package native

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/migration"
)

// column is one field of a report or a map.
type column struct {
	name  string
	value func(c call, source string, i migration.Item) any
}

// sheet is what a table is made of: which rows of an import, and what of each.
type sheet struct {
	has     func(i migration.Item) bool
	columns []column
}

// reportSheet tells how every row ended.
func reportSheet() sheet {
	return sheet{func(migration.Item) bool { return true }, []column{
		{"line", func(_ call, _ string, i migration.Item) any { return i.Line }},
		{"source_id", func(_ call, _ string, i migration.Item) any { return i.SourceID }},
		{"state", func(_ call, _ string, i migration.Item) any { return i.State }},
		{"reason", func(_ call, _ string, i migration.Item) any { return i.Reason }},
		{"attempts", func(_ call, _ string, i migration.Item) any { return i.Attempts }},
		{"bytes", func(_ call, _ string, i migration.Item) any { return i.Bytes }},
		{"seconds", func(_ call, _ string, i migration.Item) any { return i.Seconds() }},
	}}
}

// mapSheet tells what every source id is called here, in every API. A row that repeats one of the same
// manifest is left out.
func mapSheet() sheet {
	of := func(name string, value func(c call, v media.Video) any) column {
		return column{name, func(c call, _ string, i migration.Item) any {
			if i.Video == nil {
				return ""
			}
			return value(c, *i.Video)
		}}
	}
	first := func(i migration.Item) bool { return i.State != migration.Skipped || i.Reason != migration.Duplicate }
	return sheet{first, []column{
		{"source", func(_ call, source string, _ migration.Item) any { return source }},
		{"source_id", func(_ call, _ string, i migration.Item) any { return i.SourceID }},
		of("uuid", func(_ call, v media.Video) any { return v.ID }),
		of("gcore_id", func(_ call, v media.Video) any { return v.Seq }),
		of("slug", func(_ call, v media.Video) any { return v.Slug }),
		of("hls_url", func(c call, v media.Video) any { return c.view.master(v) }),
		of("omegastream_id", func(_ call, v media.Video) any { return v.ID }),
		of("apivideo_id", func(_ call, v media.Video) any { return "vi" + media.ShortID(v.ID) }),
	}}
}

// master is where the playlist of a video is, or will be once it plays.
func (w view) master(v media.Video) string {
	v.State = media.Viewable
	return w.playback(v).Master
}

// rows writes a table.
type rows interface {
	// Row writes one row, its values in the order of the columns.
	Row(values []any) error
	// End writes what follows the last row.
	End() error
}

// table describes a GET that answers with one.
func table(id, path, summary, contentType string) huma.Operation {
	op := get(id, path, summary, 404)
	op.Responses = map[string]*huma.Response{"200": {
		Description: "OK", Content: map[string]*huma.MediaType{contentType: {Schema: &huma.Schema{}}},
	}}
	return op
}

// table answers with a row for each of an import that it has. It is written while it is read: there may be
// a million. An answer that breaks off cannot say why any more.
func (a *API) table(open func(w io.Writer, columns []string) (rows, string), s sheet) handler[byID, huma.StreamResponse] {
	return func(ctx context.Context, c call, in *byID) (*huma.StreamResponse, error) {
		j, err := a.cfg.Imports.Job(ctx, c.project, in.ID)
		if err != nil {
			return nil, err
		}
		return &huma.StreamResponse{Body: func(h huma.Context) {
			names := make([]string, len(s.columns))
			for n, col := range s.columns {
				names[n] = col.name
			}
			out, contentType := open(h.BodyWriter(), names)
			h.SetHeader("Content-Type", contentType)
			err := a.cfg.Imports.Each(ctx, c.project, j.ID, func(i migration.Item) error {
				if !s.has(i) {
					return nil
				}
				values := make([]any, len(s.columns))
				for n, col := range s.columns {
					values[n] = col.value(c, j.Source, i)
				}
				return out.Row(values)
			})
			if err == nil {
				err = out.End()
			}
			if err != nil && ctx.Err() == nil {
				a.cfg.Log.LogAttrs(ctx, slog.LevelError, "table broke off", slog.String("import", j.ID), slog.Any("error", err))
				panic(http.ErrAbortHandler) // half a table must not look like a whole one
			}
		}}, nil
	}
}

// csvRows is RFC 4180 with a header.
type csvRows struct {
	out    *csv.Writer
	names  []string
	begun  bool
	record []string
}

func csvTable(w io.Writer, columns []string) (rows, string) {
	return &csvRows{out: csv.NewWriter(w), names: columns}, "text/csv; charset=utf-8"
}

func (t *csvRows) begin() error {
	if t.begun {
		return nil
	}
	t.begun = true
	return t.out.Write(t.names)
}

func (t *csvRows) Row(values []any) error {
	if err := t.begin(); err != nil {
		return err
	}
	t.record = t.record[:0]
	for _, v := range values {
		t.record = append(t.record, cell(v))
	}
	return t.out.Write(t.record)
}

func (t *csvRows) End() error {
	if err := t.begin(); err != nil {
		return err
	}
	t.out.Flush()
	return t.out.Error()
}

// cell is a value as text. One that a spreadsheet would take for a formula is quoted: source ids are
// whatever somebody once wrote.
func cell(v any) string {
	var text string
	switch v := v.(type) {
	case string:
		text = v
	case migration.ItemState:
		return string(v)
	case int:
		return strconv.Itoa(v)
	case int64:
		return strconv.FormatInt(v, 10)
	case float64:
		return strconv.FormatFloat(v, 'f', 3, 64)
	}
	if text != "" && strings.ContainsRune("=+-@\t\r", rune(text[0])) {
		return "'" + text
	}
	return text
}

// jsonRows is an array of objects whose fields are in the order of the columns.
type jsonRows struct {
	w     io.Writer
	names []string
	n     int
}

func jsonTable(w io.Writer, columns []string) (rows, string) {
	return &jsonRows{w: w, names: columns}, "application/json"
}

func (t *jsonRows) Row(values []any) error {
	line := []byte(",\n{")
	if t.n == 0 {
		line = []byte("[{")
	}
	t.n++
	for i, v := range values {
		raw, err := json.Marshal(v)
		if err != nil {
			return err
		}
		if i > 0 {
			line = append(line, ',')
		}
		line = append(append(strconv.AppendQuote(line, t.names[i]), ':'), raw...)
	}
	_, err := t.w.Write(append(line, '}'))
	return err
}

func (t *jsonRows) End() error {
	end := "]\n"
	if t.n == 0 {
		end = "[]\n"
	}
	_, err := io.WriteString(t.w, end)
	return err
}
