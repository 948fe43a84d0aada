package s3

import (
	"encoding/base64"
	"encoding/binary"
	"hash/crc32"

	"github.com/tributary-video/tributary/internal/upload"
)

// polyNVME is the polynomial of CRC64NVME as [field] writes it (see newChecksum).
const polyNVME = 0x9a6c9329ac4bc9b5

// field is the arithmetic of a CRC: polynomials over GF(2) modulo that of the CRC, written
// with the coefficient of x^0 as the highest of the bits that there are.
type field struct {
	bits uint   // 32 or 64
	poly uint64 // without its highest coefficient
}

// fieldOf is the field of a CRC.
func fieldOf(algorithm string) field {
	switch algorithm {
	case crc32IEEE:
		return field{32, crc32.IEEE}
	case crc32C:
		return field{32, crc32.Castagnoli}
	}
	return field{64, polyNVME}
}

// times is the product of two polynomials.
func (f field) times(a, b uint64) uint64 {
	var product uint64
	for bit := uint64(1) << (f.bits - 1); bit != 0; bit >>= 1 {
		if a&bit != 0 {
			product ^= b
		}
		carry := b & 1
		b >>= 1
		if carry != 0 {
			b ^= f.poly
		}
	}
	return product
}

// shift is x to the power of 8n: what a CRC is multiplied by when n bytes follow.
func (f field) shift(n int64) uint64 {
	one := uint64(1) << (f.bits - 1)
	power, square := one, one>>8 // x^8, a byte
	for ; n > 0; n >>= 1 {
		if n&1 != 0 {
			power = f.times(power, square)
		}
		square = f.times(square, square)
	}
	return power
}

// combine is the CRC of bytes in a row of which those of the pieces are known. What a CRC
// begins with and is turned over by at its end cancel out, so the one of A and B is that of
// A, moved by the length of B, plus that of B.
func combine(algorithm string, sums [][]byte, items []upload.Part) string {
	f := fieldOf(algorithm)
	var crc, shift uint64
	length := int64(-1)
	for i, sum := range sums {
		if items[i].Length != length { // of thousands of parts, all but the last are equal
			length = items[i].Length
			shift = f.shift(length)
		}
		crc = f.times(shift, crc) ^ bigEndian(sum)
	}
	var raw [8]byte
	binary.BigEndian.PutUint64(raw[:], crc)
	return base64.StdEncoding.EncodeToString(raw[8-f.bits/8:])
}

func bigEndian(p []byte) (n uint64) {
	for _, b := range p {
		n = n<<8 | uint64(b)
	}
	return n
}
