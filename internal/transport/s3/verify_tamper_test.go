package s3

import (
	"bufio"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// meaning is all of a request that a signature covers, and the signature.
type meaning struct {
	Method, Path, Host string
	Query              url.Values
	Length             int64
	Header             http.Header
}

// meaningOf leaves out headers that the original does not sign.
func meaningOf(r *http.Request, signed string) meaning {
	m := meaning{Method: r.Method, Path: r.URL.EscapedPath(), Host: r.Host, Query: r.URL.Query(), Header: http.Header{}}
	for name := range strings.SplitSeq("authorization;"+signed, ";") {
		if name == "content-length" { // zeros before a number mean nothing
			m.Length = r.ContentLength
			continue
		}
		for _, value := range r.Header.Values(name) {
			m.Header.Add(name, value)
		}
	}
	return m
}

// TestVerifyEveryBit turns over each bit of signed requests, one at a time. What the server can
// still read and takes for good must mean what was signed.
func TestVerifyEveryBit(t *testing.T) {
	for name, head := range map[string][]string{
		"presigned": ourPresigned(),
		"streaming": ourStreaming(),
		"query and length": {
			"PUT /examplebucket/chunkObject.txt HTTP/1.1", "Host: s3.amazonaws.com", "x-amz-date: 20130524T000000Z",
			"x-amz-storage-class: REDUCED_REDUNDANCY", "x-amz-content-sha256: STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
			"Content-Encoding: aws-chunked", "x-amz-decoded-content-length: 66560", "Content-Length: 66824",
			docAuthorization("content-encoding;content-length;host;x-amz-content-sha256;x-amz-date;"+
				"x-amz-decoded-content-length;x-amz-storage-class",
				"4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9"),
		},
	} {
		t.Run(name, func(t *testing.T) {
			original := received(t, head...)
			c, err := readClaim(original)
			if err != nil {
				t.Fatal(err)
			}
			server := verifierAt(t, c.time.Format(timeFormat))
			want := meaningOf(original, c.signedHeaders)
			text := strings.Join(head, "\r\n") + "\r\n\r\n"
			refused := 0
			for i := range 8 * len(text) {
				changed := []byte(text)
				changed[i/8] ^= 1 << (i % 8)
				r, err := http.ReadRequest(bufio.NewReader(strings.NewReader(string(changed))))
				if err != nil {
					continue
				}
				if _, err = server.verify(r); err != nil {
					refused++
					continue
				}
				if diff := cmp.Diff(want, meaningOf(r, c.signedHeaders)); diff != "" {
					t.Errorf("%q is taken for good: %s", changed, diff)
				}
			}
			if refused < len(text) {
				t.Errorf("only %d of the changed requests reached verify and were refused", refused)
			}
		})
	}
}

// TestVerifyTampered names the refusal of a change to one thing.
func TestVerifyTampered(t *testing.T) {
	const (
		header = "header"
		query  = "query"
	)
	heads := map[string]string{header: strings.Join(ourStreaming(), "\r\n"), query: strings.Join(ourPresigned(), "\r\n")}
	for name, tt := range map[string]struct {
		head, old, changed string
		code               Code
	}{
		"method":              {header, "PUT /", "POST /", SignatureDoesNotMatch},
		"path":                {header, "a.mp4", "b.mp4", SignatureDoesNotMatch},
		"path in other case":  {header, "a.mp4", "A.mp4", SignatureDoesNotMatch},
		"path with dots":      {header, "/a.mp4", "/x/../a.mp4", SignatureDoesNotMatch},
		"path with a slash":   {header, "/a.mp4", "//a.mp4", SignatureDoesNotMatch},
		"path escaped":        {header, "/a.mp4", "/%61.mp4", SignatureDoesNotMatch},
		"parameter added":     {header, "a.mp4 ", "a.mp4?acl ", SignatureDoesNotMatch},
		"host":                {header, "video.example", "other.example", SignatureDoesNotMatch},
		"port added":          {header, "example.com", "example.com:80", SignatureDoesNotMatch},
		"signed header":       {header, "Length: 5", "Length: 6", SignatureDoesNotMatch},
		"signed header twice": {header, "X-Amz-Trailer:", "X-Amz-Trailer: x\r\nX-Amz-Trailer:", SignatureDoesNotMatch},
		"signed header gone":  {header, "Content-Encoding: aws-chunked\r\n", "", SignatureDoesNotMatch},
		"payload":             {header, "PAYLOAD-TRAILER", "PAYLOAD", SignatureDoesNotMatch},
		"time":                {header, "T030405Z", "T030406Z", SignatureDoesNotMatch},
		"day":                 {header, "20260102/", "20260103/", AuthorizationHeaderMalformed},
		"region":              {header, "us-east-1", "us-east-2", SignatureDoesNotMatch},
		"region in capitals":  {header, "us-east-1", "US-EAST-1", AuthorizationHeaderMalformed},
		"service":             {header, "/s3/", "/sts/", AuthorizationHeaderMalformed},
		"terminator":          {header, "aws4_request", "aws5_request", AuthorizationHeaderMalformed},
		"key id":              {header, "TREXAMPLE00000000001", "TREXAMPLE00000000002", InvalidAccessKeyID},
		"other key's id":      {header, ourKeyID, docKeyID, SignatureDoesNotMatch},
		"signature":           {header, "e8525", "e8526", SignatureDoesNotMatch},
		"signature cut":       {header, "e8525", "e852", AuthorizationHeaderMalformed},
		"signature in A-F":    {header, "e8525", "E8525", AuthorizationHeaderMalformed},

		"URL method":          {query, "PUT /", "GET /", SignatureDoesNotMatch},
		"URL path":            {query, ".mp4?", ".mp5?", SignatureDoesNotMatch},
		"URL host":            {query, "video.example", "other.example", SignatureDoesNotMatch},
		"URL parameter added": {query, " HTTP", "&partNumber=1&uploadId=x HTTP", SignatureDoesNotMatch},
		"URL parameter empty": {query, " HTTP", "&acl HTTP", SignatureDoesNotMatch},
		"URL life":            {query, "Expires=86400", "Expires=86401", SignatureDoesNotMatch},
		"URL life doubled":    {query, "Expires=86400", "Expires=86400&X-Amz-Expires=604800", SignatureDoesNotMatch},
		"URL headers":         {query, "SignedHeaders=host", "SignedHeaders=host%3Brange", SignatureDoesNotMatch},
		"URL key id":          {query, "TREXAMPLE00000000001", "TREXAMPLE00000000002", InvalidAccessKeyID},
		"URL region":          {query, "us-east-1", "eu-east-1", SignatureDoesNotMatch},
		"URL token added":     {query, " HTTP", "&X-Amz-Security-Token=x HTTP", SignatureDoesNotMatch},
		"URL signature":       {query, "Signature=d", "Signature=e", SignatureDoesNotMatch},
		"URL payload":         {query, "Host:", "X-Amz-Content-Sha256: " + emptySHA256 + "\r\nHost:", AccessDenied},
		"URL and semicolon":   {query, " HTTP", "&a;b HTTP", SignatureDoesNotMatch},
		"URL half escaped":    {query, " HTTP", "&a=%2 HTTP", SignatureDoesNotMatch},
	} {
		t.Run(name, func(t *testing.T) {
			changed := strings.Replace(heads[tt.head], tt.old, tt.changed, 1)
			if changed == heads[tt.head] {
				t.Fatalf("no %q in the request", tt.old)
			}
			_, err := verifierAt(t, "20260102T030405Z").verify(received(t, changed))
			if got := codeIn(err); got != tt.code {
				t.Errorf("%v, want %s", err, tt.code)
			}
		})
	}
}
