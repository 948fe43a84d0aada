package pipeline

import (
	"fmt"
	"math"
	"slices"

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

// rungs are the encoded qualities of a picture of a displayed size, smallest first. When
// the source itself stays in the ladder, it takes the place of the one of its own size.
func rungs(width, height int, rate media.Rational, wanted []int, sourceStays bool) []media.Rendition {
	own := min(width, height)
	var list []media.Rendition
	for _, side := range sides(own, wanted) {
		if side != own || !sourceStays {
			list = append(list, makeRung(width, height, side, rate))
		}
	}
	return list
}

// sides are the short sides that a picture is shown in: those wanted, else the ladder's and
// its own. Nothing is scaled up: what is above the picture's own becomes that, so that there
// is at least one. Owners' wishes are stored as they came, so what is no size is passed over.
func sides(own int, wanted []int) []int {
	var list []int
	for _, side := range wanted {
		if side > 0 {
			list = append(list, min(side, own))
		}
	}
	if len(list) == 0 {
		list = append(list, own)
		for _, r := range ladder() {
			list = append(list, min(r.side, own))
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
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
