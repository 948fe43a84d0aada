package e2e

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// ends checks how a command ended: its code, and patterns of what it printed.
func (r ran) ends(t *testing.T, code int, stdout, stderr string) {
	t.Helper()
	if r.code != code || !regexp.MustCompile(stdout).MatchString(r.stdout) || !regexp.MustCompile(stderr).MatchString(r.stderr) {
		t.Errorf("ended with code %d\nstandard output: %s\nstandard error: %s\nwant %d, %s, %s", r.code, r.stdout, r.stderr, code, stdout, stderr)
	}
}

func TestVersionAndDoctor(t *testing.T) {
	t.Parallel()
	run(t, nil, "version").ends(t, 0, `^tributary \S+ .*go1\.\d+`, `^$`)
	run(t, nil, "swim").ends(t, 2, `^$`, `See: tributary --help`)

	well := run(t, nil, "doctor", "--data", t.TempDir())
	well.ends(t, 0, `(?s)✓ ffmpeg \d.*✓ ffmpeg encodes libx264.*✓ database answers: SQLite.*✓ storage answers`, `^$`)
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	run(t, nil, "doctor", "--data", filepath.Join(file, "data")).ends(t, 1, `(?m)^✗ .+: .+$`, `checks found a problem`)
	run(t, nil, "doctor", "--listen", "8080").ends(t, 2, `^$`, `--listen "8080" is not an address`)
}

// Keys and projects change beside a running server, which obeys at once.
func TestKeysAndProjects(t *testing.T) {
	t.Parallel()
	s := start(t, options{})
	env := []string{"TRIBUTARY_DATA=" + s.Data}
	run(t, env, "projects", "create", "Harbour films").ends(t, 0, `^2\n$`, `^$`)
	run(t, env, "projects", "list").ends(t, 0, `(?s)ID +NAME.*\n1 .*\n2 +"Harbour films"`, `^$`)

	made := run(t, env, "keys", "create", "--project", "2")
	made.ends(t, 0, `^'2\$[0-9a-f]{48}'\n$`, `single quotes`)
	run(t, env, "keys", "create", "--project", "3").ends(t, 1, `^$`, `project not found`)
	other := *s
	other.Key = strings.Trim(made.stdout, "'\n")
	id := other.create(t)
	s.must(t, http.MethodGet, "/company/client/video/"+id, nil, http.StatusNotFound, nil)

	listed := run(t, env, "keys", "list", "--project", "2")
	listed.ends(t, 0, `(?s)ID +PROJECT +KEY.*\n\d+ +2 +2\$[0-9a-f]{6}…`, `^$`)
	if strings.Contains(listed.stdout, other.Key[:20]) {
		t.Error("the list shows keys")
	}
	number := regexp.MustCompile(`(?m)^\d+`).FindString(listed.stdout)
	run(t, env, "keys", "revoke", number).ends(t, 0, `^$`, `^$`)
	other.must(t, http.MethodGet, "/company/client/video/"+id, nil, http.StatusUnauthorized, nil)
	run(t, env, "keys", "revoke", number).ends(t, 1, `^$`, `key not found`)
	s.create(t) // its own key still works
}

func TestUploadCommand(t *testing.T) {
	t.Parallel()
	s := start(t, options{})
	env := []string{"TRIBUTARY_SERVER=" + s.URL, "TRIBUTARY_KEY=" + s.Key, "XDG_CACHE_HOME=" + t.TempDir()}
	f := video(t, 17_825_792)
	done := run(t, env, "upload", f.path, "--chunk-size", "5MiB", "--title", "Harbour walk", "--wait")
	// The address of a private video carries the right to watch it.
	done.ends(t, 0, `^`+regexp.QuoteMeta(s.URL)+`/embed/[0-9a-f-]{36}\?s=[0-9a-f]{40}\n$`, `100% of 17 MiB(?s:.*)process-completed, plays`)
	page, _, _ := strings.Cut(done.stdout, "?")
	id := filepath.Base(page)
	if v := s.get(t, id); v.Title != "Harbour walk" {
		t.Errorf("titled %q", v.Title)
	}
	s.holds(t, id, f)
	run(t, env, "upload", video(t, 1).path, "--wait").ends(t, 1, `^$`, `not a supported audio or video container`)
	run(t, env, "upload", "--key", "1$"+strings.Repeat("0", 48), f.path).ends(t, 1, `^$`, `unauthorized`)
}

