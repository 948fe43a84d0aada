package testkit

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"

	"github.com/jackc/pgx/v5"
)

// Postgres returns the URL of an empty PostgreSQL database that is the test's
// own and is dropped after it. The first call in a test binary starts a server,
// about two seconds; it stops with the binary. A machine without PostgreSQL
// fails the test; -short leaves it out.
func Postgres(t testing.TB) string {
	t.Helper()
	if testing.Short() {
		t.Skip("needs PostgreSQL; left out by -short")
	}
	server, err := sharedPostgres()
	if err != nil {
		t.Fatalf("start PostgreSQL: %v", err)
	}
	name := "test_" + strconv.FormatInt(server.databases.Add(1), 10)
	server.exec(t, "CREATE DATABASE "+name)
	t.Cleanup(func() { server.exec(t, "DROP DATABASE "+name+" WITH (FORCE)") })
	return server.url(name)
}

// sharedPostgres starts the one server of this test binary. Making a cluster
// for every test would cost seconds each.
var sharedPostgres = sync.OnceValues(startPostgres)

type postgres struct {
	dir       string         // cluster, socket and log
	lifeline  io.WriteCloser // never closed by us: its end stops the keeper
	databases atomic.Int64
}

// keeper makes a cluster in $1, serves it, says so, and takes everything down
// when its standard input ends. The test binary holds the other end, and the
// kernel closes that however the binary dies: no test has to remember to stop
// the server, and a killed one cannot forget.
const keeper = `
if { initdb -D "$1/data" -U tributary --auth=trust --encoding=UTF8 --locale=C --no-sync &&
     pg_ctl -D "$1/data" -o "$2" -w start; } >"$1/log" 2>&1
then
	echo ready
	cat >/dev/null
	pg_ctl -D "$1/data" -m immediate stop >>"$1/log" 2>&1
	rm -rf "$1"
fi`

// postgresOptions give up durability, which no test of ours is about, and leave
// a socket as the only way in: no port to collide on, no stranger on it.
const postgresOptions = "-k %s -c listen_addresses= -c fsync=off -c synchronous_commit=off " +
	"-c full_page_writes=off -c max_connections=200"

func startPostgres() (*postgres, error) {
	bin, err := postgresBin()
	if err != nil {
		return nil, err
	}
	owner, err := postgresOwner()
	if err != nil {
		return nil, err
	}
	// Not TMPDIR: the owner may not reach it, and a socket's path is at most 107 bytes.
	dir, err := os.MkdirTemp("/tmp", "tributary-postgres-")
	if err != nil {
		return nil, err
	}
	p := &postgres{dir: dir}
	if err := p.start(bin, owner); err != nil {
		log, _ := os.ReadFile(filepath.Join(dir, "log"))
		os.RemoveAll(dir)
		return nil, fmt.Errorf("%w\n%s", err, log)
	}
	return p, nil
}

func (p *postgres) start(bin string, owner *syscall.Credential) error {
	if owner != nil {
		if err := os.Chown(p.dir, int(owner.Uid), int(owner.Gid)); err != nil {
			return err
		}
	}
	cmd := exec.CommandContext(context.Background(), "/bin/sh", "-c", keeper, "keeper", p.dir, fmt.Sprintf(postgresOptions, p.dir))
	cmd.Dir = p.dir
	cmd.Env = []string{"PATH=" + bin + ":/usr/bin:/bin"}
	// Out of reach of Ctrl-C, which must not kill the keeper before it has cleaned up.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Credential: owner}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if p.lifeline, err = cmd.StdinPipe(); err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	if _, err := bufio.NewReader(stdout).ReadString('\n'); err != nil {
		return errors.Join(errors.New("server ended before it was ready"), cmd.Wait())
	}
	return nil
}

func (p *postgres) url(database string) string {
	u := url.URL{
		Scheme: "postgres", User: url.User("tributary"), Path: "/" + database,
		RawQuery: url.Values{"host": {p.dir}}.Encode(),
	}
	return u.String()
}

// exec runs a statement outside every test database, which is where databases
// are made and dropped. It outlives the test's context because cleanups do.
func (p *postgres) exec(t testing.TB, statement string) {
	t.Helper()
	ctx := context.WithoutCancel(t.Context())
	conn, err := pgx.Connect(ctx, p.url("postgres"))
	if err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
	defer func() { _ = conn.Close(ctx) }()
	if _, err := conn.Exec(ctx, statement); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}

// postgresBin finds the folder of the server's programs, the newest version's
// where Debian has several.
func postgresBin() (string, error) {
	if initdb, err := exec.LookPath("initdb"); err == nil {
		return filepath.Dir(initdb), nil
	}
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if len(found) == 0 {
		return "", errors.New("PostgreSQL is not installed; run scripts/need test, or: apt-get install postgresql")
	}
	return filepath.Dir(found[len(found)-1]), nil
}

// postgresOwner is who the server runs as: PostgreSQL refuses root, so root
// lends it the account that Debian's package made. Nil means ourselves.
func postgresOwner() (*syscall.Credential, error) {
	if os.Geteuid() != 0 {
		return nil, nil
	}
	u, err := user.Lookup("postgres")
	if err != nil {
		return nil, err
	}
	uid, err := strconv.ParseUint(u.Uid, 10, 32)
	if err != nil {
		return nil, err
	}
	gid, err := strconv.ParseUint(u.Gid, 10, 32)
	if err != nil {
		return nil, err
	}
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
}
