package s3

import (
	"bytes"
	"fmt"
	"io"
	"testing"
)

// BenchmarkBody reads parts of 8 MiB as the engine does, with 1 MiB at a time. MD5 is what
// every body costs; CRC32 and a SHA-256 of the whole are what SDKs send over plain HTTP.
func BenchmarkBody(b *testing.B) {
	data := noise(8 << 20)
	crc := "X-Amz-Checksum-Crc32: " + base64CRC32(data)
	for _, tt := range []struct {
		name, payload string
		header        []string
	}{
		{"MD5", unsignedPayload, nil},
		{"MD5+CRC32", unsignedPayload, []string{crc}},
		{"MD5+CRC32+SHA256", hexSHA256(string(data)), []string{crc}},
		{"MD5+CRC64NVME", unsignedPayload, []string{"X-Amz-Sdk-Checksum-Algorithm: CRC64NVME"}},
	} {
		b.Run(tt.name, func(b *testing.B) { readBodies(b, data, data, tt.payload, tt.header...) })
	}
}

// BenchmarkChunked decodes the same, first without any hash.
func BenchmarkChunked(b *testing.B) {
	data := noise(8 << 20)
	for _, size := range []int{64 << 10, 1 << 20} {
		f := framing{sizes: []int{size}, name: "x-amz-checksum-crc32", value: base64CRC32(data)}
		header := []string{"X-Amz-Trailer: " + f.name, fmt.Sprintf("X-Amz-Decoded-Content-Length: %d", len(data))}
		raw := f.encode(data)
		b.Run(fmt.Sprintf("%dKiB/alone", size>>10), func(b *testing.B) {
			readParts(b, len(data), func() io.Reader {
				return newChunked(bytes.NewReader(raw), int64(len(data)), nil, f.name)
			})
		})
		b.Run(fmt.Sprintf("%dKiB/MD5+CRC32", size>>10), func(b *testing.B) {
			readBodies(b, data, raw, streamingUnsignedTrailer, header...)
		})
		f.seed, f.key = seeded("").seed, chunkKey()
		signed := f.encode(data)
		b.Run(fmt.Sprintf("%dKiB/MD5+CRC32+signatures", size>>10), func(b *testing.B) {
			readBodies(b, data, signed, streamingSignedTrailer, header...)
		})
	}
}

// readBodies reads raw, which is sent for data.
func readBodies(b *testing.B, data, raw []byte, payload string, header ...string) {
	b.Helper()
	readParts(b, len(data), func() io.Reader {
		body, err := openBody(put(b, bytes.NewReader(raw), int64(len(raw)), header...), seeded(payload))
		if err != nil {
			b.Fatal(err)
		}
		return body
	})
}

func readParts(b *testing.B, size int, open func() io.Reader) {
	b.Helper()
	b.SetBytes(int64(size))
	b.ReportAllocs()
	buf := make([]byte, 1<<20)
	for b.Loop() {
		n, err := io.CopyBuffer(struct{ io.Writer }{io.Discard}, struct{ io.Reader }{open()}, buf)
		if err != nil || n != int64(size) {
			b.Fatal(n, err)
		}
	}
}
