package playback

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/tributary-video/tributary/internal/media"
)

// Bounds of the short side that the name of a playlist may ask for.
const (
	leastSide = 240
	mostSide  = 9999
)

var (
	masterName   = regexp.MustCompile(`^master(?:-cmaf)?(?:-min-([1-9]\d{2,3}))?(?:-max-([1-9]\d{2,3}))?(-img)?(?:-(h264|hevc|av1))?\.m3u8$`)
	manifestName = regexp.MustCompile(`^master(?:-min-([1-9]\d{2,3}))?(?:-max-([1-9]\d{2,3}))?()(?:-(h264|hevc|av1))?\.mpd$`)
)

// choice is what the name of a master playlist or a manifest asks for.
type choice struct {
	min, max int    // lines of the short side
	images   bool   // with tiles
	codec    string // "" = any
}

func parseMaster(file string) (choice, bool)   { return parseChoice(masterName, file) }
func parseManifest(file string) (choice, bool) { return parseChoice(manifestName, file) }

func parseChoice(form *regexp.Regexp, file string) (choice, bool) {
	part := form.FindStringSubmatch(file)
	if part == nil {
		return choice{}, false
	}
	side := func(digits string, otherwise int) int {
		if n, err := strconv.Atoi(digits); err == nil {
			return n
		}
		return otherwise
	}
	c := choice{min: side(part[1], leastSide), max: side(part[2], mostSide), images: part[3] != "", codec: part[4]}
	ok := c.min >= leastSide && c.max >= leastSide
	if part[1] == "" {
		c.min = 0 // what is smaller than any name can say is wanted, too
	}
	return c, ok
}

// among picks from the qualities of a video. What it asks for is a wish: where it leaves
// nothing, the nearest is taken.
func (c choice) among(qualities []media.Rendition) []media.Rendition {
	if of := keep(qualities, func(r media.Rendition) bool { return c.codec == "" || codecName(r.Codecs) == c.codec }); len(of) > 0 {
		qualities = of
	}
	if len(qualities) == 0 {
		return nil
	}
	nearest := slices.MinFunc(qualities, func(a, b media.Rendition) int { return c.miss(a) - c.miss(b) })
	return keep(qualities, func(r media.Rendition) bool { return c.miss(r) == c.miss(nearest) })
}

// miss is by how many lines a quality is outside the bounds.
func (c choice) miss(r media.Rendition) int {
	side := min(r.Width, r.Height)
	return max(0, c.min-side, side-c.max)
}

func keep(qualities []media.Rendition, wanted func(media.Rendition) bool) []media.Rendition {
	return slices.DeleteFunc(slices.Clone(qualities), func(r media.Rendition) bool { return !wanted(r) })
}

// codecName is the word for a codec in the names of playlists.
func codecName(codecs string) string {
	switch {
	case strings.HasPrefix(codecs, "avc1"):
		return "h264"
	case strings.HasPrefix(codecs, "hvc1"):
		return "hevc"
	case strings.HasPrefix(codecs, "av01"):
		return "av1"
	}
	return ""
}
