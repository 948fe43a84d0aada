package native

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"reflect"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"github.com/tributary-video/tributary/internal/httpd"
	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/migration"
)

const (
	// maxImportOrder is the largest JSON of an order, in bytes: 10000 rows with signed links.
	maxImportOrder = 64 << 20
	maxInlineRows  = 10_000
)

// createImport takes an order as JSON, or a manifest as it is.
func (a *API) createImport(w http.ResponseWriter, r *http.Request) {
	prepare(w.Header())
	grant, err := a.grant(r)
	if err != nil {
		a.refuse(w, r, err)
		return
	}
	o, body, err := readImport(r, grant.ProjectID)
	if err == nil {
		var j migration.Job
		if j, err = a.cfg.Imports.Begin(r.Context(), o, body); err == nil {
			w.Header().Set("Location", httpd.BaseURL(a.cfg.PublicURL, r)+"/v1/imports/"+j.ID)
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(http.StatusCreated)
			_ = json.NewEncoder(w).Encode(showImport(j)) // it always marshals, and who has left is not told
			return
		}
	}
	a.refuse(w, r, err)
}

// readImport reads an order. Its rows are read by whoever carries it out.
func readImport(r *http.Request, project int64) (migration.Order, io.Reader, error) {
	sent, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	o := migration.Order{ProjectID: project, Source: r.URL.Query().Get("source")}
	o.DryRun, _ = strconv.ParseBool(r.URL.Query().Get("dry_run"))
	switch {
	case r.Header.Get("Content-Type") == "" || err == nil && sent == "application/json":
		return readImportOrder(r, project)
	case sent == "application/x-ndjson" || sent == "application/jsonl":
		o.Input.Format = migration.JSONL
	case sent == "text/csv":
		o.Input.Format = migration.CSV
	default:
		return o, nil, media.Errorf(media.WrongType, "content type must be application/json, application/x-ndjson or text/csv")
	}
	return o, r.Body, nil
}

func readImportOrder(r *http.Request, project int64) (migration.Order, io.Reader, error) {
	var sent importOrder
	body := http.MaxBytesReader(nil, r.Body, maxImportOrder)
	d := json.NewDecoder(body)
	d.DisallowUnknownFields()
	err := d.Decode(&sent)
	if err == nil && d.More() {
		err = media.Errorf(media.Invalid, "body is more than one value")
	}
	if err != nil {
		return migration.Order{}, nil, unreadableOrder(err)
	}
	o := sent.order(project)
	if sent.Manifest == nil || sent.Manifest.Inline == nil {
		if o.Input.URL == "" && o.Input.Listing == nil {
			return o, nil, media.Errorf(media.Invalid, "there is neither a manifest nor a listing")
		}
		return o, nil, nil
	}
	if o.Input.URL != "" || o.Input.Listing != nil {
		return o, nil, media.Errorf(media.Invalid, "the rows come from one place: a URL, a listing or the order itself")
	}
	if n := len(sent.Manifest.Inline); n > maxInlineRows {
		return o, nil, media.Errorf(media.Invalid, "an order has room for %d rows: send more as application/x-ndjson or text/csv", maxInlineRows)
	}
	o.Input.Format = migration.JSONL
	return o, lines(sent.Manifest.Inline), nil
}

func unreadableOrder(err error) error {
	public, kind := "body is not valid JSON with the fields of an import", media.Invalid
	if media.KindOf(err) == media.Invalid {
		return err
	}
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		public, kind = "body is too large: send the rows as application/x-ndjson or text/csv", media.TooLarge
	}
	return &media.Error{Kind: kind, Public: public, Cause: err}
}

// lines are rows as a manifest.
func lines(sent []importRow) io.Reader {
	var b bytes.Buffer
	for _, row := range sent {
		_ = json.Compact(&b, row) // the decoder has read it
		b.WriteByte('\n')
	}
	return &b
}

// importOperation describes createImport.
func importOperation(api huma.API) *huma.Operation {
	op := operation(http.MethodPost, "create-import", "/v1/imports", "Import many videos: from a manifest, or from another service", 201)
	schemas := api.OpenAPI().Components.Schemas
	text := &huma.Schema{Type: huma.TypeString}
	op.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{
		"application/json":     {Schema: schemas.Schema(reflect.TypeFor[importOrder](), true, "NewImport")},
		"application/x-ndjson": {Schema: text},
		"text/csv":             {Schema: text},
	}}
	op.Parameters = []*huma.Param{
		{Name: "source", In: "query", Schema: text, Description: "Of a manifest that is sent as it is: the order's source"},
		{Name: "dry_run", In: "query", Schema: &huma.Schema{Type: huma.TypeBoolean}, Description: "Likewise"},
	}
	shown := schemas.Schema(reflect.TypeFor[importJob](), true, "ImportJob")
	op.Responses = map[string]*huma.Response{"201": {
		Description: http.StatusText(http.StatusCreated), Content: map[string]*huma.MediaType{"application/json": {Schema: shown}},
	}}
	refusal := schemas.Schema(reflect.TypeFor[huma.ErrorModel](), true, "ErrorModel")
	for _, code := range op.Errors {
		op.Responses[strconv.Itoa(code)] = &huma.Response{
			Description: http.StatusText(code), Content: map[string]*huma.MediaType{"application/problem+json": {Schema: refusal}},
		}
	}
	return &op
}
