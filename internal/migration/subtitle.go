package migration

import (
	"bytes"
	"context"
	"fmt"
	"regexp"
	"unicode/utf8"

	"golang.org/x/text/language"

	"github.com/tributary-video/tributary/internal/media"
)

const (
	// maxSubtitle is the largest text track, in bytes (section 3.3 of Gcore's contract).
	maxSubtitle = 5 << 20
	// maxSubtitles of one row. The rest is left out.
	maxSubtitles = 64
)

// Texts keep the text tracks of videos. Their law is catalog.TextStore's.
type Texts interface {
	PutText(ctx context.Context, projectID int64, videoID string, t media.Text) (replaced string, err error)
}

// subtitle brings one track, in place of the one in its language.
func (f *feeder) subtitle(ctx context.Context, project int64, video string, s Subtitle) error {
	tag, err := language.Parse(string(s.Language))
	if err != nil || tag == language.Und {
		return media.Errorf(media.Invalid, "the language is not known")
	}
	raw, err := f.side(ctx, string(s.URL), maxSubtitle)
	if err != nil {
		return err
	}
	vtt, err := webVTT(raw)
	if err != nil {
		return err
	}
	t := media.Text{
		Kind: media.Captions, Language: tag.String(), Name: cut(clean(string(s.Name)), maxDirectory), Size: int64(len(vtt)),
		Key: media.VideoPrefix(video) + "/texts/" + media.RandomHex(16) + ".vtt", UpdatedAt: f.cfg.Now(),
	}
	if _, err := f.cfg.Blobs.Put(ctx, t.Key, bytes.NewReader(vtt)); err != nil {
		return err
	}
	replaced, err := f.cfg.Texts.PutText(ctx, project, video, t)
	if err != nil || replaced == "" {
		return err
	}
	return f.cfg.Blobs.Delete(ctx, replaced)
}

// webVTT is a track as WebVTT: as it is, or made of SubRip, which differs in its head, in the comma
// of its times and in the digits of its hours.
func webVTT(raw []byte) ([]byte, error) {
	raw = bytes.TrimPrefix(raw, []byte("\ufeff"))
	if !utf8.Valid(raw) || bytes.IndexByte(raw, 0) >= 0 {
		return nil, media.Errorf(media.Invalid, "the text is not UTF-8")
	}
	rest, signed := bytes.CutPrefix(raw, []byte("WEBVTT"))
	if signed && (len(rest) == 0 || bytes.IndexByte([]byte(" \t\r\n"), rest[0]) >= 0) {
		return raw, nil
	}
	times := regexp.MustCompile(`(?m)^(\d{1,3}:\d\d:\d\d)[,.](\d{3})[ \t]*-->[ \t]*(\d{1,3}:\d\d:\d\d)[,.](\d{3}).*$`)
	if !times.Match(raw) {
		return nil, media.Errorf(media.Invalid, "the text is neither WebVTT nor SubRip")
	}
	return fmt.Appendf(nil, "WEBVTT\n\n%s", times.ReplaceAll(raw, []byte("$1.$2 --> $3.$4"))), nil
}
