// Package app builds every part of Tributary from its configuration.
package app

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/tributary-video/tributary/internal/config"
	"github.com/tributary-video/tributary/internal/media"
)

var errNotBuilt = errors.New("this build has no server in it")

// Serve runs the server until ctx ends and everything is drained.
func Serve(_ context.Context, _ config.Config, _ *slog.Logger) error { return errNotBuilt }

// Finding is one thing that the doctor looked at.
type Finding struct {
	OK     bool
	Text   string // what was found, one line
	Remedy string // what to do about it; empty when OK
}

// Findings are in the order they were made.
type Findings []Finding

// Doctor looks at everything that a server with this configuration needs. A
// problem found is no error.
func Doctor(_ context.Context, _ config.Config) (Findings, error) { return nil, errNotBuilt }

// Key is an API key as it may be listed.
type Key struct {
	ID        int64
	ProjectID int64
	Hint      string // enough of the key to recognise it, not to use it
	CreatedAt time.Time
	RevokedAt *time.Time
}

// Keys lists the keys of a project, of all with project 0.
func Keys(_ context.Context, _ config.Config, _ int64) ([]Key, error) { return nil, errNotBuilt }

// CreateKey makes a key and returns it, PROJECT$SECRET.
func CreateKey(_ context.Context, _ config.Config, _ int64) (string, error) { return "", errNotBuilt }

// RevokeKey ends a key for all requests from now on.
func RevokeKey(_ context.Context, _ config.Config, _ int64) error { return errNotBuilt }

// Projects lists the projects.
func Projects(_ context.Context, _ config.Config) ([]media.Project, error) { return nil, errNotBuilt }

// CreateProject makes a project.
func CreateProject(_ context.Context, _ config.Config, _ string) (media.Project, error) {
	return media.Project{}, errNotBuilt
}
