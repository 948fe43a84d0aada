package form_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tributary-video/tributary/internal/transport/form"
	"github.com/tributary-video/tributary/internal/upload"
)

// small are rules in single bytes.
func small() form.Rules {
	return form.Rules{PartMin: 5, PartMax: 20, SingleMax: 20, PartsMax: 10, SourceMax: 100}
}

// has is an upload that was cut by a scheme; pairs are numbers and lengths.
func has(scheme string, total int64, pairs ...int64) upload.Parts {
	p := upload.Parts{Scheme: scheme, Total: total}
	for i := 0; i < len(pairs); i += 2 {
		p = p.Put(upload.Part{Number: pairs[i], Length: pairs[i+1], Upload: "old"})
	}
	return p
}

func TestJudge(t *testing.T) {
	none := upload.Parts{}
	tests := []struct {
		name   string
		have   upload.Parts
		cut    form.Cut
		length int64
		same   bool
		code   form.Code
		want   string // of "repeat complete ends"
	}{
		{"whole", none, whole(), 20, false, 0, "complete ends"},
		{"whole, empty", none, whole(), 0, false, form.FileEmpty, ""},
		{"whole, too large", none, whole(), 21, false, form.TooLarge, ""},
		{"whole after a part", has(form.ByPart, 3, 1, 5), whole(), 5, true, form.AlreadyInitiated, ""},
		{"whole after a range", has(form.ByBytes, 0, 0, 5), whole(), 5, false, form.AlreadyInitiated, ""},

		{"part 0", none, part(0, 3), 5, false, form.PartZero, ""},
		{"part above all", none, part(11, form.Unknown), 5, false, form.PartTooHighAllowed, ""},
		{"no parts", none, part(1, 0), 5, false, form.TotalPartsZero, ""},
		{"too many parts", none, part(1, 11), 5, false, form.TotalPartsTooHigh, ""},
		{"part 4/3", none, part(4, 3), 5, false, form.PartTooHighTotal, ""},
		{"part after a range", has(form.ByBytes, 0, 0, 5), part(1, 3), 5, false, form.StartedWithBytes, ""},
		{"another total", has(form.ByPart, 3, 1, 5), part(2, 4), 5, false, form.DifferentTotalParts, ""},
		{"total below a part", has(form.ByPart, 0, 5, 5), part(2, 4), 5, false, form.TotalPartsTooLow, ""},
		{"total equal to a part", has(form.ByPart, 0, 5, 5), part(2, 5), 5, false, 0, ""},
		{"part above the known total", has(form.ByPart, 3, 1, 5), part(4, form.Unknown), 5, false, form.PartTooHighTotal, ""},
		{"part known, same", has(form.ByPart, 3, 2, 5), part(2, 3), 5, true, 0, "repeat"},
		{"part known, other bytes", has(form.ByPart, 3, 2, 5), part(2, 3), 5, false, form.PartAlreadySent, ""},
		{"part known, other length", has(form.ByPart, 3, 2, 5), part(2, 3), 6, false, form.PartAlreadySent, ""},
		{"part known, small, same", has(form.ByPart, 3, 3, 1), part(3, 3), 1, true, 0, "repeat ends"},
		{"repeat says the total", has(form.ByPart, 0, 1, 5, 2, 5), part(2, 2), 5, true, 0, "repeat complete ends"},
		{"part too small", none, part(1, 2), 4, false, form.PartTooSmall, ""},
		{"part empty", none, part(1, 2), 0, false, form.PartTooSmall, ""},
		{"part of unknown total too small", has(form.ByPart, 0, 1, 5), part(2, form.Unknown), 4, false, form.PartTooSmall, ""},
		{"part too large", none, part(1, 2), 21, false, form.TooLarge, ""},
		{"last part small", none, part(2, 2), 1, false, 0, "ends"},
		{"last part empty", has(form.ByPart, 2, 1, 5), part(2, 2), 0, false, 0, "complete ends"},
		{"only part empty", none, part(1, 1), 0, false, form.FileEmpty, ""},
		{"only part small", none, part(1, 1), 1, false, 0, "complete ends"},
		{"completed by the middle", has(form.ByPart, 3, 1, 5, 3, 1), part(2, form.Unknown), 5, false, 0, "complete"},
		{"parts too large together", has(form.ByPart, 10, 1, 20, 2, 20, 3, 20, 4, 20, 5, 20), part(6, 10), 5, false, form.TooLarge, ""},

		{"first byte too high", none, span(5, 4, 10), 5, false, form.FromByteTooHigh, ""},
		{"last byte too high", none, span(96, 100, form.Unknown), 5, false, form.ToByteTooHighAllowed, ""},
		{"no bytes", none, span(0, 4, 0), 5, false, form.TotalBytesZero, ""},
		{"too many bytes", none, span(0, 4, 101), 5, false, form.TotalBytesTooHigh, ""},
		{"last byte behind the end", none, span(0, 9, 9), 10, false, form.ToByteTooHighTotal, ""},
		{"range too small", none, span(0, 3, 10), 4, false, form.RangeTooSmall, ""},
		{"range of unknown total too small", none, span(0, 3, form.Unknown), 4, false, form.RangeTooSmall, ""},
		{"range too large", none, span(0, 20, 30), 21, false, form.RangeTooLarge, ""},
		{"range after a part", has(form.ByPart, 0, 1, 5), span(0, 4, 10), 5, false, form.StartedWithPart, ""},
		{"another size", has(form.ByBytes, 10, 0, 5), span(5, 10, 11), 6, false, form.DifferentTotalBytes, ""},
		{"size below a byte", has(form.ByBytes, 0, 10, 5), span(0, 4, 14), 5, false, form.TotalBytesTooLow, ""},
		{"size just above", has(form.ByBytes, 0, 10, 5), span(0, 4, 15), 5, false, 0, ""},
		{"byte behind the known end", has(form.ByBytes, 10, 0, 5), span(6, 10, form.Unknown), 5, false, form.ToByteTooHighTotal, ""},
		{"range known, same", has(form.ByBytes, 10, 0, 5), span(0, 4, 10), 5, true, 0, "repeat"},
		{"range known, other bytes", has(form.ByBytes, 10, 0, 5), span(0, 4, 10), 5, false, form.RangeOverlap, ""},
		{"range overlaps before", has(form.ByBytes, 0, 5, 5), span(0, 5, form.Unknown), 6, false, form.RangeOverlap, ""},
		{"range overlaps behind", has(form.ByBytes, 0, 0, 6), span(5, 9, 10), 5, false, form.RangeOverlap, ""},
		{"range inside", has(form.ByBytes, 0, 0, 15), span(5, 9, form.Unknown), 5, false, form.RangeOverlap, ""},
		{"known range, body of another length", has(form.ByBytes, 0, 0, 5), span(0, 5, form.Unknown), 5, true, form.RangeOverlap, ""},
		{"range mismatch", none, span(0, 4, 10), 6, false, form.RangeMismatch, ""},
		{"range empty", none, span(0, 4, 10), 0, false, form.RangeMismatch, ""},
		{"last range small", has(form.ByBytes, 11, 0, 10), span(10, 10, 11), 1, false, 0, "complete ends"},
		{"one range", none, span(0, 0, 1), 1, false, 0, "complete ends"},
		{"last range first", none, span(10, 10, 11), 1, false, 0, "ends"},
		{"total comes with the middle", has(form.ByBytes, 0, 0, 5, 10, 5), span(5, 9, 15), 5, false, 0, "complete"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := small().Judge(tt.have, tt.cut, upload.Upload{ID: "new", Offset: tt.length}, tt.same)
			if code := codeOf(t, err); code != tt.code {
				t.Fatalf("code %d (%v), want %d", code, err, tt.code)
			}
			if err == nil {
				wantVerdict(t, tt.have, tt.cut, tt.length, got, tt.want)
			}
		})
	}
}

