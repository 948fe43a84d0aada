package s3

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const ourScope = "20260102/us-east-1/s3/aws4_request"

// ourPresigned is a URL as handed out for an upload by one PUT.
func ourPresigned() []string {
	return []string{
		"PUT /project-1/videos/2026/01/0b7e4c52-9d1f-4e63-8a70-5c2d9f6e1b34.mp4?X-Amz-Algorithm=AWS4-HMAC-SHA256" +
			"&X-Amz-Credential=" + ourKeyID + "%2F20260102%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20260102T030405Z" +
			"&X-Amz-Expires=86400&X-Amz-SignedHeaders=host" +
			"&X-Amz-Signature=db4a850d5f3d1ab0f349d136b71b896ca6f3c25ce73d25a0e1894cfa8b4b3e19 HTTP/1.1",
		"Host: video.example.com",
	}
}

// ourStreaming is the head of an upload in signed chunks.
func ourStreaming() []string {
	return []string{
		"PUT /project-1/a.mp4 HTTP/1.1",
		"Host: video.example.com",
		"Content-Encoding: aws-chunked",
		"X-Amz-Content-Sha256: STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER",
		"X-Amz-Date: 20260102T030405Z",
		"X-Amz-Decoded-Content-Length: 5",
		"X-Amz-Trailer: x-amz-checksum-crc32",
		"Authorization: AWS4-HMAC-SHA256 Credential=" + ourKeyID + "/" + ourScope + ", SignedHeaders=content-encoding;host;" +
			"x-amz-content-sha256;x-amz-date;x-amz-decoded-content-length;x-amz-trailer, " +
			"Signature=e96f418a0a838941b69edfc32cd51efba929981cbaacbd3d43b2c79c2b7e8525",
	}
}

// TestVerifyVectors checks what is handed on to whoever reads the body.
func TestVerifyVectors(t *testing.T) {
	key := signingKey(ourSecret, "20260102", "us-east-1") // see TestSigningKey
	access := Access{KeyID: ourKeyID, Secret: ourSecret}
	for name, tt := range map[string]struct {
		head []string
		want signature
	}{
		"presigned": {ourPresigned(), signature{
			access: access, date: "20260102T030405Z", scope: ourScope, key: key, presigned: true, payload: unsignedPayload,
			seed: "db4a850d5f3d1ab0f349d136b71b896ca6f3c25ce73d25a0e1894cfa8b4b3e19",
		}},
		"streaming": {ourStreaming(), signature{
			access: access, date: "20260102T030405Z", scope: ourScope, key: key,
			payload: "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER",
			seed:    "e96f418a0a838941b69edfc32cd51efba929981cbaacbd3d43b2c79c2b7e8525",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := verifierAt(t, "20260102T030405Z").verify(received(t, tt.head...))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, *got, cmp.AllowUnexported(signature{})); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestSigningKey signs the first chunk of the documented upload in chunks with the derived
// key: 65,536 times "a".
func TestSigningKey(t *testing.T) {
	body := sha256.Sum256([]byte(strings.Repeat("a", 65536)))
	mac := hmac.New(sha256.New, signingKey(docSecret, "20130524", "us-east-1"))
	mac.Write([]byte(strings.Join([]string{
		"AWS4-HMAC-SHA256-PAYLOAD", "20130524T000000Z", "20130524/us-east-1/s3/aws4_request",
		"4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9", emptySHA256, hex.EncodeToString(body[:]),
	}, "\n")))
	if got := hex.EncodeToString(mac.Sum(nil)); got != "ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648" {
		t.Errorf("chunk signature %s", got)
	}
}
