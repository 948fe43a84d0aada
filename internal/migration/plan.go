package migration

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"sync"

	"github.com/tributary-video/tributary/internal/egress"
	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/transport/pull"
)

const (
	maxManifest = 1 << 30
	maxRows     = 1_000_000
	planBatch   = 500 // rows a transaction
)

func spoolKey(id string) string { return "imports/" + id + "/manifest" }

// refused ends planning for good.
func refused(code media.RefusalCode, text string) error { return media.Refuse(code, text, nil) }

// Plan does the job of planning an order. It goes on where another run was killed.
func (e *Engine) Plan(ctx context.Context, job media.Job, lastTry bool) error {
	p, err := e.cfg.Plans.ImportPlan(ctx, job.Subject)
	switch {
	case media.KindOf(err) == media.NotFound:
		return nil
	case err != nil:
		return fmt.Errorf("plan import %s: %w", job.Subject, err)
	case p.State != Planning: // all but the manifest is as it should be
		return e.cfg.Blobs.Delete(ctx, spoolKey(p.ID))
	}
	err = e.plan(ctx, p)
	if ctx.Err() != nil {
		return &media.Later{} // this process stops
	}
	why, known := refusalOf(err)
	if err != nil && !known && !lastTry {
		return fmt.Errorf("plan import %s: %w", p.ID, err)
	}
	if err != nil {
		e.cfg.Log.LogAttrs(ctx, slog.LevelInfo, "import of many failed", slog.String("job", p.ID), slog.Any("error", err))
	} else {
		why = nil
	}
	if err := e.cfg.Plans.EndImportPlan(ctx, p.ID, why); err != nil {
		return fmt.Errorf("plan import %s: %w", p.ID, err)
	}
	return e.cfg.Blobs.Delete(ctx, spoolKey(p.ID))
}

// refusalOf is what the owner of an order learns of an error, and false for one that may pass.
func refusalOf(err error) (why *media.Refusal, known bool) {
	if r, ok := media.RefusalOf(err); ok {
		return &r, true
	}
	switch media.KindOf(err) {
	case media.Invalid, media.TooLarge, media.NotFound:
		return &media.Refusal{Code: "manifest_invalid", Text: media.PublicText(err)}, true
	case media.Unavailable:
		return &media.Refusal{Code: pull.OriginUnreachable, Text: media.PublicText(err)}, false
	}
	return &media.Refusal{Code: pull.Trouble, Text: "The import stopped because of trouble on this server."}, false
}

func (e *Engine) plan(ctx context.Context, p Plan) error {
	if !p.Spooled {
		if err := e.spool(ctx, p); err != nil {
			return fmt.Errorf("write down the rows: %w", err)
		}
	}
	file, err := e.cfg.Blobs.Open(ctx, spoolKey(p.ID))
	if err != nil {
		return fmt.Errorf("open the rows: %w", err)
	}
	defer file.Close()
	in, err := newRows(p.Input.Format, io.NewSectionReader(file, 0, file.Size()))
	if err != nil {
		return err
	}
	return e.record(ctx, p, in)
}

// record makes items of all rows that have none yet.
func (e *Engine) record(ctx context.Context, p Plan, in rows) error {
	batch := make([]Entry, 0, planBatch)
	for n := 1; ; n++ {
		row, err := in.Next()
		end := errors.Is(err, io.EOF)
		switch {
		case err != nil && !end:
			return fmt.Errorf("read rows: %w", err)
		case n > maxRows && !end:
			return refused(tooManyRows, fmt.Sprintf("There are more than %d rows.", maxRows))
		case !end && row.Line > p.Line:
			if err := e.checkQuality(ctx, p.ProjectID, &row); err != nil {
				return err
			}
			batch = append(batch, row)
		}
		if len(batch) == planBatch || end && len(batch) > 0 {
			if p.DryRun && p.Options.Probe && p.Input.Listing == nil { // a listing has told the sizes
				e.probe(ctx, p.Options.Concurrency, batch)
			}
			if err := e.cfg.Plans.PlanImportItems(ctx, p.ID, batch); err != nil {
				return err
			}
			batch = batch[:0]
		}
		if end {
			return nil
		}
	}
}

// probe asks the origins of rows, which learn their sizes or why there is nothing. What an
// origin says today decides nothing: a row that is started is tried all the same.
func (e *Engine) probe(ctx context.Context, concurrency int, batch []Entry) {
	var wg sync.WaitGroup
	turns := make(chan struct{}, concurrency)
	for i := range batch {
		if batch[i].Row == nil {
			continue
		}
		turns <- struct{}{}
		wg.Go(func() {
			defer func() { <-turns }()
			e.head(ctx, &batch[i])
		})
	}
	wg.Wait()
}

func (e *Engine) head(ctx context.Context, p *Entry) {
	var row Row
	err := json.Unmarshal(p.Row, &row)
	if err != nil {
		return // it was marshalled a moment ago
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodHead, string(row.OriginURL), http.NoBody)
	if err != nil {
		p.Reason = FailureText(media.Refusal{Code: pull.NotAllowed})
		return
	}
	req.Header = row.header()
	resp, err := e.cfg.Guard.Client(egress.Import).Do(req)
	switch {
	case errors.Is(err, egress.ErrNotAllowed):
		p.Reason = FailureText(media.Refusal{Code: pull.NotAllowed})
		return
	case err != nil:
		p.Reason = FailureText(media.Refusal{Code: pull.OriginUnreachable})
		return
	}
	_ = resp.Body.Close()
	switch {
	case resp.StatusCode == http.StatusMethodNotAllowed || resp.StatusCode == http.StatusNotImplemented: // it knows GET alone
	case resp.StatusCode != http.StatusOK:
		p.Reason = statusReason(resp.StatusCode)
	case p.Size == 0:
		p.Size = max(0, resp.ContentLength)
	case resp.ContentLength >= 0 && resp.ContentLength != p.Size:
		p.Reason = FailureText(media.Refusal{Code: pull.OriginChanged})
	}
}

// statusReason is what an answer would make of a transfer.
func statusReason(code int) string {
	switch code {
	case http.StatusUnauthorized, http.StatusForbidden:
		return originForbidden
	case http.StatusNotFound, http.StatusGone:
		return originAbsent
	}
	return fmt.Sprintf(unexpectedReply, code)
}
