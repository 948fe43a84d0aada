package s3

import (
	"bytes"
	"io"
	"strings"
	"testing"
)

// TestChunkVectors reads bodies whose signatures others have computed: ours, and those of
// the examples in Amazon's documentation ("Signature calculations for the Authorization
// header: transferring payload in multiple chunks", and the same with trailing headers).
func TestChunkVectors(t *testing.T) {
	as := strings.Repeat("a", 65536+1024)
	amazon := func(seed string) *signature {
		return &signature{
			date: "20130524T000000Z", scope: "20130524/us-east-1/s3/aws4_request", seed: seed,
			key: signingKey(docSecret, "20130524", "us-east-1"),
		}
	}
	for name, tt := range map[string]struct {
		sig     *signature
		trailer string
		lines   []string
		want    string
	}{
		"ours": {seeded(streamingSignedTrailer), "x-amz-checksum-crc32", []string{
			"5;chunk-signature=d066ae8bb4f2083fdef34b2949332a2f0f43ca06fa9e53a4ee1a7d4a6dc5b5b5", "hello",
			"0;chunk-signature=b07ca0f2f9bada17e6afe9acf8b29407475e9f015b9d44e88f77ab78e443f483",
			"x-amz-checksum-crc32:NhCmhg==",
			"x-amz-trailer-signature:da046927fca2349e7ff2df4af3db300f9314ef229ac8ab4f5b891f45af6ee050", "", "",
		}, "hello"},
		"Amazon": {amazon("4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9"), "", []string{
			"10000;chunk-signature=ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648", as[:65536],
			"400;chunk-signature=0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497", as[65536:],
			"0;chunk-signature=b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9", "", "",
		}, as},
		"Amazon with a trailer": {amazon("106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e"), "x-amz-checksum-crc32c", []string{
			"10000;chunk-signature=b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2", as[:65536],
			"400;chunk-signature=1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7", as[65536:],
			"0;chunk-signature=2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992",
			"x-amz-checksum-crc32c:sOO8/Q==",
			"x-amz-trailer-signature:d81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435", "", "",
		}, as},
	} {
		t.Run(name, func(t *testing.T) {
			raw := strings.Join(tt.lines, "\r\n")
			open := func(text string) *chunked {
				return newChunked(strings.NewReader(text), int64(len(tt.want)), mode{signed: true}.signer(tt.sig), tt.trailer)
			}
			got, err := io.ReadAll(open(raw))
			if err != nil || !bytes.Equal(got, []byte(tt.want)) {
				t.Fatalf("%d bytes, %v", len(got), err)
			}
			for _, at := range digits(raw) {
				_, err := io.ReadAll(open(flip(raw, at)))
				if codeIn(err) != SignatureDoesNotMatch {
					t.Errorf("with another digit at %d: %v", at, err)
				}
			}
			if _, err := io.ReadAll(open(strings.Replace(raw, "a\r\n", "b\r\n", 1))); tt.want == as && codeIn(err) != SignatureDoesNotMatch {
				t.Errorf("with other data: %v", err)
			}
		})
	}
}

// digits is where signatures begin and end in text.
func digits(text string) (at []int) {
	for start := 0; ; {
		i := strings.Index(text[start:], "signature")
		if i < 0 {
			return at
		}
		start += i + len("signature=")
		at = append(at, start, start+63)
	}
}

// flip puts another hex digit in the place of one.
func flip(text string, at int) string {
	digit := "0"
	if text[at] == '0' {
		digit = "1"
	}
	return text[:at] + digit + text[at+1:]
}
