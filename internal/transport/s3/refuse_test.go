package s3_test

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	sdk "github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/tributary-video/tributary/internal/media"
)

// TestRefused is sections 5 and 6 of the contract, where nothing is stored. Whatever is
// refused, nothing is left behind.
func TestRefused(t *testing.T) {
	f := newFixture(t)
	id := f.create()
	object := "/" + f.access.Bucket + "/" + f.access.Object
	for name, tt := range map[string]struct {
		ask    ask
		status int
		code   string
	}{
		"other bucket":         {ask{method: "PUT", path: "/project-2/a.mp4", body: "x"}, 403, "AccessDenied"},
		"other key":            {ask{method: "PUT", path: "/project-1/a.mp4", body: "x"}, 403, "AccessDenied"},
		"key in other case":    {ask{method: "PUT", path: strings.ToUpper(object[:12]) + object[12:], body: "x"}, 403, "AccessDenied"},
		"key behind a slash":   {ask{method: "PUT", path: "/project-1/" + object[10:], body: "x"}, 403, "AccessDenied"},
		"key with a dot":       {ask{method: "PUT", path: strings.Replace(object, ".mp4", "%2emp4", 1), body: "x"}, 403, "AccessDenied"},
		"key and more":         {ask{method: "PUT", path: object + "/", body: "x"}, 403, "AccessDenied"},
		"wrong secret":         {ask{method: "PUT", body: "x", secret: strings.Repeat("x", 40)}, 403, "SignatureDoesNotMatch"},
		"read":                 {ask{method: "GET"}, 403, "AccessDenied"},
		"patch":                {ask{method: "PATCH", body: "x"}, 405, "MethodNotAllowed"},
		"options":              {ask{method: "OPTIONS"}, 405, "MethodNotAllowed"},
		"form":                 {ask{method: "POST", body: "x"}, 501, "NotImplemented"},
		"acl":                  {ask{method: "PUT", query: "acl=", body: "x"}, 501, "NotImplemented"},
		"tagging":              {ask{method: "GET", query: "tagging="}, 501, "NotImplemented"},
		"unknown query":        {ask{method: "PUT", query: "colour=blue", body: "x"}, 501, "NotImplemented"},
		"upload id alone":      {ask{method: "PUT", query: "uploadId=" + id, body: "x"}, 501, "NotImplemented"},
		"part and acl":         {ask{method: "PUT", query: "acl=&" + part(id, "1"), body: "x"}, 501, "NotImplemented"},
		"delete many":          {ask{method: "POST", path: "/project-1", query: "delete=", body: "x"}, 501, "NotImplemented"},
		"delete bucket":        {ask{method: "DELETE", path: "/project-1"}, 501, "NotImplemented"},
		"bucket policy":        {ask{method: "GET", path: "/project-1/", query: "policy="}, 501, "NotImplemented"},
		"copy":                 {ask{method: "PUT", header: []string{"x-amz-copy-source: /project-1/b.mp4", "x-amz-metadata-directive: REPLACE"}}, 501, "NotImplemented"},
		"copy without replace": {ask{method: "PUT", header: []string{"x-amz-copy-source: " + object}}, 501, "NotImplemented"},
		"copy of nothing":      {ask{method: "PUT", header: []string{"x-amz-copy-source: " + object, "x-amz-metadata-directive: REPLACE"}}, 404, "NoSuchKey"},
		"copy in the query":    {ask{method: "PUT", query: "x-amz-copy-source=a", body: "x"}, 501, "NotImplemented"},
		"copy of a part":       {ask{method: "PUT", query: part(id, "1"), header: []string{"x-amz-copy-source: " + object}}, 501, "NotImplemented"},
		"customer key":         {ask{method: "PUT", body: "x", header: []string{"x-amz-server-side-encryption-customer-algorithm: AES256"}}, 501, "NotImplemented"},
		"customer key of part": {ask{method: "PUT", query: part(id, "1"), body: "x", header: []string{"x-amz-server-side-encryption-customer-key: YQ=="}}, 501, "NotImplemented"},
		"create bucket":        {ask{method: "PUT", path: "/project-1"}, 409, "BucketAlreadyOwnedByYou"},
		"empty object":         {ask{method: "PUT"}, 400, "InvalidRequest"},
		"much metadata":        {ask{method: "PUT", body: "x", header: []string{"x-amz-meta-a: " + strings.Repeat("a", 2100)}}, 400, "InvalidRequest"},
		"too large":            {ask{method: "PUT", body: strings.Repeat("x", 64*mib+1)}, 400, "EntityTooLarge"},
		"part zero":            {ask{method: "PUT", query: part(id, "0"), body: "x"}, 400, "InvalidArgument"},
		"part 10001":           {ask{method: "PUT", query: part(id, "10001"), body: "x"}, 400, "InvalidArgument"},
		"part one":             {ask{method: "PUT", query: part(id, "one"), body: "x"}, 400, "InvalidArgument"},
		"unknown upload":       {ask{method: "PUT", query: part("x", "1"), body: "x"}, 404, "NoSuchUpload"},
		"upload id with NUL":   {ask{method: "PUT", query: part("%00"+id[1:], "1"), body: "x"}, 404, "NoSuchUpload"},
		"abort unknown":        {ask{method: "DELETE", query: "uploadId=x"}, 404, "NoSuchUpload"},
		"complete unknown":     {ask{method: "POST", query: "uploadId=x", body: list("1", "x")}, 404, "NoSuchUpload"},
		"list of unknown":      {ask{method: "GET", query: "uploadId=x"}, 404, "NoSuchUpload"},
		"negative page":        {ask{method: "GET", query: "max-parts=-1&uploadId=" + id}, 400, "InvalidArgument"},
		"no list":              {ask{method: "POST", query: "uploadId=" + id, body: "{}"}, 400, "MalformedXML"},
		"empty list":           {ask{method: "POST", query: "uploadId=" + id, body: "<CompleteMultipartUpload/>"}, 400, "MalformedXML"},
		"other document":       {ask{method: "POST", query: "uploadId=" + id, body: "<Delete/>"}, 400, "MalformedXML"},
		"long list":            {ask{method: "POST", query: "uploadId=" + id, body: strings.Repeat(" ", 4*mib+1)}, 400, "EntityTooLarge"},
		"missing part":         {ask{method: "POST", query: "uploadId=" + id, body: list("1", "x")}, 400, "InvalidPart"},
		"part of other number": {ask{method: "POST", query: "uploadId=" + id, body: list("0", "x")}, 400, "InvalidPart"},
		"out of order":         {ask{method: "POST", query: "uploadId=" + id, body: list("2", "x", "1", "x")}, 400, "InvalidPartOrder"},
		"twice":                {ask{method: "POST", query: "uploadId=" + id, body: list("1", "x", "1", "x")}, 400, "InvalidPartOrder"},
		"wrong SHA-256":        {ask{method: "PUT", body: "x", header: []string{"X-Amz-Content-Sha256: " + strings.Repeat("0", 64)}}, 400, "XAmzContentSHA256Mismatch"},
		"wrong MD5":            {ask{method: "PUT", query: part(id, "1"), body: "x", header: []string{"Content-MD5: 1B2M2Y8AsgTpgAmY7PhCfg=="}}, 400, "BadDigest"},
		"no MD5":               {ask{method: "PUT", body: "x", header: []string{"Content-MD5: x"}}, 400, "InvalidDigest"},
		"wrong CRC":            {ask{method: "PUT", query: part(id, "1"), body: "x", header: []string{"x-amz-checksum-crc32: AAAAAA=="}}, 400, "BadDigest"},
		"wrong MD5 of list":    {ask{method: "POST", query: "uploadId=" + id, body: list("1", "x"), header: []string{"Content-MD5: 1B2M2Y8AsgTpgAmY7PhCfg=="}}, 400, "BadDigest"},
		"SHA-1 of the whole":   {ask{method: "POST", query: "uploads=", header: []string{"x-amz-checksum-algorithm: SHA1", "x-amz-checksum-type: FULL_OBJECT"}}, 400, "InvalidRequest"},
		"type of no checksum":  {ask{method: "POST", query: "uploads=", header: []string{"x-amz-checksum-type: FULL_OBJECT"}}, 400, "InvalidRequest"},
		"unknown checksum":     {ask{method: "POST", query: "uploads=", header: []string{"x-amz-checksum-algorithm: MD4"}}, 400, "InvalidRequest"},
		"condition":            {ask{method: "PUT", body: "x", header: []string{`If-Match: "a"`}}, 501, "NotImplemented"},
	} {
		t.Run(name, func(t *testing.T) {
			f.do(tt.ask).want(t, tt.status, tt.code)
			f.wantLeft(1, 0, 0)
		})
	}
	f.do(ask{method: "HEAD"}).want(t, 404, "")
	f.do(ask{method: "DELETE", query: "uploadId=" + id}).want(t, 204, "")
	f.wantState(media.Created)
}

