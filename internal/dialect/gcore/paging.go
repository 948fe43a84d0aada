package gcore

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/tributary-video/tributary/internal/dialect"
)

const (
	// defaultPageSize is what the vendor's apps take for a full page.
	defaultPageSize = 25
	maxPageSize     = 1000
)

// page is the part of a list that a call asks for.
type page struct {
	number int // from 1
	size   int
}

// page reads which page is wanted. What is no page is the first, what is no size the usual one.
func (c call) page() page {
	query := c.URL.Query()
	count := func(name string, or int) int {
		n, err := strconv.ParseInt(query.Get(name), 10, 32)
		if err != nil || n < 1 {
			return or
		}
		return int(n)
	}
	return page{number: count("page", 1), size: min(maxPageSize, count("per_page", defaultPageSize))}
}

// offset is the number of items before the page.
func (p page) offset() int { return (p.number - 1) * p.size }

// header tells how long the whole list is.
func (p page) header(total int) http.Header {
	return http.Header{"X-Total-Count": {strconv.Itoa(total)}, "X-Per-Page": {strconv.Itoa(p.size)}}
}

// chosen is a body with only those members that the parameter "fields" names; all of them without it.
func (c call) chosen(body any) (any, error) {
	fields := c.URL.Query().Get("fields")
	if fields == "" {
		return body, nil
	}
	raw, err := dialect.Marshal(body)
	if err != nil {
		return nil, fmt.Errorf("choose fields: %w", err)
	}
	var all map[string]json.RawMessage
	if err := json.Unmarshal(raw, &all); err != nil {
		return nil, fmt.Errorf("choose fields: %w", err)
	}
	some := map[string]json.RawMessage{}
	for name := range strings.SplitSeq(fields, ",") {
		name = strings.TrimSpace(name)
		if value, ok := all[name]; ok {
			some[name] = value
		}
	}
	return some, nil
}
