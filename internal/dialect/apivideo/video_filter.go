package apivideo

import (
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/tributary-video/tributary/internal/catalog"
	"github.com/tributary-video/tributary/internal/dialect"
)

// maxFilters is how many tags and metadata one search may name: each is a subquery.
const maxFilters = 100

// videoFilter reads what a list of videos is narrowed to, and which page of it is wanted.
func (c call) videoFilter() (page, catalog.Filter, error) {
	p, err := c.page()
	if err != nil {
		return p, catalog.Filter{}, err
	}
	o, err := c.order("createdAt", "title", "publishedAt", "updatedAt")
	if err != nil {
		return p, catalog.Filter{}, err
	}
	query := c.URL.Query()
	f := catalog.Filter{
		ProjectID: c.project, Title: query.Get("title"), Description: query.Get("description"),
		Sort: videoSort(o.by), Descending: o.descending, Meta: map[string]string{},
	}
	for name, values := range query {
		if name == "tags" || strings.HasPrefix(name, "tags[") {
			f.Tags = append(f.Tags, slices.DeleteFunc(values, func(tag string) bool { return tag == "" })...)
		}
		if key, ok := metadataKey(name); ok {
			f.Meta[key] = values[0]
		}
	}
	return p, f, checkFilter(query, f)
}

// videoSort is the catalog's word for a field. A video is published when it is created.
func videoSort(by string) catalog.Sort {
	switch by {
	case "title":
		return catalog.SortTitle
	case "createdAt", "publishedAt":
		return catalog.SortCreated
	case "updatedAt":
		return catalog.SortUpdated
	}
	return ""
}

// metadataKey is k of "metadata[k]".
func metadataKey(name string) (string, bool) {
	rest, ok := strings.CutPrefix(name, "metadata[")
	key, closed := strings.CutSuffix(rest, "]")
	return key, ok && closed
}

func checkFilter(query url.Values, f catalog.Filter) error {
	if len(f.Tags)+len(f.Meta) > maxFilters {
		return invalidParameter("tags", "There are too many.")
	}
	return checkText(query)
}

// maxFilter is the longest text of a search, in bytes. SQLite takes patterns of up to 50,000,
// and what is escaped is twice as long.
const maxFilter = 4096

// checkText refuses parameters that no database takes.
func checkText(query url.Values) error {
	for name, values := range query {
		for _, text := range append(values, name) {
			if len(text) > maxFilter || !utf8.ValidString(text) || strings.ContainsRune(text, 0) {
				name, _, _ = strings.Cut(strings.ToValidUTF8(name, ""), "[")
				return invalidParameter(dialect.CutText(name, maxLabel), "Must be text in UTF-8 without NUL, of at most 4096 bytes.")
			}
		}
	}
	return nil
}
