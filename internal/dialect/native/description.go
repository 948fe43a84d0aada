package native

import (
	"fmt"
	"net/http"
	"strconv"
	"sync"

	"github.com/danielgtaylor/huma/v2"
)

// keyScheme is the name of the one way to prove who is asking.
const keyScheme = "key"

// description is the head of the OpenAPI document, and how huma reads and writes.
func (a *API) description() huma.Config {
	jsonFormat := huma.DefaultJSONFormat
	return huma.Config{
		OpenAPI: &huma.OpenAPI{
			OpenAPI: "3.1.0",
			Info: &huma.Info{
				Title: "Tributary", Version: a.cfg.Version,
				Description: "Videos of a project, whatever API brought them. Errors are problem details (RFC 9457).",
				License:     &huma.License{Name: "Apache-2.0", Identifier: "Apache-2.0"},
			},
			Servers: []*huma.Server{{URL: "/", Description: "The host that serves this document"}},
			Components: &huma.Components{
				Schemas: huma.NewMapRegistry("#/components/schemas/", huma.DefaultSchemaNamer),
				SecuritySchemes: map[string]*huma.SecurityScheme{keyScheme: {
					Type: "http", Scheme: "bearer", Description: "A key of the project: its id, a $ and 48 hex digits; instead of Bearer the word may be APIKey",
				}},
			},
		},
		Formats:                      map[string]huma.Format{"application/json": jsonFormat, "json": jsonFormat},
		DefaultFormat:                "application/json",
		RejectUnknownQueryParameters: true,
		Transformers:                 []huma.Transformer{tidy},
	}
}

// operation describes one method of a path. Statuses are of success and of the errors
// that are this operation's own; those that all have are added.
func operation(method, id, path, summary string, success int, failures ...int) huma.Operation {
	failures = append(failures, http.StatusUnauthorized, http.StatusUnprocessableEntity, http.StatusInternalServerError)
	if method == http.MethodPost || method == http.MethodPatch {
		failures = append(failures, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType)
	}
	return huma.Operation{
		OperationID: id, Method: method, Path: path, Summary: summary, DefaultStatus: success, Errors: failures,
		Security: []map[string][]string{{keyScheme: {}}},
	}
}

func get(id, path, summary string, failures ...int) huma.Operation {
	return operation(http.MethodGet, id, path, summary, http.StatusOK, failures...)
}

// download describes a GET that answers with bytes.
func download(id, path, summary string) huma.Operation {
	op := get(id, path, summary, http.StatusNotFound)
	bytes := map[string]*huma.MediaType{"application/octet-stream": {Schema: &huma.Schema{Type: "string", Format: "binary"}}}
	op.Responses = map[string]*huma.Response{}
	for _, code := range []int{http.StatusOK, http.StatusPartialContent} {
		op.Responses[strconv.Itoa(code)] = &huma.Response{Description: http.StatusText(code), Content: bytes}
	}
	return op
}

// document serves a form of the description, rendered at the first request.
func (a *API) document(contentType string, render func() ([]byte, error)) http.HandlerFunc {
	rendered := sync.OnceValues(render)
	return func(w http.ResponseWriter, r *http.Request) {
		prepare(w.Header())
		text, err := rendered()
		if err != nil {
			a.refuse(w, r, fmt.Errorf("render description: %w", err))
			return
		}
		w.Header().Set("Content-Type", contentType)
		_, _ = w.Write(text) // an error means that nobody listens any more
	}
}
