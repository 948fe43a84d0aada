package apivideo

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
)

const (
	defaultPageSize = 25
	maxPageSize     = 100
	// maxPage keeps the number of the first item within 32 bits times a page: no list is longer.
	maxPage = 1<<31 - 1
)

// page is the part of a list that a call asks for.
type page struct {
	number int // from 1
	size   int
}

// offset is the number of items before the page.
func (p page) offset() int { return (p.number - 1) * p.size }

// listBody is a page on the wire (contract section 3.0).
type listBody[T any] struct {
	Data       []T        `json:"data"`
	Pagination pagination `json:"pagination"`
}

type pagination struct {
	CurrentPage      int    `json:"currentPage"`
	PageSize         int    `json:"pageSize"`
	PagesTotal       int    `json:"pagesTotal"` // 1 of an empty list: clients count up to it
	ItemsTotal       int    `json:"itemsTotal"`
	CurrentPageItems int    `json:"currentPageItems"`
	Links            []link `json:"links"`
}

type link struct {
	Rel string `json:"rel"`
	URI string `json:"uri"`
}

// page reads which page is wanted. Every parameter out of its range is told.
func (c call) page() (page, error) {
	query := c.URL.Query()
	var f faults
	p := page{
		number: f.count(query, "currentPage", 1, bounds{Min: 1}),
		size:   f.count(query, "pageSize", defaultPageSize, bounds{Min: 1, Max: maxPageSize}),
	}
	return p, f.err()
}

// count reads a parameter that is a number within bounds; absent or empty it is or.
func (f *faults) count(query url.Values, name string, or int, within bounds) int {
	text := query.Get(name)
	if text == "" {
		return or
	}
	n, err := strconv.Atoi(text)
	if most := within.Max; err != nil || n < within.Min || most > 0 && n > most || n > maxPage {
		f.add(fault{status: http.StatusBadRequest, slug: invalidQuery, name: name, bounds: &within})
	}
	return n
}

// order is what a list is sorted by. by of "" is newest first.
type order struct {
	by         string
	descending bool
}

// order reads how a list is to be sorted, by one of the names.
func (c call) order(names ...string) (order, error) {
	query := c.URL.Query()
	o := order{by: query.Get("sortBy")}
	var f faults
	if o.by != "" && !slices.Contains(names, o.by) {
		f.add(invalidParameter("sortBy", "", names...))
	}
	switch direction := query.Get("sortOrder"); direction {
	case "", "asc":
		// Without a field, "asc" alone asks for the oldest first.
		if direction != "" && o.by == "" {
			o.by = names[0]
		}
	case "desc":
		o.descending = true
	default:
		f.add(invalidParameter("sortOrder", "", "asc", "desc"))
	}
	return o, f.err()
}

// listOf is the page p of a list that is at hand as a whole.
func listOf[T any](c call, p page, all []T) listBody[T] {
	start := min(p.offset(), len(all))
	end := min(start+p.size, len(all))
	return pageOf(c, p, all[start:end], len(all))
}

// pageOf is the page p, whose items are data, of a list of total items.
func pageOf[T any](c call, p page, data []T, total int) listBody[T] {
	last := max(1, (total+p.size-1)/p.size)
	return listBody[T]{
		Data: append([]T{}, data...), // never null
		Pagination: pagination{
			CurrentPage: p.number, PageSize: p.size, PagesTotal: last, ItemsTotal: total, CurrentPageItems: len(data),
			Links: c.links(p, last),
		},
	}
}

// links lead to the pages around p. They keep the filters.
func (c call) links(p page, last int) []link {
	query := c.URL.Query()
	query.Set("pageSize", strconv.Itoa(p.size))
	to := func(rel string, number int) link {
		query.Set("currentPage", strconv.Itoa(number))
		return link{Rel: rel, URI: c.URL.Path + "?" + query.Encode()}
	}
	links := []link{to("self", p.number), to("first", 1)}
	if p.number > 1 {
		links = append(links, to("previous", min(p.number-1, last)))
	}
	if p.number < last {
		links = append(links, to("next", p.number+1))
	}
	return append(links, to("last", last))
}
