package s3_test

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"hash/crc32"
	"hash/crc64"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	sdk "github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/google/go-cmp/cmp"

	"github.com/tributary-video/tributary/internal/media"
)

// TestSDKMultipart uploads in parts as Amazon's own client does, in an odd order and one part
// twice, over every wire and with every kind of checksum.
func TestSDKMultipart(t *testing.T) {
	type kind struct {
		algorithm types.ChecksumAlgorithm
		of        types.ChecksumType
	}
	kinds := []kind{
		{"", ""}, {types.ChecksumAlgorithmCrc32, types.ChecksumTypeComposite}, {types.ChecksumAlgorithmCrc32, types.ChecksumTypeFullObject},
		{types.ChecksumAlgorithmCrc32c, types.ChecksumTypeFullObject}, {types.ChecksumAlgorithmCrc64nvme, ""},
		{types.ChecksumAlgorithmSha256, ""},
	}
	for _, on := range wires() {
		for _, k := range kinds {
			t.Run(on.name+" "+string(k.algorithm)+" "+string(k.of), func(t *testing.T) {
				f := newFixtureOn(t, on)
				f.sdkMultipart(k.algorithm, k.of)
			})
		}
	}
}

func (f *fixture) sdkMultipart(algorithm types.ChecksumAlgorithm, of types.ChecksumType) {
	t, ctx, c := f.t, f.t.Context(), f.client()
	bodies := []string{noise(1, partSize), noise(2, partSize+1), noise(3, 1000)}
	bucket, key := aws.String(f.access.Bucket), aws.String(f.access.Object)
	made, err := c.CreateMultipartUpload(ctx, &sdk.CreateMultipartUploadInput{
		Bucket: bucket, Key: key, ContentType: aws.String("video/mp4"), Metadata: map[string]string{"Mtime": "1.5"},
		ChecksumAlgorithm: algorithm, ChecksumType: of,
	})
	must(t, err)
	f.wantState(media.Uploading)
	parts := make([]types.CompletedPart, 3)
	for _, n := range []int32{3, 1, 2, 1} {
		out, err := c.UploadPart(ctx, &sdk.UploadPartInput{
			Bucket: bucket, Key: key, UploadId: made.UploadId, PartNumber: aws.Int32(n), Body: strings.NewReader(bodies[n-1]),
			ChecksumAlgorithm: algorithm,
		})
		must(t, err)
		parts[n-1] = types.CompletedPart{
			PartNumber: aws.Int32(n), ETag: out.ETag, ChecksumCRC32: out.ChecksumCRC32, ChecksumCRC32C: out.ChecksumCRC32C,
			ChecksumCRC64NVME: out.ChecksumCRC64NVME, ChecksumSHA256: out.ChecksumSHA256,
		}
	}
	whole := strings.Join(bodies, "")
	in := &sdk.CompleteMultipartUploadInput{
		Bucket: bucket, Key: key, UploadId: made.UploadId, MultipartUpload: &types.CompletedMultipartUpload{Parts: parts},
		MpuObjectSize: aws.Int64(int64(len(whole))),
	}
	done, err := c.CompleteMultipartUpload(ctx, in)
	must(t, err)
	want := quoted(together(bodies...))
	if *done.ETag != want || *done.Location != f.server.URL+"/"+*bucket+"/"+*key {
		t.Errorf("complete: ETag %s, location %s", *done.ETag, *done.Location)
	}
	again, err := c.CompleteMultipartUpload(ctx, in)
	must(t, err)
	if diff := cmp.Diff(*done.ETag, *again.ETag); diff != "" {
		t.Error(diff)
	}
	head, err := c.HeadObject(ctx, &sdk.HeadObjectInput{Bucket: bucket, Key: key, ChecksumMode: types.ChecksumModeEnabled})
	must(t, err)
	if *head.ETag != want || *head.ContentLength != int64(len(whole)) || *head.ContentType != "video/mp4" || head.Metadata["mtime"] != "1.5" {
		t.Errorf("head: %s, %d, %s, %v", *head.ETag, *head.ContentLength, *head.ContentType, head.Metadata)
	}
	wantChecksum(t, algorithm, of, whole, bodies, head)
	f.wantState(media.Uploading)
	f.wantLeft(1, int64(len(whole)), 3)
	if f.finish() != whole {
		t.Error("the source is not what was sent")
	}
}

