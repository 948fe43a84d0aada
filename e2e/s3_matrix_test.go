package e2e

import (
	"fmt"
	"slices"
	"testing"
)

const mib = 1 << 20

// smallSizes are one byte, a file of one request for every client, and one that those which cut files cut.
func smallSizes() []int64 { return []int64{1, 1000, 17 * mib} }

// largeSizes are a part exactly, many parts and more than memory should hold, and who sends them.
func largeSizes() map[int64][]string {
	return map[int64][]string{
		5 * mib: {"aws", "boto3-python3", "go-manager", "go-transfermanager", "minio-go", "minio-go-crc32", "lib-storage-buffer", "lib-storage-stream",
			"rclone-parts", "s3cmd", "curl"},
		200 * mib:  {"aws", "boto3-python3", "go-manager", "minio-go", "minio-go-crc32", "lib-storage-file", "rclone", "s3cmd", "curl", "curl-http2"},
		1024 * mib: {"curl-http2", "go-transfermanager"},
	}
}

// Every client sends files with nothing but what the API told it, over TLS and plain HTTP, and
// the bytes are there.
func TestS3Matrix(t *testing.T) {
	t.Parallel()
	bothSchemes(t, func(t *testing.T, s *server, c s3Client) {
		for _, size := range smallSizes() {
			t.Run(fmt.Sprint(size), func(t *testing.T) {
				f := blob(t, size)
				s.holdsObject(t, c.sends(t, s, f), f)
			})
		}
	})
}

// The same with long files. The longest go by one scheme only, each client's neighbour by the other:
// the way that bytes take differs by scheme, not by length.
func TestS3MatrixLarge(t *testing.T) {
	if testing.Short() {
		t.Skip("sends gigabytes; left out by -short")
	}
	t.Parallel()
	bothSchemes(t, func(t *testing.T, s *server, c s3Client) {
		for size, names := range largeSizes() {
			at := slices.Index(names, c.name)
			if at >= 0 && (size < 200*mib || c.only != "" || (at%2 == 0) == s.opts.secure) {
				t.Run(fmt.Sprint(size), func(t *testing.T) {
					f := blob(t, size)
					s.holdsObject(t, c.sends(t, s, f), f)
				})
			}
		}
	})
}

// bothSchemes calls a test for every client with a server of each scheme that it speaks.
func bothSchemes(t *testing.T, test func(t *testing.T, s *server, c s3Client)) {
	t.Helper()
	clients := s3Clients(t)
	for _, scheme := range []string{"http", "https"} {
		t.Run(scheme, func(t *testing.T) {
			s := start(t, options{secure: scheme == "https"})
			for _, c := range clients {
				if c.only != "" && c.only != scheme {
					continue
				}
				t.Run(c.name, func(t *testing.T) {
					t.Parallel()
					test(t, s, c)
				})
			}
		})
	}
}

// Go's clients speak HTTP/2 over TLS and send their bytes by it, with a session's token, which
// counts for nothing, and without.
func TestS3HTTP2(t *testing.T) {
	t.Parallel()
	s := start(t, options{secure: true})
	f := blob(t, 17*mib)
	for _, token := range []string{"", "IQoJb3JpZ2luX2VjE+example/token=="} {
		for name, send := range map[string]func(seen *spoken) s3Client{
			"manager":         func(seen *spoken) s3Client { return s3Client{send: goSDK{token: token, seen: seen}.manager} },
			"transfermanager": func(seen *spoken) s3Client { return s3Client{send: goSDK{token: token, seen: seen}.transfermanager} },
			"minio": func(seen *spoken) s3Client {
				return s3Client{send: goMinio{http2: true, token: token, seen: seen}.send}
			},
			"minio-crc32": func(seen *spoken) s3Client {
				return s3Client{send: goMinio{http2: true, checksums: true, token: token, seen: seen}.send}
			},
		} {
			t.Run(fmt.Sprintf("%s/token=%v", name, token != ""), func(t *testing.T) {
				t.Parallel()
				var seen spoken
				c := send(&seen)
				c.name, c.kind = name, "multipart"
				s.holdsObject(t, c.sends(t, s, f), f)
				if _, old := seen.protocols.Load("HTTP/1.1"); old {
					t.Error("some was spoken over HTTP/1.1")
				}
			})
		}
	}
}

// Over plain HTTP a token counts for nothing, too.
func TestS3SessionToken(t *testing.T) {
	t.Parallel()
	s := start(t, options{})
	f := blob(t, 17*mib)
	const token = "IQoJb3JpZ2luX2VjE+example/token=="
	for _, c := range []s3Client{
		{name: "manager", kind: "multipart", send: goSDK{token: token}.manager},
		{name: "minio", kind: "multipart", send: goMinio{token: token}.send},
		{name: "minio-crc32", kind: "multipart", send: goMinio{token: token, checksums: true}.send},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s.holdsObject(t, c.sends(t, s, f), f)
		})
	}
}
