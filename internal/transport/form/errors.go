package form

import "github.com/tributary-video/tributary/internal/media"

// Code is why a piece or its form was refused.
type Code int

// What is wrong with the form.
const (
	NoFile        Code = iota + 1 // no form, or none with a file in it
	MultipleFiles                 // more than one part has a file name
	FileEmpty                     // nothing in the only piece
	TooLarge                      // the file, the body or the whole
	Broken                        // no form that could be read to its end
)

// What is wrong with Content-Range, or how it goes with what was sent before.
const (
	Malformed        Code = iota + 20
	AlreadyInitiated      // the whole file, where pieces were begun
	StartedWithBytes      // a part, where ranges were begun
	StartedWithPart       // a range, where parts were begun
)

// What is wrong with a part.
const (
	PartZero Code = iota + 40
	PartTooHighAllowed
	PartTooHighTotal
	PartAlreadySent
	TotalPartsZero
	TotalPartsTooHigh
	TotalPartsTooLow
	DifferentTotalParts
	PartTooSmall
)

// What is wrong with a range of bytes.
const (
	FromByteTooHigh Code = iota + 60
	ToByteTooHighAllowed
	ToByteTooHighTotal
	TotalBytesZero
	TotalBytesTooHigh
	TotalBytesTooLow
	DifferentTotalBytes
	RangeMismatch
	RangeOverlap
	RangeTooSmall
	RangeTooLarge
)

// Codes lists every code, for the tests of the dialects' tables.
func Codes() []Code {
	return []Code{
		NoFile, MultipleFiles, FileEmpty, TooLarge, Broken,
		Malformed, AlreadyInitiated, StartedWithBytes, StartedWithPart,
		PartZero, PartTooHighAllowed, PartTooHighTotal, PartAlreadySent, TotalPartsZero, TotalPartsTooHigh, TotalPartsTooLow,
		DifferentTotalParts, PartTooSmall,
		FromByteTooHigh, ToByteTooHighAllowed, ToByteTooHighTotal, TotalBytesZero, TotalBytesTooHigh, TotalBytesTooLow,
		DifferentTotalBytes, RangeMismatch, RangeOverlap, RangeTooSmall, RangeTooLarge,
	}
}

// Error is a refusal. It is media.TooLarge or media.Invalid, and its text may be shown.
type Error struct {
	Code Code
	Text string // what to change, one sentence
}

func (e *Error) Error() string { return e.Text }

// As lets media.KindOf see the kind.
func (e *Error) As(target any) bool {
	t, ok := target.(**media.Error)
	if !ok {
		return false
	}
	kind := media.Invalid
	if e.Code == TooLarge {
		kind = media.TooLarge
	}
	*t = &media.Error{Kind: kind, Public: e.Text}
	return true
}

func refusal(code Code, text string) error { return &Error{Code: code, Text: text} }
