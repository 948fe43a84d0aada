package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestReport(t *testing.T) {
	table := table{facts: []string{"disk:\text4", "load at start:\t0.1"}, sections: []section{
		{title: "create", rows: []row{{"median", "0.57 ms", "20 ms", "0.22 ms to sync"}, {what: "p95", value: "1.23 ms"}}},
	}}
	path := filepath.Join(t.TempDir(), "test-output", "bench.txt")
	var printed strings.Builder
	if err := report(table, path, &printed); err != nil {
		t.Fatal(err)
	}
	kept, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(printed.String(), string(kept)); diff != "" {
		t.Errorf("printed (-) and kept (+):\n%s", diff)
	}
	const want = `disk:           ext4
load at start:  0.1

create    value    target  beside
  median  0.57 ms  20 ms   0.22 ms to sync
  p95     1.23 ms
`
	if diff := cmp.Diff(want, printed.String()); diff != "" {
		t.Errorf("table (-want +got):\n%s", diff)
	}
}

func TestParseConfig(t *testing.T) {
	for name, c := range map[string]struct {
		args []string
		ok   bool
	}{
		"defaults":        {nil, true},
		"two measures":    {[]string{"-only", "create,transfer"}, true},
		"unknown measure": {[]string{"-only", "creat"}, false},
		"no rounds":       {[]string{"-rounds", "0"}, false},
		"no bytes":        {[]string{"-size", "0"}, false},
	} {
		if _, err := parseConfig(c.args); (err == nil) != c.ok {
			t.Errorf("%s: error is %v", name, err)
		}
	}
}
