package config

import (
	"errors"
	"fmt"
	"log/slog"
	"math"
	"strconv"
	"strings"
)

// Bytes is a size. It reads "1048576", "512KiB", "50 MiB" and decimal "10GB".
type Bytes int64

// UnmarshalText reads a size of 0 or more.
func (b *Bytes) UnmarshalText(text []byte) error {
	s := strings.TrimSpace(string(text))
	digits := strings.TrimRight(s, "KMGTPEiBb ")
	factor, ok := unit(strings.TrimSpace(s[len(digits):]))
	if !ok {
		return fmt.Errorf("%q is not a size: write a whole number and a unit, such as 50MiB or 1TiB", s)
	}
	n, err := strconv.ParseUint(digits, 10, 63)
	if errors.Is(err, strconv.ErrSyntax) {
		return fmt.Errorf("%q is not a size: write a whole number and a unit, such as 50MiB or 1TiB", s)
	}
	if err != nil || n > math.MaxInt64/uint64(factor) {
		return fmt.Errorf("%q is more than this server can count: use at most 8191PiB", s)
	}
	*b = Bytes(int64(n) * factor) //nolint:gosec // bounded just above
	return nil
}

// MarshalText writes the largest binary unit that divides the size.
func (b Bytes) MarshalText() ([]byte, error) { return []byte(b.String()), nil }

func (b Bytes) String() string {
	for _, u := range []string{"PiB", "TiB", "GiB", "MiB", "KiB"} {
		if f, _ := unit(u); b != 0 && int64(b)%f == 0 {
			return strconv.FormatInt(int64(b)/f, 10) + u
		}
	}
	return strconv.FormatInt(int64(b), 10) + "B"
}

func unit(s string) (int64, bool) {
	switch s {
	case "", "B":
		return 1, true
	case "KiB":
		return 1 << 10, true
	case "MiB":
		return 1 << 20, true
	case "GiB":
		return 1 << 30, true
	case "TiB":
		return 1 << 40, true
	case "PiB":
		return 1 << 50, true
	case "KB":
		return 1e3, true
	case "MB":
		return 1e6, true
	case "GB":
		return 1e9, true
	case "TB":
		return 1e12, true
	case "PB":
		return 1e15, true
	}
	return 0, false
}

// Secret is text that prints as "[secret]". Convert it with string(s) where it
// is used, and nowhere else.
type Secret string

func (s Secret) String() string {
	if s == "" {
		return ""
	}
	return "[secret]"
}

// GoString keeps the value out of %#v.
func (s Secret) GoString() string { return strconv.Quote(s.String()) }

// LogValue keeps the value out of logs.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }

// MarshalText keeps the value out of JSON.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }
