package streamdiver

import (
	"cmp"
	"context"
	"fmt"
	"path"
	"regexp"
	"strings"

	"github.com/tributary-video/tributary/internal/catalog"
	"github.com/tributary-video/tributary/internal/dialect"
	"github.com/tributary-video/tributary/internal/media"
)

// maxFileName is how many bytes a file name may have: what file systems take.
const maxFileName = 255

func (d *Dialect) createUpload(c call) (reply, error) {
	a, err := c.attributes()
	if err != nil {
		return reply{}, err
	}
	record := a.upload()
	if record.DuplicateCheck, err = d.checksDuplicates(c, a); err != nil {
		return reply{}, err
	}
	about := a.about()
	channel, _ := a.text(fieldChannel, maxName)
	if err := a.err(); err != nil {
		return reply{}, err
	}
	place, err := d.place(c.Context(), c.project, channel)
	if err != nil {
		return reply{}, err
	}
	if about.Title == nil {
		about.Title = new(titleOf(record.FileName))
	}
	t, err := d.begin(c.Context(), c.project, record, about, place)
	if err != nil {
		return reply{}, err
	}
	body, err := d.uploadWithInput(c, t)
	return created(body), err
}

// titleOf is the title of a file that nobody has named otherwise.
func titleOf(fileName string) string {
	return cmp.Or(strings.TrimSpace(strings.TrimSuffix(fileName, path.Ext(fileName))), fileName)
}

// upload reads what is said of the file itself.
func (a *attributes) upload() uploadRecord {
	r := uploadRecord{FileName: a.fileName(), Type: typeMultipart}
	if kind, there := a.text("type", maxName); there {
		r.Type = strings.ToLower(kind)
	}
	if r.Type != typeMultipart && r.Type != typePut {
		a.faults.add("type", "must be "+typeMultipart+" or "+typePut)
	}
	r.Language = a.language()
	return r
}

// fileName reads a file name. Only the last part of a path counts, with the separators of any
// system.
func (a *attributes) fileName() string {
	given, _ := a.text(fieldFileName, 1<<16)
	name := dialect.CleanText(given[strings.LastIndexAny(given, `/\`)+1:])
	switch {
	case name == "" || name == "." || name == "..":
		a.faults.add(fieldFileName, "is required")
	case len(name) > maxFileName:
		a.faults.add(fieldFileName, fmt.Sprintf("must have at most %d bytes", maxFileName))
	}
	return name
}

// language reads the language that is spoken: a text, or an array of which the first counts,
// as one of the names has it in the plural.
func (a *attributes) language() string {
	raw := a.raw(fieldLanguage)
	if raw == nil || raw[0] != '[' {
		text, _ := a.text(fieldLanguage, maxName)
		return text
	}
	var several []string
	if a.read(fieldLanguage, "a text or an array of texts", &several) && len(several) > 0 {
		return dialect.CutText(dialect.CleanText(several[0]), maxName)
	}
	return ""
}

// about reads what is said of the media that the upload becomes. An empty name says nothing.
func (a *attributes) about() catalog.Patch {
	var p catalog.Patch
	if name, _ := a.text("name", maxName); name != "" {
		p.Title = &name
	}
	if text, there := a.lines("description", maxDescription); there {
		p.Description = &text
	}
	if tags, there := a.tags("tags"); there {
		p.Tags = &tags
	}
	return p
}

// place is what changes of a video that is put into a channel, "" for the default one.
func (d *Dialect) place(ctx context.Context, project int64, channel string) (catalog.Patch, error) {
	place, err := d.placing(ctx, project, channel)
	if isNotFound(err) {
		err = invalid(fieldChannel, "unknown")
	}
	return place, err
}

// begin records an upload, its access key and its video, in this order: one without a video is
// removed by the sweep, which finds it by its key.
func (d *Dialect) begin(ctx context.Context, project int64, r uploadRecord, about, place catalog.Patch) (transfer, error) {
	v := d.newVideo(project, r.Language, about, place)
	r.ObjectKey = objectKey(v, r.FileName)
	r.Expires = v.CreatedAt.Add(d.cfg.Settings.UploadTTL)
	r.AccessKey = newKeyID()
	if err := d.putKey(ctx, v, r); err != nil {
		return transfer{}, err
	}
	if err := d.putRecord(ctx, v, r); err != nil {
		return transfer{}, err
	}
	v, err := d.cfg.Catalog.Create(ctx, v)
	if media.KindOf(err) == media.NotFound { // the channel was deleted a moment ago
		err = invalid(fieldChannel, "unknown")
	}
	return transfer{Video: v, record: &r}, err
}

// newVideo is the video of an upload, not stored yet. language is as the client spelled it.
func (d *Dialect) newVideo(project int64, language string, about, place catalog.Patch) media.Video {
	v := d.cfg.Catalog.NewVideo(project, "", media.Private)
	about.Apply(&v)
	place.Apply(&v)
	if place.CollectionID != nil {
		v.CollectionID = *place.CollectionID
	}
	v.Wishes.Language, v.Wishes.Transcript = spoken(language)
	return v
}

func (d *Dialect) putRecord(ctx context.Context, v media.Video, r uploadRecord) error {
	doc := media.Document{ID: v.ID, ProjectID: v.ProjectID, Kind: uploadKind, CreatedAt: v.CreatedAt}
	_, err := d.cfg.Catalog.PutDocument(ctx, doc, r, 0)
	return err
}

// spoken is the language, and whether captions are wanted, that the vendor's name of a language
// asks for: "en-v2" is a model for English.
func spoken(name string) (tag string, wanted bool) {
	match := regexp.MustCompile(`^([A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*?)(-[vV][0-9]+)?$`).FindStringSubmatch(name)
	if match == nil {
		return "", false
	}
	return match[1], true
}
