package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/tributary-video/tributary/internal/client"
)

type importCmd struct {
	From []string `arg:"" optional:"" name:"manifest" help:"A manifest (.csv, .jsonl, .ndjson), its URL, URLs of videos, or with --list the URL of a service."`

	Server string `required:"" placeholder:"URL" help:"The server, such as http://127.0.0.1:8080."`
	Key    string `required:"" placeholder:"KEY" help:"An API key, in single quotes. Better as TRIBUTARY_KEY: command lines are visible to all users."`
	Source string `default:"import" placeholder:"NAME" help:"Your name of where the videos come from. What was imported under it before is skipped (${default})."`
	DryRun bool   `help:"Check the rows and say what would happen."`
	Follow string `placeholder:"ID" help:"Show an import that was begun before."`
	Detach bool   `help:"Print the import's id and leave it to the server."`

	List       string `enum:",s3,http,tributary,gcore" default:"" placeholder:"KIND" help:"Ask a service for its videos: s3, http (a directory page), tributary or gcore."`
	Bucket     string `placeholder:"NAME" help:"Of --list s3."`
	Prefix     string `placeholder:"KEY" help:"Of --list s3."`
	Region     string `placeholder:"NAME" help:"Of --list s3."`
	Credential string `placeholder:"NAME" help:"Of --list: one that the operator of the server has configured."`
}

func (c *importCmd) Run(ctx context.Context, w world) error {
	show := newImportDisplay(w.Stderr)
	server, err := client.New(client.Config{Server: c.Server, Key: c.Key, Retry: show.retry})
	if err != nil {
		return &usageError{err}
	}
	id := c.Follow
	if id == "" {
		if id, err = c.order(ctx, server); err != nil {
			return err
		}
		fmt.Fprintln(w.Stdout, id)
	} else if len(c.From) > 0 {
		return &usageError{errors.New("--follow shows an import that was begun before: leave the manifest out")}
	}
	if c.Detach {
		return nil
	}
	last, err := server.FollowImport(ctx, id, func(i client.Import) { show.progress(i, time.Now()) })
	show.end()
	if ctx.Err() != nil {
		fmt.Fprintf(w.Stderr, "The server goes on. See how: tributary import --follow %s\n", id)
	}
	if err != nil {
		return err
	}
	return conclude(ctx, w, server, last)
}

// maxShown is how many rows that failed are shown: the report has them all.
const maxShown = 10

// conclude shows what failed. A dry run that found something has done its work.
func conclude(ctx context.Context, w world, server *client.Client, last client.Import) error {
	if last.State == "failed" {
		return fmt.Errorf("import %s: %s", last.ID, last.Failure.Text)
	}
	if last.Counts.Failed == 0 {
		return nil
	}
	failed, err := server.ImportFailures(ctx, last.ID, maxShown)
	if err != nil {
		return err
	}
	for _, item := range failed {
		fmt.Fprintf(w.Stderr, "line %d %q: %s\n", item.Line, item.SourceID, item.Reason)
	}
	if n := last.Counts.Failed - int64(len(failed)); n > 0 {
		fmt.Fprintf(w.Stderr, "and %d more: GET /v1/imports/%s/report.csv\n", n, last.ID)
	}
	if last.State == "planned" {
		return nil
	}
	return fmt.Errorf("import %s: %d of %d rows failed", last.ID, last.Counts.Failed, last.Counts.Total)
}

// order begins an import of what the arguments name.
func (c *importCmd) order(ctx context.Context, server *client.Client) (string, error) {
	if len(c.From) == 0 {
		return "", &usageError{errors.New("name a manifest, its URL or URLs of videos")}
	}
	first := c.From[0]
	_, manifest := client.ManifestType(first)
	o := client.ImportOrder{Source: c.Source, DryRun: c.DryRun}
	if c.DryRun {
		o.Options = json.RawMessage(`{"probe":true}`)
	}
	var rows any
	switch {
	case len(c.From) > 1 && (c.List != "" || manifest):
		return "", &usageError{errors.New("one manifest or service at a time; of videos any number of URLs")}
	case c.List != "":
		raw, err := json.Marshal(map[string]string{
			"kind": c.List, "endpoint": first, "bucket": c.Bucket, "prefix": c.Prefix, "region": c.Region, "credential": c.Credential,
		})
		if err != nil {
			return "", err
		}
		o.List = raw
		made, err := server.Import(ctx, o)
		return made.ID, err
	case !isURL(first):
		made, err := server.ImportFile(ctx, first, c.Source, c.DryRun)
		return made.ID, err
	case manifestAt(first) != "":
		rows = map[string]string{"format": manifestAt(first), "url": first}
	default:
		inline, err := rowsOf(c.From)
		if err != nil {
			return "", err
		}
		rows = map[string]any{"inline": inline}
	}
	raw, err := json.Marshal(rows)
	if err != nil {
		return "", err
	}
	o.Rows = raw
	made, err := server.Import(ctx, o)
	return made.ID, err
}

func isURL(s string) bool { return strings.HasPrefix(s, "http://") || strings.HasPrefix(s, "https://") }

// manifestAt is the format of the manifest that a URL leads to, "" for a video's.
func manifestAt(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	switch contentType, _ := client.ManifestType(u.Path); contentType {
	case "text/csv":
		return "csv"
	case "":
		return ""
	}
	return "jsonl"
}

// rowsOf are rows of URLs. Without its query, which often is a signature, a URL is the same the
// next time.
func rowsOf(addresses []string) ([]map[string]string, error) {
	var rows []map[string]string
	for _, address := range addresses {
		u, err := url.Parse(address)
		if err != nil || !isURL(address) {
			return nil, &usageError{fmt.Errorf("%q is no URL", address)}
		}
		u.RawQuery, u.Fragment = "", ""
		rows = append(rows, map[string]string{"source_id": u.String(), "origin_url": address})
	}
	return rows, nil
}
