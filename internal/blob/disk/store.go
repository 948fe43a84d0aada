package disk

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"syscall"

	"github.com/tributary-video/tributary/internal/blob"
)

// Videos may be private: nobody but the server's own user reads them.
const (
	folderMode = 0o700
	fileMode   = 0o600
)

// copyBuffer is the size of a write in Put. Below 256 KiB the cost of the calls
// shows; above 1 MiB nothing is gained.
const copyBuffer = 1 << 20

// Config says where blobs live.
type Config struct {
	// Dir is the folder. It is made when it does not exist. All of it should be
	// one file system: a blob is renamed into place.
	Dir string

	// Reserve is the number of bytes that writing leaves free, so that the
	// database beside it and the operator's repairs still have room. 0 means 256 MiB, or
	// 1 % of a file system smaller than 25 GiB; a negative number means no reserve.
	Reserve int64
}

// Store is a [blob.Store] in a folder. Several processes may use one folder.
type Store struct {
	dir     string // absolute
	root    *os.Root
	calls   calls
	lock    *os.File
	folders *folders
	space   space
	buffers sync.Pool // *[]byte of copyBuffer
}

var _ blob.Store = (*Store)(nil)

// New opens the store in cfg.Dir and sweeps what crashed puts left there, unless
// another process has the folder open: what it finds then may still be
// written. Close ends the store.
func New(cfg Config) (*Store, error) {
	s, err := open(cfg, newDirect)
	if err != nil {
		return nil, fmt.Errorf("open blob folder %s: %w", cfg.Dir, err)
	}
	return s, nil
}

func open(cfg Config, newCalls func(*os.Root) calls) (*Store, error) {
	dir, err := filepath.Abs(cfg.Dir)
	if err != nil {
		return nil, err
	}
	if err := makeFolder(dir); err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	calls := newCalls(root)
	lock, err := claim(root, calls)
	if err != nil {
		return nil, errors.Join(err, root.Close())
	}
	s := &Store{dir: dir, root: root, calls: calls, lock: lock, folders: newFolders(root, calls)}
	s.buffers.New = func() any { b := make([]byte, copyBuffer); return &b }
	s.space, err = newSpace(lock, cfg.Reserve)
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// Close gives the folder up. Readers that are open stay usable, nothing else
// does. Twice is fine.
func (s *Store) Close() error {
	err := errors.Join(s.root.Close(), s.lock.Close())
	if errors.Is(err, os.ErrClosed) {
		return nil
	}
	return err
}

// Path returns the real file of a blob, published or growing, for handing it
// to a process that cannot ask the store. It is false when no blob has the key.
// The file is only for reading and may be deleted at any time.
func (s *Store) Path(key string) (string, bool) {
	if blob.CheckKey(key) != nil {
		return "", false
	}
	info, err := s.root.Lstat(key)
	if err != nil || !info.Mode().IsRegular() {
		return "", false
	}
	return filepath.Join(s.dir, filepath.FromSlash(key)), true
}

// Check writes, syncs and removes a small file. Free is what can be written before
// the reserve is reached.
func (s *Store) Check(ctx context.Context) (blob.Health, error) {
	if err := ctx.Err(); err != nil {
		return blob.Health{}, err
	}
	if err := s.probe(); err != nil {
		return blob.Health{}, fmt.Errorf("check blob folder: %w", spaceError(err))
	}
	health, err := s.space.health()
	if err != nil {
		return blob.Health{}, fmt.Errorf("check blob folder: %w", err)
	}
	return health, nil
}

// Free is Health.Free alone, for half a microsecond and without touching the disk.
func (s *Store) Free() (int64, error) {
	health, err := s.space.health()
	if err != nil {
		return 0, fmt.Errorf("measure blob folder: %w", err)
	}
	return health.Free, nil
}

func (s *Store) probe() error {
	f, name, err := createTemp(s.calls)
	if err != nil {
		return err
	}
	defer s.root.Remove(name) //nolint:errcheck // the next New sweeps it
	defer f.Close()
	if _, err := f.WriteString("check"); err != nil {
		return err
	}
	return f.Sync()
}

// begin is the first line of every method that takes a key.
func begin(ctx context.Context, keys ...string) error {
	for _, key := range keys {
		if err := blob.CheckKey(key); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// absent reports whether err says that there is no file under a name: nothing
// at all, a folder, or a file where a folder would have to be.
func absent(err error) bool {
	return errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR) || errors.Is(err, syscall.EISDIR)
}
