package disk

import (
	"os"
	"path/filepath"
	"testing"
)

// BenchmarkAppend writes a new blob of 256 MiB in pieces of 1 MiB and syncs
// every 64 MiB, as a checkpointing upload does, beside the same calls on a bare file.
func BenchmarkAppend(b *testing.B) {
	b.Run("store", func(b *testing.B) {
		s, err := New(Config{Dir: b.TempDir()})
		if err != nil {
			b.Fatal(err)
		}
		defer s.Close()
		benchAppend(b,
			func() (target, error) { return s.Append(b.Context(), "uploads/u/1", 0) },
			func() error { return s.Delete(b.Context(), "uploads/u/1") })
	})
	b.Run("file", func(b *testing.B) {
		name := filepath.Join(b.TempDir(), "file")
		benchAppend(b,
			func() (target, error) { return os.OpenFile(name, os.O_WRONLY|os.O_CREATE, 0o600) },
			func() error { return os.Remove(name) })
	})
}

type target interface {
	Write(p []byte) (int, error)
	Sync() error
	Close() error
}

func benchAppend(b *testing.B, open func() (target, error), remove func() error) {
	const piece, total, checkpoint = 1 << 20, 256 << 20, 64 << 20
	p := make([]byte, piece)
	b.SetBytes(total)
	for b.Loop() {
		f, err := open()
		check(b, err)
		for written := piece; written <= total; written += piece {
			_, err := f.Write(p)
			check(b, err)
			if written%checkpoint == 0 {
				check(b, f.Sync())
			}
		}
		check(b, f.Close())
		b.StopTimer()
		check(b, remove())
		b.StartTimer()
	}
}

func check(tb testing.TB, err error) {
	tb.Helper()
	if err != nil {
		tb.Fatal(err)
	}
}
