package streamdiver_test

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	sdk "github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

// put sends a body to the URL of an upload of type put, with no header of its own.
func (f *fixture) put(t *testing.T, u map[string]any, body string) answer {
	t.Helper()
	address, found := strings.CutPrefix(text(t, u["input"].(map[string]any), "url"), f.url)
	if !found {
		t.Fatalf("input %v", u["input"])
	}
	return f.do(t, "PUT", address, body)
}

// content is what the source of a video holds.
func (f *fixture) content(t *testing.T, videoID string) string {
	t.Helper()
	v, err := f.catalog.Get(t.Context(), f.project.ID, videoID)
	must(t, err)
	var all strings.Builder
	for _, segment := range v.Source.Segments {
		r, err := f.blobs.Open(t.Context(), segment.Key)
		must(t, err)
		_, err = io.Copy(&all, io.NewSectionReader(r, 0, segment.Length))
		must(t, err)
		must(t, r.Close())
	}
	return all.String()
}

// The vendor's flow with one PUT: token, create, upload, complete.
func TestPutFlow(t *testing.T) {
	f := newFixture(t, nil)
	token := f.token(t, f.key)
	u := f.as(t, token, "POST", "/v2/uploads", `{"fileName":"harbour.mp4","type":"put"}`).data(t)
	if a := f.put(t, u, "the first"); a.status != 200 {
		t.Fatalf("put: %d %s", a.status, a.body)
	}
	if a := f.put(t, u, "the second counts"); a.status != 200 {
		t.Fatalf("put again: %d %s", a.status, a.body)
	}
	if got := f.as(t, token, "GET", uploadPath(t, u), "").data(t); got["status"] != "uploading" || got["fileSize"] != 17.0 {
		t.Errorf("stored %v", got)
	}
	done := f.as(t, token, "POST", uploadPath(t, u)+"/complete", "").data(t)
	if got := f.content(t, text(t, done, "mediaId")); got != "the second counts" {
		t.Errorf("source %q", got)
	}
	f.ended(t, u, "completed")
	f.refuses(t, u)
}

// refuses fails unless S3 takes nothing more for an upload.
func (f *fixture) refuses(t *testing.T, u map[string]any) {
	t.Helper()
	if a := f.put(t, u, "too late"); a.status != 403 || !strings.Contains(a.body, "<Error><Code>") {
		t.Errorf("put too late: %d %s", a.status, a.body)
	}
}

func TestPutAfterTheEnd(t *testing.T) {
	f := newFixture(t, nil)
	const body = `{"fileName":"harbour.mp4","type":"put"}`
	cancelled, expired, stored := f.newUpload(t, body), f.newUpload(t, body), f.newUpload(t, body)
	f.api(t, 200, "POST", uploadPath(t, cancelled)+"/cancel", "")
	f.refuses(t, cancelled)
	if a := f.put(t, stored, "in time"); a.status != 200 {
		t.Fatalf("put: %d %s", a.status, a.body)
	}
	f.clock.Advance(24*time.Hour + time.Second)
	f.refuses(t, expired)
	f.refuses(t, stored)
	f.ended(t, expired, "expired")
	if done := f.api(t, 200, "POST", uploadPath(t, stored)+"/complete", "").data(t); done["fileSize"] != 7.0 {
		t.Errorf("completed %v", done)
	}
}

// A PUT that begins in time may end later, also when the sweep comes by.
func TestPutOverTheEnd(t *testing.T) {
	f := newFixture(t, nil)
	u := f.newUpload(t, `{"fileName":"harbour.mp4","type":"put"}`)
	body, writer := io.Pipe()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPut, text(t, u["input"].(map[string]any), "url"), body)
	must(t, err)
	req.ContentLength = 10
	ended := make(chan int)
	go func() {
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			ended <- 0
			return
		}
		_ = resp.Body.Close()
		ended <- resp.StatusCode
	}()
	_, err = writer.Write([]byte("begin"))
	must(t, err)
	f.until(t, func() bool { return f.api(t, 200, "GET", uploadPath(t, u), "").data(t)["status"] == "uploading" })
	f.clock.Advance(26 * time.Hour)
	if got := f.api(t, 200, "GET", uploadPath(t, u), "").data(t)["status"]; got != "expired" {
		t.Errorf("on its way after the end: %v", got)
	}
	must(t, f.dialect.Sweep(t.Context()))
	_, err = writer.Write([]byte(", end"))
	must(t, err)
	must(t, writer.Close())
	if status := <-ended; status != 200 {
		t.Fatalf("put: %d", status)
	}
	if done := f.api(t, 200, "POST", uploadPath(t, u)+"/complete", "").data(t); done["fileSize"] != 10.0 {
		t.Errorf("completed %v", done)
	}
}

