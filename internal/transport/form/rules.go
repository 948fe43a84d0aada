package form

// Rules are the limits of a file and its pieces. Sizes are in bytes, none is zero.
type Rules struct {
	PartMin   int64 // of a part that is not known to be the last, and of a range likewise
	PartMax   int64 // of any part or range
	SingleMax int64 // of a file in one request
	PartsMax  int64 // parts
	SourceMax int64 // of the whole file
}

// Largest is the most bytes that a file under this cut may have.
func (r Rules) Largest(c Cut) int64 {
	switch c.Scheme {
	case Whole:
		return min(r.SingleMax, r.SourceMax)
	case ByBytes:
		return min(c.length(), r.PartMax)
	default:
		return min(r.PartMax, r.SourceMax)
	}
}

// Check judges a header by itself, before a byte of the body is read.
func (r Rules) Check(c Cut) error {
	switch c.Scheme {
	case ByPart:
		return r.checkPart(c)
	case ByBytes:
		return r.checkBytes(c)
	}
	return nil
}

func (r Rules) checkPart(c Cut) error {
	switch {
	case c.First == 0:
		return refusal(PartZero, "Parts are numbered from 1.")
	case c.First > r.PartsMax:
		return refusal(PartTooHighAllowed, "Send fewer, larger parts.")
	case c.Total == 0:
		return refusal(TotalPartsZero, "There is at least one part.")
	case c.Total > r.PartsMax:
		return refusal(TotalPartsTooHigh, "Send fewer, larger parts.")
	case c.Total != Unknown && c.First > c.Total:
		return refusal(PartTooHighTotal, "The number of the part is above that of all parts.")
	}
	return nil
}

func (r Rules) checkBytes(c Cut) error {
	switch {
	case c.First > c.Last:
		return refusal(FromByteTooHigh, "The first byte is behind the last one.")
	case c.Last >= r.SourceMax:
		return refusal(ToByteTooHighAllowed, "The file is larger than allowed.")
	case c.Total == 0:
		return refusal(TotalBytesZero, "There is at least one byte.")
	case c.Total > r.SourceMax:
		return refusal(TotalBytesTooHigh, "The file is larger than allowed.")
	case c.Total != Unknown && c.Last >= c.Total:
		return refusal(ToByteTooHighTotal, "The last byte is behind the end of the file.")
	case c.length() < r.PartMin && !c.Ends():
		return refusal(RangeTooSmall, "Only the last range may be as small as that.")
	case c.length() > r.PartMax:
		return refusal(RangeTooLarge, "Send smaller ranges.")
	}
	return nil
}
