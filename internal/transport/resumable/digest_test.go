package resumable_test

import (
	"io"
	"strings"
	"testing"

	"github.com/tributary-video/tributary/internal/upload"
)

// The sum of the whole is told when the upload begins, and holds for what many requests bring.
func TestReprDigestOfParts(t *testing.T) {
	each(t, func(t *testing.T, c client) {
		part, gone := by(c.version, 201, 204, 204), by(c.version, 404, 410, 410)
		at := c.create("Upload-Length: 10", digest("Repr-Digest", "0123456789"))
		c.patch(at, 0, "?0", "0123").want(part)
		c.patch(at, 4, "?1", "456789").want(201).has("Upload-Complete: ?1", "Upload-Offset: 10")
		c.holds(at, "0123456789")

		at = c.create(digest("Repr-Digest", "0123456789"))
		c.patch(at, 0, "?0", "0123").want(part)
		c.patch(at, 4, "?1", "45678x").want(422)
		c.do("HEAD", at, "").want(gone) // acknowledged bytes are not taken back: it is over

		// What the completing request says holds too, and comes first.
		at = c.create(digest("Repr-Digest", "0123"))
		c.patch(at, 0, "?1", "01234", digest("Repr-Digest", "01234")).want(201)
		c.holds(at, "01234")
		c.post("0123", "Upload-Complete: ?0", "Repr-Digest: sha-256=:AAAA:").want(400)
	})
}

// A completion in a request of its own, as after a crash, is judged by what came before.
func TestReprDigestOfWhatIsThere(t *testing.T) {
	each(t, func(t *testing.T, c client) {
		for sum, status := range map[string]int{"0123": 201, "0124": 422} {
			at := c.post("01", "Upload-Complete: ?0", digest("Repr-Digest", sum)).want(201).header.Get("Location")
			c.patch(at, 2, "?0", "23")
			c.patch(at, 4, "?1", "").want(status)
		}
	})
}

func TestReprDigestOfCountedBody(t *testing.T) {
	each(t, func(t *testing.T, c client) {
		for sum, status := range map[string]int{"0123": 201, "0124": 422} {
			body := io.MultiReader(strings.NewReader("0123"))
			c.send("POST", c.url+"/files", body, "Upload-Complete: ?1", digest("Repr-Digest", sum)).want(status)
		}
	})
}

func TestReprDigestOfNothing(t *testing.T) {
	each(t, func(t *testing.T, c client) {
		for sum, status := range map[string]int{"": 201, "x": 422} {
			c.post("", "Upload-Complete: ?1", digest("Repr-Digest", sum)).want(status)
			at := c.create("Upload-Length: 0", digest("Repr-Digest", sum))
			c.patch(at, 0, "?1", "").want(status)
		}
	})
}

// One request that brings the whole is dropped when it does not match, and may come again. What
// it said is remembered.
func TestReprDigestIsRemembered(t *testing.T) {
	each(t, func(t *testing.T, c client) {
		at := c.post("012x", "Upload-Complete: ?1", digest("Repr-Digest", "0123")).want(422).header.Get("Location")
		c.at(at, 0)
		c.patch(at, 0, "?0", "01")
		c.patch(at, 2, "?1", "23").want(201)
		c.holds(at, "0123")
	})
}

// An upload whose creation told no sum can be checked when it is summed anyway.
func TestReprDigestOnlyAtTheEnd(t *testing.T) {
	for digestWhen, status := range map[upload.Digest]int{upload.DigestInline: 422, upload.DigestBackground: 201} {
		s := start(t, func(p *policy) { p.digest = digestWhen })
		c := client{s, 9}
		at := c.create()
		c.patch(at, 0, "?0", "01")
		c.patch(at, 2, "?1", "23", digest("Repr-Digest", "0124")).want(status)
	}
}
