package tus

import (
	"encoding/base64"
	"net/http"
	"strings"

	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/upload"
)

const checksumHeader = "Upload-Checksum"

// readChecksum finds out what a chunk is to be checked by: a header, or a trailer
// that is announced. net/http delivers others, too, but only a client that announced
// one knows that it is heard.
func (e *Endpoint) readChecksum(r *http.Request, c *upload.Chunk) (err error) {
	if !e.offers("checksum") {
		return nil
	}
	header := r.Header.Values(checksumHeader)
	_, announced := r.Trailer[checksumHeader]
	if announced = announced && e.offers("checksum-trailer"); announced {
		c.Trailer = func() (*upload.Checksum, error) { return parseChecksum(r.Trailer.Values(checksumHeader)) }
	}
	switch {
	case announced && len(header) > 0:
		return media.Errorf(media.Invalid, "%s is both header and trailer", checksumHeader)
	case len(header) > 0:
		c.Checksum, err = parseChecksum(header)
	}
	return err
}

// parseChecksum reads "algorithm base64".
func parseChecksum(values []string) (*upload.Checksum, error) {
	if len(values) != 1 {
		return nil, media.Errorf(media.Invalid, "want one %s", checksumHeader)
	}
	algorithm, text, found := strings.Cut(values[0], " ")
	sum, err := base64.StdEncoding.DecodeString(text)
	if !found || err != nil {
		return nil, media.Errorf(media.Invalid, "invalid %s", checksumHeader)
	}
	return upload.NewChecksum(algorithm, sum)
}
