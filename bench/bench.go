package main

import (
	"context"
	"fmt"
	"io"
)

// bench is one run.
type bench struct {
	config

	progress io.Writer
}

// measure is one question put to the server.
type measure struct {
	name string
	run  func(*bench, context.Context) ([]section, error)
}

func measures() []measure {
	return []measure{
		{"create", (*bench).create},
		{"playable", (*bench).playable},
		{"transfer", (*bench).transfer},
		{"form", (*bench).form},
		{"s3", (*bench).s3},
		{"small", (*bench).small},
		{"open", (*bench).open},
		{"records", (*bench).records},
	}
}

// measure takes all measures that are wanted. On an error the table holds those
// that came before.
func (b *bench) measure(ctx context.Context) (table, error) {
	t := table{facts: machine(b.dir)}
	for _, m := range measures() {
		if !b.wants(m.name) {
			continue
		}
		sections, err := m.run(b, ctx)
		if err != nil {
			return t, fmt.Errorf("measure %s: %w", m.name, err)
		}
		t.sections = append(t.sections, sections...)
	}
	return t, nil
}

// say tells whoever waits what is going on.
func (b *bench) say(format string, args ...any) {
	fmt.Fprintf(b.progress, format+"\n", args...)
}
