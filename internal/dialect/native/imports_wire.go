package native

import (
	"bytes"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/tributary-video/tributary/internal/migration"
)

// itemState is a migration.ItemState whose description lists them all.
type itemState migration.ItemState

// Schema implements huma.SchemaProvider.
func (itemState) Schema(huma.Registry) *huma.Schema {
	s := &huma.Schema{Type: huma.TypeString}
	for _, one := range migration.ItemStates() {
		s.Enum = append(s.Enum, string(one))
	}
	return s
}

// importOrder is the body of a new import. Its fields are checked by package migration.
type importOrder struct {
	Source   string          `json:"source" maxLength:"128" doc:"Your name of where the videos come from: rows are known by it and their source_id"`
	DryRun   bool            `json:"dry_run,omitempty" doc:"Check the rows and make nothing; start runs it"`
	Manifest *importManifest `json:"manifest,omitempty" doc:"Rows with source_id and origin_url; without it there has to be a listing"`
	Listing  *importListing  `json:"listing,omitempty" doc:"Another service that is asked for its videos"`
	Options  *importOptions  `json:"options,omitempty"`
}

type importManifest struct {
	Format string      `json:"format,omitempty" enum:"jsonl,csv" default:"jsonl" doc:"Of what is at the URL; CSV has a header"`
	URL    string      `json:"url,omitempty" format:"uri"`
	Inline []importRow `json:"inline,omitempty" maxItems:"10000" doc:"The rows themselves"`
}

// importRow is a row that is not looked at here.
type importRow []byte

// UnmarshalJSON implements json.Unmarshaler.
func (r *importRow) UnmarshalJSON(raw []byte) error {
	*r = bytes.Clone(raw)
	return nil
}

// Schema implements huma.SchemaProvider.
func (importRow) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeObject, AdditionalProperties: true}
}

type importListing struct {
	Kind       string `json:"kind" enum:"s3,http,tributary,gcore"`
	Endpoint   string `json:"endpoint,omitempty" format:"uri" doc:"The service, or the folder"`
	BaseURL    string `json:"base_url,omitempty" format:"uri" doc:"The same by another name"`
	Bucket     string `json:"bucket,omitempty"`
	Prefix     string `json:"prefix,omitempty"`
	Region     string `json:"region,omitempty" doc:"us-east-1 without it"`
	Credential string `json:"credential,omitempty" doc:"The name of one that the operator of this server has configured"`
}

type importOptions struct {
	Concurrency     int  `json:"concurrency,omitempty" minimum:"1" maximum:"64" default:"16" doc:"Rows fetched at once; together a project has 64"`
	PerHost         int  `json:"per_host,omitempty" minimum:"1" maximum:"16" default:"4" doc:"Of them from one host, which everybody together asks 16 times at once"`
	Probe           bool `json:"probe,omitempty" doc:"A dry run asks every origin for its size"`
	KeepCreatedAt   bool `json:"keep_created_at,omitempty" doc:"Videos have been made when their rows say"`
	ReimportDeleted bool `json:"reimport_deleted,omitempty" doc:"Rows whose video was deleted here come again"`
}

// order is what an importOrder asks for.
func (o importOrder) order(project int64) migration.Order {
	out := migration.Order{ProjectID: project, Source: o.Source, DryRun: o.DryRun}
	if m := o.Manifest; m != nil {
		out.Input.Format, out.Input.URL = m.Format, m.URL
	}
	if out.Input.Format == "" {
		out.Input.Format = migration.JSONL
	}
	if l := o.Listing; l != nil {
		out.Input.Listing = &migration.Listing{
			Kind: l.Kind, Endpoint: l.Endpoint + l.BaseURL, Bucket: l.Bucket, Prefix: l.Prefix, Region: l.Region, Credential: l.Credential,
		}
	}
	if o.Options != nil {
		out.Options = migration.Options(*o.Options)
	}
	return out
}

type importJob struct {
	ID         string       `json:"id"`
	State      string       `json:"state" enum:"planning,planned,running,paused,finished,canceled,failed"`
	Source     string       `json:"source"`
	DryRun     bool         `json:"dry_run" doc:"The rows were only looked at so far"`
	Counts     importCounts `json:"counts" doc:"Rows by state"`
	BytesTotal int64        `json:"bytes_total" doc:"As far as sizes are known"`
	BytesDone  int64        `json:"bytes_done"`
	Failure    *failure     `json:"failure,omitempty" doc:"Why the rows could not be read"`
	CreatedAt  time.Time    `json:"created_at"`
	UpdatedAt  time.Time    `json:"updated_at"`
}

type importCounts struct {
	Total      int64 `json:"total"`
	Queued     int64 `json:"queued"`
	Fetching   int64 `json:"fetching"`
	Processing int64 `json:"processing"`
	Done       int64 `json:"done"`
	Skipped    int64 `json:"skipped"`
	Failed     int64 `json:"failed"`
	Canceled   int64 `json:"canceled"`
}

func showImport(j migration.Job) importJob {
	n := j.Counts
	out := importJob{
		ID: j.ID, State: string(j.State), Source: j.Source, DryRun: j.Dry(), BytesTotal: j.BytesTotal, BytesDone: j.BytesDone,
		CreatedAt: j.CreatedAt, UpdatedAt: j.UpdatedAt,
		Counts: importCounts{
			Total: j.Total(), Queued: n[migration.Queued], Fetching: n[migration.Fetching], Processing: n[migration.Processing],
			Done: n[migration.Done], Skipped: n[migration.Skipped], Failed: n[migration.Failed], Canceled: n[migration.ItemCanceled],
		},
	}
	if j.Failure != nil {
		out.Failure = &failure{Code: j.Failure.Code, Text: j.Failure.Text}
	}
	return out
}

type importItem struct {
	Line     int64     `json:"line" doc:"Of the manifest, counted from 1"`
	SourceID string    `json:"source_id"`
	State    itemState `json:"state"`
	Reason   string    `json:"reason,omitempty" doc:"Why it was skipped, in a word, has failed or was canceled; or what a row that is done comes without: subtitle_unavailable, poster_unavailable"`
	Video    string    `json:"video,omitempty" format:"uuid" doc:"Its video, or that which it would have been"`
	Attempts int       `json:"attempts" doc:"Requests for its file, without those that the origin put off"`
	Size     int64     `json:"size,omitempty" doc:"Bytes, as the manifest or the origin says"`
	Bytes    int64     `json:"bytes" doc:"Of the file that is here"`
	Seconds  float64   `json:"seconds,omitempty" doc:"From its first request to its end"`
}

func showItem(i migration.Item) importItem {
	return importItem{
		Line: i.Line, SourceID: i.SourceID, State: itemState(i.State), Reason: i.Reason, Video: i.VideoID, Attempts: i.Attempts,
		Size: i.Size, Bytes: i.Bytes, Seconds: i.Seconds(),
	}
}
