package disk

import (
	"os"

	"golang.org/x/sys/unix"
)

// dataSync makes f's bytes durable, and of its metadata what reading them needs.
func dataSync(f *os.File) error {
	return control(f, unix.Fdatasync)
}

// startWriteOut asks the kernel to begin writing a range back and does not wait
// for it. It promises nothing: an error of the device comes back from dataSync.
func startWriteOut(f *os.File, offset, n int64) {
	_ = control(f, func(fd int) error {
		return unix.SyncFileRange(fd, offset, n, unix.SYNC_FILE_RANGE_WRITE)
	})
}
