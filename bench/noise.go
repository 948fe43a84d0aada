package main

import (
	"encoding/binary"
	"math/rand/v2"
)

// noise is an endless stream that no file system can pack or share: one block
// of random bytes over and over, each time with its number at the front. Making
// it costs one copy, so that the sender is not what is measured.
type noise struct {
	block  []byte
	number uint64
	at     int
}

func newNoise() *noise {
	n := &noise{block: make([]byte, 1<<20)}
	_, _ = rand.NewChaCha8([32]byte{}).Read(n.block) // never fails
	n.stamp()
	return n
}

// Read implements io.Reader; it never fails.
func (n *noise) Read(p []byte) (int, error) {
	if n.at == len(n.block) {
		n.at = 0
		n.number++
		n.stamp()
	}
	read := copy(p, n.block[n.at:])
	n.at += read
	return read, nil
}

func (n *noise) stamp() { binary.BigEndian.PutUint64(n.block, n.number) }
