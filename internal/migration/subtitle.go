package migration

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"regexp"
	"sync"
	"time"
	"unicode/utf8"

	"golang.org/x/text/language"

	"github.com/tributary-video/tributary/internal/egress"
	"github.com/tributary-video/tributary/internal/media"
)

const (
	// maxSubtitle is the largest text track, in bytes (section 3.3 of Gcore's contract).
	maxSubtitle = 5 << 20
	// maxSubtitles of one row. The rest is left out.
	maxSubtitles = 64
	// subtitleTime is how long one may take: feeding waits for it.
	subtitleTime = 30 * time.Second
)

// Texts keep the text tracks of videos. Their law is catalog.TextStore's.
type Texts interface {
	PutText(ctx context.Context, projectID int64, videoID string, t media.Text) (replaced string, err error)
}

// dress brings the text tracks of rows whose files are here, before their settlements are
// recorded: a crash between the two brings them again, in place of the first ones. A track that
// cannot be had is the row's reason, and no failure.
func (f *feeder) dress(ctx context.Context, order Feeding, watched []Watched, ended []Settlement) {
	rows := map[int64]Watched{}
	for _, w := range watched {
		rows[w.Line] = w
	}
	var wg sync.WaitGroup
	for i := range ended {
		w := rows[ended[i].Line]
		if ended[i].To != Processing || w.Row == nil {
			continue
		}
		wg.Go(func() { ended[i].Reason = f.subtitles(ctx, order, w) })
	}
	wg.Wait()
}

// subtitles brings all tracks of a row and says which could not be had, "" for none.
func (f *feeder) subtitles(ctx context.Context, order Feeding, w Watched) (reason string) {
	var row Row
	if err := json.Unmarshal(w.Row, &row); err != nil {
		return "" // it was marshalled here
	}
	for _, s := range row.Subtitles[:min(len(row.Subtitles), maxSubtitles)] {
		if err := f.subtitle(ctx, order.ProjectID, w.VideoID, s); err != nil {
			f.cfg.Log.LogAttrs(ctx, slog.LevelInfo, "subtitle not imported", slog.String("video", w.VideoID), slog.Any("error", err))
			reason = "subtitle_unavailable"
		}
	}
	return reason
}

func (f *feeder) subtitle(ctx context.Context, project int64, video string, s Subtitle) error {
	ctx, cancel := context.WithTimeout(ctx, subtitleTime)
	defer cancel()
	tag, err := language.Parse(string(s.Language))
	if err != nil || tag == language.Und {
		return media.Errorf(media.Invalid, "the language is not known")
	}
	resp, err := f.get(ctx, string(s.URL), nil)
	if err != nil {
		return err
	}
	defer func() { _ = resp.Body.Close() }()
	if err := egress.LimitBody(resp, maxSubtitle); err != nil {
		return err
	}
	raw, err := io.ReadAll(resp.Body)
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