// TestEnded asks what is refused by state: the key has ended, or its video has its source.
func TestEnded(t *testing.T) {
	f := newFixture(t)
	f.do(ask{method: "PUT", body: "content"}).want(t, 200, "")
	id := f.create()
	f.finish()
	// The key is still known where the request began.
	f.do(ask{method: "PUT", body: "late"}).want(t, 403, "InvalidAccessKeyId")
	f.do(ask{method: "POST", query: "uploads="}).want(t, 403, "InvalidAccessKeyId")
	f.do(ask{method: "PUT", query: part(id, "1"), body: "late"}).want(t, 404, "NoSuchUpload")
	f.do(ask{method: "POST", query: "uploadId=" + id, body: list("1", "late")}).want(t, 404, "NoSuchUpload")
	f.do(ask{method: "DELETE"}).want(t, 204, "")
	f.wantState(media.Processing)
	f.keys.end(f.access.KeyID)
	f.do(ask{method: "PUT", body: "late"}).want(t, 403, "InvalidAccessKeyId")
	f.wantLeft(0, 7, 1)
}

// TestRefusalIsAnsweredAtOnce refuses large bodies on every wire, by the SDK, which waits for
// "100 Continue" and tries again what it has no answer for, and by a client that sends
// without waiting.
func TestRefusalIsAnsweredAtOnce(t *testing.T) {
	for _, on := range wires() {
		t.Run(on.name, func(t *testing.T) {
			f := newFixtureOn(t, on)
			ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
			defer cancel()
			attempts := 0
			waiting := f.server.Client().Transport.(*http.Transport).Clone()
			waiting.ExpectContinueTimeout = time.Second // as the SDK's own has it
			defer waiting.CloseIdleConnections()
			_, err := f.client(func(o *sdk.Options) {
				o.RetryMaxAttempts, o.HTTPClient = 3, &http.Client{Transport: counting{waiting, &attempts}}
			}).PutObject(ctx, &sdk.PutObjectInput{
				Bucket: aws.String("project-2"), Key: aws.String("a.mp4"), Body: strings.NewReader(noise(1, 17*mib)),
			})
			if codeOf(err) != "AccessDenied" || attempts != 1 {
				t.Errorf("after %d attempts: %v", attempts, err)
			}
			got := f.do(ask{method: "PUT", path: "/project-2/a.mp4", body: noise(1, 100_000)}).want(t, 403, "AccessDenied")
			if got.closes {
				t.Error("the connection is closed")
			}
		})
	}
}

type counting struct {
	http.RoundTripper

	n *int
}

func (c counting) RoundTrip(r *http.Request) (*http.Response, error) {
	*c.n++
	return c.RoundTripper.RoundTrip(r)
}

// A client that waits for "100 Continue" and is refused never gets to send its body.
func TestRefusalReadsNothing(t *testing.T) {
	f := newFixture(t)
	r, err := f.request(ask{method: "PUT", path: "/project-2/a.mp4", body: noise(1, 100_000), header: []string{"Expect: 100-continue"}})
	must(t, err)
	read := &watched{ReadCloser: r.Body}
	r.Body = read
	transport := f.server.Client().Transport.(*http.Transport).Clone()
	transport.ExpectContinueTimeout = time.Minute
	res, err := transport.RoundTrip(r)
	must(t, err)
	defer res.Body.Close()
	if res.StatusCode != 403 || read.read {
		t.Errorf("status %d, body read: %v", res.StatusCode, read.read)
	}
}

type watched struct {
	io.ReadCloser

	read bool
}

func (w *watched) Read(p []byte) (int, error) {
	w.read = true
	return w.ReadCloser.Read(p)
}