func wantVerdict(t *testing.T, have upload.Parts, c form.Cut, length int64, got form.Verdict, want string) {
	t.Helper()
	flags := ""
	for _, f := range []struct {
		on   bool
		name string
	}{{got.Repeat, "repeat"}, {got.Complete, "complete"}, {got.Ends, "ends"}} {
		if f.on && flags != "" {
			flags += " "
		}
		if f.on {
			flags += f.name
		}
	}
	if flags != want {
		t.Errorf("verdict %q, want %q", flags, want)
	}
	parts := have
	parts.Scheme = c.Scheme
	if c.Total != form.Unknown {
		parts.Total = c.Total
	}
	if !got.Repeat {
		parts = parts.Put(upload.Part{Number: c.First, Length: length, Upload: "new"})
	}
	if diff := cmp.Diff(parts, got.Parts); diff != "" {
		t.Errorf("parts (-want +got):\n%s", diff)
	}
}

func TestFollows(t *testing.T) {
	for _, tt := range []struct {
		name string
		have upload.Parts
		cut  form.Cut
		want bool
	}{
		{"first of nothing", upload.Parts{}, part(1, 3), true},
		{"next", has(form.ByPart, 3, 1, 5, 2, 5), part(3, 3), true},
		{"next of unknown total", has(form.ByPart, 0, 1, 5), part(2, 2), true},
		{"gap", has(form.ByPart, 3, 1, 5), part(3, 3), false},
		{"hole before", has(form.ByPart, 3, 2, 5), part(3, 3), false},
		{"known", has(form.ByPart, 3, 1, 5, 2, 5), part(2, 3), false},
		{"another total", has(form.ByPart, 3, 1, 5), part(2, 4), false},
		{"another scheme", has(form.ByBytes, 0, 0, 5), part(2, 4), false},
		{"next range", has(form.ByBytes, 0, 0, 5, 5, 5), span(10, 14, 15), true},
		{"range gap", has(form.ByBytes, 0, 0, 5), span(10, 14, 15), false},
	} {
		if got := form.Follows(tt.have, tt.cut); got != tt.want {
			t.Errorf("%s: %v", tt.name, got)
		}
	}
}

func TestPlace(t *testing.T) {
	parts, ranges := has(form.ByPart, 3, 1, 7, 2, 5, 3, 1), has(form.ByBytes, 13, 0, 7, 7, 6)
	for _, tt := range []struct {
		name          string
		have          upload.Parts
		cut           form.Cut
		start, length int64
		ok            bool
	}{
		{"part", parts, part(3, 3), 12, 1, true},
		{"part of unknown total", parts, part(2, form.Unknown), 7, 5, true},
		{"part of another total", parts, part(2, 4), 0, 0, false},
		{"part that was none", parts, part(9, form.Unknown), 0, 0, false},
		{"whole", parts, whole(), 0, 13, true},
		{"only part", ranges, part(1, 1), 0, 13, true},
		{"range", ranges, span(7, 12, 13), 7, 6, true},
		{"range with another end", ranges, span(7, 11, form.Unknown), 7, 6, false},
		{"range of parts", parts, span(7, 11, form.Unknown), 0, 0, false},
	} {
		start, length, ok := form.Place(tt.have, 13, tt.cut)
		if ok != tt.ok || ok && (start != tt.start || length != tt.length) {
			t.Errorf("%s: %d bytes at %d, %v", tt.name, length, start, ok)
		}
	}
}
