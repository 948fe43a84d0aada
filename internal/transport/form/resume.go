package form

import "github.com/tributary-video/tributary/internal/upload"

// Follows reports whether a piece is what a sender that goes from the start to the end
// would send next: everything before it is there, nothing else, and the totals agree.
func Follows(have upload.Parts, c Cut) bool {
	if have.Scheme != "" && have.Scheme != c.Scheme || have.Total != 0 && c.Total != Unknown && have.Total != c.Total {
		return false
	}
	next := int64(1)
	if c.Scheme == ByBytes {
		next = 0
	}
	for _, item := range have.Items {
		if item.Number != next {
			return false
		}
		next += step(c.Scheme, item)
	}
	return next == c.First
}

func step(scheme string, item upload.Part) int64 {
	if scheme == ByBytes {
		return item.Length
	}
	return 1
}

// Place is where in a complete file a piece was, if the file was cut that way: its first
// byte and how many there are. A whole file is at the start however it came before.
func Place(have upload.Parts, size int64, c Cut) (start, length int64, ok bool) {
	if c.Single() {
		return 0, size, true
	}
	if have.Scheme != c.Scheme || c.Total != Unknown && c.Total != have.Total {
		return 0, 0, false
	}
	for _, item := range have.Items {
		if item.Number == c.First {
			return start, item.Length, c.Scheme != ByBytes || item.Length == c.length()
		}
		start += item.Length
	}
	return 0, 0, false
}
