package differential

import "path"

// accepted is a difference that was looked at, with its reason. Label, ours and theirs are
// patterns of path.Match.
type accepted struct {
	label, what  string
	ours, theirs string
	reason       string
}

func (a accepted) covers(d difference) bool {
	return a.what == d.what && matches(a.label, d.label) && matches(a.ours, d.ours) && matches(a.theirs, d.theirs)
}

func matches(pattern, text string) bool {
	ok, err := path.Match(pattern, text)
	return ok && err == nil
}

// reviewed is the list, for the neutral endpoint or for V1 with its chunk rules off.
// Defects of tusd that are more than taste have the number they have in tests of the engine and
// the transport: D7 is limits, D8 checksums, D13 metadata, D14 versions and statuses, D16 concatenation.
func reviewed(v1 bool) []accepted {
	list := append(mistakes(), extensions()...)
	list = append(list, choices()...)
	if v1 {
		return append(list, vendor()...)
	}
	return append(list, neutral()...)
}

// mistakes are tusd's: what it lets pass or calls by another name.
func mistakes() []accepted {
	const (
		lenient  = "D13: malformed metadata is taken and partly lost"
		numbers  = "a number is ASCII digits; a sign passes at tusd"
		version  = "D14: 412 must name the version that is spoken (tus 1.0.0, Tus-Version)"
		unasked  = "D14: the version of a HEAD is not looked at"
		typ      = "D14: a wrong Content-Type is 415"
		vanished = "D14: what was terminated is gone, which a client may rely on; never existed is 404"
		sums     = "D8: checksums are not looked at"
		finished = "a PATCH on a complete upload is 204 whatever it brings: bytes are dropped in silence"
		location = "D14: there is no such upload, so that is what is said"
	)
	return []accepted{
		{"create: metadata *", "status", "400", "201", lenient},
		{"create: signed length", "status", "400", "201", numbers},
		{"patch: signed offset*", "status", "400", "204", numbers},
		{"create: *version", "Tus-Version", "1.0.0", "", version},
		{"patch: no version*", "Tus-Version", "1.0.0", "", version},
		{"head: other version*", "status", "412", "*", unasked},
		{"create: body of another type", "status", "415", "201", typ},
		{"patch: * type*", "status", "415", "400", typ},
		{"* on gone", "status", "410", "404", vanished},
		{"patch: wrong sum*", "status", "460", "204", sums},
		{"patch: unknown sum*", "status", "400", "204", sums},
		{"patch: sum not base64*", "status", "400", "204", sums},
		{"patch: *past the length on complete", "status", "409", "204", finished},
		{"patch: another length, empty, on complete", "status", "400", "204", finished},
		{"patch: length below the offset, empty, on complete", "status", "400", "204", finished},
		{"collection: HEAD", "status", "404", "405", location},
		{"collection: PATCH", "status", "404", "405", location},
		{"collection: DELETE", "status", "404", "405", location},
	}
}

// extensions are what we say and tusd does not.
func extensions() []accepted {
	const (
		expires = "uploads expire here, and only here"
		offset  = "409 says where to go on, so that a client need not ask"
	)
	return []accepted{
		{"*", "Upload-Expires", "present", "", expires},
		{"patch: offset too *", "Upload-Offset", "?*", "", offset},
		{"head* on unknown", "Cache-Control", "no-store", "", "no answer to a HEAD may be stored, errors included"},
	}
}

// choices are both within the protocol.
func choices() []accepted {
	return []accepted{
		{"after patch: counted past the length on open", "Upload-Offset", "*", "*",
			"refused by both; tusd keeps what fits, we what an earlier checkpoint had made durable"},
		{"patch: the length on open", "status", "204", "400", "to repeat a length is not to change it"},
		{"GET on *", "status", "405", "*", "an upload is not downloaded from where it is sent; a video is, and by its own rules"},
	}
}

// neutral is what differs at our own endpoint only.
func neutral() []accepted {
	return []accepted{
		{"concatenate: final with a length", "status", "400", "201", "D16: a final upload must not have a length of its own"},
		{"concatenate: final of what is not partial", "status", "400", "201", "D16: only partial uploads are concatenated"},
		{"DELETE* on [cf]*", "status", "403", "204", "complete or final: the bytes are a video's now, which is deleted as a video"},
		{"*OPTIONS*", "Tus-Resumable", "", "1.0.0", "not part of an answer to OPTIONS (tus 1.0.0, Tus-Resumable)"},
	}
}

// vendor is what V1's vendor answers otherwise.
func vendor() []accepted {
	const (
		unannounced = "the extension is not announced at this endpoint, so it is refused"
		preflight   = "the vendor answers 204"
		catchAll    = "the vendor answers 404 where it has no route"
	)
	return []accepted{
		{"create: deferred", "status", "400", "201", unannounced},
		{"concatenate: partial", "status", "400", "201", unannounced},
		{"concatenate: final of what is not partial", "status", "400", "201", unannounced},
		{"DELETE* on complete", "status", "400", "204", "the vendor's status for: the bytes are a video's now"},
		{"*OPTIONS*", "status", "204", "200", preflight},
		{"collection: GET", "status", "404", "405", catchAll},
		{"*PUT*", "status", "404", "405", catchAll},
		{"*", "Cache-Control", "no-store", "", "the vendor's errors may not be stored"},
	}
}
