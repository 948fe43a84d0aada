package mp4

import (
	"encoding/binary"
	"errors"
)

var errShort = errors.New("box ends early")

// cursor reads big-endian fields. Past the end it gives zeros and stays short,
// so a parser reads all its fields and asks once, at the end, whether they were there.
type cursor struct {
	b     []byte
	short bool
}

func (c *cursor) bytes(n int) []byte {
	if n < 0 || n > len(c.b) {
		c.short, c.b = true, nil
		return nil
	}
	out := c.b[:n]
	c.b = c.b[n:]
	return out
}

func (c *cursor) skip(n int) { c.bytes(n) }

func (c *cursor) u8() uint8 {
	if b := c.bytes(1); b != nil {
		return b[0]
	}
	return 0
}

func (c *cursor) u16() uint16 {
	if b := c.bytes(2); b != nil {
		return binary.BigEndian.Uint16(b)
	}
	return 0
}

func (c *cursor) u32() uint32 {
	if b := c.bytes(4); b != nil {
		return binary.BigEndian.Uint32(b)
	}
	return 0
}

func (c *cursor) u64() uint64 {
	if b := c.bytes(8); b != nil {
		return binary.BigEndian.Uint64(b)
	}
	return 0
}

// i32 reads a field that the format, or the practice of encoders, takes as signed.
func (c *cursor) i32() int32 { return int32(c.u32()) } //nolint:gosec // the wrap is the meaning

// word reads a field whose width depends on the version of its box: 32 bits in version 0, else 64.
func (c *cursor) word(version uint8) uint64 {
	if version == 0 {
		return uint64(c.u32())
	}
	return c.u64()
}

// header reads version and flags of a full box.
func (c *cursor) header() (version uint8, flags uint32) {
	v := c.u32()
	return uint8(v >> 24), v & 0xffffff //nolint:gosec // eight bits remain
}

// table reads an entry count and checks that so many entries of width bytes follow.
func (c *cursor) table(width int) int {
	n := c.u32()
	if uint64(n)*uint64(width) > uint64(len(c.b)) { //nolint:gosec // widths are constants
		c.short = true
		return 0
	}
	return int(n)
}

func (c *cursor) err() error {
	if c.short {
		return errShort
	}
	return nil
}
