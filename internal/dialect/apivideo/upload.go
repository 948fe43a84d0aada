package apivideo

import (
	"context"
	"net/http"
	"time"

	"github.com/tributary-video/tributary/internal/httpd"
	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/transport/form"
	"github.com/tributary-video/tributary/internal/upload"
)

// spoolIdle is how long a stored piece waits that a crash kept from being judged.
const spoolIdle = time.Hour

// transfer is one request that brings a file or a piece of one.
type transfer struct {
	call

	w     http.ResponseWriter
	body  *form.Body
	cut   form.Cut
	began time.Time
	// written is told at the end whether the answer went out.
	written func(ok bool)
}

// receiving makes an http.HandlerFunc of what handles a transfer. An error is answered at
// once, and the rest of the body is read away behind it.
func (d *Dialect) receiving(handle func(t *transfer) (reply, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		prepare(w.Header())
		limitHeaders(w.Header())
		rules := d.rules()
		body := form.NewBody(w, r, max(rules.PartMax, rules.SingleMax), 0)
		defer body.Close()
		t := &transfer{
			call: call{Request: r, base: httpd.BaseURL(d.cfg.PublicURL, r)},
			w:    w, body: body, began: d.cfg.Now(), written: func(bool) {},
		}
		sent := false
		defer func() { t.written(sent) }()
		answer, err := handle(t)
		if err != nil {
			d.refuse(r.Context(), t, err)
			return
		}
		there := r.Context().Err() == nil // asked first: a client that has read its answer may leave at once
		d.write(w, r, answer)
		sent = http.NewResponseController(w).Flush() == nil && there
	}
}

func (d *Dialect) refuse(ctx context.Context, t *transfer, err error) {
	told, broken := transferFault(err, t.cut)
	if broken {
		t.w.Header().Set("Connection", "close")
	}
	t.body.Refuse(ctx, broken, func(w http.ResponseWriter) { d.problem(w, t.Request, told) })
}

// rules are the limits of a file, the operator's among them.
func (d *Dialect) rules() form.Rules {
	s := d.cfg.Settings
	rules := form.Rules{PartMin: s.PartMin, PartMax: s.PartMax, SingleMax: s.SingleMax, PartsMax: s.PartsMax, SourceMax: s.SourceMax}
	if d.cfg.MaxUploadSize > 0 {
		rules.SourceMax = min(rules.SourceMax, d.cfg.MaxUploadSize)
	}
	return rules
}

// uploadSource answers POST /videos/{videoId}/source.
func (d *Dialect) uploadSource(t *transfer) (reply, error) {
	grant, err := d.authorize(t.Request)
	if err != nil {
		return reply{}, err
	}
	t.project = grant.ProjectID
	v, err := d.video(t.call)
	if err != nil {
		return reply{}, err
	}
	if err := d.readHead(t); err != nil {
		return reply{}, err
	}
	if err := d.admitPiece(t.Context(), v.ID, t.cut); err != nil {
		return reply{}, err
	}
	sent, err := d.spool(t)
	if err != nil {
		return reply{}, err
	}
	got, err := d.place(t, sent.Stored, d.beginning(t, v.ID, ""))
	if err != nil {
		return reply{}, err
	}
	return d.answerPlaced(t, got)
}

// readHead judges what the head of a request says, before the client sends the body.
func (d *Dialect) readHead(t *transfer) error {
	cut, err := form.ParseContentRange(t.Header.Values("Content-Range"))
	if err != nil {
		return err
	}
	t.cut = cut
	if err := d.rules().Check(cut); err != nil {
		return err
	}
	return t.body.Check()
}

// spool stores the file of a transfer. Whoever does not use it drops it.
func (d *Dialect) spool(t *transfer) (form.Form, error) {
	return form.Receive(t.Context(), d.cfg.Uploads, upload.Beginning{
		ProjectID: t.project, Protocol: Name, Limits: upload.Limits{Idle: spoolIdle, MaxSize: d.rules().Largest(t.cut)},
	}, t.body)
}

// beginning is the upload of a video that exists, if it has none that is open.
func (d *Dialect) beginning(t *transfer, videoID, metadata string) upload.Beginning {
	return upload.Beginning{
		ProjectID: t.project, Protocol: Name, VideoID: videoID, Metadata: metadata, Digest: d.cfg.Digest,
		Limits: upload.Limits{Idle: d.cfg.Settings.UploadTTL, MaxSize: d.rules().SourceMax},
	}
}

// pieceBody answers a piece that is not the last.
type pieceBody struct {
	VideoID string `json:"videoId"`
}

// answerPlaced answers with the full video when it is complete or its last piece came.
func (d *Dialect) answerPlaced(t *transfer, got placed) (reply, error) {
	if !got.full {
		return reply{http.StatusCreated, pieceBody{formatVideoID(got.video)}}, nil
	}
	v, err := d.cfg.Catalog.Get(context.WithoutCancel(t.Context()), t.project, got.video)
	if err != nil {
		return reply{}, absentVideo(err)
	}
	body, err := d.showVideo(t.call, v)
	return reply{http.StatusCreated, body}, err
}

// gone is err for an upload whose video was deleted meanwhile.
func gone(err error) error {
	switch media.KindOf(err) {
	case media.Gone, media.NotFound:
		return notFound("videoId")
	}
	return err
}
