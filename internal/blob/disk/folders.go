package disk

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"sync"

	"golang.org/x/sys/unix"
)

const (
	// maxKnown bounds the memory of folders; forgetting costs an fsync each.
	maxKnown = 4096
	// maxTries bounds how often another process may remove a folder under us
	// before that is an error. Once is rare.
	maxTries = 16
)

// folders makes the folders that keys imply, durably, and removes the empty ones.
type folders struct {
	root  *os.Root
	calls calls

	// tree is read-locked while something is placed into a folder and locked
	// while an empty folder is removed. Otherwise a folder could go after its
	// name was synced and before it is known, and then count as known while
	// somebody makes it anew, unsynced.
	tree sync.RWMutex

	mu    sync.Mutex
	known map[string]bool // folders whose name this process has synced, and theirs above
}

func newFolders(root *os.Root, calls calls) *folders {
	return &folders{root: root, calls: calls, known: map[string]bool{}}
}

// place calls put when dir exists durably. put makes a name in dir and may be
// called again: another process may remove dir, empty as it is, in between.
func (f *folders) place(dir string, put func() error) error {
	return f.within(func() error {
		made, err := f.make(dir)
		if err == nil {
			err = f.keep(made)
		}
		if err == nil {
			err = put()
		}
		return err
	})
}

// promise calls put when dir exists, durably or not, and returns what redeem needs to
// make dir and the name that put made durable.
func (f *folders) promise(dir string, put func() error) (owed []string, err error) {
	err = f.within(func() error {
		made, err := f.make(dir)
		if err == nil {
			owed = append(made, "") // the last name is put's
			err = put()
		}
		return err
	})
	return owed, err
}

// redeem makes names in and above dir durable that promise made. When they are gone, somebody
// has removed them since, which is the last word.
func (f *folders) redeem(dir string, owed []string) error {
	if len(owed) == 0 {
		return nil
	}
	f.tree.RLock()
	defer f.tree.RUnlock()
	err := f.sync(dir)
	if err == nil {
		err = f.keep(owed[:len(owed)-1])
	}
	if absent(err) {
		return nil
	}
	return err
}

// within calls put while no folder is removed by this process, and again when another one did.
func (f *folders) within(put func() error) error {
	f.tree.RLock()
	defer f.tree.RUnlock()
	var err error
	for range maxTries {
		if err = put(); !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		f.forgetAll()
	}
	return err
}

// make makes dir and the folders above it that may be missing, and returns those, the highest
// first, whose names this process has not synced.
func (f *folders) make(dir string) (made []string, err error) {
	if dir == "." || f.knows(dir) {
		return nil, nil
	}
	if made, err = f.make(path.Dir(dir)); err != nil {
		return nil, err
	}
	if err := f.calls.mkdir(dir); err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, err
	}
	return append(made, dir), nil
}

// keep syncs the names of folders, each in the one above it.
func (f *folders) keep(made []string) error {
	for _, dir := range made {
		if err := f.sync(path.Dir(dir)); err != nil {
			return err
		}
		f.learn(dir)
	}
	return nil
}

// prune removes dir if it is empty, then the folder above if that has become
// empty, and so on. It syncs the first one that stays, and with it every removal
// below: what cannot be reached any more is gone.
func (f *folders) prune(dir string) error {
	for ; dir != "."; dir = path.Dir(dir) {
		err := f.remove(dir)
		if err == nil || absent(err) {
			continue
		}
		if !errors.Is(err, unix.ENOTEMPTY) && !errors.Is(err, unix.EEXIST) {
			return err
		}
		if err := f.sync(dir); !absent(err) {
			return err
		}
	}
	return f.sync(".")
}

// remove removes dir if it is an empty folder. The call is rmdir and not
// os.Root's Remove, which also removes a file that came to stand there.
func (f *folders) remove(dir string) error {
	f.tree.Lock()
	defer f.tree.Unlock()
	f.forget(dir)
	return f.calls.unlink(dir, unix.AT_REMOVEDIR)
}

func (f *folders) sync(dir string) error {
	folder, err := f.root.Open(dir)
	if err != nil {
		return err
	}
	defer folder.Close()
	return f.calls.sync(folder, syncFolder)
}

func (f *folders) knows(dir string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.known[dir]
}

func (f *folders) learn(dir string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.known) >= maxKnown {
		clear(f.known)
	}
	f.known[dir] = true
}

func (f *folders) forget(dir string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.known, dir)
}

func (f *folders) forgetAll() {
	f.mu.Lock()
	defer f.mu.Unlock()
	clear(f.known)
}
