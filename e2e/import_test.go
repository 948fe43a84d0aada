package e2e

import (
	"encoding/csv"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// importRows is enough for two crashes on the way, and little work to process.
const importRows = 24

// The command imports a manifest while the server is killed twice: it goes on by itself, every
// row is a video once, and a second run has nothing to do.
func TestImportCommand(t *testing.T) {
	t.Parallel()
	clip, err := smallClip()
	if err != nil {
		t.Fatal(err)
	}
	s := start(t, options{args: []string{"--allow-net", "127.0.0.1"}})
	var asked atomic.Int64
	origin := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if n := asked.Add(1); n == importRows/4 || n == importRows/2 {
			go s.crash() // the answer may still go out, or not
		}
		http.ServeContent(w, r, "", time.Unix(1e9, 0), strings.NewReader(string(clip)))
	}))
	t.Cleanup(origin.Close)
	manifest := "source_id,origin_url,name,directory\n"
	for n := range importRows {
		manifest += fmt.Sprintf("%d,%s/%d.mp4,Clip %d,Clips/%d\n", n, origin.URL, n, n, n%2)
	}
	path := filepath.Join(t.TempDir(), "library.csv")
	if err := os.WriteFile(path, []byte(manifest), 0o600); err != nil {
		t.Fatal(err)
	}
	env := []string{"TRIBUTARY_SERVER=" + s.URL, "TRIBUTARY_KEY=" + s.Key}
	done := run(t, env, "import", path, "--source", "old")
	done.ends(t, 0, `^imp_[0-9a-f]{24}\n$`, fmt.Sprintf(`finished 100%%: .*done %d, skipped 0, failed 0`, importRows))
	rows := s.importMap(t, strings.TrimSpace(done.stdout))
	seen := map[string]bool{}
	for _, row := range rows {
		if row[2] == "" || seen[row[2]] || !strings.Contains(row[5], row[2]) {
			t.Errorf("row %v", row)
		}
		seen[row[2]] = true
	}
	if len(seen) != importRows {
		t.Errorf("%d videos in the map", len(seen))
	}
	again := run(t, env, "import", path, "--source", "old")
	again.ends(t, 0, `^imp_`, fmt.Sprintf(`finished 100%%: .*done 0, skipped %d, failed 0`, importRows))
	run(t, env, "import", "--follow", strings.TrimSpace(done.stdout)).ends(t, 0, `^$`, `finished 100%`)
}

// importMap is the map of an import without its header.
func (s *server) importMap(t *testing.T, id string) [][]string {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL+"/v1/imports/"+id+"/map.csv", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+s.Key)
	resp, err := s.http.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	rows, err := csv.NewReader(resp.Body).ReadAll()
	if err != nil || len(rows) == 0 || resp.StatusCode != http.StatusOK {
		t.Fatalf("%d %v %v", resp.StatusCode, rows, err)
	}
	return rows[1:]
}
