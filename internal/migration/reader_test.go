package migration

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tributary-video/tributary/internal/media"
)

// read is a manifest as "line source_id state reason", a row each.
func read(t *testing.T, format, manifest string) (found []string, all []Row, err error) {
	t.Helper()
	in, err := newRows(format, strings.NewReader(manifest))
	if err != nil {
		return nil, nil, err
	}
	for {
		e, err := in.Next()
		if errors.Is(err, io.EOF) {
			return found, all, nil
		}
		if err != nil {
			return found, all, err
		}
		found = append(found, strings.TrimSpace(fmt.Sprintf("%d %s %s %s", e.Line, e.SourceID, e.State, e.Reason)))
		var row Row
		if e.Row != nil {
			if err := json.Unmarshal(e.Row, &row); err != nil {
				t.Fatal(err)
			}
		}
		all = append(all, row)
	}
}

func TestReaders(t *testing.T) {
	const good = `{"source_id":"1","origin_url":"https://a/1.mp4"}`
	long := `{"source_id":"1","origin_url":"https://a/1.mp4","description":"` + strings.Repeat("x", maxRow) + `"}`
	for name, tt := range map[string]struct {
		format, manifest string
		want             []string
	}{
		"lines":            {JSONL, good + "\n\n" + good, []string{"1 1 queued", "3 1 queued"}},
		"a mark":           {JSONL, "\ufeff" + good + "\r\n", []string{"1 1 queued"}},
		"numbers":          {JSONL, `{"source_id":881,"origin_url":"https://a/1.mp4","client_user_id":77,"slug":null,"size":5}`, []string{"1 881 queued"}},
		"other fields":     {JSONL, `{"source_id":"1","origin_url":"https://a/1.mp4","ad_id":{"deep":[1]}}`, []string{"1 1 queued"}},
		"no JSON":          {JSONL, "source_id,origin_url\n[]\nnull\n" + good, []string{"1  failed invalid_line", "2  failed invalid_line", "3  failed invalid_line", "4 1 queued"}},
		"a long line":      {JSONL, long + "\n" + good, []string{"1  failed invalid_line", "2 1 queued"}},
		"a long last line": {JSONL, good + "\n" + long, []string{"1 1 queued", "2  failed invalid_line"}},
		"no id":            {JSONL, `{"origin_url":"https://a/1.mp4"}`, []string{"1  failed invalid_source_id"}},
		"no URL":           {JSONL, `{"source_id":"1"}`, []string{"1 1 failed invalid_origin_url"}},
		"another scheme":   {JSONL, `{"source_id":"1","origin_url":"file:///etc/passwd"}`, []string{"1 1 failed invalid_origin_url"}},
		"NUL":              {JSONL, `{"source_id":"a\u0000b","origin_url":"https://a/1.mp4"}`, []string{"1 ab failed invalid_source_id"}},
		"a sum":            {JSONL, `{"source_id":"1","origin_url":"https://a/1.mp4","sha256":"xyz"}`, []string{"1 1 failed invalid_sha256"}},
		"a slug":           {JSONL, `{"source_id":"1","origin_url":"https://a/1.mp4","slug":"../a"}`, []string{"1 1 failed invalid_slug"}},
		"a date":           {JSONL, `{"source_id":"1","origin_url":"https://a/1.mp4","created_at":"yesterday"}`, []string{"1  failed invalid_line"}},
		"a header":         {JSONL, `{"source_id":"1","origin_url":"https://a/1.mp4","origin_http_headers":"Host: b"}`, []string{"1 1 failed invalid_origin_http_headers"}},
		"a table":          {CSV, "origin_url,source_id,note\nhttps://a/1.mp4,1,\n\"https://a/2.mp4\",2,x\n", []string{"2 1 queued", "3 2 queued"}},
		"a short record":   {CSV, "source_id,origin_url,name\n1,https://a/1.mp4\n2\n", []string{"2 1 queued", "3 2 failed invalid_origin_url"}},
		"a long record":    {CSV, "source_id,origin_url\n1,https://a/1.mp4,more\n", []string{"2  failed invalid_line"}},
		"a bare quote":     {CSV, "source_id,origin_url\n1,https://a/\"1.mp4\n2,https://a/2.mp4\n", []string{"2  failed invalid_line", "3 2 queued"}},
		"a set":            {CSV, "source_id,origin_url,quality_set_id\n1,https://a/1.mp4,3\n2,https://a/2.mp4,x\n", []string{"2 1 queued", "3 2 failed invalid_quality_set_id"}},
		"a size":           {CSV, "source_id,origin_url,size\n1,https://a/1.mp4,much\n", []string{"2 1 failed invalid_size"}},
		"two lines":        {CSV, "source_id,origin_url,description\n1,https://a/1.mp4,\"a\nb\"\n2,https://a/2.mp4,\n", []string{"2 1 queued", "4 2 queued"}},
		"only a header":    {CSV, "source_id,origin_url\n", nil},
		"nothing":          {JSONL, "", nil},
	} {
		got, _, err := read(t, tt.format, tt.manifest)
		if diff := cmp.Diff(tt.want, got); diff != "" || err != nil {
			t.Errorf("%s: %v\n%s", name, err, diff)
		}
	}
}

