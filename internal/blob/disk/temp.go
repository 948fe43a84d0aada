package disk

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"golang.org/x/sys/unix"
)

const (
	tempFolder = ".tmp"
	lockFile   = ".lock"
)

// claim takes the folder's lock, shared, and returns the file that holds it.
// A process that gets the lock alone knows that everything in .tmp was
// left by a crash and sweeps it; the kernel drops a dead process's lock, so no stale one can
// keep the sweep away.
func claim(root *os.Root, calls calls) (*os.File, error) {
	lock, err := root.OpenFile(lockFile, os.O_RDWR|os.O_CREATE, fileMode)
	if err != nil {
		return nil, err
	}
	if err := sweep(root, calls, lock); err != nil {
		lock.Close()
		return nil, err
	}
	return lock, nil
}

func sweep(root *os.Root, calls calls, lock *os.File) error {
	err := flock(lock, unix.LOCK_EX|unix.LOCK_NB)
	switch {
	case err == nil:
		if err := root.RemoveAll(tempFolder); err != nil {
			return fmt.Errorf("sweep unfinished puts: %w", err)
		}
		err = flock(lock, unix.LOCK_SH)
	case errors.Is(err, unix.EWOULDBLOCK):
		err = flock(lock, unix.LOCK_SH) // waits for another's sweep, no longer
	default: // a file system without locks: nobody can tell whose the files are, so they stay
		err = nil
	}
	if err != nil {
		return fmt.Errorf("lock folder: %w", err)
	}
	if err := calls.mkdir(tempFolder); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return nil
}

func flock(f *os.File, how int) error {
	return control(f, func(fd int) error { return unix.Flock(fd, how) })
}

// createTemp makes a file that no key can name.
func createTemp(calls calls) (*os.File, string, error) {
	name := tempFolder + "/" + rand.Text()
	f, err := calls.open(name, os.O_CREATE|os.O_EXCL)
	return f, name, err
}
