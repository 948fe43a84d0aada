package player

import (
	"net/url"
	"regexp"
)

// cssColor is a colour as CSS writes it, without anything that could be more than a colour.
var cssColor = regexp.MustCompile(`^(#[0-9a-fA-F]{3,8}|[a-zA-Z]{3,24}|(rgb|hsl)a?\([0-9a-z., %/+-]{3,64}\))$`)

// Look is how the owner of a video wants its player to be. Colours are CSS: #rgb,
// rgba(…), hsl(…) or a name; an empty one, or one that is none, is ours.
type Look struct {
	Text             string // of times
	Title            string // of the title
	Control          string // of buttons
	ControlHover     string
	TrackPlayed      string
	TrackBuffered    string
	Track            string
	BackgroundTop    string // behind the title
	BackgroundBottom string // behind the controls
	HideTitle        bool
	HideControls     bool
	Logo             string // address of a picture; "" = none
	LogoLink         string // where a click on it goes: http or https; "" = nowhere
}

// clean drops what is not of the form that the fields promise. The texts were typed by
// somebody, and the browser puts them into style sheets and links.
func (l Look) clean() Look {
	for _, color := range []*string{&l.Text, &l.Title, &l.Control, &l.ControlHover, &l.TrackPlayed, &l.TrackBuffered, &l.Track,
		&l.BackgroundTop, &l.BackgroundBottom} {
		if !cssColor.MatchString(*color) {
			*color = ""
		}
	}
	if u, err := url.Parse(l.LogoLink); err != nil || u.Scheme != "http" && u.Scheme != "https" {
		l.LogoLink = ""
	}
	return l
}
