package streamdiver

import (
	"encoding/binary"
	"encoding/hex"
	"strings"

	"github.com/tributary-video/tributary/internal/media"
)

// An upload and its media are one video, so each one's id is computed from the other's: no
// record joins them, and a video that another API made has an upload, too.

// uploadMask is what the ids of an upload and its media differ by. It leaves version and variant
// of a UUID alone (RFC 9562 section 4).
func uploadMask() [16]byte {
	return [16]byte{0x5a, 0x17, 0xc3, 0x6e, 0x91, 0x2b, 0x0d, 0xb8, 0x26, 0xe4, 0x73, 0x1f, 0xa9, 0x58, 0xc0, 0x3d}
}

// uploadID is the id of the upload of a media, and the other way around.
func uploadID(id string) string {
	b, ok := parseUUID(id)
	if !ok {
		return ""
	}
	for i, m := range uploadMask() {
		b[i] ^= m
	}
	return formatUUID(b)
}

// Channels are collections, whose ids are 12 bytes. They lie in a UUID whose content is ours to
// say (version 8, RFC 9562 section 5.8) around the bits of version and variant; the last byte
// says what the 12 are.
const (
	collectionMark = 0xc0 // the id of a collection
	defaultMark    = 0xd0 // the project's number: videos that are in no collection
)

// channelID is the id of the channel that a collection is; "" stands for the default channel of
// a project.
func channelID(project int64, collection string) string {
	raw, err := hex.DecodeString(collection)
	mark := byte(collectionMark)
	if err != nil || len(raw) != 12 {
		raw, mark = make([]byte, 12), defaultMark
		binary.BigEndian.PutUint64(raw[4:], uint64(project)) //nolint:gosec // numbers of projects are positive
	}
	b := [16]byte{6: 0x80, 8: 0x80, 15: mark}
	copy(b[:6], raw[:6])
	copy(b[9:15], raw[6:])
	return formatUUID(b)
}

// collectionOf returns the collection that a channel of a project is, "" for its default
// channel, or false if the id names no channel that the project could have.
func collectionOf(project int64, channel string) (collection string, ok bool) {
	b, ok := parseUUID(channel)
	if !ok {
		return "", false
	}
	if b[15] == collectionMark {
		collection = hex.EncodeToString(b[:6]) + hex.EncodeToString(b[9:15])
	}
	return collection, channelID(project, collection) == formatUUID(b)
}

// parseUUID reads a UUID in any case.
func parseUUID(text string) (b [16]byte, ok bool) {
	if text, ok = media.ParseUUID(text); !ok {
		return b, false
	}
	_, err := hex.Decode(b[:], []byte(strings.ReplaceAll(text, "-", "")))
	return b, err == nil
}

func formatUUID(b [16]byte) string {
	h := hex.EncodeToString(b[:])
	return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
}
