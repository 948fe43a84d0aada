package form_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"mime/multipart"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"github.com/tributary-video/tributary/internal/transport/form"
)

// got is what a reader made of a form.
type got struct {
	Name, File string
	Fields     map[string]string
}

func read(body io.Reader, contentType string, size int) (got, error) {
	r, err := form.NewReader(body, contentType)
	if err != nil {
		return got{}, err
	}
	name, content, err := r.File()
	if err != nil {
		return got{}, err
	}
	var file bytes.Buffer
	if _, err := io.CopyBuffer(struct{ io.Writer }{&file}, struct{ io.Reader }{content}, make([]byte, size)); err != nil {
		return got{}, err
	}
	return got{name, file.String(), r.Fields()}, r.Rest()
}

const boundary = "multipart/form-data; boundary=xyz"

// crlf writes a form as text: lines of Go end as those of HTTP.
func crlf(text string) string { return strings.ReplaceAll(text, "\n", "\r\n") }

const filePart = "--xyz\nContent-Disposition: form-data; name=\"file\"; filename=\"a.mp4\"\n\n"

func TestReader(t *testing.T) {
	tests := []struct {
		name, kind, body string
		want             got
		code             form.Code
	}{
		{"file", boundary, filePart + "bytes\n--xyz--\n", got{"a.mp4", "bytes", map[string]string{}}, 0},
		{"empty file", boundary, filePart + "\n--xyz--", got{"a.mp4", "", map[string]string{}}, 0},
		{"fields around", `Multipart/Form-Data; Boundary="xyz"`,
			"--xyz\ncontent-disposition: form-data; name=videoId\n\nvi1\n" + filePart + "bytes\n--xyz\nContent-Disposition: form-data; name=\"b\"\n\n\n2\n\n--xyz--\nepilogue",
			got{"a.mp4", "bytes", map[string]string{"videoId": "vi1", "b": crlf("\n2\n")}}, 0},
		{"any field name, no name", boundary, "--xyz\nX: 1\nContent-Disposition: form-data; filename=\"\"\nContent-Type: text/x-c\n\nb\n--xyz--",
			got{"", "b", map[string]string{}}, 0},
		{"folded head", boundary, "--xyz\nContent-Disposition: form-data;\n filename=\"f\"\n\nb\n--xyz--", got{"f", "b", map[string]string{}}, 0},
		{"preamble", boundary, "to whom it may concern\n" + filePart + "b\n--xyz--", got{"a.mp4", "b", map[string]string{}}, 0},
		{"blanks behind the boundary", boundary, strings.Replace(filePart, "--xyz", "--xyz \t", 1) + "b\n--xyz--", got{"a.mp4", "b", map[string]string{}}, 0},
		{"almost a boundary", boundary, filePart + "a\n--xyzz\n--xy\n-\n\r\n--xyz-\n--xyz--", got{"a.mp4", crlf("a\n--xyzz\n--xy\n-\n\r\n--xyz-"), map[string]string{}}, 0},
		{"boundary with odd signs", "multipart/form-data; boundary=(x)/y:z=?", "--(x)/y:z=?\nContent-Disposition: form-data; filename=a\n\nb\n--(x)/y:z=?--",
			got{"a", "b", map[string]string{}}, 0},

		{"no form", "video/mp4", "bytes", got{}, form.NoFile},
		{"JSON labelled as form", "application/x-www-form-urlencoded", "{}", got{}, form.NoFile},
		{"no boundary", "multipart/form-data", filePart, got{}, form.NoFile},
		{"boundary too long", "multipart/form-data; boundary=" + strings.Repeat("x", 201), filePart, got{}, form.NoFile},
		{"no body", boundary, "", got{}, form.NoFile},
		{"no part", boundary, "--xyz--\n", got{}, form.NoFile},
		{"no file", boundary, "--xyz\nContent-Disposition: form-data; name=\"file\"\n\nb\n--xyz--", got{}, form.NoFile},
		{"two files", boundary, filePart + "a\n" + filePart + "b\n--xyz--", got{}, form.MultipleFiles},
		{"other boundary", boundary, strings.ReplaceAll(filePart, "xyz", "abc") + "a\n--abc--", got{}, form.Broken},
		{"cut in the head", boundary, "--xyz\nContent-Dispo", got{}, form.Broken},
		{"cut in the file", boundary, filePart + "bytes\n--xy", got{}, form.Broken},
		{"cut behind the boundary", boundary, filePart + "bytes\n--xyz", got{}, form.Broken},
		{"cut in a field", boundary, filePart + "bytes\n--xyz\nContent-Disposition: form-data; name=a\n\nb", got{}, form.Broken},
		{"text behind a boundary", boundary, filePart + "bytes\n--xyz oops\n\n--xyz--", got{}, form.Broken},
		{"long field", boundary, "--xyz\nContent-Disposition: form-data; name=a\n\n" + strings.Repeat("b", 64<<10) + "\n" + filePart + "b\n--xyz--", got{}, form.Broken},
		{"long head", boundary, "--xyz\nX: " + strings.Repeat("b", 70<<10) + "\n\nb\n--xyz--", got{}, form.Broken},
		{"many fields", boundary, strings.Repeat("--xyz\nContent-Disposition: form-data; name=a\n\n\n", 2000) + filePart + "b\n--xyz--", got{}, form.Broken},
		{"long preamble", boundary, strings.Repeat("b", 64<<10) + "\n" + filePart + "b\n--xyz--", got{}, form.Broken},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for _, size := range []int{1, 7, 4 << 10, 1 << 20} {
				for how, wrap := range map[string]func(io.Reader) io.Reader{
					"at once": func(r io.Reader) io.Reader { return r }, "byte by byte": iotest.OneByteReader,
					"halves": iotest.HalfReader, "end with the last byte": iotest.DataErrReader,
				} {
					have, err := read(wrap(strings.NewReader(crlf(tt.body))), tt.kind, size)
					if code := codeOf(t, err); code != tt.code {
						t.Fatalf("buffer of %d, %s: code %d (%v), want %d", size, how, code, err, tt.code)
					}
					if diff := cmp.Diff(tt.want, have); err == nil && diff != "" {
						t.Fatalf("buffer of %d, %s (-want +got):\n%s", size, how, diff)
					}
				}
			}
		})
	}
}

