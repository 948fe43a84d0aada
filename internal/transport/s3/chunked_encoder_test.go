package s3

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"fmt"
	"strings"
	"testing"
)

// How clients end the line of a trailer.
const (
	byCRLF = "\r\n"
	byLF   = "\n\r\n" // minio-go
)

// framing is how a client writes a body. It shares nothing with the decoder.
type framing struct {
	sizes []int  // of chunks in turn; what is left over is one more
	seed  string // signature of the head; "" = chunks are not signed
	key   []byte
	name  string // of the trailer; "" = none
	value string
	ends  string // of the trailer's line; "" = byCRLF
}

// encode writes data as f says.
func (f framing) encode(data []byte) []byte {
	var out bytes.Buffer
	last := f.seed
	for i := 0; len(data) > 0; i++ {
		size := len(data)
		if len(f.sizes) > 0 {
			size = min(size, max(1, f.sizes[i%len(f.sizes)]))
		}
		last = f.chunk(&out, data[:size], last)
		out.WriteString("\r\n")
		data = data[size:]
	}
	last = f.chunk(&out, nil, last)
	if f.name != "" {
		f.trailer(&out, last)
	}
	if f.ends == byLF && f.seed == "" {
		return out.Bytes() // its blank line was the last
	}
	out.WriteString("\r\n")
	return out.Bytes()
}

// chunk writes a head and its data, and returns the signature to go on from.
func (f framing) chunk(out *bytes.Buffer, data []byte, last string) string {
	if f.seed == "" {
		fmt.Fprintf(out, "%x\r\n%s", len(data), data)
		return ""
	}
	text := fmt.Sprintf("AWS4-HMAC-SHA256-PAYLOAD\n%s\n%s\n%s\n%x\n%x", ourTime, ourScope, last, sha256.Sum256(nil), sha256.Sum256(data))
	signature := f.sign(text)
	fmt.Fprintf(out, "%x;chunk-signature=%s\r\n%s", len(data), signature, data)
	return signature
}

// trailer writes the trailer, and the signature that goes on from the last chunk's.
func (f framing) trailer(out *bytes.Buffer, last string) {
	ends := f.ends
	if ends == "" {
		ends = byCRLF
	}
	fmt.Fprintf(out, "%s:%s%s", f.name, f.value, ends)
	if f.seed == "" {
		return
	}
	sum := sha256.Sum256([]byte(f.name + ":" + f.value + "\n"))
	text := fmt.Sprintf("AWS4-HMAC-SHA256-TRAILER\n%s\n%s\n%s\n%x", ourTime, ourScope, last, sum)
	fmt.Fprintf(out, "x-amz-trailer-signature:%s\r\n", f.sign(text))
}

func (f framing) sign(text string) string {
	mac := hmac.New(sha256.New, f.key)
	mac.Write([]byte(text))
	return fmt.Sprintf("%x", mac.Sum(nil))
}

// chunkKey is the signing key of the vectors.
func chunkKey() []byte { return signingKey(ourSecret, "20260102", "us-east-1") }

// seeded is a signature of a head for a payload mode.
func seeded(payload string) *signature {
	return &signature{
		date: ourTime, scope: ourScope, key: chunkKey(), payload: payload,
		seed: "e96f418a0a838941b69edfc32cd51efba929981cbaacbd3d43b2c79c2b7e8525",
	}
}

// TestEncoder holds the encoder of these tests to the vector of signatures.
func TestEncoder(t *testing.T) {
	sig := seeded(streamingSignedTrailer)
	f := framing{seed: sig.seed, key: sig.key, name: "x-amz-checksum-crc32", value: "NhCmhg=="}
	want := strings.Join([]string{
		"5;chunk-signature=d066ae8bb4f2083fdef34b2949332a2f0f43ca06fa9e53a4ee1a7d4a6dc5b5b5", "hello",
		"0;chunk-signature=b07ca0f2f9bada17e6afe9acf8b29407475e9f015b9d44e88f77ab78e443f483",
		"x-amz-checksum-crc32:NhCmhg==",
		"x-amz-trailer-signature:da046927fca2349e7ff2df4af3db300f9314ef229ac8ab4f5b891f45af6ee050", "", "",
	}, "\r\n")
	if got := string(f.encode([]byte("hello"))); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
