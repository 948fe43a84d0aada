package native

import "github.com/tributary-video/tributary/internal/media"

// view shows records to one reader.
type view struct {
	base string                      // of addresses
	sign func(videoID string) string // playback signature
}

// whole is a video with what only a single one is loaded with.
func (w view) whole(v media.Video) video {
	out := w.video(v)
	out.Progress = new(progress(v))
	for _, r := range v.Renditions {
		if r.State != media.Dropped {
			out.Renditions = append(out.Renditions, showRendition(r))
		}
	}
	return out
}

// video is a video as lists show it.
func (w view) video(v media.Video) video {
	out := video{
		ID: v.ID, Seq: v.Seq, Title: v.Title, State: state(v.State), PriorState: state(v.PriorState), Privacy: v.Privacy,
		Collection: v.CollectionID, Meta: v.Meta,
		CreatedAt: v.CreatedAt, UpdatedAt: v.UpdatedAt, StartedAt: v.StartedAt, ViewableAt: v.ViewableAt,
		ReadyAt: v.ReadyAt, DeletedAt: v.DeletedAt, PurgedAt: v.PurgedAt,
		OutputBytes: v.OutputBytes, Playback: w.playback(v),
	}
	if out.Meta == nil {
		out.Meta = map[string]string{}
	}
	if v.Failure != nil {
		out.Failure = &failure{Code: v.Failure.Code, Text: v.Failure.Text}
	}
	if v.Source != nil {
		out.Source = &source{Size: v.Source.Size, SHA256: v.Source.SHA256, Container: v.Source.Container}
	}
	if v.Picture != (media.Picture{}) {
		out.Picture = &picture{
			Width: v.Picture.Width, Height: v.Picture.Height, Duration: v.Picture.Duration.Seconds(), Audio: v.Picture.Audio,
		}
	}
	return out
}

// playback addresses what viewers may open now; a deleted video has nothing.
func (w view) playback(v media.Video) *playback {
	if v.State == media.Deleted {
		return nil
	}
	query := ""
	if v.Privacy != media.Public {
		query = "?s=" + w.sign(v.ID)
	}
	files := w.base + "/media/" + v.ID
	out := &playback{Embed: w.base + "/embed/" + v.ID + query}
	if v.State.Playable() {
		out.Master = files + "/master.m3u8" + query
	}
	if v.Poster {
		out.Poster = files + "/poster.jpg" + query
	}
	return out
}

func showRendition(r media.Rendition) rendition {
	return rendition{
		Name: r.Name, Kind: r.Kind, State: r.State, Repackaged: r.Repackaged, Interim: r.Interim,
		Width: r.Width, Height: r.Height, Rotation: r.Rotation, FrameRate: r.Rate.Float(),
		Channels: r.Channels, Language: r.Language, Codecs: r.Codecs, MaxRate: r.Cap,
		Bytes: r.Bytes, Chunks: r.Chunks, ChunksDone: r.ChunksDone,
	}
}

// progress is the share of the planned chunks that are done. What was dropped is
// no work any more; a ready video is done also when nothing had to be encoded.
func progress(v media.Video) float64 {
	if v.State == media.Ready {
		return 1
	}
	done, planned := 0, 0
	for _, r := range v.Renditions {
		if r.State != media.Dropped {
			done, planned = done+r.ChunksDone, planned+r.Chunks
		}
	}
	if planned == 0 {
		return 0
	}
	return float64(done) / float64(planned)
}
