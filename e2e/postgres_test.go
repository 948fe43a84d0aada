package e2e

import (
	"bufio"
	"context"
	"errors"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
)

// keeper makes a PostgreSQL in $1 and serves it until its standard input ends,
// which it does however the tests end.
const keeper = `
if { initdb -D "$1/data" -U tributary --auth=trust --encoding=UTF8 --locale=C --no-sync &&
     pg_ctl -D "$1/data" -o "-k $1 -c listen_addresses= -c fsync=off -c max_connections=100" -w start; } >"$1/log" 2>&1
then
	echo ready
	cat >/dev/null
	pg_ctl -D "$1/data" -m immediate stop >>"$1/log" 2>&1
fi`

// postgres starts a database server, reachable by a socket in a folder of its own, until the
// test ends, and returns the URL of a database in it.
func postgres(t *testing.T) string {
	t.Helper()
	// Not TMPDIR: the server's account may not reach it, and a socket's path is at most 107 bytes.
	dir, err := os.MkdirTemp("/tmp", "tributary-e2e-pg-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	path := "PATH=/usr/bin:/bin"
	if found, _ := filepath.Glob("/usr/lib/postgresql/*/bin"); len(found) > 0 {
		path = "PATH=" + found[len(found)-1] + ":/usr/bin:/bin" // Debian keeps it there
	}
	cmd := exec.CommandContext(context.WithoutCancel(t.Context()), "/bin/sh", "-c", keeper, "keeper", dir)
	cmd.Dir, cmd.Env = dir, []string{path}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Credential: owner(t, dir)}
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = stdin.Close()
		_ = cmd.Wait()
	})
	if _, err := bufio.NewReader(stdout).ReadString('\n'); err != nil {
		log, _ := os.ReadFile(filepath.Join(dir, "log"))
		t.Fatalf("start PostgreSQL (is it installed? scripts/need test): %v\n%s", err, log)
	}
	u := url.URL{Scheme: "postgres", User: url.User("tributary"), Path: "/postgres", RawQuery: url.Values{"host": {dir}}.Encode()}
	return u.String()
}

// owner gives dir to the account that PostgreSQL is to run as: it refuses root.
// Nil means ourselves.
func owner(t *testing.T, dir string) *syscall.Credential {
	t.Helper()
	if os.Geteuid() != 0 {
		return nil
	}
	u, err := user.Lookup("postgres")
	if err != nil {
		t.Fatalf("start PostgreSQL: %v", err)
	}
	uid, uidErr := strconv.ParseUint(u.Uid, 10, 32)
	gid, gidErr := strconv.ParseUint(u.Gid, 10, 32)
	if err := errors.Join(uidErr, gidErr, os.Chown(dir, int(uid), int(gid))); err != nil {
		t.Fatal(err)
	}
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
}

// The same program on PostgreSQL: an upload, a crash in the middle of it and one
// while it is processed.
func TestPostgres(t *testing.T) {
	t.Parallel()
	s := start(t, options{database: postgres(t)})
	slow := startProxy(t, s, fault{drip, 0})
	slow.when(14<<20, s.crash)
	f, p := video(t, 17_825_792), samples()[0]
	r := p.upload(t, slow.URL, p.grant(t, s), f, "--chunk", "5242880", "--delays", "0,200,1000")
	resumed(t, r, 2*5<<20)
	s.crash()
	s.holds(t, r.MediaID, f)
	run(t, nil, "doctor", "--data", s.Data, "--database", s.opts.database).ends(t, 0, `database answers: PostgreSQL`, `^$`)
}
