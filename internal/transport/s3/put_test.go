package s3_test

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"

	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/transport/s3"
)

func TestPut(t *testing.T) {
	f := newFixture(t)
	f.wantState(media.Created)
	a := f.do(ask{method: "PUT", query: "x-id=PutObject", body: "first", header: []string{
		"x-amz-acl: private", "x-amz-storage-class: STANDARD", "x-amz-server-side-encryption: AES256", "x-amz-tagging: a=b",
		"x-amz-meta-Colour: blue",
	}}).want(t, 200, "")
	if a.header.Get("Etag") != quoted(sum("first")) {
		t.Errorf("ETag %s", a.header.Get("Etag"))
	}
	head := f.do(ask{method: "HEAD"}).want(t, 200, "").header
	if head.Get("Content-Type") != "binary/octet-stream" || head.Get("X-Amz-Meta-Colour") != "blue" || head.Get("Content-Length") != "5" {
		t.Errorf("head %v", head)
	}
	f.wantState(media.Uploading)
	f.wantLeft(1, 5, 1)
	f.do(ask{method: "PUT", body: "other", header: []string{"If-None-Match: *"}}).want(t, 412, "PreconditionFailed")
	f.do(ask{method: "PUT", body: "broken", header: []string{"x-amz-checksum-crc32: AAAAAA=="}}).want(t, 400, "BadDigest")
	f.wantLeft(1, 5, 1)
	f.do(ask{method: "PUT", body: "second one"}).want(t, 200, "")
	f.wantLeft(1, 10, 1)
	if got := f.finish(); got != "second one" {
		t.Errorf("source %q", got)
	}
}

// A PUT makes its video wait for it from the first byte, and no longer when it breaks off.
func TestPutUnderWay(t *testing.T) {
	f := newFixture(t)
	body, pipe := io.Pipe()
	r, err := f.presigned(http.MethodPut, body)
	must(t, err)
	ended := make(chan error, 1)
	go func() {
		res, err := f.server.Client().Do(r)
		if err == nil {
			err = res.Body.Close()
		}
		ended <- err
	}()
	_, err = pipe.Write([]byte("some"))
	must(t, err)
	f.eventually(media.Uploading)
	if f.do(ask{method: "GET", path: "/project-1", query: "uploads="}).want(t, 200, "").has("<Upload>") {
		t.Error("a PUT is listed as an upload in parts")
	}
	f.do(ask{method: "HEAD"}).want(t, 404, "")
	// Another that is complete meanwhile does not end it, nor it that one when it breaks off.
	f.do(ask{method: "PUT", body: "other"}).want(t, 200, "")
	must(t, pipe.CloseWithError(io.ErrClosedPipe))
	if <-ended == nil {
		t.Error("the broken PUT was answered")
	}
	f.do(ask{method: "DELETE"}).want(t, 204, "")
	f.eventually(media.Created)
	f.wantLeft(0, 0, 0)
}

func (a answer) has(s string) bool { return strings.Contains(a.body, s) }

// eventually waits for a state that a request reaches after its client is gone.
func (f *fixture) eventually(want media.State) {
	f.t.Helper()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for range 1000 {
		v, err := f.Video(f.t.Context(), f.access.Upload.VideoID)
		must(f.t, err)
		if v.State == want {
			return
		}
		<-tick.C
	}
	f.t.Fatalf("the video never is %s", want)
}

// The last of two PUTs to end is the object, though it was the first to begin.
func TestLastPutWins(t *testing.T) { each(t, testLastPutWins) }

func testLastPutWins(t *testing.T, f *fixture) {
	body, pipe := io.Pipe()
	r, err := f.presigned(http.MethodPut, body)
	must(t, err)
	status := make(chan int, 1)
	go func() {
		res, err := f.server.Client().Do(r)
		if err != nil {
			status <- 0
			return
		}
		_ = res.Body.Close()
		status <- res.StatusCode
	}()
	_, err = pipe.Write([]byte("slow "))
	must(t, err)
	f.eventually(media.Uploading)
	f.do(ask{method: "PUT", body: "fast"}).want(t, 200, "")
	_, err = pipe.Write([]byte("one"))
	must(t, err)
	must(t, pipe.Close())
	if got := <-status; got != 200 {
		t.Fatalf("status %d", got)
	}
	f.wantLeft(1, 8, 1)
	if got := f.finish(); got != "slow one" {
		t.Errorf("source %q", got)
	}
}

// presigned is a request as the URL makes it that an API hands out.
func (f *fixture) presigned(method string, body io.Reader) (*http.Request, error) {
	target := f.server.URL + "/" + f.access.Bucket + "/" + f.access.Object + "?X-Amz-Expires=600"
	r, err := http.NewRequestWithContext(f.t.Context(), method, target, body)
	if err != nil {
		return nil, err
	}
	signed, _, err := v4.NewSigner().PresignHTTP(f.t.Context(),
		aws.Credentials{AccessKeyID: f.access.KeyID, SecretAccessKey: f.access.Secret}, r, "UNSIGNED-PAYLOAD", "s3", "us-east-1", time.Now(),
		func(o *v4.SignerOptions) { o.DisableURIPathEscaping = true })
	if err != nil {
		return nil, err
	}
	r.URL, err = url.Parse(signed)
	return r, err
}

// A presigned URL takes a body of unknown length, on every wire.
func TestPresigned(t *testing.T) {
	for _, on := range wires() {
		t.Run(on.name, func(t *testing.T) {
			f := newFixtureOn(t, on)
			r, err := f.presigned(http.MethodPut, struct{ io.Reader }{strings.NewReader("presigned")})
			must(t, err)
			res, err := f.server.Client().Do(r)
			must(t, err)
			must(t, res.Body.Close())
			if res.StatusCode != 200 || on.http2 != (res.ProtoMajor == 2) {
				t.Errorf("status %d, %s", res.StatusCode, res.Proto)
			}
			o, err := s3.Stored(t.Context(), f, f.access.Upload.VideoID, protocol)
			must(t, err)
			if o.Size != 9 || f.finish() != "presigned" {
				t.Errorf("stored %+v", o)
			}
		})
	}
}
