package form

import (
	"slices"

	"github.com/tributary-video/tributary/internal/upload"
)

// Verdict is what an accepted piece makes of an upload.
type Verdict struct {
	Parts    upload.Parts // to be recorded
	Repeat   bool         // the piece was there already; the bytes that came now are not needed
	Complete bool         // nothing is missing any more
	Ends     bool         // the piece is the last of the file, whether or not others are missing
}

// Judge decides about a piece that is stored in a partial upload. have is what is
// recorded; same tells whether the piece has the bytes of the recorded one with its
// number, and means nothing when there is none. The order of the questions is that of the
// answers a sender gets: the first that fails is told.
func (r Rules) Judge(have upload.Parts, c Cut, stored upload.Upload, same bool) (Verdict, error) {
	if err := r.Admit(have, c); err != nil {
		return Verdict{}, err
	}
	want := have
	want.Scheme = c.Scheme
	if c.Total != Unknown {
		want.Total = c.Total
	}
	item := c.item(stored)
	known, err := knows(have, c, item, same)
	if err != nil {
		return Verdict{}, err
	}
	if !known {
		if err := r.size(have, c, item.Length); err != nil {
			return Verdict{}, err
		}
		want = want.Put(item)
	}
	return Verdict{Parts: want, Repeat: known, Complete: complete(want), Ends: ends(want, c)}, nil
}

// Admit is the part of Judge that needs no body: whether the piece goes with how the file
// was cut so far.
func (r Rules) Admit(have upload.Parts, c Cut) error {
	if err := r.Check(c); err != nil {
		return err
	}
	if have.Scheme != "" && (have.Scheme != c.Scheme || c.Scheme == Whole) {
		return mixed(have.Scheme, c.Scheme)
	}
	switch c.Scheme {
	case ByPart:
		return goesWithParts(have, c)
	case ByBytes:
		return goesWithBytes(have, c)
	}
	return nil
}

func mixed(begun, scheme string) error {
	switch {
	case scheme == Whole || begun == Whole:
		return refusal(AlreadyInitiated, "Pieces of the file were sent before; go on with these.")
	case begun == ByBytes:
		return refusal(StartedWithBytes, "Ranges of bytes were sent before; go on with these.")
	default:
		return refusal(StartedWithPart, "Numbered parts were sent before; go on with these.")
	}
}

func goesWithParts(have upload.Parts, c Cut) error {
	highest := int64(0)
	if n := len(have.Items); n > 0 {
		highest = have.Items[n-1].Number
	}
	switch {
	case c.Total == Unknown && have.Total != 0 && c.First > have.Total:
		return refusal(PartTooHighTotal, "The number of the part is above that of all parts.")
	case c.Total == Unknown:
		return nil
	case have.Total != 0 && c.Total != have.Total:
		return refusal(DifferentTotalParts, "Another number of parts was announced before.")
	case c.Total < highest:
		return refusal(TotalPartsTooLow, "A part with a higher number was sent before.")
	}
	return nil
}

func goesWithBytes(have upload.Parts, c Cut) error {
	end := int64(0) // behind the last byte received
	if n := len(have.Items); n > 0 {
		end = have.Items[n-1].Number + have.Items[n-1].Length
	}
	switch {
	case c.Total == Unknown && have.Total != 0 && c.Last >= have.Total:
		return refusal(ToByteTooHighTotal, "The last byte is behind the end of the file.")
	case c.Total == Unknown:
		return nil
	case have.Total != 0 && c.Total != have.Total:
		return refusal(DifferentTotalBytes, "Another size of the file was announced before.")
	case c.Total < end:
		return refusal(TotalBytesTooLow, "Bytes behind this end were sent before.")
	}
	return nil
}

// knows reports whether the piece is recorded already. One that would take the place of
// another is refused.
func knows(have upload.Parts, c Cut, item upload.Part, same bool) (bool, error) {
	was, found := have.Find(item.Number)
	if found && same && was.Length == item.Length && (c.Scheme != ByBytes || was.Length == c.length()) {
		return true, nil
	}
	if c.Scheme != ByBytes {
		if found {
			return false, refusal(PartAlreadySent, "A part with this number and other bytes was sent before.")
		}
		return false, nil
	}
	overlaps := func(p upload.Part) bool { return p.Number <= c.Last && c.First < p.Number+p.Length }
	if slices.ContainsFunc(have.Items, overlaps) {
		return false, refusal(RangeOverlap, "Some of these bytes were sent before, in another range.")
	}
	return false, nil
}

// size judges how many bytes came, by themselves and with those before.
func (r Rules) size(have upload.Parts, c Cut, n int64) error {
	switch {
	case c.Scheme == ByBytes && n != c.length():
		return refusal(RangeMismatch, "The file is not as long as its range.")
	case n == 0 && c.Single():
		return refusal(FileEmpty, "The file is empty.")
	case c.Scheme == ByPart && !c.Ends() && n < r.PartMin:
		return refusal(PartTooSmall, "Only the last part may be as small as that.")
	case n > r.Largest(c) || n > r.SourceMax-have.Size():
		return refusal(TooLarge, "The file is larger than allowed.")
	}
	return nil
}

// complete reports whether everything is there. No two items share a number or a byte, and
// none is beyond the total, so counting is enough.
func complete(p upload.Parts) bool {
	if p.Scheme == ByBytes {
		return p.Total > 0 && p.Size() == p.Total
	}
	return p.Total > 0 && int64(len(p.Items)) == p.Total
}

// ends is Cut.Ends with the total that is known by now.
func ends(p upload.Parts, c Cut) bool {
	if p.Total > 0 {
		c.Total = p.Total
	}
	return c.Ends()
}
