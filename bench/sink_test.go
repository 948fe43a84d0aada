package main

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
)

// What the sink stores is what a transfer sends, in order, whatever the chunks.
func TestSinkKeepsEveryByte(t *testing.T) {
	for name, c := range map[string]struct {
		chunk int64
		write int
	}{"one request": {3<<20 + 5, 0}, "chunks": {1<<20 - 3, 0}, "large writes": {1<<20 - 3, 100_000}} {
		t.Run(name, func(t *testing.T) {
			const size = 3<<20 + 5
			f, err := os.Create(filepath.Join(t.TempDir(), "sink"))
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			s := httptest.NewServer(&sink{file: f, sync: true, size: c.write})
			defer s.Close()
			client := newClient(s.URL, "")
			defer client.close()
			body, requests := newNoise(), 0
			err = inChunks(size, c.chunk, func(_, n int64) error {
				requests++
				_, err := client.do(t.Context(), http.MethodPost, client.url, nil, sized{body, n}, http.StatusNoContent)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			if want := (size + c.chunk - 1) / c.chunk; int64(requests) != want {
				t.Errorf("%d requests, want %d", requests, want)
			}
			got, err := os.ReadFile(f.Name())
			if err != nil {
				t.Fatal(err)
			}
			want, err := io.ReadAll(io.LimitReader(newNoise(), size))
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(got, want) {
				t.Errorf("%d bytes stored that differ from the %d sent", len(got), len(want))
			}
		})
	}
}

func TestNoiseNeverRepeatsABlock(t *testing.T) {
	n := newNoise()
	seen := map[[4096]byte]bool{}
	for range 3 {
		var first [4096]byte
		if _, err := io.ReadFull(n, first[:]); err != nil {
			t.Fatal(err)
		}
		if seen[first] {
			t.Fatal("a block comes twice")
		}
		seen[first] = true
		if _, err := io.CopyN(io.Discard, n, 1<<20-4096); err != nil {
			t.Fatal(err)
		}
	}
}
