package s3

import (
	"bufio"
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/tributary-video/tributary/internal/media"
)

// The access key of our vectors, and that of the examples in Amazon's documentation.
const (
	ourKeyID  = "TREXAMPLE00000000001"
	ourSecret = "ExampleSecretExampleSecretExampleSecret0"
	docKeyID  = "AKIAIOSFODNN7EXAMPLE"
	docSecret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
)

// secrets are access keys by id.
type secrets map[string]string

func (s secrets) AccessKey(_ context.Context, id string) (Access, error) {
	secret, found := s[id]
	if !found {
		return Access{}, media.Errorf(media.NotFound, "access key not found")
	}
	return Access{KeyID: id, Secret: secret}, nil
}

// verifierAt is a front that knows the keys of the vectors and whose clock stands still.
func verifierAt(t testing.TB, date string) *Server {
	t.Helper()
	now, err := time.Parse(timeFormat, date)
	if err != nil {
		t.Fatal(err)
	}
	return New(Config{Keys: secrets{ourKeyID: ourSecret, docKeyID: docSecret}, Now: func() time.Time { return now }})
}

// received is a request as the server reads it off the wire.
func received(t testing.TB, head ...string) *http.Request {
	t.Helper()
	r, err := http.ReadRequest(bufio.NewReader(strings.NewReader(strings.Join(head, "\r\n") + "\r\n\r\n")))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// codeIn is the code of a refusal, "" when err is none.
func codeIn(err error) Code {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Code
	}
	return ""
}

// docAuthorization is the Authorization header of the documented examples.
func docAuthorization(signedHeaders, signature string) string {
	return "Authorization: AWS4-HMAC-SHA256 Credential=" + docKeyID + "/20130524/us-east-1/s3/aws4_request," +
		"SignedHeaders=" + signedHeaders + ",Signature=" + signature
}

const documentedPresigned = "GET /test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256" +
	"&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20130524T000000Z" +
	"&X-Amz-Expires=86400&X-Amz-SignedHeaders=host" +
	"&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404 HTTP/1.1"

// TestVerifyDocumentedExamples verifies the requests that the S3 API Reference prints with their
// signatures ("Signature Calculations for the Authorization Header", "… in Multiple Chunks",
// "Authenticating Requests: Using Query Parameters").
func TestVerifyDocumentedExamples(t *testing.T) {
	const host = "Host: examplebucket.s3.amazonaws.com"
	for name, head := range map[string][]string{
		"get object": {
			"GET /test.txt HTTP/1.1", host, "Range: bytes=0-9",
			"x-amz-content-sha256: " + emptySHA256, "x-amz-date: 20130524T000000Z",
			docAuthorization("host;range;x-amz-content-sha256;x-amz-date",
				"f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"),
		},
		"put object": {
			"PUT /test%24file.text HTTP/1.1", host, "Date: Fri, 24 May 2013 00:00:00 GMT",
			"x-amz-date: 20130524T000000Z", "x-amz-storage-class: REDUCED_REDUNDANCY",
			"x-amz-content-sha256: 44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072",
			docAuthorization("date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class",
				"98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd"),
		},
		"get bucket lifecycle": {
			"GET /?lifecycle HTTP/1.1", host,
			"x-amz-content-sha256:" + emptySHA256, "x-amz-date: 20130524T000000Z",
			docAuthorization("host;x-amz-content-sha256;x-amz-date",
				"fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"),
		},
		"list objects": {
			"GET /?max-keys=2&prefix=J HTTP/1.1", host,
			"x-amz-content-sha256:" + emptySHA256, "x-amz-date: 20130524T000000Z",
			docAuthorization("host;x-amz-content-sha256;x-amz-date",
				"34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"),
		},
		"chunked": {
			"PUT /examplebucket/chunkObject.txt HTTP/1.1", "Host: s3.amazonaws.com", "x-amz-date: 20130524T000000Z",
			"x-amz-storage-class: REDUCED_REDUNDANCY", "x-amz-content-sha256: STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
			"Content-Encoding: aws-chunked", "x-amz-decoded-content-length: 66560", "Content-Length: 66824",
			docAuthorization("content-encoding;content-length;host;x-amz-content-sha256;x-amz-date;"+
				"x-amz-decoded-content-length;x-amz-storage-class",
				"4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9"),
		},
		"presigned": {documentedPresigned, host},
	} {
		t.Run(name, func(t *testing.T) {
			sig, err := verifierAt(t, "20130524T000000Z").verify(received(t, head...))
			if err != nil {
				t.Fatal(err)
			}
			if sig.access.KeyID != docKeyID {
				t.Errorf("signed by %q", sig.access.KeyID)
			}
		})
	}
}
