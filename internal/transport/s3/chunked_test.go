package s3

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
)

// plain is a body without signatures.
func plain(lines ...string) string { return strings.Join(lines, "\r\n") }

func TestChunked(t *testing.T) {
	const crc = "x-amz-checksum-crc32:NhCmhg=="
	for name, raw := range map[string]string{
		"one chunk":                 plain("5", "hello", "0", "", ""),
		"three chunks":              plain("2", "he", "1", "l", "2", "lo", "0", "", ""),
		"zeros before the size":     plain("00000005", "hello", "000", "", ""),
		"trailer":                   plain("5", "hello", "0", crc, "", ""),
		"trailer ends in LF":        plain("5", "hello", "0", crc+"\n", ""),
		"only LF":                   plain("5", "hello", "0", crc+"\n\n"),
		"blank lines":               plain("5", "hello", "0", "", "", crc, "", "\n", ""),
		"blanks around the value":   plain("5", "hello", "0", "x-amz-checksum-crc32 :  NhCmhg== ", "", ""),
		"upper case in the name":    plain("5", "hello", "0", "X-Amz-Checksum-CRC32:NhCmhg==", "", ""),
		"trailer as long as may be": plain("5", "hello", "0", crc+strings.Repeat(" ", maxLine-len(crc)-2), "", ""),
	} {
		t.Run(name, func(t *testing.T) {
			promised := ""
			if strings.Contains(strings.ToLower(raw), "crc32") {
				promised = "x-amz-checksum-crc32"
			}
			for _, src := range []io.Reader{
				strings.NewReader(raw), iotest.OneByteReader(strings.NewReader(raw)), iotest.DataErrReader(strings.NewReader(raw)),
			} {
				c := newChunked(src, 5, nil, promised)
				got, err := io.ReadAll(c)
				if err != nil || string(got) != "hello" {
					t.Errorf("%q, %v", got, err)
				}
				if promised != "" && c.trailer.value != "NhCmhg==" {
					t.Errorf("trailer %q", c.trailer.value)
				}
			}
		})
	}
}

func TestChunkedRefused(t *testing.T) {
	const crc = "x-amz-checksum-crc32:NhCmhg=="
	long := strings.Repeat("0", 10<<20)
	tests := map[string]struct {
		raw     string
		trailer bool
		want    Code
	}{
		"nothing":                {"", false, IncompleteBody},
		"only an end":            {plain("0", "", ""), false, IncompleteBody},
		"ends in a head":         {"5", false, IncompleteBody},
		"ends behind a head":     {"5\r\n", false, IncompleteBody},
		"ends in data":           {plain("5", "hell"), false, IncompleteBody},
		"ends behind data":       {plain("5", "hello"), false, IncompleteBody},
		"no last chunk":          {plain("5", "hello", ""), false, IncompleteBody},
		"no end":                 {plain("5", "hello", "0", ""), false, IncompleteBody},
		"half an end":            {plain("5", "hello", "0", "\r"), false, IncompleteBody},
		"no end of the trailer":  {plain("5", "hello", "0", crc, ""), true, IncompleteBody},
		"too few bytes":          {plain("4", "hell", "0", "", ""), false, IncompleteBody},
		"too many bytes":         {plain("5", "hello", "1", "!", "0", "", ""), false, IncompleteBody},
		"too large a chunk":      {plain("6", "hello!", "0", "", ""), false, IncompleteBody},
		"largest number":         {plain("7fffffffffffffff", "hello", "0", "", ""), false, IncompleteBody},
		"overflow":               {plain("8000000000000000", "hello", "0", "", ""), false, InvalidRequest},
		"overflow of 64 bits":    {plain("10000000000000005", "hello", "0", "", ""), false, InvalidRequest},
		"negative":               {plain("-5", "hello", "0", "", ""), false, InvalidRequest},
		"plus":                   {plain("+5", "hello", "0", "", ""), false, InvalidRequest},
		"0x":                     {plain("0x5", "hello", "0", "", ""), false, InvalidRequest},
		"underscore":             {plain("0_5", "hello", "0", "", ""), false, InvalidRequest},
		"blank before the size":  {plain(" 5", "hello", "0", "", ""), false, InvalidRequest},
		"no size":                {plain("", "hello", "0", "", ""), false, InvalidRequest},
		"no number":              {plain("g", "hello", "0", "", ""), false, InvalidRequest},
		"head ends in LF":        {"5\nhello\r\n0\r\n\r\n", false, InvalidRequest},
		"signature, unasked":     {plain("5;chunk-signature="+strings.Repeat("0", 64), "hello", "0", "", ""), false, InvalidRequest},
		"other extension":        {plain("5;a=b", "hello", "0", "", ""), false, InvalidRequest},
		"head of 10 MB":          {long + plain("5", "hello", "0", "", ""), false, InvalidRequest},
		"data ends in LF":        {"5\r\nhello\n0\r\n\r\n", false, InvalidRequest},
		"chunk is longer":        {plain("5", "hello!", "0", "", ""), false, InvalidRequest},
		"bytes behind the end":   {plain("5", "hello", "0", "", "x"), false, IncompleteBody},
		"line behind the end":    {plain("5", "hello", "0", "", "5", "hello", ""), false, InvalidRequest},
		"trailer, unasked":       {plain("5", "hello", "0", crc, "", ""), false, InvalidRequest},
		"trailer missing":        {plain("5", "hello", "0", "", ""), true, InvalidRequest},
		"trailer empty":          {plain("5", "hello", "0", "x-amz-checksum-crc32:", "", ""), true, InvalidRequest},
		"trailer without colon":  {plain("5", "hello", "0", "x-amz-checksum-crc32", "", ""), true, InvalidRequest},
		"trailer twice":          {plain("5", "hello", "0", crc, crc, "", ""), true, InvalidRequest},
		"other trailer":          {plain("5", "hello", "0", crc, "x-amz-checksum-sha1:x", "", ""), true, InvalidRequest},
		"signature of a trailer": {plain("5", "hello", "0", crc, trailerSignature+":x", "", ""), true, InvalidRequest},
		"trailer of one line":    {plain("5", "hello", "0", crc+long, "", ""), true, InvalidRequest},
		"trailer of many lines":  {plain("5", "hello", "0", crc, strings.Repeat("\n", maxTrailer), ""), true, InvalidRequest},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			promised := ""
			if tt.trailer {
				promised = "x-amz-checksum-crc32"
			}
			src := strings.NewReader(tt.raw)
			got, err := io.ReadAll(newChunked(src, 5, nil, promised))
			if codeIn(err) != tt.want || len(got) > 5 {
				t.Errorf("%d bytes, %v; want %s", len(got), err, tt.want)
			}
			if len(tt.raw) > 10<<20 && src.Len() < 9<<20 {
				t.Errorf("%d bytes were read on", len(tt.raw)-src.Len())
			}
		})
	}
}

