package gcore

import (
	"maps"
	"net/http"
	"strings"

	"github.com/tributary-video/tributary/internal/catalog"
	"github.com/tributary-video/tributary/internal/media"
)

// fields are what a client says of a video, on creation and later.
type fields struct {
	title      *string
	directory  *string // id of the collection, "" = none
	describes  *string
	user       *string // "" = none
	edits      []edit
	clip       edit // nil = not mentioned
	quality    edit // likewise
	speech     edit // likewise: whether captions are made of it
	origin     origin
	picture    []byte // a poster as JPEG, nil = not mentioned
	pictureURL string
	noPicture  bool // the poster goes
}

// readFields reads what creation and PATCH share. What is wrong with it is in a's faults; an error is
// trouble of our own.
func (d *Dialect) readFields(c call, a *attributes) (fields, error) {
	f := fields{origin: readOrigin(a), user: a.user(), describes: a.optionalText("description"), clip: a.clip(), speech: a.transcription()}
	f.edits = []edit{
		a.priority(), a.projection(), a.screenshot(),
		a.page("share_url", func(k *kept) *string { return &k.ShareURL }),
		a.page("custom_iframe_url", func(k *kept) *string { return &k.IframeURL }),
	}
	a.translation()
	a.flag("source_bitrate_limit") // always on
	d.readPoster(c, a, &f)
	var err error
	if f.quality, err = d.qualitySet(c, a); err != nil {
		return f, err
	}
	f.directory, err = d.readDirectory(c, a)
	return f, err
}

// patch is what the fields change of a video. meta is what is there.
func (f fields) patch(meta map[string]string) catalog.Patch {
	p := catalog.Patch{Title: f.title, Description: f.describes, CollectionID: f.directory, Wishes: edited(f.allEdits())}
	if f.user != nil {
		changed := maps.Clone(meta)
		if changed == nil {
			changed = map[string]string{}
		}
		changed[userKey] = *f.user
		if *f.user == "" {
			delete(changed, userKey)
		}
		p.AllMeta = &changed
	}
	return p
}

func (f fields) allEdits() []edit {
	all := append([]edit{}, f.edits...)
	for _, e := range []edit{f.clip, f.quality, f.speech} {
		if e != nil {
			all = append(all, e)
		}
	}
	if f.origin.url != "" {
		all = append(all, func(_ *media.Wishes, k *kept) { k.OriginURL = f.origin.url })
	}
	return all
}

// readTitle reads the name. A blank one is none: the vendor's Go SDK sends it with every change.
func (f *fields) readTitle(a *attributes) {
	if text, ok := a.text("name"); ok && strings.TrimSpace(text) != "" {
		f.title = &text
	}
}

// optionalText is nil for what is absent, "" for null.
func (a *attributes) optionalText(name string) *string {
	text, ok := a.text(name)
	if !ok && !a.isNull(name) {
		return nil
	}
	return &text
}

// readDirectory reads which directory the video lies in, nil for no word on it.
func (d *Dialect) readDirectory(c call, a *attributes) (*string, error) {
	const name = "directory_id"
	if a.isNull(name) {
		return new(""), nil
	}
	number, ok := a.id(name)
	if !ok {
		return nil, nil //nolint:nilnil // absent, or a fault
	}
	id, err := d.directoryByNumber(c, number)
	if isStatus(err, http.StatusNotFound) {
		a.fault(name, unknown)
		return nil, nil //nolint:nilnil // likewise
	}
	return &id, err
}
