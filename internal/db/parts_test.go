package db_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/upload"
)

// parted begins an upload in parts, beside those that the video has.
func (f fixture) parted(t *testing.T, v media.Video) upload.Upload {
	t.Helper()
	u, err := f.Begin(t.Context(), upload.Beginning{ProjectID: f.project.ID, VideoID: v.ID, Protocol: "parts", Kind: upload.Parted,
		Beside: true, Length: upload.UnknownLength, Limits: upload.Limits{Idle: time.Hour}})
	must(t, err)
	return u
}

// partial is a done partial upload of so many bytes, as a part.
func (f fixture) partial(t *testing.T, number, length int64, tag string) upload.Part {
	t.Helper()
	u, err := f.Begin(t.Context(), upload.Beginning{ProjectID: f.project.ID, Protocol: "parts", Kind: upload.Partial,
		Length: length, Owner: "a", Limits: upload.Limits{Idle: time.Hour}})
	must(t, err)
	last := checkpoint(u, 0, length, true)
	_, err = f.Finish(t.Context(), u.ID, "", &last)
	must(t, err)
	return upload.Part{Number: number, Length: length, Upload: u.ID, Tag: tag}
}

// saying is a change that records what the transport knows of the whole.
func saying(whole string) upload.PartsChange {
	return func(_ upload.Upload, have upload.Parts) (upload.Parts, bool, error) {
		have.Whole = whole
		return have, false, nil
	}
}

func TestPutPart(t *testing.T) {
	each(t, func(t *testing.T, f fixture) {
		u := f.parted(t, f.video(t))
		two, one, again := f.partial(t, 2, 20, "b"), f.partial(t, 1, 10, "a"), f.partial(t, 2, 25, "c")
		for _, tt := range []struct{ put, replaced upload.Part }{{two, upload.Part{}}, {one, upload.Part{}}, {again, two}, {again, again}} {
			replaced, err := f.PutPart(t.Context(), u.ID, tt.put)
			must(t, err)
			if diff := cmp.Diff(tt.replaced, replaced); diff != "" {
				t.Errorf("replaced (-want +got):\n%s", diff)
			}
		}
		have, err := f.Parts(t.Context(), u.ID)
		must(t, err)
		if diff := cmp.Diff(upload.Parts{Items: []upload.Part{one, again}}, have); diff != "" {
			t.Errorf("parts (-want +got):\n%s", diff)
		}
	})
}

// What PutPart refuses changes nothing.
func TestPutPartRefuses(t *testing.T) {
	each(t, func(t *testing.T, f fixture) {
		v := f.video(t)
		u := f.parted(t, v)
		first := f.partial(t, 1, 10, "a")
		_, err := f.PutPart(t.Context(), u.ID, first)
		must(t, err)
		longer := f.partial(t, 1, 11, "b")
		longer.Length = 12
		open, err := f.Begin(t.Context(), upload.Beginning{ProjectID: f.project.ID, Protocol: "parts", Kind: upload.Partial,
			Length: 0, Limits: upload.Limits{Idle: time.Hour}})
		must(t, err)
		dropped := f.partial(t, 1, 10, "c")
		must(t, f.End(t.Context(), dropped.Upload, upload.Terminated))
		for name, tt := range map[string]struct {
			part upload.Part
			kind media.Kind
		}{
			"unknown":      {upload.Part{Number: 1, Length: 1, Upload: "x"}, media.NotFound},
			"other length": {longer, media.NotFound},
			"not done":     {upload.Part{Number: 1, Upload: open.ID}, media.Conflict},
			"dropped":      {dropped, media.Conflict},
			"no partial":   {upload.Part{Number: 1, Upload: u.ID}, media.Conflict},
		} {
			_, err := f.PutPart(t.Context(), u.ID, tt.part)
			if err == nil || media.KindOf(err) != tt.kind {
				t.Errorf("%s: %v", name, err)
			}
		}
		_, err = f.PutPart(t.Context(), "x", first)
		wantKind(t, err, media.NotFound)
		have, err := f.Parts(t.Context(), u.ID)
		must(t, err)
		if diff := cmp.Diff([]upload.Part{first}, have.Items); diff != "" {
			t.Errorf("parts (-want +got):\n%s", diff)
		}
	})
}

// An upload that is said to be whole takes no more parts, but waits for its completion.
func TestWholeParts(t *testing.T) {
	each(t, func(t *testing.T, f fixture) {
		v := f.video(t)
		u := f.parted(t, v)
		part := f.partial(t, 1, 10, "a")
		_, err := f.PutPart(t.Context(), u.ID, part)
		must(t, err)
		_, err = f.ChangeParts(t.Context(), u.ID, saying(`{"etag":"a"}`))
		must(t, err)
		late := f.partial(t, 1, 10, "b")
		_, err = f.PutPart(t.Context(), u.ID, late)
		wantKind(t, err, media.Conflict)
		have, err := f.Parts(t.Context(), u.ID)
		must(t, err)
		if diff := cmp.Diff(upload.Parts{Whole: `{"etag":"a"}`, Items: []upload.Part{part}}, have); diff != "" {
			t.Errorf("parts (-want +got):\n%s", diff)
		}
		u, err = f.Upload(t.Context(), u.ID)
		must(t, err)
		if u.State != upload.Receiving {
			t.Errorf("upload is %s", u.State)
		}
		must(t, f.End(t.Context(), u.ID, upload.Terminated))
		if have, err = f.Parts(t.Context(), u.ID); err != nil || have.Whole == "" {
			t.Errorf("what was known of an upload that is over: %+v, %v", have, err)
		}
		_, err = f.PutPart(t.Context(), u.ID, late)
		wantKind(t, err, media.Conflict)
		if v, err = f.Video(t.Context(), v.ID); err != nil || v.State != media.Created {
			t.Errorf("video is %s, %v", v.State, err)
		}
	})
}

func TestUploadsOf(t *testing.T) {
	each(t, func(t *testing.T, f fixture) {
		v, other := f.video(t), f.video(t)
		first, second := f.parted(t, v), f.parted(t, v)
		over := f.parted(t, v)
		must(t, f.End(t.Context(), over.ID, upload.Terminated))
		f.parted(t, other)
		ids := func(protocol string) (ids []string) {
			found, err := f.UploadsOf(t.Context(), v.ID, protocol)
			must(t, err)
			for _, u := range found {
				ids = append(ids, u.ID)
			}
			return ids
		}
		if diff := cmp.Diff([]string{first.ID, second.ID}, ids("parts")); diff != "" {
			t.Errorf("uploads (-want +got):\n%s", diff)
		}
		if left := ids("other"); left != nil {
			t.Errorf("of another protocol: %v", left)
		}
	})
}
