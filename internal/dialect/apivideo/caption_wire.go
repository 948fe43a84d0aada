package apivideo

import (
	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"github.com/tributary-video/tributary/internal/media"
)

// captionBody is captions on the wire (contract section 3.3).
type captionBody struct {
	URI          string `json:"uri"` // of the record, a path
	Src          string `json:"src"` // of the file, a URL
	SrcLang      string `json:"srclang"`
	LanguageName string `json:"languageName"` // in the language itself
	Default      bool   `json:"default"`
}

// chapterBody is chapters on the wire.
type chapterBody struct {
	URI      string `json:"uri"`
	Src      string `json:"src"`
	Language string `json:"language"`
}

func (c call) showText(v media.Video, t media.Text) any {
	id := formatVideoID(v.ID)
	uri := "/videos/" + id + "/" + string(t.Kind) + "/" + t.Language
	src := c.base + "/vod/" + id + "/" + string(t.Kind) + "/" + t.Language + ".vtt"
	if t.Kind == media.Chapters {
		return chapterBody{URI: uri, Src: src, Language: t.Language}
	}
	return captionBody{URI: uri, Src: src, SrcLang: t.Language, LanguageName: languageName(t.Language), Default: t.Default}
}

// languageName is what a language calls itself; the English name or the tag where that
// is not known.
func languageName(tag string) string {
	t := language.Make(tag)
	for _, name := range []string{display.Self.Name(t), display.English.Tags().Name(t)} {
		if name != "" {
			return name
		}
	}
	return tag
}
