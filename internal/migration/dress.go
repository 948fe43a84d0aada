package migration

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"sync"
	"time"

	"github.com/tributary-video/tributary/internal/egress"
	"github.com/tributary-video/tributary/internal/media"
)

const (
	// maxPoster is the largest picture fetched, in bytes; the same as Gcore's API has.
	maxPoster = 8 << 20
	// sideTime is how long a text track or a poster may take: feeding waits for it.
	sideTime = 30 * time.Second
)

// Posters takes pictures for posters.
type Posters interface {
	// SetPoster makes a stranger's picture the poster of a video, in place of any other. Viewers are
	// given none of its bytes: it is encoded anew. Done twice it changes nothing. An error means that
	// the video is as it was; whether the picture is to blame does not matter to whoever asks.
	SetPoster(ctx context.Context, projectID int64, videoID string, raw []byte) error
}

// dress brings what rows have beside their files, which are here, before their settlements are
// recorded: a crash between the two brings it again, in place of the first. What cannot be had
// is the row's reason, and no failure.
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
		wg.Go(func() { ended[i].Reason = f.sides(ctx, order, w) })
	}
	wg.Wait()
}

// sides brings the text tracks and the poster of a row and says what could not be had, "" for nothing.
func (f *feeder) sides(ctx context.Context, order Feeding, w Watched) string {
	var row Row
	if err := json.Unmarshal(w.Row, &row); err != nil {
		return "" // it was marshalled here
	}
	var missed []string
	for _, s := range row.Subtitles[:min(len(row.Subtitles), maxSubtitles)] {
		if err := f.subtitle(ctx, order.ProjectID, w.VideoID, s); err != nil {
			f.missed(ctx, w, noSubtitle, err)
			missed = []string{noSubtitle}
		}
	}
	if row.PosterURL != "" {
		if err := f.poster(ctx, order.ProjectID, w.VideoID, string(row.PosterURL)); err != nil {
			f.missed(ctx, w, noPoster, err)
			missed = append(missed, noPoster)
		}
	}
	return strings.Join(missed, ",")
}

func (f *feeder) missed(ctx context.Context, w Watched, what string, err error) {
	f.cfg.Log.LogAttrs(ctx, slog.LevelInfo, "row of an import comes without", slog.String("job", f.id), slog.Int64("line", w.Line),
		slog.String("video", w.VideoID), slog.String("reason", what), slog.String("error", media.PublicText(err)))
}

func (f *feeder) poster(ctx context.Context, project int64, video, url string) error {
	raw, err := f.side(ctx, url, maxPoster)
	if err != nil {
		return err
	}
	if err := f.cfg.Posters.SetPoster(ctx, project, video, raw); err != nil {
		return fmt.Errorf("set poster of video %s: %w", video, err)
	}
	return nil
}

// side fetches a small file that a row names.
func (f *feeder) side(ctx context.Context, url string, most int64) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, sideTime)
	defer cancel()
	resp, err := f.get(ctx, url, nil)
	if err != nil {
		return nil, err
	}
	defer func() { _ = resp.Body.Close() }()
	if err := egress.LimitBody(resp, most); err != nil {
		return nil, err
	}
	return io.ReadAll(resp.Body)
}
