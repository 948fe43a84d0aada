package s3_test

import (
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tributary-video/tributary/internal/media"
)

// Every call may be made again, as clients do that got no answer.
func TestRetries(t *testing.T) { each(t, testRetries) }

func testRetries(t *testing.T, f *fixture) {
	one, two := noise(1, partSize), noise(2, 100)
	id := f.create()
	for range 2 {
		f.do(ask{method: "PUT", query: part(id, "1"), body: one}).want(t, 200, "")
		f.do(ask{method: "PUT", query: part(id, "7") + "&x-id=UploadPart", body: two}).want(t, 200, "")
	}
	f.wantLeft(1, int64(len(one)+len(two)), 2)
	end := ask{method: "POST", query: "uploadId=" + id, body: list("1", one, "7", two), header: []string{"If-None-Match: *"}}
	first := f.do(end).want(t, 200, "")
	f.restart()
	if diff := cmp.Diff(first.body, strings.ReplaceAll(f.do(end).want(t, 200, "").body, f.server.URL, hostOf(first.body))); diff != "" {
		t.Error(diff)
	}
	f.do(ask{method: "DELETE", query: "uploadId=" + id}).want(t, 404, "NoSuchUpload")
	f.do(ask{method: "PUT", query: part(id, "2"), body: "late"}).want(t, 404, "NoSuchUpload")
	f.do(ask{method: "GET", query: "uploadId=" + id}).want(t, 404, "NoSuchUpload")
	f.wantLeft(1, int64(len(one)+len(two)), 2)
	// It stays complete when another has taken its place.
	f.do(ask{method: "PUT", body: "newer"}).want(t, 200, "")
	f.do(end).want(t, 200, "")
	f.wantLeft(1, 5, 1)
	if got := f.finish(); got != "newer" {
		t.Errorf("source has %d bytes", len(got))
	}
}

// hostOf is the server that an answer of CompleteMultipartUpload names.
func hostOf(body string) string {
	_, rest, _ := strings.Cut(body, "<Location>")
	host, _, _ := strings.Cut(rest, "/project-1/")
	return host
}

// TestComplete judges lists of parts that are stored.
func TestComplete(t *testing.T) {
	f := newFixture(t)
	one, two, three := noise(1, partSize), noise(2, 100), noise(3, partSize)
	id := f.create()
	for number, body := range map[string]string{"1": one, "2": two, "3": three} {
		f.do(ask{method: "PUT", query: part(id, number), body: body}).want(t, 200, "")
	}
	complete := func(body string, header ...string) answer {
		return f.do(ask{method: "POST", query: "uploadId=" + id, body: body, header: header})
	}
	complete(list("1", one, "2", two, "3", three)).want(t, 400, "EntityTooSmall")
	complete(list("1", two)).want(t, 400, "InvalidPart")
	complete(list("1", one, "3", three, "4", two)).want(t, 400, "InvalidPart")
	complete(list("1", one), "x-amz-mp-object-size: 1").want(t, 400, "InvalidRequest")
	complete(list("1", one), "x-amz-mp-object-size: x").want(t, 400, "InvalidRequest")
	complete(list("1", one), "x-amz-checksum-crc32: AAAAAA==").want(t, 400, "InvalidRequest")
	f.wantLeft(1, int64(2*partSize+len(two)), 3)
	f.wantState(media.Uploading)
	variant := `<?xml version="1.0" encoding="UTF-8"?>
<CompleteMultipartUpload xmlns="http://s3.amazonaws.com/doc/2006-03-01/">
 <Part><ETag>&quot;` + sum(one) + `&quot;</ETag><ChecksumCRC32>NhCmhg==</ChecksumCRC32><PartNumber>1</PartNumber></Part>
 <Part><PartNumber>2</PartNumber><ETag>` + sum(two) + `</ETag></Part>
</CompleteMultipartUpload>`
	a := complete(variant, "Content-Type: application/octet-stream").want(t, 200, "")
	if !a.has("<ETag>&#34;" + together(one, two) + "&#34;</ETag>") {
		t.Errorf("%s", a.body)
	}
	f.wantLeft(1, int64(partSize+len(two)), 2) // the unlisted part is dropped
	if f.finish() != one+two {
		t.Error("the source is not what was sent")
	}
}

// Checksums of parts are compared where they are known.
func TestCompleteChecksums(t *testing.T) {
	f := newFixture(t)
	id := f.create("x-amz-checksum-algorithm: CRC32")
	f.do(ask{method: "PUT", query: part(id, "1"), body: "hello", header: []string{"x-amz-checksum-crc32: NhCmhg=="}}).want(t, 200, "")
	with := func(crc string) string {
		return strings.Replace(list("1", "hello"), "</ETag>", "</ETag><ChecksumCRC32>"+crc+"</ChecksumCRC32>", 1)
	}
	end := func(body string, header ...string) answer {
		return f.do(ask{method: "POST", query: "uploadId=" + id, body: body, header: header})
	}
	end(with("AAAAAA==")).want(t, 400, "InvalidPart")
	end(with("NhCmhg=="), "x-amz-checksum-crc32: AAAAAA==-1").want(t, 400, "BadDigest")
	end(with("NhCmhg=="), "x-amz-checksum-crc32c: AAAAAA==").want(t, 400, "InvalidRequest")
	end(with("NhCmhg=="), "x-amz-checksum-type: FULL_OBJECT").want(t, 400, "InvalidRequest")
	if a := end(with("NhCmhg==")).want(t, 200, ""); !a.has("-1</ChecksumCRC32>") || !a.has("<ChecksumType>COMPOSITE</ChecksumType>") {
		t.Errorf("%s", a.body)
	}
}