// until waits for what another goroutine brings about.
func (f *fixture) until(t *testing.T, done func() bool) {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); !done(); {
		if time.Now().After(deadline) {
			t.Fatal("it never came to be")
		}
	}
}

// The flow in parts with Amazon's own client, which is told nothing but what is in input.
func TestMultipartFlow(t *testing.T) { each(t, testMultipartFlow) }

func testMultipartFlow(t *testing.T, f *fixture) {
	u := f.newUpload(t, `{"fileName":"harbour.mp4"}`)
	input := u["input"].(map[string]any)
	client := sdk.New(sdk.Options{
		BaseEndpoint: aws.String(text(t, input, "endpoint")), Region: text(t, input, "region"), UsePathStyle: input["forcePathStyle"] == true,
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: text(t, input, "accessKeyId"), SecretAccessKey: text(t, input, "secretAccessKey")}, nil
		}),
	})
	bucket, key := aws.String(text(t, input, "bucket")), aws.String(text(t, input, "key"))
	made, err := client.CreateMultipartUpload(t.Context(), &sdk.CreateMultipartUploadInput{Bucket: bucket, Key: key})
	must(t, err)
	bodies := []string{strings.Repeat("a", 5<<20), "end"}
	var parts []types.CompletedPart
	for i, body := range bodies {
		n := aws.Int32(int32(i + 1)) //nolint:gosec // two parts
		out, err := client.UploadPart(t.Context(), &sdk.UploadPartInput{
			Bucket: bucket, Key: key, UploadId: made.UploadId, PartNumber: n, Body: strings.NewReader(body),
		})
		must(t, err)
		parts = append(parts, types.CompletedPart{ETag: out.ETag, PartNumber: n})
	}
	path := uploadPath(t, u)
	f.as(t, f.key, "POST", path+"/complete", "").wantBody(t, 400, noFile)
	_, err = client.CompleteMultipartUpload(t.Context(), &sdk.CompleteMultipartUploadInput{
		Bucket: bucket, Key: key, UploadId: made.UploadId, MultipartUpload: &types.CompletedMultipartUpload{Parts: parts},
	})
	must(t, err)
	done := f.api(t, 200, "POST", path+"/complete", "").data(t)
	if got := f.content(t, text(t, done, "mediaId")); got != strings.Join(bodies, "") {
		t.Errorf("source of %d bytes", len(got))
	}
	_, err = client.CreateMultipartUpload(t.Context(), &sdk.CreateMultipartUploadInput{Bucket: bucket, Key: key})
	if err == nil || !strings.Contains(err.Error(), "InvalidAccessKeyId") {
		t.Errorf("after the end: %v", err)
	}
}

// Keys are bound to one object: that of another upload is out of their reach.
func TestKeysReachOneObject(t *testing.T) {
	f := newFixture(t, nil)
	mine, other := f.newUpload(t, `{"fileName":"a.mp4","type":"put"}`), f.newUpload(t, `{"fileName":"b.mp4","type":"put"}`)
	address, err := url.Parse(text(t, mine["input"].(map[string]any), "url"))
	must(t, err)
	elsewhere, err := url.Parse(text(t, other["input"].(map[string]any), "url"))
	must(t, err)
	if a := f.do(t, "PUT", elsewhere.Path+"?"+address.RawQuery, "mine"); a.status != 403 {
		t.Errorf("another's object: %d %s", a.status, a.body)
	}
	if got := f.api(t, 200, "GET", uploadPath(t, other), "").data(t)["status"]; got != "created" {
		t.Errorf("status %v", got)
	}
}
