package hls

import (
	"fmt"
	"slices"
	"strings"
)

// maxFindings bounds each list of a report: one systematic fault in a long
// asset would otherwise be told twenty thousand times.
const maxFindings = 200

// maxFinding is the longest text of a finding, in characters: parts of it come
// from playlists.
const maxFinding = 500

// Rules that are not Apple's. All others are numbers of the HLS authoring specification.
const (
	ruleSyntax   = "rfc8216"  // the playlist or segment is not well formed, or breaks RFC 8216
	ruleHTTP     = "http"     // a URI in a playlist does not answer with 200
	ruleDelivery = "delivery" // caching and ranges of segments
	ruleTimeline = "timeline" // presentation does not start at 0
	ruleChecker  = "checker"  // correct perhaps, but beyond what Check can judge
)

// Finding is one broken rule in one place.
type Finding struct {
	Rule string `json:"rule"` // "8.1", or a word for the rules that are not Apple's
	URI  string `json:"uri"`  // without its query, which may be a viewer's permission
	Text string `json:"text"`
}

func (f Finding) String() string { return fmt.Sprintf("%s: rule %s: %s", f.URI, f.Rule, f.Text) }

// Report is what Check found, in the order it found it. It may be stored.
type Report struct {
	Errors   []Finding `json:"errors,omitempty"`   // MUST rules; an asset without errors may be published
	Warnings []Finding `json:"warnings,omitempty"` // SHOULD rules
}

// OK reports whether no MUST rule is broken.
func (r *Report) OK() bool { return len(r.Errors) == 0 }

func (r *Report) fail(rule, uri, format string, args ...any) {
	r.Errors = note(r.Errors, rule, uri, format, args)
}

func (r *Report) warn(rule, uri, format string, args ...any) {
	r.Warnings = note(r.Warnings, rule, uri, format, args)
}

func note(list []Finding, rule, uri, format string, args []any) []Finding {
	found := Finding{Rule: rule, URI: bare(uri), Text: clean(fmt.Sprintf(format, args...), maxFinding)}
	if len(list) >= maxFindings || slices.Contains(list, found) { // variants share tracks
		return list
	}
	return append(list, found)
}

// bare is uri without its query.
func bare(uri string) string {
	before, _, _ := strings.Cut(uri, "?")
	return before
}
