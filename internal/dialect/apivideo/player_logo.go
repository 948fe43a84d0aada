package apivideo

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"strconv"

	"github.com/tributary-video/tributary/internal/blob"
	"github.com/tributary-video/tributary/internal/dialect"
	"github.com/tributary-video/tributary/internal/media"
)

// maxLogoLink is the longest link kept, in characters.
const maxLogoLink = 2048

// putLogo takes a picture and where a click on it leads. The link is the client's word; a
// page that uses it has to look at it first.
func (d *Dialect) putLogo(c call) (reply, error) {
	doc, record, err := d.player(c)
	if err != nil {
		return reply{}, err
	}
	raw, fields, err := d.receivePicture(c, d.pictures.PNG)
	if err != nil {
		return reply{}, err
	}
	replaced := record.Logo
	record.Logo, record.LogoLink = "players/"+media.RandomHex(16)+".png", nil
	if link, ok := fields["link"]; ok {
		record.LogoLink = new(dialect.CutText(dialect.CleanText(link), maxLogoLink))
	}
	if _, err := d.cfg.Blobs.Put(c.Context(), record.Logo, bytes.NewReader(raw)); err != nil {
		return reply{}, err
	}
	answer, err := d.savePlayer(c, http.StatusCreated, doc, record)
	if err != nil {
		replaced = record.Logo
	}
	d.forget(c, replaced)
	return answer, err
}

func (d *Dialect) deleteLogo(c call) (reply, error) {
	doc, record, err := d.player(c)
	if err != nil {
		return reply{}, err
	}
	key := record.Logo
	record.Logo, record.LogoLink = "", nil
	if _, err := d.savePlayer(c, http.StatusOK, doc, record); err != nil {
		return reply{}, err
	}
	d.forget(c, key)
	return reply{status: http.StatusNoContent}, nil
}

// serveLogo serves the logo of a player to anyone who knows its id.
func (d *Dialect) serveLogo(w http.ResponseWriter, r *http.Request) {
	var record playerRecord
	_, err := d.cfg.Catalog.FindDocument(r.Context(), kindPlayer, r.PathValue("playerId"), &record)
	if err == nil {
		err = d.servePicture(w, r, record.Logo, "image/png")
	}
	if err != nil {
		d.mediaProblem(w, r, err)
	}
}

// servePicture serves a stored picture. What has no key is media.NotFound.
func (d *Dialect) servePicture(w http.ResponseWriter, r *http.Request, key, contentType string) error {
	h := w.Header()
	mediaHeaders(h)
	if key == "" {
		return media.Errorf(media.NotFound, "no picture")
	}
	b, err := d.cfg.Blobs.Open(r.Context(), key)
	if errors.Is(err, blob.ErrNotFound) { // replaced since its record was read
		err = &media.Error{Kind: media.NotFound, Public: "no picture", Cause: err}
	}
	if err != nil {
		return err
	}
	defer b.Close()
	h.Set("Content-Type", contentType)
	h.Set("Content-Length", strconv.FormatInt(b.Size(), 10))
	h.Set("Cache-Control", "no-cache") // its address stays when the picture is replaced
	if r.Method != http.MethodHead {
		_, _ = io.Copy(w, io.NewSectionReader(b, 0, b.Size())) // an error means that nobody listens any more
	}
	return nil
}
