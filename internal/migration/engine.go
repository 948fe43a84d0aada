package migration

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/tributary-video/tributary/internal/blob"
	"github.com/tributary-video/tributary/internal/egress"
	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/transport/pull"
)

// Guard decides where a request may go. Its law is egress.Guard's.
type Guard interface {
	CheckURL(ctx context.Context, raw string, use egress.Use) error
	Client(use egress.Use) *http.Client
}

// Blobs keep manifests while they are planned. The law is blob.Store's.
type Blobs interface {
	Put(ctx context.Context, key string, r io.Reader) (size int64, err error)
	Open(ctx context.Context, key string) (blob.Reader, error)
	Delete(ctx context.Context, keys ...string) error
}

// Config is what an engine needs.
type Config struct {
	Records Records
	Plans   Plans
	Feeds   Feeds
	Texts   Texts
	Blobs   Blobs
	Guard   Guard
	Pull    pull.Config // as the importer of single URLs has it

	// Credentials finds one that a project may use by its name; nil = there are none.
	Credentials func(ctx context.Context, projectID int64, name string) (Credential, error)
	// Posters takes pictures that rows name by a URL.
	Posters Posters
	// Qualities are what rows choose from; nil = there are no sets, and videos are made as any others.
	Qualities Qualities

	Log *slog.Logger
	Now func() time.Time // nil = time.Now
}

// Engine carries out orders. It starts nothing by itself: the queue runs [Engine.Plan] and
// [Engine.Feed]. It is safe for concurrent use, by several nodes, too.
type Engine struct{ cfg Config }

// New makes an engine.
func New(cfg Config) *Engine {
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	return &Engine{cfg: cfg}
}

// Bounds and defaults of options (section 6 of Gcore's contract).
const (
	defaultConcurrency = 16
	maxConcurrency     = pull.MaxPerProject
	defaultPerHost     = pull.PerHost
	maxPerHost         = pull.MaxPerHost
	maxSource          = 128 // characters
)

// Order asks for an import of many.
type Order struct {
	ProjectID int64
	Source    string
	DryRun    bool
	Options   Options // zero numbers take the defaults
	Input     Input
}

// Begin records an order and has it planned. Without a URL and a listing the manifest is body,
// which is read to its end. What cannot be right as it is is media.Invalid.
func (e *Engine) Begin(ctx context.Context, o Order, body io.Reader) (Job, error) {
	if err := e.check(ctx, &o); err != nil {
		return Job{}, fmt.Errorf("begin import of many: %w", err)
	}
	now := e.cfg.Now().UTC().Truncate(time.Microsecond) // what the database keeps
	j := Job{
		ID: "imp_" + media.NewObjectID(now), ProjectID: o.ProjectID, Source: o.Source, State: Planning, DryRun: o.DryRun,
		Options: o.Options, CreatedAt: now, UpdatedAt: now,
	}
	waits := o.Input.URL == "" && o.Input.Listing == nil
	if err := e.cfg.Records.CreateImportJob(ctx, j, o.Input, waits); err != nil || !waits {
		return j, err
	}
	if err := e.receive(ctx, j.ID, body); err != nil {
		// The order stays, failed: whoever asks for it learns why there is nothing.
		lasting := context.WithoutCancel(ctx)
		why := &media.Refusal{Code: "manifest_incomplete", Text: "The manifest was not received completely."}
		if ended := e.cfg.Plans.EndImportPlan(lasting, j.ID, why); ended != nil {
			e.cfg.Log.LogAttrs(ctx, slog.LevelError, "end import of many", slog.String("job", j.ID), slog.Any("error", ended))
		}
		return Job{}, fmt.Errorf("begin import %s: %w", j.ID, err)
	}
	return j, nil
}

// receive writes down a manifest that is sent along.
func (e *Engine) receive(ctx context.Context, id string, body io.Reader) error {
	if body == nil {
		return media.Errorf(media.Invalid, "there is neither a manifest nor a listing")
	}
	if _, err := e.cfg.Blobs.Put(ctx, spoolKey(id), atMost(body)); err != nil {
		return err
	}
	return e.cfg.Plans.SpooledImport(ctx, id)
}