// The upload that is completed becomes the object, and the others end.
func TestUploadsBeside(t *testing.T) { each(t, testUploadsBeside) }

func testUploadsBeside(t *testing.T, f *fixture) {
	first, second := f.create(), f.create()
	if first == second {
		t.Fatal("two uploads have one id")
	}
	for _, id := range []string{first, second} {
		f.do(ask{method: "PUT", query: part(id, "1"), body: id}).want(t, 200, "")
	}
	f.wantLeft(2, 64, 2)
	f.do(ask{method: "POST", query: "uploadId=" + first, body: list("1", first)}).want(t, 200, "")
	f.do(ask{method: "POST", query: "uploadId=" + second, body: list("1", second)}).want(t, 404, "NoSuchUpload")
	f.wantLeft(1, 32, 1)
	f.do(ask{method: "DELETE"}).want(t, 204, "")
	f.do(ask{method: "HEAD"}).want(t, 404, "")
	f.wantState(media.Created)
	f.wantLeft(0, 0, 0)
}

// An access key says nothing of uploads that are not its own.
func TestForeignUpload(t *testing.T) {
	f := newFixture(t)
	id := f.create()
	f.do(ask{method: "PUT", query: part(id, "1"), body: "mine"}).want(t, 200, "")
	f.access = f.issue("TREXAMPLE00000000002")
	f.do(ask{method: "PUT", query: part(id, "1"), body: "theirs"}).want(t, 404, "NoSuchUpload")
	f.do(ask{method: "GET", query: "uploadId=" + id}).want(t, 404, "NoSuchUpload")
	f.do(ask{method: "DELETE", query: "uploadId=" + id}).want(t, 404, "NoSuchUpload")
	f.do(ask{method: "POST", query: "uploadId=" + id, body: list("1", "mine")}).want(t, 404, "NoSuchUpload")
	f.do(ask{method: "HEAD"}).want(t, 404, "")
	f.wantLeft(1, 4, 1)
}

// Of a part that two clients send at once the last one counts, whole; what is completed
// meanwhile has one of them, and what comes later is refused and gone.
func TestRace(t *testing.T) { each(t, testRace) }

func testRace(t *testing.T, f *fixture) {
	bodies := []string{strings.Repeat("a", 300_000), strings.Repeat("b", 300_000)}
	for range 5 {
		id := f.create()
		var wg sync.WaitGroup
		send := func(a ask, allowed ...int) {
			wg.Go(func() {
				got, err := f.try(a)
				if err != nil || !contains(allowed, got.status) {
					t.Errorf("%s %s: %d %s, %v", a.method, a.query, got.status, got.code, err)
				}
			})
		}
		for _, body := range bodies {
			send(ask{method: "PUT", query: part(id, "1"), body: body}, 200)
		}
		wg.Wait()
		for _, body := range bodies {
			send(ask{method: "PUT", query: part(id, "1"), body: body}, 200, 404)
			send(ask{method: "POST", query: "uploadId=" + id, body: list("1", body)}, 200, 400, 404)
		}
		send(ask{method: "DELETE", query: "uploadId=" + id}, 204, 404)
		wg.Wait()
		f.wantOneWhole(bodies)
	}
}

// wantOneWhole checks that either nothing is stored, or one of the bodies, with nothing beside.
func (f *fixture) wantOneWhole(bodies []string) {
	f.t.Helper()
	head := f.do(ask{method: "HEAD"})
	open := strings.Count(f.do(ask{method: "GET", path: "/project-1", query: "uploads="}).body, "<Upload>")
	switch {
	case head.status == http.StatusNotFound && open == 0:
		f.wantLeft(0, 0, 0)
	case head.status == http.StatusOK && open == 0:
		f.wantLeft(1, int64(len(bodies[0])), 1)
		if etag := head.header.Get("Etag"); etag != quoted(together(bodies[0])) && etag != quoted(together(bodies[1])) {
			f.t.Errorf("ETag %s", etag)
		}
	default: // neither the one that was listed was there, nor was it aborted in time
		f.t.Errorf("head %d, %d open", head.status, open)
	}
}

func contains(list []int, n int) bool {
	for _, m := range list {
		if m == n {
			return true
		}
	}
	return false
}

// So many uploads of one object may be open, and no more.
func TestManyUploads(t *testing.T) {
	f := newFixture(t)
	for range 100 {
		f.create()
	}
	a := f.do(ask{method: "POST", query: "uploads="}).want(t, 503, "SlowDown")
	if a.header.Get("Retry-After") != "1" {
		t.Error("no Retry-After")
	}
}
