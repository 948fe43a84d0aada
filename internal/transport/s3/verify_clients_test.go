package s3

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
)

const ourTime = "20260102T030405Z"

// newSigned is a request to target, signed at the time of the vectors. Its payload is not
// signed unless the header says so.
func newSigned(t testing.TB, method, target, id, secret string, header http.Header) *http.Request {
	t.Helper()
	return newSignedAt(t, ourTime, method, target, id, secret, header)
}

func newSignedAt(t testing.TB, date, method, target, id, secret string, header http.Header) *http.Request {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), method, target, nil)
	for name, values := range header {
		r.Header[http.CanonicalHeaderKey(name)] = values
	}
	signHeader(t, r, date, id, secret)
	return r
}

// signHeader signs a request as the SDK for Go does.
func signHeader(t testing.TB, r *http.Request, date, id, secret string) {
	t.Helper()
	if r.Header.Get(amzContentSHA256) == "" {
		r.Header.Set(amzContentSHA256, unsignedPayload)
	}
	at, err := time.Parse(timeFormat, date)
	if err != nil {
		t.Fatal(err)
	}
	credentials := aws.Credentials{AccessKeyID: id, SecretAccessKey: secret}
	err = v4.NewSigner().SignHTTP(t.Context(), credentials, r, r.Header.Get(amzContentSHA256), "s3", "us-east-1", at,
		func(o *v4.SignerOptions) { o.DisableURIPathEscaping = true })
	if err != nil {
		t.Fatal(err)
	}
}

// newPresigned is a PUT to a URL that was signed at the time of the vectors with header.
func newPresigned(t testing.TB, target string, header http.Header) *http.Request {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPut, target, nil)
	for name, values := range header {
		r.Header[http.CanonicalHeaderKey(name)] = values
	}
	at, err := time.Parse(timeFormat, ourTime)
	if err != nil {
		t.Fatal(err)
	}
	credentials := aws.Credentials{AccessKeyID: ourKeyID, SecretAccessKey: ourSecret}
	signed, _, err := v4.NewSigner().PresignHTTP(t.Context(), credentials, r, unsignedPayload, "s3", "us-east-1", at, asReceived)
	if err != nil {
		t.Fatal(err)
	}
	r.URL, err = url.Parse(signed)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// clientHeaders are the headers that uploaders sign on a part or an object of five bytes.
func clientHeaders() map[string]http.Header {
	return map[string]http.Header{
		"aws-sdk-go-v2 over TLS": {
			"Accept-Encoding": {"identity"}, "Amz-Sdk-Invocation-Id": {"5f0c7b5e-3a0e-4d8c-9f3b-3b1f1f6d5a11"},
			"Amz-Sdk-Request": {"attempt=1; max=3"}, "Content-Encoding": {"aws-chunked"}, "Content-Type": {"application/octet-stream"},
			"Expect": {"100-continue"}, "X-Amz-Content-Sha256": {"STREAMING-UNSIGNED-PAYLOAD-TRAILER"},
			"X-Amz-Decoded-Content-Length": {"5"}, "X-Amz-Sdk-Checksum-Algorithm": {"CRC32"}, "X-Amz-Trailer": {"x-amz-checksum-crc32"},
		},
		"aws-sdk-go-v2 over HTTP": {
			"Accept-Encoding": {"identity"}, "Amz-Sdk-Request": {"attempt=1; max=3"}, "X-Amz-Checksum-Crc32": {"NhCmhg=="},
			"X-Amz-Content-Sha256": {emptySHA256}, "X-Amz-Sdk-Checksum-Algorithm": {"CRC32"},
		},
		"boto3": {
			"Content-Md5": {"XUFAKrxLKna5cZ2REBfFkg=="}, "Expect": {"100-continue"}, "X-Amz-Content-Sha256": {unsignedPayload},
			"X-Amz-Security-Token": {"ignored"},
		},
		"lib-storage": {
			"X-Amz-User-Agent": {"aws-sdk-js/3.1169.0"}, "Amz-Sdk-Invocation-Id": {"1"}, "X-Amz-Checksum-Crc32": {"NhCmhg=="},
			"X-Amz-Content-Sha256": {emptySHA256},
		},
		"minio-go": {
			"X-Amz-Content-Sha256": {"STREAMING-AWS4-HMAC-SHA256-PAYLOAD"}, "X-Amz-Decoded-Content-Length": {"5"},
		},
		"s3cmd": {
			"X-Amz-Content-Sha256": {emptySHA256}, "X-Amz-Storage-Class": {"STANDARD"},
			"X-Amz-Meta-S3cmd-Attrs": {"atime:1/ctime:1/gid:0/gname:root/md5:5d41402abc4b2a76b9719d911017c592/mode:33188/mtime:1/uid:0"},
		},
		"rclone": {
			"Content-Md5": {"XUFAKrxLKna5cZ2REBfFkg=="}, "Content-Type": {"video/mp4"}, "X-Amz-Acl": {"private"},
			"X-Amz-Content-Sha256": {unsignedPayload}, "X-Amz-Meta-Mtime": {"1767322800.5"},
		},
		"spaces": {"X-Amz-Meta-Title": {"  two   words  "}, "X-Amz-Content-Sha256": {unsignedPayload}},
	}
}

