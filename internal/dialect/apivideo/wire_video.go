package apivideo

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"github.com/tributary-video/tributary/internal/media"
)

// videoBody is a video on the wire (contract section 3.1).
type videoBody struct {
	VideoID        string     `json:"videoId"`
	Title          string     `json:"title"`
	Description    string     `json:"description"`
	Public         bool       `json:"public"`
	Panoramic      bool       `json:"panoramic"`
	MP4Support     bool       `json:"mp4Support"`
	Tags           []string   `json:"tags"`
	Metadata       []pair     `json:"metadata"`
	Language       string     `json:"language,omitempty"`
	LanguageOrigin *string    `json:"languageOrigin"`
	PlayerID       string     `json:"playerId,omitempty"`
	CreatedAt      string     `json:"createdAt"`
	PublishedAt    string     `json:"publishedAt"`
	UpdatedAt      string     `json:"updatedAt"`
	Discarded      bool       `json:"discarded"`
	DiscardedAt    *string    `json:"discardedAt"`
	DeletesAt      *string    `json:"deletesAt"`
	Source         sourceBody `json:"source"`
	Assets         *assets    `json:"assets"` // null when discarded
}

// pair is one entry of a video's metadata.
type pair struct {
	Key   string `json:"key"`
	Value string `json:"value"`
}

type sourceBody struct {
	Type string `json:"type"`
	URI  string `json:"uri"`
}

// showVideo is the full video as the wire has it.
func (d *Dialect) showVideo(c call, v media.Video) (videoBody, error) {
	id := formatVideoID(v.ID)
	body := videoBody{
		VideoID: id, Title: v.Title, Description: v.Description, Public: v.Privacy == media.Public,
		Panoramic: v.Wishes.Panoramic, MP4Support: !v.Wishes.NoDownload,
		Tags: append([]string{}, v.Tags...), Metadata: pairs(v.Meta),
		Language: cmp.Or(v.Wishes.Language, v.Wishes.Heard), LanguageOrigin: languageOrigin(v), PlayerID: v.Wishes.PlayerID,
		CreatedAt: formatTime(v.CreatedAt), PublishedAt: formatTime(v.CreatedAt), UpdatedAt: formatTime(v.UpdatedAt),
		Source: sourceBody{Type: "upload", URI: "/videos/" + id + "/source"},
	}
	if v.State == media.Deleted {
		body.Discarded = true
		if v.DeletedAt != nil {
			at, end := formatTime(*v.DeletedAt), formatTime(v.DeletedAt.Add(d.cfg.Retention))
			body.DiscardedAt, body.DeletesAt = &at, &end
		}
	}
	var err error
	body.Assets, err = d.assetURLs(c.base, v)
	return body, err
}

// pairs are metadata in the order of their keys: the catalog keeps no other.
func pairs(meta map[string]string) []pair {
	out := make([]pair, 0, len(meta))
	for _, key := range slices.Sorted(maps.Keys(meta)) {
		out = append(out, pair{Key: key, Value: meta[key]})
	}
	return out
}

// languageOrigin is who said the language: its owner, or the speech engine that made its
// captions. It is null as long as nobody has.
func languageOrigin(v media.Video) *string {
	switch {
	case v.Wishes.Language != "":
		return new("api")
	case v.Wishes.Heard != "":
		return new("auto")
	}
	return nil
}

// formatTime writes a time as every client parses it: with an offset and no fraction (client rule 12).
func formatTime(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05+00:00") }
