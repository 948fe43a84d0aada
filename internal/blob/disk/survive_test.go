package disk

import (
	"errors"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// sector is what a disk writes whole or not at all.
const sector = 512

// node is a file or a folder.
type node struct {
	folder bool
	// names of a folder: what each has stood for since the last sync, nil for nothing. The
	// first is durable, the last is what the process sees.
	names map[string][]*node
	// stable is the durable content of a file, pending what was written since.
	stable  []byte
	pending []pendingWrite
}

type pendingWrite struct {
	offset int64
	data   []byte
}

// overwrite writes to content, which grows by zeros when it is too short.
func overwrite(content []byte, w pendingWrite) []byte {
	end := int(w.offset) + len(w.data)
	if end > len(content) {
		content = append(content, make([]byte, end-len(content))...)
	}
	copy(content[w.offset:], w.data)
	return content
}

// fate decides what becomes of everything that is not synced.
type fate int

const (
	forget fate = iota // all lost
	keep               // all written back in time
	gamble             // each on its own
	fates              // how many there are
)

// survive writes to dir what the disk holds after the cut.
func (v *volatile) survive(t *testing.T, dir string, f fate, random *rand.Rand) {
	t.Helper()
	v.mu.Lock()
	defer v.mu.Unlock()
	v.dead = true
	v.tree.survive(t, dir, f, random)
}

func (n *node) survive(t *testing.T, at string, f fate, random *rand.Rand) {
	t.Helper()
	if !n.folder {
		check(t, os.WriteFile(at, n.content(f, random), fileMode))
		return
	}
	if err := os.Mkdir(at, folderMode); !errors.Is(err, fs.ErrExist) {
		check(t, err)
	}
	for _, name := range slices.Sorted(maps.Keys(n.names)) { // in one order, for the dice's sake
		history := n.names[name]
		choice := map[fate]int{forget: 0, keep: len(history) - 1}
		choice[gamble] = random.IntN(len(history))
		if child := history[choice[f]]; child != nil {
			child.survive(t, filepath.Join(at, name), f, random)
		}
	}
}

// content is a file's, torn at the borders of sectors.
func (n *node) content(f fate, random *rand.Rand) []byte {
	content := slices.Clone(n.stable)
	if f == forget {
		return content
	}
	for _, w := range n.pending {
		for len(w.data) > 0 {
			size := min(sector-int(w.offset%sector), len(w.data))
			if f == keep || random.IntN(2) == 0 {
				content = overwrite(content, pendingWrite{w.offset, w.data[:size]})
			}
			w.offset, w.data = w.offset+int64(size), w.data[size:]
		}
	}
	if grown := len(content) - len(n.stable); f == gamble && grown > 0 && random.IntN(2) == 0 {
		content = content[:len(n.stable)+random.IntN(grown+1)] // the size was not written back
	}
	return content
}