// A body that fails is told apart from a form that ends early.
func TestReaderLosesConnection(t *testing.T) {
	lost := errors.New("connection reset")
	text := crlf(filePart + "bytes\n--xyz\nContent-Disposition: form-data; name=a\n\nb\n--xyz--")
	for n := range len(text) {
		body := io.MultiReader(strings.NewReader(text[:n]), iotest.ErrReader(lost))
		if _, err := read(body, boundary, 4<<10); !errors.Is(err, lost) {
			t.Fatalf("after %d bytes: %v", n, err)
		}
	}
}

// FuzzReader compares with mime/multipart: forms that it writes, around any bytes and cut
// into any reads, are read as it reads them.
func FuzzReader(f *testing.F) {
	f.Add([]byte("bytes"), "xyz", "field", uint64(1))
	f.Add([]byte("\r\n--xyz\r\n\r\n--xyz--\r\n--xyzz\r"), "xyz", "\r\n--xyz-", uint64(2))
	f.Add(bytes.Repeat([]byte("\r\n--x"), 3000), "x", "", uint64(3))
	f.Fuzz(func(t *testing.T, file []byte, bound, field string, seed uint64) {
		var body bytes.Buffer
		w := multipart.NewWriter(&body)
		if w.SetBoundary(bound) != nil || strings.HasSuffix(bound, " ") {
			return
		}
		part, _ := w.CreateFormFile("any", "a b.mp4")
		_, _ = part.Write(file)
		_ = w.WriteField("after", field)
		_ = w.Close()
		want, wantErr := readStandard(body.Bytes(), bound)
		random := rand.New(rand.NewPCG(seed, seed))
		have, err := read(&torn{bytes.NewReader(body.Bytes()), random}, w.FormDataContentType(), 1+random.IntN(8<<10))
		if wantErr != nil {
			return // what is in the file ends the form early; the two refuse it in ways of their own
		}
		if err != nil {
			t.Fatalf("%v where the standard library reads %+v", err, want)
		}
		if diff := cmp.Diff(want, have); diff != "" {
			t.Errorf("(-standard +form):\n%s", diff)
		}
	})
}

// FuzzRawForm: any bytes are a form or refused, and never more than they are.
func FuzzRawForm(f *testing.F) {
	f.Add([]byte(crlf(filePart+"bytes\n--xyz--")), uint64(1))
	f.Add([]byte(crlf("--xyz\n\n\n--xyz\r\n")), uint64(2))
	f.Fuzz(func(t *testing.T, body []byte, seed uint64) {
		random := rand.New(rand.NewPCG(seed, seed))
		size := 1 + random.IntN(8<<10)
		torn, err := read(&torn{bytes.NewReader(body), random}, boundary, size)
		whole, wholeErr := read(bytes.NewReader(body), boundary, 64<<10)
		if (err == nil) != (wholeErr == nil) {
			t.Fatalf("in pieces %v, at once %v", err, wholeErr)
		}
		if diff := cmp.Diff(whole, torn); err == nil && diff != "" {
			t.Errorf("(-at once +in pieces):\n%s", diff)
		}
		if err == nil && len(whole.File) > len(body) {
			t.Errorf("%d bytes of %d", len(whole.File), len(body))
		}
	})
}