// TestVerifyClients sends signed requests through real connections, in both versions of HTTP.
func TestVerifyClients(t *testing.T) {
	s := verifierAt(t, ourTime)
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, err := s.verify(r); err != nil {
			writeError(w, r, err)
		}
	})
	plain, secure := httptest.NewServer(handler), httptest.NewUnstartedServer(handler)
	secure.EnableHTTP2 = true
	secure.StartTLS()
	defer plain.Close()
	defer secure.Close()
	for client, header := range clientHeaders() {
		for version, server := range map[string]*httptest.Server{"1.1": plain, "2.0": secure} {
			for _, target := range []string{"/project-1/a.mp4", "/project-1/a.mp4?uploads", "/project-1/a.mp4?x-id=UploadPart&uploadId=a%2Fb&partNumber=1"} {
				t.Run(fmt.Sprintf("%s/%s/%s", client, version, target), func(t *testing.T) {
					r, err := http.NewRequestWithContext(t.Context(), http.MethodPut, server.URL+target, strings.NewReader("hello"))
					if err != nil {
						t.Fatal(err)
					}
					r.Header = header.Clone()
					signHeader(t, r, ourTime, ourKeyID, ourSecret)
					wantVerified(t, server, r, "HTTP/"+version)
				})
			}
		}
	}
}

func wantVerified(t *testing.T, server *httptest.Server, r *http.Request, proto string) {
	t.Helper()
	answer, err := server.Client().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	if answer.StatusCode != http.StatusOK || answer.Proto != proto {
		t.Errorf("answered %s %s", answer.Proto, answer.Status)
	}
}

// TestVerifyForm writes a good header in other ways. Clients differ in blanks; another list
// of headers is not the one that was signed.
func TestVerifyForm(t *testing.T) {
	for name, tt := range map[string]struct {
		old, changed string
		code         Code
	}{
		"no blanks":             {", ", ",", ""},
		"more blanks":           {", ", " ,  ", ""},
		"order of names":        {"host;x-amz-content-sha256", "x-amz-content-sha256;host", SignatureDoesNotMatch},
		"name twice":            {"host;", "host;host;", SignatureDoesNotMatch},
		"name in capital":       {"x-amz-date", "X-amz-date", SignatureDoesNotMatch},
		"another in capital":    {"content-type", "Content-Type", SignatureDoesNotMatch},
		"name of no header":     {"host;", "host;if-match;", SignatureDoesNotMatch},
		"empty name":            {"host;", "host;;", SignatureDoesNotMatch},
		"ignored by the signer": {"host;", "expect;host;", SignatureDoesNotMatch},
	} {
		t.Run(name, func(t *testing.T) {
			r := newSigned(t, http.MethodPut, "http://video.example.com/project-1/a.mp4", ourKeyID, ourSecret,
				http.Header{"Content-Type": {"video/mp4"}, "Expect": {"100-continue"}})
			good := r.Header.Get("Authorization")
			r.Header.Set("Authorization", strings.ReplaceAll(good, tt.old, tt.changed))
			if r.Header.Get("Authorization") == good {
				t.Fatalf("no %q in %s", tt.old, good)
			}
			if _, err := verifierAt(t, ourTime).verify(r); codeIn(err) != tt.code {
				t.Errorf("%v, want code %q", err, tt.code)
			}
		})
	}
}

