package mp4

import "encoding/binary"

// builder writes boxes. A box is a function that writes its content, so that
// nesting in the code is nesting in the file and sizes patch themselves.
type builder struct{ b []byte }

func (w *builder) box(kind string, content func()) {
	start := len(w.b)
	w.u32(0)
	w.text(kind)
	content()
	binary.BigEndian.PutUint32(w.b[start:], uint32(len(w.b)-start)) //nolint:gosec // headers only, far below 4 GiB
}

// full writes a box with version and flags.
func (w *builder) full(kind string, version uint8, flags uint32, content func()) {
	w.box(kind, func() {
		w.u32(uint32(version)<<24 | flags)
		content()
	})
}

func (w *builder) u16(v uint16)   { w.b = binary.BigEndian.AppendUint16(w.b, v) }
func (w *builder) u32(v uint32)   { w.b = binary.BigEndian.AppendUint32(w.b, v) }
func (w *builder) u64(v uint64)   { w.b = binary.BigEndian.AppendUint64(w.b, v) }
func (w *builder) i64(v int64)    { w.u64(uint64(v)) } //nolint:gosec // two's complement is the format
func (w *builder) text(s string)  { w.b = append(w.b, s...) }
func (w *builder) bytes(b []byte) { w.b = append(w.b, b...) }
func (w *builder) zeros(n int)    { w.b = append(w.b, make([]byte, n)...) }
func (w *builder) words(v ...uint32) {
	for _, x := range v {
		w.u32(x)
	}
}

// fileType writes an ftyp or styp box: major brand, version 0, compatible brands.
func (w *builder) fileType(kind, major string, compatible ...string) {
	w.box(kind, func() {
		w.text(major)
		w.u32(0)
		for _, brand := range compatible {
			w.text(brand)
		}
	})
}
