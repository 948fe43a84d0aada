package testkit_test

import (
	"bufio"
	"context"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/tributary-video/tributary/internal/testkit"
)

// Every test has a database of its own, also when they run at once.
func TestPostgresIsFresh(t *testing.T) {
	for _, name := range []string{"one", "two", "three"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			conn := connect(t, testkit.Postgres(t))
			if _, err := conn.Exec(t.Context(), "CREATE TABLE videos (id text PRIMARY KEY)"); err != nil {
				t.Errorf("the database is not empty: %v", err)
			}
		})
	}
}

// A test binary that is killed takes its server with it.
func TestPostgresDiesWithItsBinary(t *testing.T) {
	if os.Getenv("TESTKIT_HOLD_POSTGRES") != "" {
		holdPostgres(t)
		return
	}
	if testing.Short() {
		t.Skip("needs PostgreSQL; left out by -short")
	}
	holder := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestPostgresDiesWithItsBinary$")
	holder.Env = append(os.Environ(), "TESTKIT_HOLD_POSTGRES=1")
	holder.Stderr = os.Stderr
	stdout, err := holder.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := holder.StdinPipe(); err != nil { // stays open, so that the holder stays
		t.Fatal(err)
	}
	if err := holder.Start(); err != nil {
		t.Fatal(err)
	}
	dsn, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		t.Fatalf("read the holder's URL: %v", err)
	}
	conn := connect(t, strings.TrimSpace(dsn))
	if err := holder.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = holder.Wait() // killed, as asked

	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	_, err = conn.WaitForNotification(ctx) // nobody notifies: it ends when the server does
	if err == nil || ctx.Err() != nil {
		t.Errorf("the server outlived the binary that started it: %v", err)
	}
}

// holdPostgres is the other side of TestPostgresDiesWithItsBinary: it prints
// its URL and waits to be killed.
func holdPostgres(t *testing.T) {
	if _, err := os.Stdout.WriteString(testkit.Postgres(t) + "\n"); err != nil {
		t.Fatal(err)
	}
	_, _ = io.Copy(io.Discard, os.Stdin)
}

func connect(t *testing.T, dsn string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close(context.WithoutCancel(t.Context())) })
	return conn
}