// TestVerifyUnsigned adds what proxies and browsers add to a request.
func TestVerifyUnsigned(t *testing.T) {
	for name, header := range map[string]string{
		"browser's type": "Content-Type: video/mp4",
		"proxy":          "X-Forwarded-For: 192.0.2.1",
		"agent":          "User-Agent: curl/7.88.1",
		"tracing":        "Traceparent: 00-1-2-00",
	} {
		t.Run(name, func(t *testing.T) {
			for _, head := range [][]string{ourStreaming(), ourPresigned()} {
				if _, err := verifierAt(t, ourTime).verify(received(t, append(head, header)...)); err != nil {
					t.Error(err)
				}
			}
		})
	}
}

// TestVerifyPresignedPayload: what a URL says of the body, in the ways that clients say it.
func TestVerifyPresignedPayload(t *testing.T) {
	const target = "http://video.example.com/project-1/a?X-Amz-Expires=60"
	for name, tt := range map[string]struct {
		request *http.Request
		payload string
	}{
		"nothing":   {newPresigned(t, target, nil), unsignedPayload},
		"header":    {newPresigned(t, target, http.Header{amzContentSHA256: {unsignedPayload}}), unsignedPayload},
		"parameter": {newPresigned(t, target+"&X-Amz-Content-Sha256="+unsignedPayload, nil), unsignedPayload},
		"checksum":  {newPresigned(t, target, http.Header{"X-Amz-Checksum-Crc32": {"NhCmhg=="}}), unsignedPayload},
		"token":     {newPresigned(t, target+"&X-Amz-Security-Token=ignored", nil), unsignedPayload},
		// Its signature is over UNSIGNED-PAYLOAD, which is not what it says.
		"other parameter": {newPresigned(t, target+"&X-Amz-Content-Sha256="+emptySHA256, nil), ""},
		"other header":    {newPresigned(t, target, http.Header{amzContentSHA256: {emptySHA256}}), ""},
	} {
		t.Run(name, func(t *testing.T) {
			sig, err := verifierAt(t, ourTime).verify(tt.request)
			switch {
			case tt.payload == "":
				if codeIn(err) != SignatureDoesNotMatch {
					t.Errorf("%v, want %s", err, SignatureDoesNotMatch)
				}
			case err != nil:
				t.Error(err)
			case sig.payload != tt.payload || !sig.presigned:
				t.Errorf("payload %q, presigned %t", sig.payload, sig.presigned)
			}
		})
	}
}

// TestVerifyEachSecret: an access key whose secret changes goes on with the new one only.
func TestVerifyEachSecret(t *testing.T) {
	keys := secrets{ourKeyID: ourSecret}
	s := verifierAt(t, ourTime)
	s.cfg.Keys = keys
	r := newSigned(t, http.MethodPut, "http://video.example.com/project-1/a.mp4", ourKeyID, ourSecret, nil)
	if _, err := s.verify(r); err != nil {
		t.Fatal(err)
	}
	keys[ourKeyID] = docSecret
	if _, err := s.verify(r); codeIn(err) != SignatureDoesNotMatch {
		t.Errorf("%v, want %s", err, SignatureDoesNotMatch)
	}
}

// TestVerifyCanceled: a client that goes away during the look-up is not taken for a wrong one.
func TestVerifyCanceled(t *testing.T) {
	s := verifierAt(t, ourTime)
	s.cfg.Keys = brokenKeys{context.Canceled}
	if _, err := s.verify(received(t, ourPresigned()...)); codeIn(err) != "" || err == nil {
		t.Errorf("%v, want %v", err, context.Canceled)
	}
}