// check refuses what can never be carried out, and fills in the defaults.
func (e *Engine) check(ctx context.Context, o *Order) error {
	opt := &o.Options
	opt.Concurrency, opt.PerHost = orElse(opt.Concurrency, defaultConcurrency), orElse(opt.PerHost, defaultPerHost)
	switch {
	case o.Source == "" || !isLine(text(o.Source), maxSource):
		return media.Errorf(media.Invalid, "source must have 1 to %d characters", maxSource)
	case opt.Concurrency < 1 || opt.Concurrency > maxConcurrency:
		return media.Errorf(media.Invalid, "concurrency must be from 1 to %d", maxConcurrency)
	case opt.PerHost < 1 || opt.PerHost > maxPerHost:
		return media.Errorf(media.Invalid, "per_host must be from 1 to %d", maxPerHost)
	case o.Input.Listing != nil:
		o.Input.Format, o.Input.URL = JSONL, ""
		return e.checkListing(ctx, o.ProjectID, *o.Input.Listing)
	case o.Input.Format != CSV && o.Input.Format != JSONL:
		return media.Errorf(media.Invalid, "format must be csv or jsonl")
	case o.Input.URL != "":
		return e.cfg.Guard.CheckURL(ctx, o.Input.URL, egress.Import)
	}
	return nil
}

func orElse(n, otherwise int) int {
	if n == 0 {
		return otherwise
	}
	return n
}

// Job loads an order of a project.
func (e *Engine) Job(ctx context.Context, projectID int64, id string) (Job, error) {
	return e.cfg.Records.ImportJob(ctx, projectID, id)
}

// Jobs returns a page of a project's orders, newest first, and how many there are.
func (e *Engine) Jobs(ctx context.Context, projectID int64, offset, limit int) ([]Job, int, error) {
	return e.cfg.Records.ImportJobs(ctx, projectID, offset, limit)
}

// Items returns a page of an order's rows in a state, "" for any, by line, and how many there are.
func (e *Engine) Items(ctx context.Context, projectID int64, id string, state ItemState, offset, limit int) ([]Item, int, error) {
	if _, err := e.cfg.Records.ImportJob(ctx, projectID, id); err != nil {
		return nil, 0, err
	}
	return e.cfg.Records.ImportItems(ctx, id, state, offset, limit)
}

// eachBatch is how many rows Each loads at once.
const eachBatch = 1000

// Each calls fn with every row of an order by line, with its video, until fn returns an error,
// which Each returns. Rows that change meanwhile are seen once, as they were or are.
func (e *Engine) Each(ctx context.Context, projectID int64, id string, fn func(Item) error) error {
	if _, err := e.cfg.Records.ImportJob(ctx, projectID, id); err != nil {
		return err
	}
	for line := int64(0); ; {
		items, err := e.cfg.Records.ImportItemsAfter(ctx, id, line, eachBatch)
		if err != nil || len(items) == 0 {
			return err
		}
		for _, item := range items {
			if err := fn(item); err != nil {
				return err
			}
			line = item.Line
		}
	}
}

// Do takes an action on an order. In a wrong state it is media.Conflict.
func (e *Engine) Do(ctx context.Context, projectID int64, id string, a Action) (Job, error) {
	if a.From() == nil {
		return Job{}, media.Errorf(media.NotFound, "no such action")
	}
	if a == Cancel { // first nobody may bring bytes any more: to uploads that have ended nobody listens
		if err := e.change(ctx, projectID, id, Pause); err != nil && media.KindOf(err) != media.Conflict {
			return Job{}, err
		}
	}
	if err := e.change(ctx, projectID, id, a); err != nil {
		return Job{}, err
	}
	return e.cfg.Records.ImportJob(ctx, projectID, id)
}

func (e *Engine) change(ctx context.Context, projectID int64, id string, a Action) error {
	uploads, err := e.cfg.Records.ChangeImportJob(ctx, projectID, id, a)
	if err != nil {
		return err
	}
	e.interrupt(ctx, uploads)
	return nil
}

// interrupt stops whoever brings bytes to uploads; what has arrived is kept. It is done when
// the records already say so, and one that is missed ends by itself.
func (e *Engine) interrupt(ctx context.Context, uploads []string) {
	var wg sync.WaitGroup
	for _, id := range uploads {
		wg.Go(func() {
			_, err := e.cfg.Pull.Uploads.Status(ctx, id)
			if err != nil && media.KindOf(err) != media.Gone {
				e.cfg.Log.LogAttrs(ctx, slog.LevelDebug, "interrupt upload", slog.String("upload", id), slog.Any("error", err))
			}
		})
	}
	wg.Wait()
}