// A table of everything is the row that JSON would be.
func TestColumns(t *testing.T) {
	_, fromCSV, err := read(t, CSV, "source_id,origin_url,name,directory,created_at,slug,client_user_id,size,sha256,poster_url,subtitle_eng,metadata_sku\n"+
		`881,https://a/881.mp4,Spring talk,Talks/2024,2024-05-02T08:00:00Z,,77,13800000,,https://a/p.jpg,https://a/881.vtt,A-1`)
	if err != nil {
		t.Fatal(err)
	}
	_, fromJSON, err := read(t, JSONL, `{"source_id":"881","origin_url":"https://a/881.mp4","name":"Spring talk","directory":"Talks/2024",`+
		`"created_at":"2024-05-02T08:00:00Z","slug":null,"client_user_id":77,"size":13800000,"sha256":null,"poster_url":"https://a/p.jpg",`+
		`"subtitles":[{"language":"eng","url":"https://a/881.vtt"}],"metadata":{"sku":"A-1"}}`)
	if diff := cmp.Diff(fromJSON, fromCSV); diff != "" || err != nil || fromCSV[0].Size != 13800000 {
		t.Error(err, diff)
	}
}

// A quote that is never closed ends the manifest, and does not fill the memory.
func TestEndlessField(t *testing.T) {
	in, err := newRows(CSV, io.MultiReader(strings.NewReader("source_id,origin_url\n1,\""), endless{}))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := in.Next(); media.KindOf(err) != media.TooLarge {
		t.Error(err)
	}
}

type endless struct{}

func (endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'x'
	}
	return len(p), nil
}

func TestTitles(t *testing.T) {
	for want, row := range map[string]Row{
		"Talk":  {Name: " Talk ", OriginURL: "https://a/1.mp4"},
		"1.mp4": {OriginURL: "https://a/b/1.mp4?alt=media"},
		"881":   {SourceID: "881", OriginURL: "https://a/b/"},
	} {
		if got := row.title(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func FuzzReaders(f *testing.F) {
	f.Add("source_id,origin_url\n1,\"https://a/1.mp4\"\n")
	f.Add(`{"source_id":881,"origin_url":"https://a/1.mp4","subtitles":[{"url":null}]}`)
	f.Fuzz(func(t *testing.T, manifest string) {
		for _, format := range []string{CSV, JSONL} {
			in, err := newRows(format, strings.NewReader(manifest))
			if err != nil {
				continue
			}
			for line := int64(0); ; {
				e, err := in.Next()
				if err != nil {
					break
				}
				if e.Line <= line || (e.State == Queued) != (e.Row != nil) || strings.ContainsRune(e.SourceID, 0) {
					t.Fatalf("%s: %+v after line %d", format, e, line)
				}
				line = e.Line
			}
		}
	})
}
