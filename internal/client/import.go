package client

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"
)

const importsPath = "/v1/imports"

// Import is what the server says of an import of many.
type Import struct {
	ID         string       `json:"id"`
	State      string       `json:"state"`
	Source     string       `json:"source"`
	DryRun     bool         `json:"dry_run"`
	Counts     ImportCounts `json:"counts"`
	BytesTotal int64        `json:"bytes_total"`
	BytesDone  int64        `json:"bytes_done"`
	Failure    struct {
		Text string `json:"text"`
	} `json:"failure"`
}

// ImportCounts are the rows of an import by state.
type ImportCounts struct {
	Total      int64 `json:"total"`
	Queued     int64 `json:"queued"`
	Fetching   int64 `json:"fetching"`
	Processing int64 `json:"processing"`
	Done       int64 `json:"done"`
	Skipped    int64 `json:"skipped"`
	Failed     int64 `json:"failed"`
	Canceled   int64 `json:"canceled"`
}

// Ended is the number of rows that nothing more happens to.
func (c ImportCounts) Ended() int64 { return c.Done + c.Skipped + c.Failed + c.Canceled }

// Over reports whether nothing more happens unless somebody acts.
func (i Import) Over() bool {
	switch i.State {
	case "planned", "paused", "finished", "canceled", "failed":
		return true
	}
	return false
}

// ImportItem is a row of an import.
type ImportItem struct {
	Line     int64  `json:"line"`
	SourceID string `json:"source_id"`
	Reason   string `json:"reason"`
}

// ImportOrder asks for an import: of a file with a manifest, or as the API has it.
type ImportOrder struct {
	Source  string          `json:"source"`
	DryRun  bool            `json:"dry_run,omitempty"`
	List    json.RawMessage `json:"listing,omitempty"`  // as the API's listing
	Rows    json.RawMessage `json:"manifest,omitempty"` // as the API's manifest
	Options json.RawMessage `json:"options,omitempty"`
}

// Import orders an import and returns it as it begins. It is sent once: an order that was
// perhaps taken is found in the list of imports.
func (c *Client) Import(ctx context.Context, o ImportOrder) (Import, error) {
	raw, err := json.Marshal(o)
	if err != nil {
		return Import{}, fmt.Errorf("order import: %w", err)
	}
	var made Import
	err = c.ask(ctx, http.MethodPost, importsPath, "application/json", bytes.NewReader(raw), http.StatusCreated, &made)
	return made.clean(), wrapped("order import", err)
}

// ImportFile orders the import of a manifest, CSV or JSON lines by the name of the file.
func (c *Client) ImportFile(ctx context.Context, path, source string, dryRun bool) (Import, error) {
	contentType, ok := ManifestType(path)
	if !ok {
		return Import{}, fmt.Errorf("import %s: a manifest is called .csv, .jsonl or .ndjson", path)
	}
	file, err := os.Open(path)
	if err != nil {
		return Import{}, err //nolint:wrapcheck // says "open PATH: why"
	}
	defer file.Close()
	query := url.Values{"source": {source}}
	if dryRun {
		query.Set("dry_run", "true")
	}
	var made Import
	err = c.ask(ctx, http.MethodPost, importsPath+"?"+query.Encode(), contentType, file, http.StatusCreated, &made)
	return made.clean(), wrapped("import "+path, err)
}

// ManifestType is the content type of a manifest by its name, and false for what is none.
func ManifestType(name string) (contentType string, ok bool) {
	switch strings.ToLower(filepath.Ext(name)) {
	case ".csv":
		return "text/csv", true
	case ".jsonl", ".ndjson":
		return "application/x-ndjson", true
	}
	return "", false
}

// FollowImport looks at an import until it is over; seen is told of every change. Trouble that
// passes is waited for.
func (c *Client) FollowImport(ctx context.Context, id string, seen func(Import)) (Import, error) {
	ticker := time.NewTicker(c.config.Poll)
	defer ticker.Stop()
	retry := retrier{client: c}
	for last := (Import{}); ; {
		var now Import
		if err := c.ask(ctx, http.MethodGet, importsPath+"/"+url.PathEscape(id), "", nil, http.StatusOK, &now); err != nil {
			if err := retry.again(ctx, err); err != nil {
				return last, fmt.Errorf("follow import %s: %w", id, err)
			}
			continue
		}
		retry.progress()
		if now = now.clean(); now != last {
			seen(now)
			last = now
		}
		if now.Over() {
			return now, nil
		}
		select {
		case <-ticker.C:
		case <-ctx.Done():
			return last, fmt.Errorf("follow import %s: %w", id, context.Cause(ctx))
		}
	}
}

// ImportFailures are the first rows of an import that failed.
func (c *Client) ImportFailures(ctx context.Context, id string, limit int) ([]ImportItem, error) {
	var failed []ImportItem
	path := fmt.Sprintf("%s/%s/items?state=failed&limit=%d", importsPath, url.PathEscape(id), limit)
	err := c.ask(ctx, http.MethodGet, path, "", nil, http.StatusOK, &failed)
	for i, item := range failed {
		failed[i].SourceID, failed[i].Reason = printable(item.SourceID), printable(item.Reason)
	}
	return failed, wrapped("rows of import "+id, err)
}

func (i Import) clean() Import {
	i.ID, i.State, i.Source, i.Failure.Text = printable(i.ID), printable(i.State), printable(i.Source), printable(i.Failure.Text)
	return i
}

func wrapped(operation string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", operation, err)
}

// ask sends a request to the native API, whose refusals are problem details (RFC 9457). A request
// that moves no byte for Config.Stall is cut.
func (c *Client) ask(ctx context.Context, method, path, contentType string, body io.Reader, want int, into any) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	watch := time.AfterFunc(c.config.Stall, func() { cancel(errStalled) })
	defer watch.Stop()
	if body != nil {
		body = &moving{body, func() { watch.Reset(c.config.Stall) }}
	}
	req, err := http.NewRequestWithContext(ctx, method, c.url(path), body)
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", "Bearer "+c.config.Key)
	if contentType != "" {
		req.Header.Set("Content-Type", contentType)
	}
	res, err := c.http.Do(req)
	if err != nil {
		if cause := context.Cause(ctx); errors.Is(cause, errStalled) {
			err = cause
		}
		return err
	}
	defer res.Body.Close()
	text, err := io.ReadAll(io.LimitReader(res.Body, 1<<20))
	if err != nil {
		return fmt.Errorf("read answer: %w", err)
	}
	if res.StatusCode == want {
		return final(decode(text, into))
	}
	refused := newStatusError(res, text)
	var problem struct {
		Detail string `json:"detail"`
	}
	if json.Unmarshal(text, &problem) == nil && refused.Message == "" {
		refused.Message = printable(problem.Detail)
	}
	return refused
}

// moving tells when bytes of a body leave.
type moving struct {
	io.Reader

	moved func()
}

func (m *moving) Read(p []byte) (int, error) {
	m.moved()
	return m.Reader.Read(p)
}
