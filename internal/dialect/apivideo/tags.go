package apivideo

import (
	"cmp"
	"net/http"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/runes"
	"golang.org/x/text/transform"
	"golang.org/x/text/unicode/norm"
)

// tagBody is a tag on the wire.
type tagBody struct {
	Value      string `json:"value"`
	VideoCount int    `json:"videoCount"`
}

// listTags counts videos by tag, by value unless asked otherwise.
func (d *Dialect) listTags(c call) (reply, error) {
	p, err := c.page()
	if err != nil {
		return reply{}, err
	}
	o, err := c.order("value", "videoCount")
	if err != nil {
		return reply{}, err
	}
	counts, err := d.cfg.Catalog.Tags(c.Context(), c.project)
	if err != nil {
		return reply{}, err
	}
	part := plain(c.URL.Query().Get("value"))
	var found []tagBody
	for _, t := range counts {
		if strings.Contains(plain(t.Tag), part) {
			found = append(found, tagBody{Value: t.Tag, VideoCount: t.Videos})
		}
	}
	slices.SortFunc(found, func(a, b tagBody) int {
		if o.descending {
			a, b = b, a
		}
		byCount := 0
		if o.by == "videoCount" {
			byCount = cmp.Compare(a.VideoCount, b.VideoCount)
		}
		return cmp.Or(byCount, cmp.Compare(plain(a.Value), plain(b.Value)), cmp.Compare(a.Value, b.Value))
	})
	return reply{http.StatusOK, listOf(c, p, found)}, nil
}

// plain is a text without case and accents.
func plain(text string) string {
	bare, _, err := transform.String(transform.Chain(norm.NFD, runes.Remove(runes.In(unicode.Mn)), norm.NFC), text)
	if err != nil { // none of these refuses anything
		bare = text
	}
	return strings.ToLower(bare)
}
