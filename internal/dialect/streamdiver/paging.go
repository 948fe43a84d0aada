package streamdiver

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

const (
	defaultPerPage = 10
	maxPerPage     = 50
	// maxPage keeps the number of the first item within 32 bits times a page: no list is longer.
	maxPage = 1<<31 - 1
)

// page is the part of a list that a call asks for.
type page struct {
	number int // from 0
	size   int // 1 to maxPerPage
}

// offset is the number of items before the page.
func (p page) offset() int { return p.number * p.size }

// pagination tells where in the list its data is.
type pagination struct {
	Page       int `json:"page"`
	PerPage    int `json:"perpage"`
	Total      int `json:"total"`
	TotalPages int `json:"totalPages"`
}

// page reads which page is wanted.
func (c call) page() (page, error) {
	query, problems := c.URL.Query(), faults{}
	p := page{
		number: problems.count(query, "page", 0, 0),
		size:   min(maxPerPage, problems.count(query, "perpage", defaultPerPage, 1)),
	}
	return p, problems.err()
}

// count reads a parameter that is a number of at least least; absent or empty it is or.
func (f faults) count(query url.Values, name string, or, least int) int {
	text := query.Get(name)
	if text == "" {
		return or
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < least || n > maxPage {
		f.add(name, fmt.Sprintf("must be a number from %d", least))
	}
	return n
}

// listed answers with the page p, whose items are data, of a list of total items.
func listed[T any](p page, data []T, total int) reply {
	answer := ok(append([]T{}, data...)) // never null
	answer.paging = &pagination{Page: p.number, PerPage: p.size, Total: total, TotalPages: (total + p.size - 1) / p.size}
	return answer
}

// part is the page p of a list that is at hand as a whole.
func part[T any](p page, all []T) []T {
	start := min(p.offset(), len(all))
	return all[start:min(start+p.size, len(all))]
}

// order is what a list is sorted by. by of "" is newest first.
type order struct {
	by         string
	descending bool
}

// order reads how a list is to be sorted: by one of the properties, "name" or "name:desc".
func (c call) order(properties ...string) (order, error) {
	text := c.URL.Query().Get("sort")
	by, direction, directed := strings.Cut(text, ":")
	switch {
	case text == "":
		return order{}, nil
	case !slices.Contains(properties, by):
		return order{}, invalid("sort", "must be one of "+strings.Join(properties, ", "))
	case directed && direction != "asc" && direction != "desc":
		return order{}, invalid("sort", "must end in :asc or :desc")
	}
	return order{by: by, descending: direction == "desc"}, nil
}

// filter reads what the items of a list must have, by property: filter=tags=a%2btags=b. It is
// read from the raw query, where an encoded plus divides conditions like a plain one does. A
// piece that is no condition belongs to the one before: form encoders write a blank as a plus.
func (c call) filter(properties ...string) (map[string][]string, error) {
	wanted, last := map[string][]string{}, ""
	for _, piece := range rawFilter(c.URL.RawQuery) {
		text, err := url.PathUnescape(piece)
		if err != nil {
			return nil, invalid("filter", "is not encoded as a URL")
		}
		property, value, condition := strings.Cut(text, "=")
		property = strings.TrimSpace(property)
		switch {
		case strings.ContainsRune(text, 0) || !utf8.ValidString(text): // nothing that is stored
			return nil, invalid("filter", "is not text")
		case !condition && last != "":
			values := wanted[last]
			values[len(values)-1] += " " + text
			continue
		case !condition || !slices.Contains(properties, property):
			return nil, invalid("filter", "must be conditions such as name=Demo on "+strings.Join(properties, ", "))
		}
		wanted[property] = append(wanted[property], value)
		last = property
	}
	return wanted, nil
}

// rawFilter cuts the parameters called filter into pieces, still encoded.
func rawFilter(query string) []string {
	var pieces []string
	for parameter := range strings.SplitSeq(query, "&") {
		name, value, _ := strings.Cut(parameter, "=")
		if name != "filter" || value == "" {
			continue
		}
		value = strings.NewReplacer("%2b", "+", "%2B", "+").Replace(value)
		pieces = append(pieces, strings.Split(value, "+")...)
	}
	return pieces
}
