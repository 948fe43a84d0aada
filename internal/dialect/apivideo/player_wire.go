package apivideo

import "github.com/tributary-video/tributary/internal/media"

// playerLook is what a client says of a player (contract section 3.4).
type playerLook struct {
	Name             string `json:"name,omitempty"`
	Text             string `json:"text"`
	Link             string `json:"link"`
	LinkHover        string `json:"linkHover"`
	LinkActive       string `json:"linkActive,omitempty"`
	TrackPlayed      string `json:"trackPlayed"`
	TrackUnplayed    string `json:"trackUnplayed"`
	TrackBackground  string `json:"trackBackground"`
	BackgroundTop    string `json:"backgroundTop"`
	BackgroundBottom string `json:"backgroundBottom"`
	BackgroundText   string `json:"backgroundText"`
	EnableAPI        bool   `json:"enableApi"`
	EnableControls   bool   `json:"enableControls"`
	ForceAutoplay    bool   `json:"forceAutoplay"`
	HideTitle        bool   `json:"hideTitle"`
	ForceLoop        bool   `json:"forceLoop"`
}

// defaultLook is the vendor's.
func defaultLook() playerLook {
	return playerLook{
		Text: "rgba(255, 255, 255, 1)", Link: "rgba(255, 255, 255, 1)", LinkHover: "rgba(255, 255, 255, 1)",
		TrackPlayed: "rgba(88, 131, 255, .95)", TrackUnplayed: "rgba(255, 255, 255, .35)", TrackBackground: "rgba(255, 255, 255, .2)",
		BackgroundTop: "rgba(0, 0, 0, .7)", BackgroundBottom: "rgba(0, 0, 0, .7)", BackgroundText: "rgba(255, 255, 255, 1)",
		EnableAPI: true, EnableControls: true,
	}
}

type namedColour struct {
	name  string
	value *string
}

// colours are the colours that are set.
func (l *playerLook) colours() []namedColour {
	all := []namedColour{
		{"text", &l.Text}, {"link", &l.Link}, {"linkHover", &l.LinkHover}, {"trackPlayed", &l.TrackPlayed},
		{"trackUnplayed", &l.TrackUnplayed}, {"trackBackground", &l.TrackBackground}, {"backgroundTop", &l.BackgroundTop},
		{"backgroundBottom", &l.BackgroundBottom}, {"backgroundText", &l.BackgroundText},
	}
	if l.LinkActive != "" {
		all = append(all, namedColour{"linkActive", &l.LinkActive})
	}
	return all
}

// playerRecord is a player as it is stored.
type playerRecord struct {
	playerLook

	Logo     string  `json:"logo,omitempty"` // key of its blob
	LogoLink *string `json:"logoLink,omitempty"`
}

// playerBody is a player on the wire.
type playerBody struct {
	PlayerID string `json:"playerId"`
	playerLook

	CreatedAt string       `json:"createdAt"`
	UpdatedAt string       `json:"updatedAt"`
	Assets    playerAssets `json:"assets"`
}

type playerAssets struct {
	Logo *string `json:"logo"` // URL of the picture
	Link *string `json:"link"` // where a click on it leads, as the client wrote it
}

func (c call) showPlayer(doc media.Document, record playerRecord) playerBody {
	body := playerBody{
		PlayerID: doc.ID, playerLook: record.playerLook, CreatedAt: formatTime(doc.CreatedAt), UpdatedAt: formatTime(doc.UpdatedAt),
	}
	if record.Logo != "" {
		logo := c.base + "/player/" + doc.ID + "/logo.png"
		body.Assets = playerAssets{Logo: &logo, Link: record.LogoLink}
	}
	return body
}
