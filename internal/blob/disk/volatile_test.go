package disk

import (
	"errors"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

// errPowerCut is the error of every call after the power went.
var errPowerCut = errors.New("the power is cut")

// volatile makes the calls and remembers which of their effects are not synced. When the
// power goes, survive builds what a disk may then hold: each unsynced byte and each unsynced
// name kept or lost, in any combination that the promises of fsync allow. It is harsher than a
// file system with a journal, which keeps the order of names.
//
// The real folder is the page cache: what the living process sees. Nothing of it is synced, for
// nobody reads it after the cut.
type volatile struct {
	calls

	root *os.Root

	mu    sync.Mutex
	tree  *node
	files map[*os.File]*node // that were opened for writing
	left  int                // steps until the power goes; 0 = it stays
	dead  bool
}

// openVolatile opens a store on a disk that holds what dir holds.
func openVolatile(t *testing.T, dir string) (*Store, *volatile) {
	t.Helper()
	var v *volatile
	s, err := open(Config{Dir: dir, Reserve: -1}, func(root *os.Root) calls {
		v = &volatile{calls: newDirect(root), root: root, tree: durable(t, dir), files: map[*os.File]*node{}}
		return v
	})
	check(t, err)
	t.Cleanup(func() { check(t, s.Close()) })
	return s, v
}

// durable is what a folder holds, all of it synced. What an earlier life left in .tmp is
// removed by the store by other calls; whether that lasts makes no difference.
func durable(t *testing.T, dir string) *node {
	t.Helper()
	n := &node{folder: true, names: map[string][]*node{}}
	entries, err := os.ReadDir(dir)
	check(t, err)
	for _, e := range entries {
		name := filepath.Join(dir, e.Name())
		switch {
		case e.Name() == lockFile || e.Name() == tempFolder:
		case e.IsDir():
			n.names[e.Name()] = []*node{durable(t, name)}
		default:
			content, err := os.ReadFile(name)
			check(t, err)
			n.names[e.Name()] = []*node{{stable: content}}
		}
	}
	return n
}

// cutAfter lets the power go at the n-th step from now.
func (v *volatile) cutAfter(n int) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.left = n
}

func (v *volatile) isDead() bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.dead
}

// step is for what happens beside the disk and may meet the cut too.
func (v *volatile) step() error {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.spend()
}

// spend counts a step. The one that meets the cut may still have its effect, unless it
// is a sync: nobody hears of it.
func (v *volatile) spend() error {
	if v.dead {
		return errPowerCut
	}
	if v.left > 0 {
		v.left--
		v.dead = v.left == 0
	}
	if v.dead {
		return errPowerCut
	}
	return nil
}

// change makes a call and notes what it did.
func (v *volatile) change(call func() error, note func()) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.dead {
		return errPowerCut
	}
	cut := v.spend()
	err := call()
	if err == nil {
		note()
	}
	return errors.Join(cut, err)
}

func (v *volatile) open(name string, flags int) (*os.File, error) {
	var f *os.File
	err := v.change(func() (err error) {
		f, err = v.calls.open(name, flags)
		return err
	}, func() {
		n := v.find(name)
		if n == nil {
			n = &node{}
			v.bind(name, n)
		}
		v.files[f] = n
	})
	if err != nil && f != nil {
		f.Close()
		return nil, err
	}
	return f, err
}

func (v *volatile) mkdir(name string) error {
	return v.change(func() error { return v.calls.mkdir(name) },
		func() { v.bind(name, &node{folder: true, names: map[string][]*node{}}) })
}

func (v *volatile) rename(from, to string) error {
	return v.change(func() error { return v.calls.rename(from, to) }, func() {
		n := v.find(from)
		v.bind(from, nil)
		v.bind(to, n)
	})
}

func (v *volatile) unlink(name string, flags int) error {
	return v.change(func() error { return v.calls.unlink(name, flags) }, func() { v.bind(name, nil) })
}

func (v *volatile) write(f *os.File, p []byte, offset int64) (n int, err error) {
	err = v.change(func() error {
		n, err = v.calls.write(f, p, offset)
		return err
	}, func() {
		file := v.files[f]
		file.pending = append(file.pending, pendingWrite{offset, slices.Clone(p)})
	})
	return n, err
}

func (v *volatile) sync(f *os.File, _ func(*os.File) error) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	if err := v.spend(); err != nil {
		return err
	}
	if n := v.files[f]; n != nil {
		for _, w := range n.pending {
			n.stable = overwrite(n.stable, w)
		}
		n.pending = nil
	} else if n := v.folder(f); n != nil {
		for name, history := range n.names {
			n.names[name] = history[len(history)-1:]
		}
	}
	return nil
}

// folder is the node of an open folder, nil when another has its name by now: that one is
// not synced with it.
func (v *volatile) folder(f *os.File) *node {
	name, err := filepath.Rel(v.root.Name(), f.Name())
	if err != nil {
		return nil
	}
	mine, err := f.Stat()
	there, lookErr := v.root.Lstat(name)
	if err != nil || lookErr != nil || !os.SameFile(mine, there) {
		return nil
	}
	return v.find(name)
}

// find is what a name stands for in the eyes of the process.
func (v *volatile) find(name string) *node {
	n := v.tree
	for part := range strings.SplitSeq(path.Clean(name), "/") {
		if part == "." || n == nil {
			continue
		}
		history := n.names[part]
		if len(history) == 0 {
			return nil
		}
		n = history[len(history)-1]
	}
	return n
}

func (v *volatile) bind(name string, n *node) {
	dir := v.find(path.Dir(name))
	history := dir.names[path.Base(name)]
	if history == nil {
		history = []*node{nil}
	}
	dir.names[path.Base(name)] = append(history, n)
}
