package migration

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"time"

	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/transport/pull"
	"github.com/tributary-video/tributary/internal/upload"
)

// patience is how long a host may put off a row (section 6 of Gcore's contract).
const patience = 24 * time.Hour

// claiming is the store of an importer that begins the import of one row.
type claiming struct {
	pull.Store

	feeds Feeds
	claim Claim
}

// BeginImport implements pull.Store.
func (c claiming) BeginImport(ctx context.Context, imp pull.Import, b upload.Beginning) (pull.Import, error) {
	return c.feeds.FetchItem(ctx, c.claim, imp, b)
}

// fetch lets a row begin. A row that cannot be fetched has failed, which is no error.
func (f *feeder) fetch(ctx context.Context, order Feeding, t Turn) error {
	row, err := f.open(ctx, order, t)
	if err == nil {
		err = f.start(ctx, order, t, row)
	}
	switch {
	case err == nil, errors.Is(err, ErrSettled), ctx.Err() != nil:
		return ctx.Err()
	}
	s := Settlement{Line: t.Line, From: Queued, To: Failed}
	switch media.KindOf(err) {
	case media.Invalid, media.NotFound:
		s.Reason = FailureText(media.Refusal{Code: pull.NotAllowed})
		if errors.Is(err, errQuality) {
			s.Reason = badQuality
		}
	case media.NoSpace:
		s.Reason = FailureText(media.Refusal{Code: pull.NoSpace})
	case media.TooMany, media.Conflict: // for a while
		s.To, s.NextAt = Queued, f.cfg.Now().Add(full)
	default:
		return fmt.Errorf("fetch row %d: %w", t.Line, err)
	}
	return f.cfg.Feeds.SettleItems(ctx, f.id, []Settlement{s})
}

// open reads a row and makes its link good for now.
func (f *feeder) open(ctx context.Context, order Feeding, t Turn) (row Row, err error) {
	if err := json.Unmarshal(t.Row, &row); err != nil {
		return row, fmt.Errorf("open row %d: %w", t.Line, err)
	}
	if order.Listing == nil {
		return row, nil
	}
	return row, f.sign(ctx, order.ProjectID, *order.Listing, &row)
}

func (f *feeder) start(ctx context.Context, order Feeding, t Turn, row Row) error {
	cfg := f.cfg.Pull
	cfg.Store = claiming{cfg.Store, f.cfg.Feeds, Claim{
		JobID: f.id, Line: t.Line, Directory: row.directories(), ReimportDeleted: order.Options.ReimportDeleted,
	}}
	if row.SHA256 != "" {
		cfg.Digest = upload.DigestInline
	}
	v := f.video(order, row)
	if err := f.choose(ctx, order.ProjectID, row.Quality, &v.Wishes); err != nil {
		return err
	}
	_, err := pull.New(cfg).Start(ctx, pull.Order{
		Video: v, New: true, URL: string(row.OriginURL), Header: headerOrNil(row.header()),
		Expected: row.Size, Priority: -row.Priority, // there the lower ones go first
		Share: pull.Share{Name: f.id, PerHost: order.Options.PerHost, AtOnce: order.Options.Concurrency}, Patience: patience,
	})
	return err
}

func headerOrNil(h http.Header) http.Header {
	if len(h) == 0 {
		return nil
	}
	return h
}

// video is the record that a row becomes.
func (f *feeder) video(order Feeding, row Row) media.Video {
	now := f.cfg.Now().UTC().Truncate(time.Microsecond)
	v := media.Video{
		ID: media.NewUUID(), Slug: string(row.Slug), ProjectID: order.ProjectID, Title: row.title(), Description: string(row.Description),
		Privacy: row.Privacy, State: media.Created, CreatedAt: now, UpdatedAt: now, Meta: map[string]string{},
	}
	if v.Privacy == "" {
		v.Privacy = media.Private
	}
	if order.Options.KeepCreatedAt && row.CreatedAt != nil {
		v.CreatedAt = row.CreatedAt.UTC().Truncate(time.Microsecond)
	}
	for key := range maps.Keys(row.Metadata) {
		v.Meta[key] = string(row.Metadata[key])
	}
	if row.ClientUser != "" {
		v.Meta["client_user_id"] = string(row.ClientUser)
	}
	return v
}
