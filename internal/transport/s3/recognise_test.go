package s3

import (
	"net/http"
	"testing"
)

func TestRecognizes(t *testing.T) {
	for name, tt := range map[string]struct {
		target        string
		authorization string
		want          bool
	}{
		"signed":                    {"/", "AWS4-HMAC-SHA256 Credential=a", true},
		"signed with a public key":  {"/", "AWS4-ECDSA-P256-SHA256 Credential=a", true},
		"signed on a native path":   {"/v1/videos", "AWS4-HMAC-SHA256 Credential=a", true},
		"version 2":                 {"/a/b", "AWS a:b", true},
		"presigned":                 {"/a/b?X-Amz-Algorithm=AWS4-HMAC-SHA256", "", true},
		"presigned, half":           {"/a/b?x=1&X-Amz-Signature", "", true},
		"presigned, malformed":      {"/a/b?%zz&X-Amz-Signature=1", "", true},
		"presigned, version 2":      {"/a/b?AWSAccessKeyId=a&Signature=b", "", true},
		"bucket":                    {"/project-1", "", true},
		"bucket with a slash":       {"/project-1/", "", true},
		"object":                    {"/project-123/videos/a.mp4", "", true},
		"object with another token": {"/project-1/a", "Bearer a", true},
		"odd paths in a bucket":     {"/project-1/../x", "", true},

		"native":                    {"/v1/videos", "Bearer abc", false},
		"native with Basic":         {"/v1/videos", "Basic QVdT", false},
		"AWS as a part of a word":   {"/v1/videos", "AWSX a", false},
		"parameter in a value":      {"/v1/videos?q=X-Amz-Signature", "", false},
		"parameter in lower case":   {"/v1/videos?x-amz-signature=a", "", false},
		"bucket without a number":   {"/project-", "", false},
		"bucket with a name":        {"/project-x/a", "", false},
		"bucket with a minus":       {"/project--1/a", "", false},
		"bucket in capitals":        {"/Project-1/a", "", false},
		"bucket in second place":    {"/v1/project-1", "", false},
		"bucket behind two slashes": {"//project-1/a", "", false},
		"root":                      {"/", "", false},
	} {
		t.Run(name, func(t *testing.T) {
			head := []string{"GET " + tt.target + " HTTP/1.1", "Host: video.example.com"}
			if tt.authorization != "" {
				head = append(head, "Authorization: "+tt.authorization)
			}
			if got := Recognizes(received(t, head...)); got != tt.want {
				t.Errorf("%t, want %t", got, tt.want)
			}
		})
	}
}

func TestRecognizesAnyAuthorization(t *testing.T) {
	r := received(t, "GET / HTTP/1.1", "Host: h", "Authorization: Bearer a", "Authorization: AWS4-HMAC-SHA256 b")
	if !Recognizes(r) {
		t.Error("the second Authorization header is not looked at")
	}
	if Recognizes(received(t, http.MethodOptions+" * HTTP/1.1", "Host: h")) {
		t.Error("OPTIONS * is for no bucket")
	}
}
