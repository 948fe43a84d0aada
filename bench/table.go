package main

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
)

// table is the report of a run.
type table struct {
	facts    []string // about the machine, one a line
	sections []section
}

// section is what one measure found.
type section struct {
	title string
	rows  []row
}

// row is one figure. Target and beside are "" where there is none.
type row struct {
	what   string
	value  string
	target string
	beside string // a peer or a limit of the machine, from the same run
}

// write prints the table. Columns are as wide as their section needs.
func (t table) write(w io.Writer) error {
	var text bytes.Buffer
	tab := tabwriter.NewWriter(&text, 0, 0, 2, ' ', 0)
	for _, fact := range t.facts {
		fmt.Fprintln(tab, fact)
	}
	for _, s := range t.sections {
		fmt.Fprintf(tab, "\n%s\tvalue\ttarget\tbeside\n", s.title)
		for _, r := range s.rows {
			fmt.Fprintf(tab, "  %s\t%s\t%s\t%s\n", r.what, r.value, r.target, r.beside)
		}
	}
	if err := tab.Flush(); err != nil {
		return fmt.Errorf("write table: %w", err)
	}
	for line := range strings.Lines(text.String()) { // empty cells at the end are padded
		if _, err := fmt.Fprintln(w, strings.TrimRight(line, " \n")); err != nil {
			return fmt.Errorf("write table: %w", err)
		}
	}
	return nil
}
