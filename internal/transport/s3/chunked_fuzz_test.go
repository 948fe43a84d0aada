package s3

import (
	"bytes"
	"errors"
	"io"
	"math/rand/v2"
	"testing"
)

// uneven reads from src as much as it likes, at most 999 bytes.
type uneven struct {
	src  io.Reader
	dice *rand.Rand
}

func (u uneven) Read(p []byte) (int, error) {
	return u.src.Read(p[:min(len(p), 1+u.dice.IntN(999))])
}

// readUneven reads everything from r, as much at a time as dice say.
func readUneven(r io.Reader, dice *rand.Rand) ([]byte, error) {
	var out []byte
	buf := make([]byte, 999)
	for {
		n, err := r.Read(buf[:1+dice.IntN(len(buf)-1)])
		out = append(out, buf[:n]...)
		if err != nil {
			return out, err
		}
	}
}

// FuzzChunked: what a client frames comes out as it was, however it is cut up on the way; a
// connection that breaks off is what it was; and a body that is too short is refused.
func FuzzChunked(f *testing.F) {
	f.Add([]byte("hello"), uint64(1), uint(3), false, false)
	f.Add(bytes.Repeat([]byte("0\r\n\r\n"), 999), uint64(2), uint(4000), true, true)
	f.Add([]byte{}, uint64(3), uint(0), true, false)
	f.Fuzz(func(t *testing.T, data []byte, seed uint64, cut uint, signed, promised bool) {
		dice := rand.New(rand.NewPCG(seed, 0))
		how := framing{sizes: []int{1 + dice.IntN(99), 1 + dice.IntN(9999)}}
		sig := seeded(streamingSigned)
		if signed {
			how.seed, how.key = sig.seed, sig.key
		}
		if promised {
			how.name, how.value, how.ends = "x-amz-checksum-crc32", "NhCmhg==", []string{byCRLF, byLF}[dice.IntN(2)]
		}
		whole := how.encode(data)
		open := func(src io.Reader) *chunked {
			return newChunked(uneven{src, dice}, int64(len(data)), mode{signed: signed}.signer(sig), how.name)
		}

		got, err := readUneven(open(bytes.NewReader(whole)), dice)
		if !errors.Is(err, io.EOF) || !bytes.Equal(got, data) {
			t.Fatalf("%d bytes of %d, %v", len(got), len(data), err)
		}
		short := whole[:cut%uint(len(whole))]
		got, err = readUneven(open(io.MultiReader(bytes.NewReader(short), broken{})), dice)
		if !errors.Is(err, io.ErrUnexpectedEOF) || !bytes.HasPrefix(data, got) {
			t.Fatalf("cut at %d: %v", len(short), err)
		}
		got, err = readUneven(open(bytes.NewReader(short)), dice)
		if codeIn(err) == "" || !bytes.HasPrefix(data, got) {
			t.Fatalf("ended at %d: %v", len(short), err)
		}
	})
}

// broken is a connection that was cut.
type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

// FuzzChunkedHostile: whatever is sent is refused, or is exactly as long as was declared;
// nothing that is not signed is taken for signed.
func FuzzChunkedHostile(f *testing.F) {
	sig := seeded(streamingSignedTrailer)
	for _, name := range []string{"", "x-amz-checksum-crc32"} {
		how := framing{sizes: []int{2}, name: name, value: "NhCmhg=="}
		f.Add(how.encode([]byte("hello")), name != "")
		how.key = []byte("another")
		how.seed = sig.seed
		f.Add(how.encode([]byte("hello")), name != "")
	}
	f.Fuzz(func(t *testing.T, raw []byte, promised bool) {
		name := ""
		if promised {
			name = "x-amz-checksum-crc32"
		}
		got, err := io.ReadAll(newChunked(bytes.NewReader(raw), 5, nil, name))
		if len(got) > 5 || err == nil && len(got) != 5 || err != nil && codeIn(err) == "" {
			t.Errorf("%q, %v", got, err)
		}
		forged := newChunked(bytes.NewReader(raw), 5, mode{signed: true}.signer(sig), name)
		if _, err := io.ReadAll(forged); codeIn(err) == "" {
			t.Errorf("taken for signed: %v", err)
		}
	})
}
