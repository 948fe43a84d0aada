package main

import (
	"context"
	"errors"
	"math"
	"slices"

	"github.com/tributary-video/tributary/internal/app"
	"github.com/tributary-video/tributary/internal/config"
	"github.com/tributary-video/tributary/internal/media"
)

// projectsSetCmd has flags of the project that are called like flags of the server,
// which it takes out. They are for the command line alone: the environment
// and the settings file speak of the server.
type projectsSetCmd struct {
	settings

	MaxUploadSize struct{} `kong:"-"`
	Digest        struct{} `kong:"-"`

	ID      int64         `arg:"" help:"Number of the project, from: tributary projects list."`
	Size    *config.Bytes `name:"max-upload-size" layers:"-" placeholder:"SIZE" help:"Largest upload; 0 means the server's limit."`
	Uploads *uint32       `name:"max-uploads" layers:"-" placeholder:"N" help:"Uploads open at once, 429 beyond; 0 means no limit."`
	Stored  *config.Bytes `name:"max-stored" layers:"-" placeholder:"SIZE" help:"Bytes of originals and of uploads on their way, 507 beyond; 0 means no limit."`
	Mode    *digestMode   `name:"digest" layers:"-" placeholder:"MODE" help:"When the SHA-256 of an upload is computed: inline, background, off, or default for the server's."`
	Check   *bool         `name:"duplicate-check" layers:"-" negatable:"" help:"Refuse a file whose bytes the project has already, where an API checks for that."`
}

func (c *projectsSetCmd) Run(ctx context.Context, w world) error {
	c.Config.MaxUploadSize = math.MaxInt64 // the server's, which is nothing to us, must be something
	cfg, err := c.finish(w)
	if err != nil {
		return err
	}
	if c.Size == nil && c.Uploads == nil && c.Stored == nil && c.Mode == nil && c.Check == nil {
		return &usageError{errors.New("nothing to set: give --max-upload-size, --max-uploads, --max-stored, --digest or --duplicate-check")}
	}
	return app.SetProject(ctx, cfg, c.ID, c.apply)
}

// apply changes what was given and leaves the rest.
func (c *projectsSetCmd) apply(s *media.Settings) {
	if c.Size != nil {
		s.MaxUploadSize = int64(*c.Size)
	}
	if c.Uploads != nil {
		s.MaxUploads = int(*c.Uploads)
	}
	if c.Stored != nil {
		s.MaxStored = int64(*c.Stored)
	}
	if c.Mode != nil {
		s.Digest = string(*c.Mode)
	}
	if c.Check != nil {
		s.DuplicateCheck = *c.Check
	}
}

// digestMode is when a project wants the SHA-256 of uploads; "" is when the server says.
type digestMode string

// UnmarshalText reads one of the server's modes, or "default".
func (m *digestMode) UnmarshalText(text []byte) error {
	mode := config.Digest(text)
	switch {
	case mode == "default":
		*m = ""
	case slices.Contains([]config.Digest{config.DigestInline, config.DigestBackground, config.DigestOff}, mode):
		*m = digestMode(mode)
	default:
		return errors.New("write inline, background, off or default")
	}
	return nil
}
