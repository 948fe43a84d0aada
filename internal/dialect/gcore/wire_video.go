package gcore

import (
	"encoding/json"
	"strconv"

	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/upload"
)

// listedVideo is a video as lists have it (contract section 3.1). Addresses are null, never "".
type listedVideo struct {
	ID                  int64           `json:"id"`
	UUID                string          `json:"uuid"`
	Name                string          `json:"name"`
	Description         *string         `json:"description"`
	ClientID            int64           `json:"client_id"`
	Slug                string          `json:"slug"`
	Status              string          `json:"status"`
	Error               *string         `json:"error"`
	Duration            *int64          `json:"duration"`        // ms; null until it is known
	UploadProgress      int             `json:"upload_progress"` // per cent, of the source
	OriginURL           *string         `json:"origin_url"`
	OriginSize          *int64          `json:"origin_size"` // bytes
	OriginVideoDuration *int64          `json:"origin_video_duration"`
	OriginWidth         *int            `json:"origin_width"`
	OriginHeight        *int            `json:"origin_height"`
	OriginAudioChannels *int            `json:"origin_audio_channels"`
	CreatedAt           string          `json:"created_at"`
	UpdatedAt           string          `json:"updated_at"`
	Screenshots         []string        `json:"screenshots"`
	Screenshot          *string         `json:"screenshot"`
	ScreenshotID        int             `json:"screenshot_id"`
	Poster              *string         `json:"poster"`
	PosterThumb         *string         `json:"poster_thumb"`
	HLSURL              string          `json:"hls_url"`
	HLSCMAFURL          string          `json:"hls_cmaf_url"`
	DASHURL             string          `json:"dash_url"`
	IframeEmbedCode     string          `json:"iframe_embed_code"`
	Views               int64           `json:"views"`
	CDNViews            int64           `json:"cdn_views"`
	Priority            int             `json:"priority"`
	Projection          string          `json:"projection"`
	DirectoryID         *int64          `json:"directory_id"`
	QualitySetID        *int64          `json:"quality_set_id"`
	ClientUserID        json.RawMessage `json:"client_user_id"`
	StreamID            *int64          `json:"stream_id"`
	AdID                *int64          `json:"ad_id"`
	RecordType          *string         `json:"record_type"`
	RecordingStartedAt  *string         `json:"recording_started_at"`
	ShareURL            *string         `json:"share_url"`
	CustomIframeURL     *string         `json:"custom_iframe_url"`
	ClipStartSeconds    *int64          `json:"clip_start_seconds"`
	ClipDurationSeconds *int64          `json:"clip_duration_seconds"`
	Folders             []string        `json:"folders"`
	ConvertedVideos     []converted     `json:"converted_videos"`
}

// videoBody is a video of its own.
type videoBody struct {
	listedVideo

	IframeURL string  `json:"iframe_url"`
	Sprite    *string `json:"sprite"`
	SpriteVTT *string `json:"sprite_vtt"` // the text itself
}

// showVideo is the full video. It has to be loaded with its renditions.
func (d *Dialect) showVideo(c call, v media.Video) (videoBody, error) {
	directories := d.directoryNumbers(c)
	item, err := d.listItem(c, v, directories)
	if err != nil {
		return videoBody{}, err
	}
	at := addressesOf(c.base, v)
	body := videoBody{listedVideo: item, IframeURL: at.page, Sprite: at.sprite()}
	if body.Sprite != nil {
		body.SpriteVTT, err = d.spriteText(c.Context(), v)
	}
	return body, err
}

// listItem is a video as lists have it.
func (d *Dialect) listItem(c call, v media.Video, directories *directoryNumbers) (listedVideo, error) {
	k, at := keptOf(v.Wishes), addressesOf(c.base, v)
	item := listedVideo{
		ID: v.Seq, UUID: v.ID, Name: v.Title, Description: orNull(v.Description), ClientID: v.ProjectID, Slug: v.Slug,
		Status: statusOf(v), Error: errorOf(v), OriginURL: orNull(k.OriginURL),
		CreatedAt: formatTime(v.CreatedAt), UpdatedAt: formatTime(v.UpdatedAt),
		Screenshots: at.screenshots(), Poster: at.poster(), PosterThumb: at.posterThumb(),
		HLSURL: at.hls(), HLSCMAFURL: at.cmaf(), DASHURL: at.dash(), IframeEmbedCode: at.embedCode(),
		Priority: k.Priority, Projection: projectionOf(k), QualitySetID: k.QualitySetID, ClientUserID: clientUserID(v.Meta),
		ShareURL: orNull(k.ShareURL), CustomIframeURL: orNull(k.IframeURL),
		ClipStartSeconds: k.ClipStart, ClipDurationSeconds: k.ClipDuration,
		Folders: []string{}, ConvertedVideos: convertedVideos(v, at),
	}
	item.measure(v)
	item.chooseScreenshot(k.ScreenshotID)
	var err error
	if item.UploadProgress, err = d.uploadProgress(c, v); err != nil {
		return item, err
	}
	item.DirectoryID, err = directories.of(v.CollectionID)
	return item, err
}

// measure fills in what is known of the source.
func (i *listedVideo) measure(v media.Video) {
	if v.Source == nil || !probed(v) {
		return
	}
	i.OriginSize = &v.Source.Size
	if ms := v.Picture.Duration.Milliseconds(); ms > 0 {
		i.Duration, i.OriginVideoDuration = &ms, &ms
	}
	if v.Picture.Width > 0 {
		i.OriginWidth, i.OriginHeight = &v.Picture.Width, &v.Picture.Height
	}
	for _, r := range v.Renditions {
		if r.Kind == media.AudioRendition && r.Channels > 0 {
			i.OriginAudioChannels = &r.Channels
			return
		}
	}
}

// chooseScreenshot shows the one that was chosen; one that is not there is the first
// (contract section 11.3).
func (i *listedVideo) chooseScreenshot(id int) {
	if id == posterScreenshot {
		i.ScreenshotID, i.Screenshot = id, i.Poster
		return
	}
	if id < 0 || id >= len(i.Screenshots) {
		id = 0
	}
	i.ScreenshotID = id
	if len(i.Screenshots) > 0 {
		i.Screenshot = &i.Screenshots[id]
	}
}

// uploadProgress is how much of the source is here, by tus or copy, in per cent.
func (d *Dialect) uploadProgress(c call, v media.Video) (int, error) {
	switch {
	case v.Source != nil:
		return 100, nil
	case v.State != media.Uploading:
		return 0, nil
	}
	u, err := d.cfg.Records.LastUpload(c.Context(), v.ID)
	if media.KindOf(err) == media.NotFound || err == nil && (u.Length == upload.UnknownLength || u.Length == 0) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	return int(100 * float64(u.Offset) / float64(u.Length)), nil
}

// userKey is where a client's own number of a user is kept among a video's metadata.
const userKey = "client_user_id"

// clientUserID is a number when it is a whole one, text otherwise (contract section 11.2).
func clientUserID(meta map[string]string) json.RawMessage {
	text, known := meta[userKey]
	if !known {
		return json.RawMessage(`null`)
	}
	if n, err := strconv.ParseInt(text, 10, 64); err == nil && strconv.FormatInt(n, 10) == text {
		return json.RawMessage(text)
	}
	raw, err := json.Marshal(text)
	if err != nil { // a text always marshals
		return json.RawMessage(`null`)
	}
	return raw
}

// orNull is null for "".
func orNull(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}
