//go:build !linux

package main

import "os"

// fdatasync is a whole fsync where there is no lesser one.
func fdatasync(f *os.File) error { return f.Sync() }

// settleDisk does nothing where it has no portable form.
func settleDisk() {}