// torn is a reader whose reads bring as many bytes as chance has it.
type torn struct {
	io.Reader

	random *rand.Rand
}

func (r *torn) Read(p []byte) (int, error) {
	return r.Reader.Read(p[:min(len(p), 1+r.random.IntN(3<<10))])
}

func readStandard(body []byte, bound string) (got, error) {
	g := got{Fields: map[string]string{}}
	r := multipart.NewReader(bytes.NewReader(body), bound)
	files := 0
	for {
		p, err := r.NextRawPart()
		if errors.Is(err, io.EOF) {
			if files != 1 {
				err = fmt.Errorf("%d files", files)
			} else {
				err = nil
			}
			return g, err
		}
		if err != nil {
			return g, err
		}
		raw, err := io.ReadAll(p)
		if err != nil {
			return g, err
		}
		if p.FileName() != "" {
			g.Name, g.File = p.FileName(), string(raw)
			files++
		} else if _, twice := g.Fields[p.FormName()]; !twice {
			g.Fields[p.FormName()] = string(raw)
		}
	}
}

func TestBaseName(t *testing.T) {
	for sent, want := range map[string]string{
		"a b.mp4":                    "a b.mp4",
		"./dir/10m.mp4":              "10m.mp4",
		"../../etc/passwd":           "passwd",
		`C:\videos\clip.mp4`:         "clip.mp4",
		"a\r\nSet-Cookie: b\x00.mp4": "aSet-Cookie: b.mp4",
		"a%0D%0Ab%22c%41.mp4":        `ab"c%41.mp4`,
		"":                           "Untitled",
		"..":                         "Untitled",
		"dir/":                       "Untitled",
		" \t":                        "Untitled",
		"abc\u202Egpj.exe":           "abcgpj.exe",
		"bad\xff.mp4":                "bad\uFFFD.mp4",
		strings.Repeat("é", 5000):    strings.Repeat("é", 1024),
	} {
		if got := form.BaseName(sent); got != want {
			t.Errorf("BaseName(%q) = %q, want %q", sent, got, want)
		}
	}
}

// Names as clients write them.
func TestFileNames(t *testing.T) {
	for head, want := range map[string]string{
		`form-data; name="file"; filename="my name"`:                      "my name",
		`form-data; name=file; filename=my name.mp4`:                      "my name.mp4",
		`form-data; name="file"; filename="a;b=\"c\".mp4"; x=y`:           `a;b="c".mp4`,
		`form-data; filename="C:\dir\a.mp4"`:                              `C:\dir\a.mp4`,
		`form-data; filename="plain.mp4"; filename*=UTF-8''na%C3%AFf.mp4`: "naïf.mp4",
		`form-data; filename="plain.mp4"; filename*=latin1''%FF`:          "plain.mp4",
		`form-data; flag; filename="a"; filename="b"`:                     "a",
		`form-data; FileName = "a"`:                                       "a",
		`form-data; filename="open`:                                       "open",
	} {
		have, err := read(strings.NewReader(crlf("--xyz\nContent-Disposition: "+head+"\n\nb\n--xyz--")), boundary, 100)
		if err != nil || have.Name != want {
			t.Errorf("%s: %q, %v", head, have.Name, err)
		}
	}
}

// BenchmarkReader is how fast a file goes through, against the standard library.
func BenchmarkReader(b *testing.B) {
	file := make([]byte, 64<<20)
	random := rand.NewChaCha8([32]byte{})
	_, _ = random.Read(file)
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	part, _ := w.CreateFormFile("file", "a.mp4")
	_, _ = part.Write(file)
	_ = w.Close()
	buf := make([]byte, 1<<20)
	b.Run("form", func(b *testing.B) {
		b.SetBytes(int64(len(file)))
		for b.Loop() {
			r, _ := form.NewReader(bytes.NewReader(body.Bytes()), w.FormDataContentType())
			_, content, _ := r.File()
			if n, err := io.CopyBuffer(struct{ io.Writer }{io.Discard}, content, buf); n != int64(len(file)) || err != nil {
				b.Fatal(n, err)
			}
		}
	})
	b.Run("standard", func(b *testing.B) {
		b.SetBytes(int64(len(file)))
		for b.Loop() {
			r := multipart.NewReader(bytes.NewReader(body.Bytes()), w.Boundary())
			p, _ := r.NextRawPart()
			if n, err := io.CopyBuffer(struct{ io.Writer }{io.Discard}, p, buf); n != int64(len(file)) || err != nil {
				b.Fatal(n, err)
			}
		}
	})
}
