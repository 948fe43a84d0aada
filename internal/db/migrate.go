package db

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
	"golang.org/x/sys/unix"
)

//go:embed migrations/*.sql
var migrations embed.FS

// ErrNewerSchema means that a newer Tributary has used this database. Running
// an older one on it could corrupt what it does not know.
var ErrNewerSchema = errors.New("the database was made by a newer version of Tributary: run that version or restore a backup")

// Open opens the database and brings its schema up to date, under a lock that
// other processes doing the same wait for. An empty URL means SQLite in dataDir;
// "sqlite:PATH" names another file, "postgres://…" a PostgreSQL database.
func Open(ctx context.Context, databaseURL, dataDir string) (*Conn, error) {
	if strings.HasPrefix(databaseURL, "postgres://") || strings.HasPrefix(databaseURL, "postgresql://") {
		conn, err := openPostgres(ctx, databaseURL)
		if err != nil {
			return nil, err
		}
		return migrated(ctx, conn, goose.DialectPostgres)
	}
	file := sqlitePath(dataDir)
	if rest, ok := strings.CutPrefix(databaseURL, "sqlite:"); ok {
		file = strings.TrimPrefix(rest, "//")
	} else if databaseURL != "" {
		return nil, errors.New("database URL: want postgres://… or sqlite:PATH")
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return nil, fmt.Errorf("make data folder: %w", err)
	}
	unlock, err := lockFile(file + ".migrate")
	if err != nil {
		return nil, err
	}
	defer unlock()
	conn, err := openSQLite(ctx, file)
	if err != nil {
		return nil, err
	}
	return migrated(ctx, conn, goose.DialectSQLite3)
}

// lockFile holds an exclusive lock on a file until unlock is called or the process ends.
func lockFile(name string) (unlock func(), err error) {
	f, err := os.OpenFile(name, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open lock file: %w", err)
	}
	if err := unix.Flock(int(f.Fd()), unix.LOCK_EX); err != nil { //nolint:gosec // a descriptor fits an int
		_ = f.Close()
		return nil, fmt.Errorf("lock %s: %w", filepath.Base(name), err)
	}
	return func() { _ = f.Close() }, nil
}

func migrated(ctx context.Context, conn *Conn, dialect goose.Dialect) (*Conn, error) {
	if err := migrate(ctx, conn, dialect); err != nil {
		return nil, errors.Join(fmt.Errorf("migrate database: %w", err), conn.Close())
	}
	return conn, nil
}

func migrate(ctx context.Context, conn *Conn, dialect goose.Dialect) error {
	steps, newest, err := readMigrations(conn.Postgres)
	if err != nil {
		return err
	}
	options := []goose.ProviderOption{
		goose.WithGoMigrations(steps...), goose.WithDisableGlobalRegistry(true), goose.WithDisableVersioning(false),
	}
	if conn.Postgres {
		locker, err := lock.NewPostgresSessionLocker()
		if err != nil {
			return err
		}
		options = append(options, goose.WithSessionLocker(locker))
	}
	provider, err := goose.NewProvider(dialect, conn.Write, nil, options...)
	if err != nil {
		return err
	}
	current, err := provider.GetDBVersion(ctx)
	if err != nil {
		return err
	}
	if current > newest {
		return ErrNewerSchema
	}
	_, err = provider.Up(ctx)
	return err
}

// readMigrations turns the embedded files into steps for the database at hand.
// A file runs whole, in one transaction.
func readMigrations(postgres bool) (steps []*goose.Migration, newest int64, err error) {
	identity := "INTEGER PRIMARY KEY AUTOINCREMENT"
	if postgres {
		identity = "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY"
	}
	entries, err := migrations.ReadDir("migrations")
	if err != nil {
		return nil, 0, err
	}
	for _, e := range entries {
		number, _, _ := strings.Cut(e.Name(), "_")
		version, err := strconv.ParseInt(number, 10, 64)
		if err != nil {
			return nil, 0, fmt.Errorf("migration %s: %w", e.Name(), err)
		}
		raw, err := migrations.ReadFile(path.Join("migrations", e.Name()))
		if err != nil {
			return nil, 0, err
		}
		text := strings.ReplaceAll(string(raw), " IDENTITY", " "+identity)
		up := &goose.GoFunc{RunTx: func(ctx context.Context, tx *sql.Tx) error {
			_, err := tx.ExecContext(ctx, text)
			return err
		}}
		steps = append(steps, goose.NewGoMigration(version, up, nil))
		newest = max(newest, version)
	}
	return steps, newest, nil
}
