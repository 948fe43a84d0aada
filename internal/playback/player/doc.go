// Package player makes the two pages people see: the player of one video and
// the page at the root of the server. It embeds everything they need (scripts,
// styles, hls.js, media-chrome); a page never asks another host for anything.
//
// # What a page trusts
//
// Titles, reasons and watermark texts come from strangers. They reach the page
// through html/template only, as text or as the value of a data attribute, and
// the scripts put them into the document as text. Every page carries a content
// policy that allows no inline script, so that a hole in one wall is not a hole
// in both. The policy does allow inline style: media-chrome builds its controls
// from shadow trees with style elements of their own.
//
// Colours and links of a [Look] are checked here and once more by the browser: none
// can be anything but a colour or a web address. A page around the frame steers the player only
// where [Page.Messages] allows it and only from the one origin that the fragment of the
// address names. What it sends becomes numbers, colours, choices, or the transform and fit of the
// picture, and never markup.
//
// # Waiting
//
// A page for a video that does not play yet polls [Page.Status] and starts by
// itself. The answer at that address is a [Status] as JSON; 403, 404 and 410
// mean that there is nothing to wait for.
//
// # Nothing here
//
// A deleted video, one that never existed and a private one without permission
// get the same bytes and the same 404, so that the page tells no one which it is.
//
// # Building
//
// The sources live in web/ at the top of the repository, the build in dist,
// which is committed so that go install needs no Node. web/check.sh proves that
// the two agree.
package player

//go:generate sh -c "cd ../../../web && npm ci && npm run build"
