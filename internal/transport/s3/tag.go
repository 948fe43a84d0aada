package s3

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"github.com/tributary-video/tributary/internal/upload"
)

// tag is what is known of the bytes of a part, as upload.Part.Tag.
type tag struct {
	MD5       string     `json:"md5"` // 32 hex digits; the ETag
	Checksums []checksum `json:"checksums,omitempty"`
	Modified  time.Time  `json:"modified"`
}

// newPart makes the record of a part that is stored in a partial upload.
func newPart(number int64, stored upload.Upload, known sums, now time.Time) (upload.Part, error) {
	raw, err := json.Marshal(tag{MD5: hex.EncodeToString(known.MD5[:]), Checksums: known.Checksums, Modified: now.UTC()})
	if err != nil {
		return upload.Part{}, fmt.Errorf("encode tag of part %d: %w", number, err)
	}
	return upload.Part{Number: number, Length: stored.Offset, Upload: stored.ID, Tag: string(raw)}, nil
}

func tagOf(p upload.Part) (t tag, err error) {
	if err = json.Unmarshal([]byte(p.Tag), &t); err != nil {
		return tag{}, fmt.Errorf("decode tag of part %d: %w", p.Number, err)
	}
	return t, nil
}

// value is the checksum of an algorithm, "" when it is not known.
func (t tag) value(algorithm string) string {
	for _, c := range t.Checksums {
		if c.Algorithm == algorithm {
			return c.Value
		}
	}
	return ""
}

// quoted is an ETag on the wire.
func quoted(etag string) string { return `"` + etag + `"` }
