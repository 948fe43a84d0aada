package pull

import (
	"context"
	"fmt"
	"net/http"
	"net/textproto"
	"net/url"
	"strings"
	"time"

	"golang.org/x/net/http/httpguts"

	"github.com/tributary-video/tributary/internal/egress"
	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/upload"
)

// idle is how long an upload waits for its import. Turns may be long in coming, so this
// only ends what nobody carries any more.
const idle = 30 * 24 * time.Hour

// What a customer may say to an origin (the numbers of Gcore's contract).
const (
	maxFields      = 10
	maxFieldsBytes = 8 << 10
)

// Order asks for an import.
type Order struct {
	Video    media.Video // waits for content
	New      bool        // Video is not stored yet; it is when Start succeeds
	URL      string      // http or https, without user info
	Header   http.Header // for the host of URL; may be nil
	MaxSize  int64       // bytes; 0 = the importer's limit
	Expected int64       // bytes the file must have; 0 = any number
	Priority int         // lower ones go first

	Share    Share         // zero = that of single copies
	Patience time.Duration // how long in a row the origin may put it off; 0 = a quarter of an hour

	// Refused are endings of names in lower case, such as ".m3u8", behind which no media is looked for.
	Refused []string
	// Late leaves it to the first attempt to find out that a URL can never be allowed: the
	// order is accepted, and the video says later why it has no source.
	Late bool
	// Again also takes a video whose source failed its check; see upload.Beginning.
	Again bool
}

// Import lets a video that waits for content be fetched from a URL, in the background.
// A URL that can never be allowed is media.Invalid, a video that has content, too. An
// unfinished upload of the video ends.
func (im *Importer) Import(ctx context.Context, v media.Video, rawURL string) error {
	_, err := im.Start(ctx, Order{Video: v, URL: rawURL})
	return err
}

// Start is Import with everything that can be asked for. A header field that is not the
// customer's to set is media.Invalid.
func (im *Importer) Start(ctx context.Context, o Order) (Import, error) {
	if !o.Late {
		if err := im.cfg.Guard.CheckURL(ctx, o.URL, egress.Import); err != nil {
			return Import{}, fmt.Errorf("start import: %w", err)
		}
	}
	if err := CheckHeader(o.Header); err != nil {
		return Import{}, fmt.Errorf("start import: %w", err)
	}
	u, err := url.Parse(o.URL)
	if err != nil {
		return Import{}, media.Errorf(media.Invalid, "The address is not allowed.")
	}
	imp := Import{
		ID: media.NewUUID(), ProjectID: o.Video.ProjectID, Host: strings.ToLower(u.Host), Priority: o.Priority,
		Expected: max(0, o.Expected), State: Waiting, NextAt: im.cfg.Now(), Origin: Origin{URL: o.URL, Header: o.Header, Refused: o.Refused},
		Share: o.Share, Patience: o.Patience,
	}
	if imp.Share == (Share{}) {
		imp.Share = Share{PerHost: PerHost, AtOnce: PerProject}
	}
	if imp.Patience == 0 {
		imp.Patience = maxRetryAfter
	}
	b := im.beginning(o.Video, ImportProtocol)
	b.Length, b.Limits.MaxSize, b.Metadata = upload.UnknownLength, im.maxSize(o.MaxSize), imp.ID
	b.Again = o.Again
	if o.New {
		b.VideoID, b.NewVideo = "", &o.Video
	}
	imp, err = im.cfg.Store.BeginImport(ctx, imp, b)
	if err != nil {
		return Import{}, fmt.Errorf("start import: %w", err)
	}
	return imp, nil
}

// Copy gives a video that waits for content the source of another one of its project.
// Nothing is copied but the reference, and either video may go first. One that
// has no source is media.Conflict.
func (im *Importer) Copy(ctx context.Context, v media.Video, from string) error {
	if _, err := im.cfg.Copies.CopySource(ctx, im.beginning(v, CopyProtocol), from); err != nil {
		return fmt.Errorf("copy source of video %s: %w", from, err)
	}
	return nil
}

// Progress is the newest import of a video, media.NotFound when it never had one.
func (im *Importer) Progress(ctx context.Context, videoID string) (Import, error) {
	return im.cfg.Store.LastImport(ctx, videoID)
}

// Cancel ends the import of a video, which may then be given another source. An import
// that has ended stays as it is; one whose last byte is here is media.Locked.
func (im *Importer) Cancel(ctx context.Context, videoID string) error {
	imp, err := im.cfg.Store.LastImport(ctx, videoID)
	if err != nil || imp.State.Ended() {
		return err
	}
	if err := im.cfg.Uploads.Abort(ctx, imp.UploadID); err != nil && media.KindOf(err) != media.Gone {
		return fmt.Errorf("cancel import %s: %w", imp.ID, err)
	}
	return im.cfg.Store.EndImport(ctx, imp.ID, Cancelled, nil)
}

func (im *Importer) beginning(v media.Video, protocol string) upload.Beginning {
	return upload.Beginning{
		ProjectID: v.ProjectID, VideoID: v.ID, Protocol: protocol, Digest: im.cfg.Digest, Limits: upload.Limits{Idle: idle},
	}
}

// maxSize is the smaller of an order's limit and the importer's.
func (im *Importer) maxSize(ordered int64) int64 {
	if ordered > 0 && (im.cfg.MaxSize == 0 || ordered < im.cfg.MaxSize) {
		return ordered
	}
	return im.cfg.MaxSize
}

// CheckHeader refuses fields that would change what the transfer means, or that no
// request can carry, and too many: media.Invalid.
func CheckHeader(h http.Header) error {
	fields, size := 0, 0
	for name, values := range h {
		if !httpguts.ValidHeaderFieldName(name) || reserved(textproto.CanonicalMIMEHeaderKey(name)) {
			return media.Errorf(media.Invalid, "a header field is not allowed")
		}
		for _, v := range values {
			if !httpguts.ValidHeaderFieldValue(v) {
				return media.Errorf(media.Invalid, "a header field is not allowed")
			}
			fields++
			size += len(name) + len(v)
		}
	}
	if fields > maxFields || size > maxFieldsBytes {
		return media.Errorf(media.Invalid, "more than %d header fields or %d bytes of them", maxFields, maxFieldsBytes)
	}
	return nil
}

// reserved are the fields of this package and of the connection.
func reserved(name string) bool {
	switch name {
	case "Host", "Range", "If-Range", "Accept-Encoding", "Connection", "Keep-Alive", "Te", "Trailer",
		"Transfer-Encoding", "Upgrade", "Expect":
		return true
	}
	return strings.HasPrefix(name, "Content-") || strings.HasPrefix(name, "Proxy-")
}
