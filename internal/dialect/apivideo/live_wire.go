package apivideo

import (
	"net/url"
	"strconv"
	"unicode/utf8"

	"github.com/tributary-video/tributary/internal/dialect"
	"github.com/tributary-video/tributary/internal/media"
)

const (
	maxRestreams = 5
	maxLiveText  = 1024 // characters of a name, an address or a key
)

// restream is where a broadcast would be sent on to.
type restream struct {
	Name      string `json:"name"`
	ServerURL string `json:"serverUrl"`
	StreamKey string `json:"streamKey"`
}

// liveInput is what a client says of a live stream; nil leaves as it is.
type liveInput struct {
	Name      *string                  `json:"name"`
	Public    *bool                    `json:"public"`
	PlayerID  dialect.Optional[string] `json:"playerId"` // null takes it away
	Restreams *[]restream              `json:"restreams"`
}

// liveRecord is a live stream as it is stored.
type liveRecord struct {
	Name      string     `json:"name"`
	Public    bool       `json:"public"`
	StreamKey string     `json:"streamKey"`
	PlayerID  string     `json:"playerId,omitempty"`
	Restreams []restream `json:"restreams"`
	Thumbnail string     `json:"thumbnail,omitempty"` // key of its blob
}

// liveBody is a live stream on the wire (contract section 3.4).
type liveBody struct {
	LiveStreamID string     `json:"liveStreamId"`
	Name         string     `json:"name"`
	Public       bool       `json:"public"`
	StreamKey    string     `json:"streamKey"`
	Broadcasting bool       `json:"broadcasting"`
	PlayerID     string     `json:"playerId,omitempty"`
	Restreams    []restream `json:"restreams"`
	CreatedAt    string     `json:"createdAt"`
	UpdatedAt    string     `json:"updatedAt"`
	Assets       assets     `json:"assets"`
}

func (c call) showLive(doc media.Document, r liveRecord) liveBody {
	page := c.base + "/live/" + doc.ID
	return liveBody{
		LiveStreamID: doc.ID, Name: r.Name, Public: r.Public, StreamKey: r.StreamKey, PlayerID: r.PlayerID, Restreams: r.Restreams,
		CreatedAt: formatTime(doc.CreatedAt), UpdatedAt: formatTime(doc.UpdatedAt),
		Assets: assets{
			Iframe: `<iframe src="` + page + `"></iframe>`,
			Player: page, HLS: page + ".m3u8", Thumbnail: page + "/thumbnail.jpg",
		},
	}
}

// applyLive checks what a client says and writes it into the record.
func (d *Dialect) applyLive(c call, in liveInput, r *liveRecord) error {
	var f faults
	if in.Name != nil {
		r.Name = dialect.CleanText(*in.Name)
		if r.Name == "" || utf8.RuneCountInString(r.Name) > maxLiveText {
			f.refuse("name", "Must have 1 to 1024 characters.")
		}
	}
	if in.Public != nil {
		r.Public = *in.Public
	}
	if in.Restreams != nil {
		r.Restreams = append([]restream{}, *in.Restreams...)
		f.checkRestreams(r.Restreams)
	}
	if in.PlayerID.Set {
		r.PlayerID = ""
	}
	if id := in.PlayerID.Value; id != nil && *id != "" {
		var look playerRecord
		_, err := d.cfg.Catalog.Document(c.Context(), c.project, kindPlayer, *id, &look)
		if err != nil && media.KindOf(err) != media.NotFound {
			return err
		}
		if err != nil {
			f.refuse("playerId", "There is no such player.")
		}
		r.PlayerID = *id
	}
	return f.err()
}

func (f *faults) checkRestreams(all []restream) {
	if len(all) > maxRestreams {
		f.refuse("restreams", "Must have at most 5 entries.")
		return
	}
	for i, r := range all {
		u, err := url.Parse(r.ServerURL)
		for _, field := range []struct {
			name string
			ok   bool
		}{
			{"name", isLiveText(r.Name)},
			{"serverUrl", isLiveText(r.ServerURL) && err == nil && u.Scheme != "" && u.Host != ""},
			{"streamKey", isLiveText(r.StreamKey)},
		} {
			if !field.ok {
				f.refuse("restreams["+strconv.Itoa(i)+"]."+field.name, "Must be given, with at most 1024 characters.")
			}
		}
	}
}

func isLiveText(s string) bool { return s != "" && utf8.RuneCountInString(s) <= maxLiveText }