// wantChecksum compares with the checksum of the whole, computed in one go.
func wantChecksum(t *testing.T, algorithm types.ChecksumAlgorithm, of types.ChecksumType, whole string, parts []string, head *sdk.HeadObjectOutput) {
	t.Helper()
	switch {
	case algorithm == types.ChecksumAlgorithmCrc64nvme:
		sum := crc64.Checksum([]byte(whole), crc64.MakeTable(0x9a6c9329ac4bc9b5))
		wantText(t, binary.BigEndian.AppendUint64(nil, sum), "", head.ChecksumCRC64NVME)
	case algorithm == types.ChecksumAlgorithmCrc32c:
		sum := crc32.Checksum([]byte(whole), crc32.MakeTable(crc32.Castagnoli))
		wantText(t, binary.BigEndian.AppendUint32(nil, sum), "", head.ChecksumCRC32C)
	case of == types.ChecksumTypeFullObject:
		wantText(t, binary.BigEndian.AppendUint32(nil, crc32.ChecksumIEEE([]byte(whole))), "", head.ChecksumCRC32)
	case of == types.ChecksumTypeComposite:
		var sums []byte
		for _, p := range parts {
			sums = binary.BigEndian.AppendUint32(sums, crc32.ChecksumIEEE([]byte(p)))
		}
		wantText(t, binary.BigEndian.AppendUint32(nil, crc32.ChecksumIEEE(sums)), "-3", head.ChecksumCRC32)
	}
}

func wantText(t *testing.T, sum []byte, suffix string, got *string) {
	t.Helper()
	if want := base64.StdEncoding.EncodeToString(sum) + suffix; got == nil || *got != want {
		t.Errorf("checksum %v, want %s", aws.ToString(got), want)
	}
}

// TestSDKRest makes the other calls that clients make.
func TestSDKRest(t *testing.T) {
	f := newFixture(t)
	ctx, c := t.Context(), f.client()
	bucket, key := aws.String(f.access.Bucket), aws.String(f.access.Object)
	_, err := c.HeadObject(ctx, &sdk.HeadObjectInput{Bucket: bucket, Key: key})
	if codeOf(err) != "NotFound" {
		t.Errorf("head of nothing: %v", err)
	}
	_, err = c.CreateBucket(ctx, &sdk.CreateBucketInput{Bucket: bucket})
	if codeOf(err) != "BucketAlreadyOwnedByYou" {
		t.Errorf("create bucket: %v", err)
	}
	place, err := c.HeadBucket(ctx, &sdk.HeadBucketInput{Bucket: bucket})
	must(t, err)
	if *place.BucketRegion != "us-east-1" {
		t.Errorf("region %s", *place.BucketRegion)
	}
	where, err := c.GetBucketLocation(ctx, &sdk.GetBucketLocationInput{Bucket: bucket})
	must(t, err)
	if where.LocationConstraint != "" {
		t.Errorf("location %s", where.LocationConstraint)
	}
	buckets, err := c.ListBuckets(ctx, &sdk.ListBucketsInput{})
	must(t, err)
	if len(buckets.Buckets) != 1 || *buckets.Buckets[0].Name != *bucket {
		t.Errorf("buckets %+v", buckets.Buckets)
	}
	put, err := c.PutObject(ctx, &sdk.PutObjectInput{Bucket: bucket, Key: key, Body: bytes.NewReader([]byte("123456789"))})
	must(t, err)
	if *put.ETag != quoted(sum("123456789")) || aws.ToString(put.ChecksumCRC32) != "y/Q5Jg==" {
		t.Errorf("put: %+v", put)
	}
	two, err := c.ListObjectsV2(ctx, &sdk.ListObjectsV2Input{Bucket: bucket, Prefix: aws.String("videos/")})
	must(t, err)
	if len(two.Contents) != 1 || *two.Contents[0].Key != *key || *two.Contents[0].Size != 9 || *two.KeyCount != 1 {
		t.Errorf("listed %+v", two)
	}
	one, err := c.ListObjects(ctx, &sdk.ListObjectsInput{Bucket: bucket, Delimiter: aws.String("/")})
	must(t, err)
	if len(one.Contents) != 0 || len(one.CommonPrefixes) != 1 || *one.CommonPrefixes[0].Prefix != "videos/" {
		t.Errorf("listed %+v", one)
	}
	_, err = c.GetObject(ctx, &sdk.GetObjectInput{Bucket: bucket, Key: key})
	if codeOf(err) != "AccessDenied" {
		t.Errorf("get: %v", err)
	}
	copied, err := c.CopyObject(ctx, &sdk.CopyObjectInput{
		Bucket: bucket, Key: key, CopySource: aws.String(*bucket + "/" + *key), MetadataDirective: types.MetadataDirectiveReplace,
		Metadata: map[string]string{"mtime": "2"},
	})
	must(t, err)
	head, err := c.HeadObject(ctx, &sdk.HeadObjectInput{Bucket: bucket, Key: key})
	must(t, err)
	if *copied.CopyObjectResult.ETag != *put.ETag || *head.ETag != *put.ETag || head.Metadata["mtime"] != "2" {
		t.Errorf("copied %+v, now %+v", copied.CopyObjectResult, head.Metadata)
	}
	for range 2 {
		_, err = c.DeleteObject(ctx, &sdk.DeleteObjectInput{Bucket: bucket, Key: key})
		must(t, err)
	}
	f.wantState(media.Created)
	f.wantLeft(0, 0, 0)
}

