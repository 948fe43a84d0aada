package apivideo

import (
	"errors"
	"io"
	"net/http"

	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/transport/form"
	"github.com/tributary-video/tributary/internal/transport/pull"
	"github.com/tributary-video/tributary/internal/upload"
)

// What the problems of uploads are about.
const (
	aboutFile  = "file"
	aboutRange = "Content-Range"
)

// uploadFault is a refusal of package form in the vendor's words; ok is false for a code
// that has none.
func uploadFault(code form.Code) (f fault, ok bool) {
	type entry = struct {
		slug        slug
		name, title string
	}
	e, ok := map[form.Code]entry{
		form.NoFile:        {"uploaded-file-no-file", aboutFile, "There is no file in the request."},
		form.MultipleFiles: {"uploaded-file-multiple-files", aboutFile, "There are several files in the request."},
		form.FileEmpty:     {"uploaded-file-empty", aboutFile, "The file is empty."},
		form.TooLarge:      {fileTooLarge, aboutFile, ""},
		form.Broken:        {invalidPayload, "", ""},

		form.Malformed:        {"video-content-range-malformed", aboutRange, "The Content-Range header is malformed."},
		form.AlreadyInitiated: {"video-content-range-already-initiated", aboutRange, "The upload was begun in pieces."},
		form.StartedWithBytes: {"video-content-range-started-with-bytes", aboutRange, "The upload was begun with ranges of bytes."},
		form.StartedWithPart:  {"video-content-range-started-with-part", aboutRange, "The upload was begun with parts."},

		form.PartZero:            {"video-content-range-by-part-part-zero", aboutRange, "The part number is zero."},
		form.PartTooHighAllowed:  {"video-content-range-by-part-part-too-high-allowed", aboutRange, "The part number is higher than allowed."},
		form.PartTooHighTotal:    {"video-content-range-by-part-part-too-high-total", aboutRange, "The part number is higher than the number of parts."},
		form.PartAlreadySent:     {"video-content-range-by-part-part-already-sent", aboutRange, "The part was sent before with other content."},
		form.TotalPartsZero:      {"video-content-range-by-part-total-parts-zero", aboutRange, "The number of parts is zero."},
		form.TotalPartsTooHigh:   {"video-content-range-by-part-total-parts-too-high", aboutRange, "The number of parts is higher than allowed."},
		form.TotalPartsTooLow:    {"video-content-range-by-part-total-parts-too-low", aboutRange, "The number of parts is lower than a part sent before."},
		form.DifferentTotalParts: {"video-content-range-by-part-different-total-parts", aboutRange, "The number of parts differs from the one before."},
		form.PartTooSmall:        {"video-content-range-by-part-uploaded-file-too-small", aboutFile, "The part is too small."},

		form.FromByteTooHigh:      {"video-content-range-by-bytes-from-byte-too-high", aboutRange, "The first byte is higher than the last."},
		form.ToByteTooHighAllowed: {"video-content-range-by-bytes-to-byte-too-high-allowed", aboutRange, "The last byte is higher than allowed."},
		form.ToByteTooHighTotal:   {"video-content-range-by-bytes-to-byte-too-high-total", aboutRange, "The last byte is behind the end of the file."},
		form.TotalBytesZero:       {"video-content-range-by-bytes-total-bytes-zero", aboutRange, "The size of the file is zero."},
		form.TotalBytesTooHigh:    {"video-content-range-by-bytes-total-bytes-too-high", aboutRange, "The size of the file is higher than allowed."},
		form.TotalBytesTooLow:     {"video-content-range-by-bytes-total-bytes-too-low", aboutRange, "The size of the file is lower than a byte sent before."},
		form.DifferentTotalBytes:  {"video-content-range-by-bytes-different-total-bytes", aboutRange, "The size of the file differs from the one before."},
		form.RangeMismatch:        {"video-content-range-by-bytes-range-mismatch", aboutRange, "The file does not have the length of its range."},
		form.RangeOverlap:         {"video-content-range-by-bytes-range-overlap", aboutRange, "The range overlaps another one."},
		form.RangeTooSmall:        {"video-content-range-by-bytes-range-too-small", aboutRange, "The range is too small."},
		form.RangeTooLarge:        {"video-content-range-by-bytes-range-too-large", aboutRange, "The range is too large."},
	}[code]
	return fault{status: http.StatusBadRequest, slug: e.slug, name: e.name, title: e.title}, ok
}

// alreadyThere is the refusal of a file for a video that got its source by protocol.
func alreadyThere(protocol string) error {
	f := fault{status: http.StatusBadRequest, name: aboutFile}
	switch protocol {
	case pull.ImportProtocol:
		f.slug, f.title = "video-source-already-downloaded", "The source of the video was downloaded already."
	case pull.CopyProtocol:
		f.slug, f.title = "video-source-already-copied", "The source of the video was copied already."
	default:
		f.slug, f.title = "video-source-already-uploaded", "The source of the video was uploaded already."
	}
	return f
}

// transferFault is an error of a transfer as it is answered. broken says that there is no
// body to read on.
func transferFault(err error, c form.Cut) (told error, broken bool) {
	refused, isRefusal := errors.AsType[*form.Error](err)
	if !isRefusal && c.Scheme == form.ByBytes && media.KindOf(err) == media.TooLarge {
		// The spool of a range takes no more than the range has.
		refused, isRefusal = &form.Error{Code: form.RangeMismatch, Text: "The file is not as long as its range."}, true
	}
	if isRefusal {
		f, ok := uploadFault(refused.Code)
		if !ok {
			return err, false
		}
		f.detail = refused.Text
		return f, false
	}
	if _, cut := errors.AsType[*upload.BodyError](err); !cut {
		return err, false
	}
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return badPayload("The body ended early."), true
	}
	// A body that stalled may come whole the next time, and clients try again only after 5xx.
	return &media.Error{Kind: media.Unavailable, Public: "The body stopped coming.", Cause: err}, true
}
