package apivideo

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"

	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/transport/form"
	"github.com/tributary-video/tributary/internal/upload"
)

// sender is who brings a file with a token. As JSON it is the metadata of the upload that
// they begin: the same sender always has the same text.
type sender struct {
	Token string `json:"token"`
	// Name and Address are empty in an upload whose sender knows its video.
	Name    string `json:"name,omitempty"`
	Address string `json:"address,omitempty"`
}

func (s sender) metadata() (string, error) {
	raw, err := json.Marshal(s)
	return string(raw), err
}

// delegated is a transfer by upload token.
type delegated struct {
	*transfer

	token  uploadToken
	active bool // the token had not expired when the request began
}

// tokenUploads are the uploads by token.
type tokenUploads struct {
	*Dialect

	turns turns // by metadata of the sender
}

func (d *tokenUploads) upload(t *transfer) (reply, error) {
	token, active, err := d.findToken(t.Request)
	if err != nil {
		return reply{}, err
	}
	t.project = token.doc.ProjectID
	if err := d.readHead(t); err != nil {
		return reply{}, err
	}
	if !active && t.cut.Single() {
		return reply{}, badToken() // it can have begun nothing that this would finish
	}
	sent, err := d.spool(t)
	if err != nil {
		return reply{}, err
	}
	g := &delegated{t, token, active}
	var got placed
	if id := sent.Fields["videoId"]; id != "" {
		got, err = d.placeNamed(g, sent.Stored, id)
	} else {
		got, err = d.placeUnnamed(g, sent)
	}
	if err != nil {
		return reply{}, err
	}
	return d.answerPlaced(t, got)
}

// placeNamed takes a piece into the video that its sender names.
func (d *Dialect) placeNamed(g *delegated, piece upload.Upload, videoID string) (placed, error) {
	metadata, err := sender{Token: g.token.doc.ID}.metadata()
	if err == nil {
		err = d.mayPlace(g, videoID)
	}
	if err != nil {
		d.cfg.Uploads.Drop(g.Context(), piece.ID)
		return placed{}, err
	}
	id, _ := parseVideoID(videoID)
	return d.place(g.transfer, piece, d.beginning(g.transfer, id, metadata))
}

// mayPlace checks that the video is there, and a token that has expired began its upload.
func (d *Dialect) mayPlace(g *delegated, videoID string) error {
	id, ok := parseVideoID(videoID)
	if !ok {
		return notFound("videoId")
	}
	ctx := context.WithoutCancel(g.Context())
	if _, err := d.cfg.Catalog.Get(ctx, g.project, id); err != nil {
		return absentVideo(err)
	}
	if g.active {
		return nil
	}
	s, err := d.stands(ctx, id)
	if err != nil {
		return err
	}
	var begun sender
	if json.Unmarshal([]byte(s.upload.Metadata), &begun) != nil || begun.Token != g.token.doc.ID {
		return badToken()
	}
	return nil
}

// placeUnnamed finds out which video a piece belongs to whose sender does not know it.
// Pieces of one sender take turns, so that a retry sees what became of the first try.
func (d *tokenUploads) placeUnnamed(g *delegated, sent form.Form) (placed, error) {
	metadata, err := sender{g.token.doc.ID, sent.Filename, address(g.Request)}.metadata()
	if err != nil {
		return placed{}, fmt.Errorf("name sender: %w", err)
	}
	release, err := d.turns.take(g.Context(), metadata)
	if err != nil {
		d.cfg.Uploads.Drop(g.Context(), sent.Stored.ID)
		return placed{}, fmt.Errorf("wait for another request of the sender: %w", err)
	}
	g.written = func(bool) { release() }
	got, err := d.placeInTurn(g, sent, metadata)
	if err != nil {
		release() // before the rest of a refused body is read
	}
	return got, err
}

func (d *Dialect) placeInTurn(g *delegated, sent form.Form, metadata string) (placed, error) {
	ctx := context.WithoutCancel(g.Context())
	b, err := d.target(ctx, g, sent, metadata)
	if err != nil {
		d.cfg.Uploads.Drop(ctx, sent.Stored.ID)
		return placed{}, err
	}
	return d.placeAnswered(g, sent.Stored, b)
}

// target is the upload that a piece belongs to: one that it repeats, one that it goes on
// with, or a new one.
func (d *Dialect) target(ctx context.Context, g *delegated, sent form.Form, metadata string) (upload.Beginning, error) {
	videoID, err := d.findUnanswered(ctx, g, sent.Stored, metadata)
	if err == nil && videoID == "" {
		videoID, err = d.findOpen(ctx, g, sent.Stored, metadata)
	}
	if err != nil {
		return upload.Beginning{}, err
	}
	b := d.beginning(g.transfer, videoID, metadata)
	if videoID != "" {
		return b, nil
	}
	if !g.active {
		return b, badToken()
	}
	v := d.cfg.Catalog.NewVideo(g.project, sent.Filename, media.Public)
	b.NewVideo = &v
	return b, nil
}

// address is where a request comes from, without the port, which changes from one to the next.
func address(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}