func TestSDKLists(t *testing.T) {
	f := newFixture(t)
	ctx, c := t.Context(), f.client()
	bucket, key := aws.String(f.access.Bucket), aws.String(f.access.Object)
	ids := map[string]bool{}
	var id string
	for range 3 {
		id = f.create("x-amz-checksum-algorithm: CRC32")
		ids[id] = true
	}
	for _, n := range []string{"7", "1", "9999"} {
		f.do(ask{method: "PUT", query: part(id, n), body: "part " + n}).want(t, 200, "")
	}
	seen := map[string]bool{}
	uploads := sdk.NewListMultipartUploadsPaginator(c, &sdk.ListMultipartUploadsInput{Bucket: bucket, MaxUploads: aws.Int32(1)})
	for uploads.HasMorePages() {
		page, err := uploads.NextPage(ctx)
		must(t, err)
		if len(page.Uploads) != 1 || *page.Uploads[0].Key != *key || page.Uploads[0].ChecksumAlgorithm != "CRC32" {
			t.Fatalf("page %+v", page.Uploads)
		}
		seen[*page.Uploads[0].UploadId] = true
	}
	if diff := cmp.Diff(ids, seen); diff != "" {
		t.Error(diff)
	}
	var numbers []int32
	parts := sdk.NewListPartsPaginator(c, &sdk.ListPartsInput{Bucket: bucket, Key: key, UploadId: &id, MaxParts: aws.Int32(2)})
	for parts.HasMorePages() {
		page, err := parts.NextPage(ctx)
		must(t, err)
		for _, p := range page.Parts {
			numbers = append(numbers, *p.PartNumber)
		}
	}
	if diff := cmp.Diff([]int32{1, 7, 9999}, numbers); diff != "" {
		t.Error(diff)
	}
	_, err := c.AbortMultipartUpload(ctx, &sdk.AbortMultipartUploadInput{Bucket: bucket, Key: key, UploadId: &id})
	must(t, err)
	_, err = c.ListParts(ctx, &sdk.ListPartsInput{Bucket: bucket, Key: key, UploadId: &id})
	if codeOf(err) != "NoSuchUpload" {
		t.Errorf("parts of an aborted upload: %v", err)
	}
	f.wantLeft(2, 0, 0)
}

func quoted(s string) string { return `"` + s + `"` }
