package upload_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// A sweep that died between the last blob and its folder has left nothing that could be listed.
// The next one removes the folder all the same.
func TestSweepRemovesFolderOfADeadSweep(t *testing.T) {
	r := newRig(t)
	u := r.begin(10, nil)
	r.put(u.ID, 0, []byte("01234"))
	path, _ := r.disk.(interface{ Path(string) (string, bool) }).Path(r.blobs()[0])
	must(t, os.Remove(path))
	r.clock.advance(2 * time.Hour)
	r.sweepAll()
	if _, err := os.Stat(filepath.Dir(path)); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the folder is still there: %v", err)
	}
}
