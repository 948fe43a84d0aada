package native

import (
	"context"
	"io"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/tributary-video/tributary/internal/migration"
)

// Imports carries out imports of many. Its law is migration.Engine's.
type Imports interface {
	// Begin records an order; without a URL and a listing the manifest is body.
	Begin(ctx context.Context, o migration.Order, body io.Reader) (migration.Job, error)
	Job(ctx context.Context, projectID int64, id string) (migration.Job, error)
	Jobs(ctx context.Context, projectID int64, offset, limit int) ([]migration.Job, int, error)
	Items(ctx context.Context, projectID int64, id string, state migration.ItemState, offset, limit int) ([]migration.Item, int, error)
	// Each calls fn with every row and its video, by line.
	Each(ctx context.Context, projectID int64, id string, fn func(migration.Item) error) error
	// Do takes an action; in a wrong state it is media.Conflict.
	Do(ctx context.Context, projectID int64, id string, action migration.Action) (migration.Job, error)
}

// importRoutes registers the imports of many. Making one takes manifests of a gigabyte, which
// the gate would read into memory: it has a handler of its own and is described beside it.
func (a *API) importRoutes(mux *http.ServeMux, api huma.API) {
	const imports, one = "/v1/imports", "/v1/imports/{id}"
	api.OpenAPI().AddOperation(importOperation(api))
	mux.HandleFunc("POST "+imports, a.createImport)
	register(a, api, get("list-imports", imports, "Imports of many, newest first"), a.listImports)
	register(a, api, get("get-import", one, "An import with its counts", 404), a.getImport)
	register(a, api, get("list-import-items", one+"/items", "Rows of an import, in the order of the manifest", 404), a.listItems)
	register(a, api, operation(http.MethodPost, "act-on-import", one+"/{action}", "Start, pause, resume, retry or cancel", 200, 404, 409), a.actOnImport)
	register(a, api, table("get-import-report-csv", one+"/report.csv", "How every row ended, as CSV", "text/csv"), a.table(csvTable, reportSheet()))
	register(a, api, table("get-import-report", one+"/report.json", "How every row ended", "application/json"), a.table(jsonTable, reportSheet()))
	register(a, api, table("get-import-map-csv", one+"/map.csv", "What every source id is called here, as CSV", "text/csv"), a.table(csvTable, mapSheet()))
	register(a, api, table("get-import-map", one+"/map.json", "What every source id is called here", "application/json"), a.table(jsonTable, mapSheet()))
}

func (a *API) listImports(ctx context.Context, c call, in *Paging) (*answer[page[importJob]], error) {
	found, total, err := a.cfg.Imports.Jobs(ctx, c.project, in.offset(), in.Limit)
	if err != nil {
		return nil, err
	}
	return &answer[page[importJob]]{newPage(*in, found, total, showImport)}, nil
}

func (a *API) getImport(ctx context.Context, c call, in *byID) (*answer[importJob], error) {
	j, err := a.cfg.Imports.Job(ctx, c.project, in.ID)
	if err != nil {
		return nil, err
	}
	return &answer[importJob]{showImport(j)}, nil
}

type itemFilter struct {
	Paging

	ID    string    `path:"id" doc:"The import's id"`
	State itemState `query:"state" doc:"Only rows in this state"`
}

// itemList is a part of the rows of an import.
type itemList struct {
	Total int          `header:"X-Total-Count" doc:"Rows of all pages"`
	Body  []importItem `nullable:"false"`
}

func (a *API) listItems(ctx context.Context, c call, in *itemFilter) (*itemList, error) {
	found, total, err := a.cfg.Imports.Items(ctx, c.project, in.ID, migration.ItemState(in.State), in.offset(), in.Limit)
	if err != nil {
		return nil, err
	}
	return &itemList{total, newPage(in.Paging, found, total, showItem).Data}, nil
}

type importAction struct {
	ID     string `path:"id" doc:"The import's id"`
	Action string `path:"action" enum:"start,pause,resume,retry-failed,cancel" doc:"start runs what a dry run has planned; a paused import keeps what its transfers have brought"`
}

func (a *API) actOnImport(ctx context.Context, c call, in *importAction) (*answer[importJob], error) {
	j, err := a.cfg.Imports.Do(ctx, c.project, in.ID, migration.Action(in.Action))
	if err != nil {
		return nil, err
	}
	return &answer[importJob]{showImport(j)}, nil
}
