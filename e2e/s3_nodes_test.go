package e2e

import (
	"bytes"
	"crypto/sha256"
	"net/http"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

// Two servers share a database and the folder of stored bytes. Each request of an upload goes to
// the other one than the request before, and finds what that has done.
func TestS3Nodes(t *testing.T) {
	t.Parallel()
	database, key := postgres(t), []string{"TRIBUTARY_MASTER_KEY=" + strings.Repeat("5a", 32)}
	one := start(t, options{database: database, env: key})
	two := start(t, options{database: database, env: key, beside: one})
	u := one.s3Upload(t, "multipart")
	client := func(s *server) *s3.Client {
		to := s.target(u)
		to.Endpoint = s.URL
		client, err := goSDK{}.client(to)
		if err != nil {
			t.Fatal(err)
		}
		return client
	}
	nodes := []*s3.Client{client(one), client(two)}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	bucket, object := aws.String(u.Input.Bucket), aws.String(u.Input.Key)
	created, err := nodes[1].CreateMultipartUpload(t.Context(), &s3.CreateMultipartUploadInput{Bucket: bucket, Key: object})
	must(err)
	content := bytes.Repeat([]byte("harbour "), 2*mib)
	var list types.CompletedMultipartUpload
	for number := int32(1); int(number-1)*partSize < len(content); number++ {
		from := int(number-1) * partSize
		out, err := nodes[number%2].UploadPart(t.Context(), &s3.UploadPartInput{
			Bucket: bucket, Key: object, UploadId: created.UploadId, PartNumber: &number,
			Body: bytes.NewReader(content[from:min(from+partSize, len(content))]),
		})
		must(err)
		list.Parts = append(list.Parts, types.CompletedPart{PartNumber: &number, ETag: out.ETag})
		parts, err := nodes[(number+1)%2].ListParts(t.Context(), &s3.ListPartsInput{Bucket: bucket, Key: object, UploadId: created.UploadId})
		must(err)
		if len(parts.Parts) != int(number) {
			t.Errorf("%d parts of %d are listed", len(parts.Parts), number)
		}
	}
	done, err := nodes[0].CompleteMultipartUpload(t.Context(), &s3.CompleteMultipartUploadInput{
		Bucket: bucket, Key: object, UploadId: created.UploadId, MultipartUpload: &list,
	})
	must(err)
	head, err := nodes[1].HeadObject(t.Context(), &s3.HeadObjectInput{Bucket: bucket, Key: object})
	must(err)
	if *head.ETag != *done.ETag || *head.ContentLength != int64(len(content)) {
		t.Errorf("an object of %d bytes with the ETag %s, completed as %s", *head.ContentLength, *head.ETag, *done.ETag)
	}
	media := two.complete(t, u).MediaID
	if again := one.complete(t, u); again.MediaID != media || again.Status != "completed" {
		t.Errorf("completed again: %+v, want the media %s", again, media)
	}
	for _, s := range []*server{one, two} {
		s.keeps(t, media, sha256.Sum256(content))
		if _, err := client(s).HeadObject(t.Context(), &s3.HeadObjectInput{Bucket: bucket, Key: object}); err == nil || !strings.Contains(err.Error(), "403") {
			t.Errorf("the key of a completed upload: %v, want %d", err, http.StatusForbidden)
		}
	}
}