func TestSignedChunksRefused(t *testing.T) {
	sig := seeded(streamingSignedTrailer)
	f := framing{seed: sig.seed, key: sig.key, sizes: []int{2}, name: "x-amz-checksum-crc32", value: "NhCmhg=="}
	whole := string(f.encode([]byte("hello")))
	lines := strings.SplitAfter(whole, "\r\n") // head, data, head, data, …
	swapped := strings.Join([]string{lines[2], lines[3], lines[0], lines[1], strings.Join(lines[4:], "")}, "")
	for name, tt := range map[string]struct {
		raw  string
		want Code
	}{
		"other data":              {strings.Replace(whole, "he", "hi", 1), SignatureDoesNotMatch},
		"other data at the end":   {strings.Replace(whole, "o\r\n", "0\r\n", 1), SignatureDoesNotMatch},
		"other trailer":           {strings.Replace(whole, "NhCmhg", "NhCmhG", 1), SignatureDoesNotMatch},
		"chunks out of order":     {swapped, SignatureDoesNotMatch},
		"no signature":            {plain("5", "hello", "0", "", ""), InvalidRequest},
		"empty signature":         {plain("5;chunk-signature=", "hello", "0", "", ""), SignatureDoesNotMatch},
		"signature in upper case": {strings.ToUpper(whole[:80]) + whole[80:], InvalidRequest},
		"too long a signature":    {strings.Replace(whole, "\r\n", "0\r\n", 1), SignatureDoesNotMatch},
		"no trailer signature":    {whole[:strings.Index(whole, trailerSignature)] + "\r\n", SignatureDoesNotMatch},
		"no last chunk":           {whole[:strings.Index(whole, "0;")], IncompleteBody},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := io.ReadAll(newChunked(strings.NewReader(tt.raw), 5, mode{signed: true}.signer(sig), f.name))
			if codeIn(err) != tt.want {
				t.Errorf("%v; want %s", err, tt.want)
			}
		})
	}
}

// A connection that is cut is not the client's mistake, wherever it happens.
func TestChunkedCut(t *testing.T) {
	cut := errors.New("connection reset")
	sig := seeded(streamingSignedTrailer)
	f := framing{seed: sig.seed, key: sig.key, sizes: []int{3}, name: "x-amz-checksum-crc32", value: "NhCmhg==", ends: byLF}
	whole := f.encode([]byte("hello"))
	for at := range len(whole) {
		src := io.MultiReader(bytes.NewReader(whole[:at]), iotest.ErrReader(cut))
		if _, err := io.ReadAll(newChunked(src, 5, mode{signed: true}.signer(sig), f.name)); !errors.Is(err, cut) {
			t.Errorf("cut at %d: %v", at, err)
		}
		_, err := io.ReadAll(newChunked(bytes.NewReader(whole[:at]), 5, mode{signed: true}.signer(sig), f.name))
		if want := codeIn(err); want != IncompleteBody && (want != SignatureDoesNotMatch || !bytes.HasSuffix(whole[:at], []byte("\n\r\n"))) {
			t.Errorf("ended at %d: %v", at, err)
		}
	}
}

// measured keeps the largest piece that it was asked for.
type measured struct {
	io.Reader

	largest int
}

func (m *measured) Read(p []byte) (int, error) {
	m.largest = max(m.largest, len(p))
	return m.Reader.Read(p)
}

// Data goes from the connection to where the caller wants it, not through the decoder.
func TestChunkedReadsThrough(t *testing.T) {
	data := noise(1 << 20)
	src := &measured{Reader: bytes.NewReader(framing{}.encode(data))}
	c := newChunked(src, int64(len(data)), nil, "")
	buf := make([]byte, 1<<20)
	for rest := data; ; {
		n, err := c.Read(buf)
		if !bytes.HasPrefix(rest, buf[:n]) {
			t.Fatal("other bytes")
		}
		if rest = rest[n:]; errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if src.largest < len(data)-maxLine {
		t.Errorf("at most %d bytes are read at once", src.largest)
	}
}
