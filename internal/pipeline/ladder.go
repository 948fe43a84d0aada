package pipeline

import (
	"fmt"
	"math"

	"github.com/tributary-video/tributary/internal/media"
)

// maxRate is the highest frame rate published (rule 1.19).
const maxRate = 60

// rung is a row of the ladder: a short side and the ceiling of its bit rate in
// kbit/s. They are starting values, between Apple's recommendation and what
// video hosts use.
type rung struct{ side, cap int }

func ladder() []rung {
	return []rung{{240, 400}, {360, 800}, {480, 1400}, {720, 3000}, {1080, 6000}, {1440, 10000}, {2160, 18000}}
}

// capFor is the ceiling for any short side: between rows, in proportion to the
// area; below the first likewise, but never under 100.
func capFor(side int) int {
	rows := ladder()
	if side >= rows[len(rows)-1].side {
		return rows[len(rows)-1].cap
	}
	for i, r := range rows {
		if side > r.side {
			continue
		}
		if side == r.side || i == 0 {
			return max(100, r.cap*side*side/(r.side*r.side))
		}
		low := rows[i-1]
		share := float64(side*side-low.side*low.side) / float64(r.side*r.side-low.side*low.side)
		return low.cap + int(share*float64(r.cap-low.cap))
	}
	return rows[len(rows)-1].cap
}

// rungs are the encoded qualities of a picture of a displayed size. Nothing is
// scaled up: a picture between two rows gets one of its own size, one smaller than
// all rows only that. When the source itself stays in the ladder, it takes the
// place of everything from its own size up.
func rungs(width, height int, rate media.Rational, sourceStays bool) []media.Rendition {
	side := min(width, height)
	var list []media.Rendition
	for _, r := range ladder() {
		if r.side < side || r.side == side && !sourceStays {
			list = append(list, makeRung(width, height, r.side, rate))
		}
	}
	own := len(list) == 0 || list[len(list)-1].Name != fmt.Sprintf("%dp", side)
	if own && !sourceStays {
		list = append(list, makeRung(width, height, side, rate))
	}
	return list
}

func makeRung(width, height, side int, rate media.Rational) media.Rendition {
	scale := float64(side) / float64(min(width, height))
	if side <= 480 && rate.Float() > 30 {
		rate.Den *= 2
	}
	return media.Rendition{
		Name: fmt.Sprintf("%dp", side), Kind: media.VideoRendition, State: media.Planned,
		Width: even(float64(width)*scale, width), Height: even(float64(height)*scale, height), Rate: rate, Cap: capFor(side),
	}
}

// even is the nearest even number that does not scale up, at least 2: 4:2:0 has
// one colour for 2×2 pixels.
func even(x float64, most int) int {
	return max(2, min(2*int(math.Round(x/2)), most-most%2))
}
