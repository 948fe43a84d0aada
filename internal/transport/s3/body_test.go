package s3

import (
	"bytes"
	"crypto/md5"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
)

// put is a request that brings what src brings; -1 = it does not say how much.
func put(t testing.TB, src io.Reader, length int64, header ...string) *http.Request {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPut, "http://video.example.com/project-1/a.mp4", src)
	if err != nil {
		t.Fatal(err)
	}
	r.ContentLength = length
	for _, line := range header {
		name, value, _ := strings.Cut(line, ": ")
		r.Header.Add(name, value)
	}
	return r
}

// The text that the checksums of catalogues are of.
const (
	digits9   = "123456789"
	digitsMD5 = "JfnnlDI7RTiF9RgfG2JNCw=="
)

func hexSHA256(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// Values of CRCs are those of the catalogue of parametrised CRC algorithms ("check").
func TestBodySums(t *testing.T) {
	for algorithm, value := range map[string]string{
		"CRC32": "y/Q5Jg==", "CRC32C": "4waSgw==", "CRC64NVME": "rosUhgp5mIg=", "SHA1": "98O8HYCOBHMq32eZZczDTKeuNEE=",
		"SHA256": "FeKw08M4keuw8e9gnsQZQgwg4yDOlMZfvIwzEkSOsiU=",
	} {
		header := checksumHeader(algorithm) + ": " + value
		wish := "X-Amz-Sdk-Checksum-Algorithm: " + algorithm
		trailer := framing{sizes: []int{4}, name: checksumHeader(algorithm), value: value}
		decoded := []string{"X-Amz-Decoded-Content-Length: 9", "X-Amz-Trailer: " + trailer.name, wish}
		signed := trailer
		signed.seed, signed.key = seeded("").seed, chunkKey()
		for name, tt := range map[string]struct {
			payload, body string
			header        []string
		}{
			"header":               {unsignedPayload, digits9, []string{header, "Content-MD5: " + digitsMD5}},
			"hash and header":      {hexSHA256(digits9), digits9, []string{header, wish}},
			"only asked for":       {hexSHA256(digits9), digits9, []string{wish}},
			"trailer":              {streamingUnsignedTrailer, string(trailer.encode([]byte(digits9))), decoded},
			"signed trailer":       {streamingSignedTrailer, string(signed.encode([]byte(digits9))), decoded},
			"header, other fields": {unsignedPayload, digits9, []string{header, "X-Amz-Checksum-Type: FULL_OBJECT"}},
		} {
			b, err := openBody(put(t, iotest.HalfReader(strings.NewReader(tt.body)), int64(len(tt.body)), tt.header...), seeded(tt.payload))
			if err != nil {
				t.Errorf("%s, %s: %v", algorithm, name, err)
				continue
			}
			got, err := io.ReadAll(b)
			if err != nil || string(got) != digits9 || b.Size() != 9 {
				t.Errorf("%s, %s: %q of %d bytes, %v", algorithm, name, got, b.Size(), err)
			}
			want := sums{MD5: md5.Sum([]byte(digits9)), Checksums: []checksum{{algorithm, value}}}
			if diff := cmp.Diff(want, b.Sums()); diff != "" {
				t.Errorf("%s, %s (-want +got):\n%s", algorithm, name, diff)
			}
		}
	}
}

func TestBodyMismatch(t *testing.T) {
	trailer := func(value string) string {
		return string(framing{name: "x-amz-checksum-crc32", value: value}.encode([]byte(digits9)))
	}
	decoded := func(n string) []string {
		return []string{"X-Amz-Decoded-Content-Length: " + n, "X-Amz-Trailer: x-amz-checksum-crc32"}
	}
	for name, tt := range map[string]struct {
		payload, body string
		length        int64 // 0 = that of body
		header        []string
		want          Code
	}{
		"hash":              {hexSHA256("12345678"), digits9, 0, nil, ContentSHA256Mismatch},
		"Content-MD5":       {unsignedPayload, digits9, 0, []string{"Content-MD5: " + base64.StdEncoding.EncodeToString(make([]byte, 16))}, BadDigest},
		"checksum":          {unsignedPayload, digits9, 0, []string{"X-Amz-Checksum-Crc32: AAAAAA=="}, BadDigest},
		"trailer":           {streamingUnsignedTrailer, trailer("AAAAAA=="), 0, decoded("9"), BadDigest},
		"trailer's length":  {streamingUnsignedTrailer, trailer("AAAAAAA="), 0, decoded("9"), InvalidRequest},
		"trailer's letters": {streamingUnsignedTrailer, trailer("y_Q5Jg=="), 0, decoded("9"), InvalidRequest},
		"shorter":           {unsignedPayload, digits9, 10, nil, IncompleteBody},
		"longer":            {unsignedPayload, digits9, 8, nil, IncompleteBody},
		"decoded shorter":   {streamingUnsignedTrailer, trailer("y/Q5Jg=="), 0, decoded("10"), IncompleteBody},
		"decoded longer":    {streamingUnsignedTrailer, trailer("y/Q5Jg=="), 0, decoded("8"), IncompleteBody},
		"nothing":           {unsignedPayload, "", 1, nil, IncompleteBody},
	} {
		t.Run(name, func(t *testing.T) {
			if tt.length == 0 {
				tt.length = int64(len(tt.body))
			}
			b, err := openBody(put(t, strings.NewReader(tt.body), tt.length, tt.header...), seeded(tt.payload))
			if err != nil {
				t.Fatal(err)
			}
			if _, err = io.ReadAll(b); codeIn(err) != tt.want {
				t.Errorf("%v; want %s", err, tt.want)
			}
			if _, again := b.Read(make([]byte, 1)); codeIn(again) != tt.want {
				t.Errorf("read again: %v; want %s", again, tt.want)
			}
			if diff := cmp.Diff(sums{}, b.Sums()); diff != "" {
				t.Errorf("sums of a wrong body:\n%s", diff)
			}
		})
	}
}

func TestBodyLengthUnknown(t *testing.T) {
	b, err := openBody(put(t, strings.NewReader(digits9), -1), seeded(unsignedPayload))
	if err != nil {
		t.Fatal(err)
	}
	got, err := io.ReadAll(b)
	if err != nil || string(got) != digits9 || b.Size() != -1 {
		t.Errorf("%q of %d bytes, %v", got, b.Size(), err)
	}
}

// A client that does not say how much it sends is stopped in time all the same.
func TestBodyTooLarge(t *testing.T) {
	b, err := openBody(put(t, strings.NewReader(digits9), -1), seeded(unsignedPayload))
	if err != nil {
		t.Fatal(err)
	}
	b.count = maxBody - 8 // as if so much had come before
	if _, err := io.ReadAll(b); codeIn(err) != EntityTooLarge {
		t.Errorf("%v; want %s", err, EntityTooLarge)
	}
}

// The checksum on CompleteMultipartUpload is that of the object, not of the list of its parts.
func TestBodyOfPost(t *testing.T) {
	r := put(t, strings.NewReader("<x/>"), 4, "X-Amz-Checksum-Crc32: y/Q5Jg==", "X-Amz-Checksum-Type: FULL_OBJECT")
	r.Method = http.MethodPost
	b, err := openBody(r, seeded(hexSHA256("<x/>")))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(b); err != nil || !bytes.Equal(got, []byte("<x/>")) || b.Sums().Checksums != nil {
		t.Errorf("%q, %v, %v", got, b.Sums(), err)
	}
}
