package apivideo

import (
	"encoding/json"
	"strings"

	"github.com/tributary-video/tributary/internal/media"
)

// readEffects reads the attributes that change the pictures themselves, and so cannot be
// changed later.
func (d *Dialect) readEffects(c call, a *attributes) (*media.Clip, *media.Watermark, error) {
	mark, err := d.readWatermark(c, a)
	return a.clip(), mark, err
}

// object reads an attribute that is an object. Names in its faults are "name.member".
func (a *attributes) object(name string) (*attributes, bool) {
	inner := &attributes{prefix: name + "."}
	ok := a.read(name, &inner.members, "an object")
	return inner, ok
}

func (a *attributes) clip() *media.Clip {
	in, ok := a.object("clip")
	if !ok {
		return nil
	}
	var clip media.Clip
	if start := in.timecode("startTimecode"); start != nil {
		clip.Start = *start
	}
	clip.End = in.timecode("endTimecode")
	if clip.End != nil && len(in.faults) == 0 && !before(clip.Start, *clip.End) {
		in.invalid("endTimecode", "Must be after startTimecode.")
	}
	a.faults = append(a.faults, in.faults...)
	return &clip
}

// timecode is a text, or a number of seconds.
func (a *attributes) timecode(name string) *media.Timecode {
	raw, ok := a.members[name]
	if !ok || a.isNull(name) {
		return nil
	}
	text := string(raw)
	if strings.HasPrefix(text, `"`) {
		_ = json.Unmarshal(raw, &text) // it is valid: the whole body was
	}
	t, ok := parseTimecode(text)
	if !ok {
		a.invalid(name, "Must be hh:mm:ss, hh:mm:ss.ms, hh:mm:ss:frame or seconds.")
	}
	return &t
}

// before compares times first: how long a frame is nobody knows yet.
func before(a, b media.Timecode) bool {
	return a.Time < b.Time || a.Time == b.Time && a.Frame < b.Frame
}

func (d *Dialect) readWatermark(c call, a *attributes) (*media.Watermark, error) {
	in, ok := a.object("watermark")
	if !ok {
		return nil, nil //nolint:nilnil // most videos have none
	}
	in.require("id")
	mark := media.Watermark{
		Top: in.length("top"), Left: in.length("left"), Bottom: in.length("bottom"), Right: in.length("right"),
		Width: in.length("width"), Height: in.length("height"), Opacity: in.length("opacity"),
	}
	if strings.HasSuffix(mark.Opacity, "px") {
		in.invalid("opacity", "Must be per cent.")
	}
	var err error
	if mark.ID, ok = in.text("id"); ok {
		mark.Key, err = d.findWatermark(c, mark.ID)
	}
	if !ok && in.isNull("id") || media.KindOf(err) == media.NotFound {
		in.invalid("id", "No such watermark.")
		err = nil
	}
	a.faults = append(a.faults, in.faults...)
	return &mark, err
}

// length reads pixels or per cent; "initial" leaves it open.
func (a *attributes) length(name string) string {
	text, ok := a.text(name)
	if !ok || text == "" || text == "initial" {
		return text
	}
	digits, unit := strings.CutSuffix(text, "px")
	if !unit {
		digits, unit = strings.CutSuffix(text, "%")
	}
	whole, fraction, dotted := strings.Cut(digits, ".")
	if !unit || !isDigits(whole) || dotted && !isDigits(fraction) {
		a.invalid(name, `Must be pixels such as "10px" or per cent such as "20%".`)
	}
	return text
}

// isDigits takes at most five: no frame has a side of 100,000 pixels.
func isDigits(text string) bool {
	return text != "" && len(text) <= 5 && strings.Trim(text, "0123456789") == ""
}
