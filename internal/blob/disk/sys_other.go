//go:build !linux

package disk

import "os"

// dataSync makes f's bytes durable. Where the drive's own cache needs a special
// call, os.File.Sync makes it.
func dataSync(f *os.File) error { return f.Sync() }

// startWriteOut has no portable form; dataSync then does all the work.
func startWriteOut(*os.File, int64, int64) {}
