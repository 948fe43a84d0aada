package s3

import (
	"encoding/base64"
	"math/rand/v2"
	"testing"

	"github.com/tributary-video/tributary/internal/upload"
)

// TestCombine cuts bytes anywhere, also into nothing, and puts the CRCs of the pieces together.
func TestCombine(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for _, algorithm := range []string{crc32IEEE, crc32C, crc64NVME} {
		if got := combine(algorithm, [][]byte{sumOf(algorithm, []byte("12345")), sumOf(algorithm, []byte("6789"))},
			[]upload.Part{{Length: 5}, {Length: 4}}); got != map[string]string{crc32IEEE: "y/Q5Jg==", crc32C: "4waSgw==", crc64NVME: "rosUhgp5mIg="}[algorithm] {
			t.Errorf("%s of the test text is %s", algorithm, got)
		}
		for range 50 {
			whole := make([]byte, random.IntN(5000))
			for i := range whole {
				whole[i] = byte(random.Uint32())
			}
			var sums [][]byte
			var items []upload.Part
			for rest := whole; len(rest) > 0 || len(sums) < 3; {
				n := random.IntN(len(rest) + 1)
				sums = append(sums, sumOf(algorithm, rest[:n]))
				items = append(items, upload.Part{Length: int64(n)})
				rest = rest[n:]
			}
			if got, want := combine(algorithm, sums, items), base64.StdEncoding.EncodeToString(sumOf(algorithm, whole)); got != want {
				t.Fatalf("%s of %d bytes in %d pieces is %s, want %s", algorithm, len(whole), len(sums), got, want)
			}
		}
	}
}

func sumOf(algorithm string, p []byte) []byte {
	h := newChecksum(algorithm)
	h.Write(p)
	return h.Sum(nil)
}
