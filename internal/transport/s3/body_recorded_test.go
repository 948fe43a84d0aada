package s3

import (
	"bytes"
	"crypto/md5"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"
)

// noise is n bytes that are the same in every run.
func noise(n int) []byte {
	p := make([]byte, n)
	_, _ = rand.NewChaCha8([32]byte{1}).Read(p)
	return p
}

func base64CRC32(p []byte) string {
	return base64.StdEncoding.EncodeToString(binary.BigEndian.AppendUint32(nil, crc32.ChecksumIEEE(p)))
}

// outcome is what became of a body that a server was sent.
type outcome struct {
	data []byte
	sums sums
	err  error
}

// receiver is a server that reads bodies as the engine does.
func receiver(t *testing.T) (*httptest.Server, <-chan outcome) {
	t.Helper()
	outcomes := make(chan outcome, 1)
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		b, err := openBody(r, seeded(r.Header.Get("X-Amz-Content-Sha256")))
		if err != nil {
			outcomes <- outcome{err: err}
			return
		}
		var data bytes.Buffer
		_, err = io.CopyBuffer(struct{ io.Writer }{&data}, b, make([]byte, 1<<20))
		outcomes <- outcome{data.Bytes(), b.Sums(), err}
	}))
	server.EnableHTTP2 = true
	server.StartTLS()
	t.Cleanup(server.Close)
	return server, outcomes
}

// TestRecordedParts replays how clients send a part, with what they were seen to count, over
// HTTP/1.1 and HTTP/2.
func TestRecordedParts(t *testing.T) {
	tests := map[string]struct {
		size    int
		chunk   int
		payload string
		length  int64 // Content-Length; -1 = Transfer-Encoding: chunked
	}{
		"aws-cli over TLS":    {8388608, 0x100000, streamingUnsignedTrailer, -1},
		"minio-go over HTTP":  {8388608, 0x10000, streamingSigned, 8400214},
		"Go manager over TLS": {5242880, 0x500000, streamingUnsignedTrailer, 5242926},
	}
	for name, tt := range tests {
		for _, http2 := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, HTTP/2 %v", name, http2), func(t *testing.T) {
				data := noise(tt.size)
				f := framing{sizes: []int{tt.chunk}}
				header := []string{fmt.Sprintf("X-Amz-Decoded-Content-Length: %d", tt.size), "X-Amz-Content-Sha256: " + tt.payload}
				if tt.payload == streamingUnsignedTrailer {
					f.name, f.value = "x-amz-checksum-crc32", base64CRC32(data)
					header = append(header, "X-Amz-Trailer: x-amz-checksum-crc32")
				} else {
					f.seed, f.key = seeded("").seed, chunkKey()
				}
				raw := f.encode(data)
				if tt.length >= 0 && tt.length != int64(len(raw)) {
					t.Fatalf("%d bytes, where the client sends %d", len(raw), tt.length)
				}
				got := send(t, put(t, bytes.NewReader(raw), tt.length, header...), http2)
				if got.err != nil || !bytes.Equal(got.data, data) || got.sums.MD5 != md5.Sum(data) {
					t.Errorf("%d bytes, %x, %v", len(got.data), got.sums.MD5, got.err)
				}
			})
		}
	}
}

func send(t *testing.T, r *http.Request, http2 bool) outcome {
	t.Helper()
	server, outcomes := receiver(t)
	r.URL.Host = server.Listener.Addr().String()
	r.URL.Scheme = "https"
	client := server.Client()
	if !http2 {
		transport, _ := client.Transport.(*http.Transport)
		transport.Protocols = new(http.Protocols)
		transport.Protocols.SetHTTP1(true)
	}
	res, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if (res.ProtoMajor == 2) != http2 {
		t.Fatalf("spoke %s", res.Proto)
	}
	return <-outcomes
}

// TestBodyCutOff tells a connection that broke from a client that ended its body too soon.
func TestBodyCutOff(t *testing.T) {
	for name, tt := range map[string]struct {
		head, body string
		cut        bool
	}{
		"cut, raw":              {"X-Amz-Content-Sha256: UNSIGNED-PAYLOAD\r\nContent-Length: 9", "12345", true},
		"cut, counted":          {"X-Amz-Content-Sha256: STREAMING-UNSIGNED-PAYLOAD-TRAILER\r\nContent-Length: 99", "9\r\n12345", true},
		"cut, not counted":      {"X-Amz-Content-Sha256: STREAMING-UNSIGNED-PAYLOAD-TRAILER\r\nTransfer-Encoding: chunked", "8\r\n9\r\n12345", true},
		"cut between, not last": {"X-Amz-Content-Sha256: STREAMING-UNSIGNED-PAYLOAD-TRAILER\r\nTransfer-Encoding: chunked", "8\r\n9\r\n12345\r\n", true},
		"ended, counted":        {"X-Amz-Content-Sha256: STREAMING-UNSIGNED-PAYLOAD-TRAILER\r\nContent-Length: 8", "9\r\n12345", false},
		"ended, not counted":    {"X-Amz-Content-Sha256: STREAMING-UNSIGNED-PAYLOAD-TRAILER\r\nTransfer-Encoding: chunked", "8\r\n9\r\n12345\r\n0\r\n\r\n", false},
	} {
		t.Run(name, func(t *testing.T) {
			outcomes := make(chan error, 1)
			server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
				b, err := openBody(r, seeded(r.Header.Get("X-Amz-Content-Sha256")))
				if err == nil {
					_, err = io.Copy(io.Discard, b)
				}
				outcomes <- err
			}))
			defer server.Close()
			var dialer net.Dialer
			conn, err := dialer.DialContext(t.Context(), "tcp", server.Listener.Addr().String())
			if err != nil {
				t.Fatal(err)
			}
			names := "X-Amz-Decoded-Content-Length: 9"
			if name != "cut, raw" {
				names += "\r\nX-Amz-Trailer: x-amz-checksum-crc32"
			}
			fmt.Fprintf(conn, "PUT /project-1/a.mp4 HTTP/1.1\r\nHost: h\r\n%s\r\n%s\r\n\r\n%s", names, tt.head, tt.body)
			if tt.cut {
				conn.Close()
			}
			got := <-outcomes
			conn.Close()
			if tt.cut && !errors.Is(got, io.ErrUnexpectedEOF) || !tt.cut && codeIn(got) != IncompleteBody {
				t.Errorf("%v", got)
			}
		})
	}
}
