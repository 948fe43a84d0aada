package e2e

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
)

// A presigned URL is good for what it says, and for nothing else: one with a changed or added parameter, of another
// method or object or that is over is refused, and the one that was handed out still works.
func TestS3Presigned(t *testing.T) {
	t.Parallel()
	s := start(t, options{})
	f := blob(t, 17*mib)
	good := s.s3Upload(t, "put")
	curl := curlClients()[0]
	for name, tt := range map[string]struct{ url, code string }{
		"longer":           {strings.Replace(good.Input.URL, "X-Amz-Expires=86400", "X-Amz-Expires=86401", 1), "SignatureDoesNotMatch"},
		"extra parameter":  {good.Input.URL + "&x-id=PutObject", "SignatureDoesNotMatch"},
		"extra subresouce": {good.Input.URL + "&acl", "SignatureDoesNotMatch"},
		"another object":   {strings.Replace(good.Input.URL, ".mp4?", "_.mp4?", 1), "SignatureDoesNotMatch"},
		"another bucket":   {strings.Replace(good.Input.URL, "/project-1/", "/project-2/", 1), "SignatureDoesNotMatch"},
		"no signature":     {good.Input.URL[:strings.Index(good.Input.URL, "?")], "AccessDenied"},
		"over":             {s.presigned(t, s.s3Upload(t, "multipart"), time.Now().Add(-time.Hour), "60"), "AccessDenied"},
		"not yet":          {s.presigned(t, s.s3Upload(t, "multipart"), time.Now().Add(time.Hour), "60"), "AccessDenied"},
		"for ever":         {s.presigned(t, s.s3Upload(t, "multipart"), time.Now(), "604801"), "AuthorizationQueryParametersError"},
	} {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), uploadTime)
			defer cancel()
			err := curl.send(ctx, s3Target{s3Input: s3Input{URL: tt.url}}, f.path)
			if err == nil || !strings.Contains(err.Error(), "<Code>"+tt.code+"</Code>") {
				t.Errorf("it is answered %v, want %s", err, tt.code)
			}
			if status := "The requested URL returned error: 403"; err != nil && tt.code != "AuthorizationQueryParametersError" && !strings.Contains(err.Error(), status) {
				t.Errorf("it is answered %v, want 403", err)
			}
		})
	}
	curl.sendsTo(t, s.target(good), blob(t, 1000))
	curl.sendsTo(t, s.target(good), f) // the last one counts
	s.holdsObject(t, good, f)

	own := s.s3Upload(t, "multipart") // whoever has the key may presign
	curl.sendsTo(t, s3Target{s3Input: s3Input{URL: s.presigned(t, own, time.Now(), "60")}}, f)
	s.holdsObject(t, own, f)
}

// presigned signs a URL to put an upload's object to, good from a time on for so many seconds.
func (s *server) presigned(t *testing.T, u s3Upload, from time.Time, seconds string) string {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPut, s.URL+"/"+u.Input.object()+"?X-Amz-Expires="+seconds, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	key := aws.Credentials{AccessKeyID: u.Input.AccessKeyID, SecretAccessKey: u.Input.SecretAccessKey}
	url, _, err := v4.NewSigner().PresignHTTP(t.Context(), key, req, "UNSIGNED-PAYLOAD", "s3", u.Input.Region, from, func(o *v4.SignerOptions) {
		o.DisableURIPathEscaping = true
	})
	if err != nil {
		t.Fatal(err)
	}
	return url
}