// A second server on the same folder would take the first one's jobs for those of the dead.
func TestSecondServer(t *testing.T) {
	t.Parallel()
	s := start(t, options{})
	run(t, nil, "serve", "--data", s.Data, "--listen", freeAddr(t)).
		ends(t, 1, `^$`, `another server runs on .*: stop it, or give this one its own --data`)
	run(t, nil, "serve", "--data", t.TempDir(), "--listen", s.addr).ends(t, 1, ``, `listen on .*address already in use`)
	s.create(t)
}

// Without a bootstrap key the server makes one and shows it, once in its life.
func TestFirstStart(t *testing.T) {
	t.Parallel()
	s := start(t, options{noKey: true})
	shown := regexp.MustCompile(`'(1\$[0-9a-f]{48})'`).FindStringSubmatch(s.stdout.String())
	if shown == nil {
		t.Fatalf("no key in %q", s.stdout)
	}
	s.Stop()
	s.Restart()
	if n := strings.Count(s.stdout.String(), "1$"); n != 1 || strings.Contains(s.stderr.String(), shown[1]) {
		t.Errorf("the key is shown %d times", n)
	}
	s.Key = shown[1]
	s.create(t)
	info, err := os.Stat(filepath.Join(s.Data, "master.key"))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("master.key: %v %v", info.Mode(), err)
	}
}

// Every setting may come from the environment; a flag wins.
func TestEnvironment(t *testing.T) {
	t.Parallel()
	s := start(t, options{env: []string{"TRIBUTARY_PUBLIC_URL=https://video.example.com/", "TRIBUTARY_LISTEN=127.0.0.1:1", "TRIBUTARY_LOG_FORMAT=json"}})
	location := s.creation(t, "/company/client/video/stream", "Authorization: Bearer "+s.Key, "Upload-Length: 1")
	if location != "" {
		t.Errorf("Location follows the request, %q", location)
	}
	got, err := s.exchange(t.Context(), request("POST", "/company/client/video/stream", "Authorization: Bearer "+s.Key, tusVersion, "Upload-Length: 1", "Content-Length: 0"))
	if err != nil || !strings.HasPrefix(got.header.Get("Location"), "https://video.example.com/company/") {
		t.Errorf("Location %q, %v", got.header.Get("Location"), err)
	}
	if log := s.stderr.String(); !strings.HasPrefix(log, "{") {
		t.Errorf("the log is no JSON: %.80s", log)
	}
}

// After SIGTERM a running upload may end; new connections are refused meanwhile.
func TestDrain(t *testing.T) {
	t.Parallel()
	s := start(t, options{})
	slow := startProxy(t, s, fault{drip, 0})
	slow.when(6<<20, s.Terminate)
	f, p := video(t, 17_825_792), samples()[1]
	r := p.upload(t, slow.URL, p.grant(t, s), f, "--delays", "")
	if at := r.offsets(); len(at) != 1 {
		t.Errorf("the upload was interrupted: %v", r.Requests)
	}
	if code := s.wait(stopTime); code != 0 {
		t.Errorf("the server ended with code %d", code)
	}
	s.Restart()
	s.holds(t, r.MediaID, f)
}

// A second signal ends the server without waiting for anybody.
func TestSecondSignal(t *testing.T) {
	t.Parallel()
	s := start(t, options{env: []string{"TRIBUTARY_STOP_DELAY=1h"}})
	s.Terminate()
	eventually(t, startTime, "the server says that it stops", func(ctx context.Context) error {
		if status, err := s.status(ctx, s.URL+"/readyz"); err != nil || status != http.StatusServiceUnavailable {
			return fmt.Errorf("/readyz answers %d %w", status, err)
		}
		return nil
	})
	s.Terminate()
	if code := s.wait(stopTime); code == 0 {
		t.Error("it ended as if nothing had been cut off")
	}
}
