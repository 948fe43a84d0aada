package s3

import (
	"crypto/md5"
	"encoding/base64"
	"net/http"
	"strings"
)

// checks is what the head of a request says that its body is to be checked by.
type checks struct {
	md5       []byte // Content-MD5; nil = not sent
	algorithm string // of the checksum; "" = none
	value     []byte // of the checksum; nil = in a trailer, or only asked for
	trailer   string // the name of the trailer that brings it; "" = none
}

// readChecks reads checks. Only what is put has its checksum in the headers of checksums:
// those of CompleteMultipartUpload are about the object, not about the list that is sent.
func readChecks(r *http.Request, m mode) (c checks, err error) {
	if c.md5, err = contentMD5(r.Header); err != nil {
		return checks{}, err
	}
	if r.Method == http.MethodPut {
		if err = c.readValue(r.Header); err != nil {
			return checks{}, err
		}
	}
	if err = c.readTrailer(r.Header, m); err != nil {
		return checks{}, err
	}
	if r.Method == http.MethodPut {
		err = c.readWish(r.Header)
	}
	return c, err
}

func contentMD5(h http.Header) ([]byte, error) {
	values := h.Values("Content-Md5")
	if len(values) == 0 {
		return nil, nil
	}
	sum, err := base64.StdEncoding.Strict().DecodeString(values[0])
	if err != nil || len(sum) != md5.Size || len(values) > 1 {
		return nil, refuse(InvalidDigest, "Content-MD5 is not an MD5 in base64")
	}
	return sum, nil
}

// readValue reads the one checksum that comes with the head.
func (c *checks) readValue(h http.Header) error {
	algorithm, sent, err := oneChecksum(h)
	if err != nil || algorithm == "" {
		return err
	}
	value, err := decodeChecksum(algorithm, sent)
	if err != nil {
		return err
	}
	c.algorithm, c.value = algorithm, value
	return nil
}

// oneChecksum finds the one checksum among headers, as sent; the algorithm is "" when there is none.
// One of an algorithm that is not known is refused: the client takes an answer for the word that it
// was checked.
func oneChecksum(h http.Header) (algorithm, value string, err error) {
	for name, values := range h {
		found, ok := algorithmOf(name)
		switch {
		case !ok:
			continue
		case newChecksum(found) == nil:
			return "", "", unknownChecksum()
		case algorithm != "" || len(values) != 1:
			return "", "", severalChecksums()
		}
		algorithm, value = found, values[0]
	}
	return algorithm, value, nil
}

// readTrailer finds the one trailer that is promised, which a body has room for only in
// some modes.
func (c *checks) readTrailer(h http.Header, m mode) error {
	names := h.Values("X-Amz-Trailer")
	switch {
	case m.trailer != (len(names) > 0):
		return refuse(InvalidRequest, "x-amz-trailer and x-amz-content-sha256 do not agree on a trailer")
	case len(names) == 0:
		return nil
	case len(names) > 1 || c.algorithm != "":
		return severalChecksums()
	}
	name := strings.ToLower(strings.TrimSpace(names[0]))
	algorithm, ok := algorithmOf(name)
	if !ok || newChecksum(algorithm) == nil {
		return unknownChecksum()
	}
	c.algorithm, c.trailer = algorithm, name
	return nil
}

// readWish reads which algorithm the client says that it uses. Without a value it is
// a wish to be told the checksum.
func (c *checks) readWish(h http.Header) error {
	wish := strings.ToUpper(h.Get("X-Amz-Sdk-Checksum-Algorithm"))
	switch {
	case wish == "" || wish == c.algorithm:
		return nil
	case newChecksum(wish) == nil:
		return unknownChecksum()
	case c.algorithm != "":
		return refuse(BadDigest, "x-amz-sdk-checksum-algorithm and the checksum that is sent do not agree")
	}
	c.algorithm = wish
	return nil
}

func unknownChecksum() error {
	return refuse(InvalidRequest, "the known checksums are CRC32, CRC32C, CRC64NVME, SHA1 and SHA256")
}

func severalChecksums() error {
	return refuse(InvalidRequest, "send one checksum, in a header or in a trailer")
}
