package disk

import (
	"os"
	"path"

	"golang.org/x/sys/unix"
)

// calls are the system calls that change what a crash may take back. All names
// are below the store's folder. A test stands between to play a power cut.
type calls interface {
	// open opens a file for writing, making it when flags say so.
	open(name string, flags int) (*os.File, error)
	mkdir(name string) error
	rename(from, to string) error
	// unlink removes one name from the folder it is in; flags as in unlinkat(2).
	unlink(name string, flags int) error
	write(f *os.File, p []byte, offset int64) (int, error)
	// sync runs how, one of the sync calls, on a file or a folder.
	sync(f *os.File, how func(*os.File) error) error
}

// direct makes the calls.
type direct struct{ root *os.Root }

func newDirect(root *os.Root) calls { return direct{root} }

func (d direct) open(name string, flags int) (*os.File, error) {
	return d.root.OpenFile(name, os.O_WRONLY|flags, fileMode)
}

func (d direct) mkdir(name string) error      { return d.root.Mkdir(name, folderMode) }
func (d direct) rename(from, to string) error { return d.root.Rename(from, to) }

func (d direct) unlink(name string, flags int) error {
	parent, err := d.root.Open(path.Dir(name))
	if err != nil {
		return err
	}
	defer parent.Close()
	return control(parent, func(fd int) error { return unix.Unlinkat(fd, path.Base(name), flags) })
}

func (direct) write(f *os.File, p []byte, offset int64) (int, error) { return f.WriteAt(p, offset) }

func (direct) sync(f *os.File, how func(*os.File) error) error { return how(f) }
