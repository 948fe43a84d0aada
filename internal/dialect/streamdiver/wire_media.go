package streamdiver

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/tributary-video/tributary/internal/media"
)

// mediaBody is a media on the wire (contract section 3.4). The names of the properties that
// change by themselves are in changedBy, too.
type mediaBody struct {
	ID           string          `json:"id"`
	Type         string          `json:"type"`
	Status       string          `json:"status"`
	Name         string          `json:"name"`
	Description  *string         `json:"description"`
	Tags         []string        `json:"tags"`
	ChannelIDs   []string        `json:"channelIds"`
	UploadID     string          `json:"uploadId"`
	FileName     string          `json:"fileName"`
	FileSize     *int64          `json:"fileSize"` // bytes
	Duration     *float64        `json:"duration"` // seconds, to the millisecond
	Width        *int            `json:"width"`
	Height       *int            `json:"height"`
	Playable     bool            `json:"playable"`
	PlaylistURL  *string         `json:"playlistUrl"` // null until it plays
	ThumbnailURL string          `json:"thumbnailUrl"`
	EmbedURL     string          `json:"embedUrl"`
	Failure      *string         `json:"failure"`
	Created      string          `json:"created"`
	Updated      string          `json:"updated"`
	PlayerDesign json.RawMessage `json:"playerDesign,omitempty"` // only where a channel was asked for
}

// view shows the media of one project.
type view struct {
	base    string // start of public URLs, no trailing slash
	project media.Project
	sign    func(videoID string) string // playback signature
}

func (w view) media(v media.Video, fileName string) mediaBody {
	body := mediaBody{
		ID: v.ID, Type: mediaType(v), Status: mediaStatus(v), Name: v.Title, Description: orNull(v.Description),
		Tags: append([]string{}, v.Tags...), ChannelIDs: channelIDs(v), UploadID: uploadID(v.ID), FileName: fileName,
		Playable:     v.State.Playable(),
		ThumbnailURL: w.base + "/v2/media/" + v.ID + "/thumbnail" + w.signature(v),
		EmbedURL:     w.base + "/player/" + v.ID + "/embedded" + w.signature(v),
		Created:      formatTime(v.CreatedAt), Updated: formatTime(v.UpdatedAt),
	}
	if v.Source != nil {
		body.FileSize = &v.Source.Size
	}
	if v.Picture.Duration > 0 {
		body.Duration = new(v.Picture.Duration.Round(time.Millisecond).Seconds())
	}
	if v.Picture.Width > 0 {
		body.Width, body.Height = &v.Picture.Width, &v.Picture.Height
	}
	if body.Playable {
		body.PlaylistURL = new(w.playlist(v))
	}
	if v.Failure != nil {
		body.Failure = &v.Failure.Text
	}
	return body
}

// playlist is where the video plays: the address that Omegastream has for it.
func (w view) playlist(v media.Video) string {
	return fmt.Sprintf("%s/stream/company/project-%d/%s/video/%s/playlist.m3u8%s", w.base, v.ProjectID, w.project.Code[:8], v.ID, w.signature(v))
}

// signature is the query without which a viewer gets nothing of a private video.
func (w view) signature(v media.Video) string {
	if v.Privacy == media.Public {
		return ""
	}
	return "?s=" + w.sign(v.ID)
}

// mediaType goes by the content, once that is known.
func mediaType(v media.Video) string {
	if v.Picture != (media.Picture{}) && v.Picture.Width == 0 {
		return mediaAudio
	}
	return mediaVideo
}

func mediaStatus(v media.Video) string {
	switch v.State {
	case media.Created, media.Uploading, media.Processing, media.Viewable:
	case media.Ready:
		return mediaReady
	case media.Failed:
		return mediaFailed
	case media.Deleted:
		return mediaSoftDeleted
	}
	return mediaProcessing
}

// mediaStates are the states in which a video is a media.
func mediaStates() []media.State {
	return []media.State{media.Processing, media.Viewable, media.Ready, media.Failed}
}

// channelIDs are the channels of a media, the one it lies in first.
func channelIDs(v media.Video) []string {
	var ids []string
	for _, collection := range collectionsOf(v) {
		ids = append(ids, channelID(v.ProjectID, collection))
	}
	return ids
}

// view makes the view of the caller's project.
func (d *Dialect) view(ctx context.Context, c call) (view, error) {
	project, err := d.cfg.Media.Projects.Project(ctx, c.project)
	if err != nil {
		return view{}, fmt.Errorf("load project %d: %w", c.project, err)
	}
	return view{base: c.base, project: project, sign: d.cfg.Master.PlaybackSignature}, nil
}
