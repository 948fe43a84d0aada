package form_test

import (
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/transport/form"
)

// codeOf is the code of an error, 0 for none.
func codeOf(t *testing.T, err error) form.Code {
	t.Helper()
	if err == nil {
		return 0
	}
	e, ok := errors.AsType[*form.Error](err)
	if !ok {
		t.Fatalf("error %v has no code", err)
	}
	return e.Code
}

func part(n, total int64) form.Cut {
	return form.Cut{Scheme: form.ByPart, First: n, Last: n, Total: total}
}

func span(first, last, total int64) form.Cut {
	return form.Cut{Scheme: form.ByBytes, First: first, Last: last, Total: total}
}

func whole() form.Cut { return form.Cut{Scheme: form.Whole, First: 1, Last: 1, Total: 1} }

func TestParseContentRange(t *testing.T) {
	const huge = "99999999999999999999999999"
	for value, want := range map[string]form.Cut{
		"part 1/3":                      part(1, 3),
		"  Part 2/*\t":                  part(2, form.Unknown),
		"part%201%2F3":                  part(1, 3),
		"PART   10000/10000":            part(10000, 10000),
		"part 0/0":                      part(0, 0),
		"part " + huge + "/" + huge:     part(math.MaxInt64, math.MaxInt64),
		"bytes 0-5242879/10546620":      span(0, 5242879, 10546620),
		"bytes 0-5242879/*":             span(0, 5242879, form.Unknown),
		"bytes 0-5242879":               span(0, 5242879, form.Unknown),
		"BYTES%200-4%2F5":               span(0, 4, 5),
		"bytes 7-3/2":                   span(7, 3, 2),
		"bytes 9223372036854775807-0/1": span(math.MaxInt64, 0, 1),
	} {
		got, err := form.ParseContentRange([]string{value})
		if err != nil {
			t.Errorf("%q: %v", value, err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", value, diff)
		}
	}
	if got, err := form.ParseContentRange(nil); err != nil || got != whole() {
		t.Errorf("no header: %+v, %v", got, err)
	}
}

func TestMalformedContentRange(t *testing.T) {
	for _, values := range [][]string{
		{""}, {" "}, {"part"}, {"part "}, {"part 1"}, {"part 1/"}, {"part /3"}, {"part -1/3"}, {"part 1/3/4"}, {"part 1 / 3"},
		{"part 1/3 " + "x"}, {"part1/3"}, {"parts 1/3"}, {"part 1.0/3"}, {"part ١/3"}, {"part +1/3"}, {"part%2"}, {"part%25201%252F3"},
		{"bytes"}, {"bytes 0"}, {"bytes 0-"}, {"bytes -5/6"}, {"bytes 0-4/"}, {"bytes */5"}, {"bytes=0-4/5"}, {"bytes 0-4-5/6"},
		{"items 0-4/5"}, {"part 1/3", "part 1/3"}, {"part 1/3\x00"},
	} {
		_, err := form.ParseContentRange(values)
		if err == nil || codeOf(t, err) != form.Malformed || media.KindOf(err) != media.Invalid {
			t.Errorf("%q: %v", values, err)
		}
	}
}

// FuzzContentRange: whatever a header says, it is refused or means what it says when it is
// written out again.
func FuzzContentRange(f *testing.F) {
	for _, seed := range []string{"part 1/3", "part%201%2F3", "bytes 0-5/6", "bytes 0-5/*", "bytes 0-5", "PART 1/*", "%", "bytes 18446744073709551616-1/1"} {
		f.Add(seed)
	}
	rules := form.Rules{PartMin: 5 << 20, PartMax: 200 << 20, SingleMax: 200 << 20, PartsMax: 10_000, SourceMax: 52_428_800_000}
	f.Fuzz(func(t *testing.T, value string) {
		c, err := form.ParseContentRange([]string{value})
		if err != nil {
			if codeOf(t, err) != form.Malformed {
				t.Errorf("%q: %v", value, err)
			}
			return
		}
		if c.Scheme != form.ByPart && c.Scheme != form.ByBytes || c.First < 0 || c.Last < 0 || c.Total < form.Unknown {
			t.Errorf("%q: %+v", value, c)
		}
		if !strings.Contains(strings.ToLower(value), c.Scheme) && !strings.Contains(value, "%") {
			t.Errorf("%q is %s", value, c.Scheme)
		}
		if rules.Check(c) == nil && (c.Last >= rules.SourceMax || rules.Largest(c) < 1 || rules.Largest(c) > rules.PartMax) {
			t.Errorf("%q is accepted: %+v, at most %d bytes", value, c, rules.Largest(c))
		}
	})
}
