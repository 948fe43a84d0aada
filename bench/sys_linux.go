package main

import (
	"os"

	"golang.org/x/sys/unix"
)

// fdatasync makes the bytes of f durable, and of its metadata what reading them back takes.
func fdatasync(f *os.File) error {
	return unix.Fdatasync(int(f.Fd())) //nolint:gosec // a descriptor fits an int
}

// settleDisk writes out what earlier measures left in the page cache, so that the
// next one does not pay for it.
func settleDisk() { unix.Sync() }
