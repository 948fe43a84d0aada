package auth_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/tributary-video/tributary/internal/auth"
)

func master(t *testing.T, fill byte) *auth.Master {
	t.Helper()
	m, err := auth.NewMaster(bytes.Repeat([]byte{fill}, 32))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestSeal(t *testing.T) {
	m := master(t, 1)
	plain := []byte("1$secret")
	sealed, err := m.Seal(plain, "key 7")
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(sealed, plain) {
		t.Error("the secret shows")
	}
	if again, _ := m.Seal(plain, "key 7"); bytes.Equal(sealed, again) {
		t.Error("sealed twice to the same bytes")
	}
	if got, err := m.Open(sealed, "key 7"); err != nil || !bytes.Equal(got, plain) {
		t.Errorf("opened to %q, %v", got, err)
	}
	if _, err := m.Open(sealed, "key 8"); err == nil {
		t.Error("opens under another row's label")
	}
	if _, err := master(t, 2).Open(sealed, "key 7"); err == nil {
		t.Error("opens under another master key")
	}
	for i := range sealed {
		bad := bytes.Clone(sealed)
		bad[i] ^= 1
		if _, err := m.Open(bad, "key 7"); err == nil {
			t.Errorf("opens with byte %d changed", i)
		}
		if _, err := m.Open(sealed[:i], "key 7"); err == nil {
			t.Errorf("opens cut to %d bytes", i)
		}
	}
}

func TestLoadMaster(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new")
	first, err := auth.LoadMaster("", dir)
	if err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(filepath.Join(dir, "master.key"))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("key file: %v, %v", info.Mode(), err)
	}
	second, err := auth.LoadMaster("", dir)
	if err != nil || first.PlaybackSignature("v") != second.PlaybackSignature("v") {
		t.Errorf("the second start has another key: %v", err)
	}
	text, err := os.ReadFile(filepath.Join(dir, "master.key"))
	if err != nil {
		t.Fatal(err)
	}
	given, err := auth.LoadMaster(string(text), t.TempDir())
	if err != nil || first.PlaybackSignature("v") != given.PlaybackSignature("v") {
		t.Errorf("the same key from the environment differs: %v", err)
	}
	for _, bad := range []string{"x", strings.Repeat("0", 62), strings.Repeat("0", 66), strings.Repeat("g", 64)} {
		if _, err := auth.LoadMaster(bad, dir); err == nil || strings.Contains(err.Error(), bad) && len(bad) > 1 {
			t.Errorf("%q: error %v", bad, err)
		}
	}
}

// Processes that start together agree on one key.
func TestMasterIsMadeOnce(t *testing.T) {
	dir := t.TempDir()
	var group sync.WaitGroup
	var mu sync.Mutex
	signatures := map[string]bool{}
	for range 8 {
		group.Go(func() {
			m, err := auth.LoadMaster("", dir)
			if err != nil {
				t.Error(err)
				return
			}
			mu.Lock()
			defer mu.Unlock()
			signatures[m.PlaybackSignature("v")] = true
		})
	}
	group.Wait()
	if len(signatures) != 1 {
		t.Errorf("%d keys were made", len(signatures))
	}
	left, err := os.ReadDir(dir)
	if err != nil || len(left) != 1 {
		t.Errorf("left in the folder: %v, %v", left, err)
	}
}

func TestPlaybackSignature(t *testing.T) {
	m := master(t, 1)
	s := m.PlaybackSignature("a")
	if len(s) != 40 || strings.Trim(s, "0123456789abcdef") != "" {
		t.Errorf("signature %q", s)
	}
	if !m.VerifyPlayback("a", s) {
		t.Error("a right signature is refused")
	}
	for name, ok := range map[string]bool{
		"other video":  m.VerifyPlayback("b", s),
		"empty":        m.VerifyPlayback("a", ""),
		"cut":          m.VerifyPlayback("a", s[:39]),
		"longer":       m.VerifyPlayback("a", s+"0"),
		"upper case":   m.VerifyPlayback("a", strings.ToUpper(s)),
		"other master": master(t, 2).VerifyPlayback("a", s),
		"as download":  m.VerifyDownload("a", "", s),
		"download":     m.VerifyPlayback("a", m.DownloadSignature("a", "")),
		"other expiry": m.VerifyDownload("a", "2", m.DownloadSignature("a", "1")),
		"shifted":      m.VerifyDownload("a", "1/2", m.DownloadSignature("a/1", "2x")),
	} {
		if ok {
			t.Errorf("%s passes", name)
		}
	}
	if !m.VerifyDownload("a", "1", m.DownloadSignature("a", "1")) {
		t.Error("a right download signature is refused")
	}
}
