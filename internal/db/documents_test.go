package db_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tributary-video/tributary/internal/media"
)

func (f fixture) document(id, body string, age time.Duration) media.Document {
	at := time.Now().UTC().Truncate(time.Microsecond).Add(-age)
	return media.Document{ID: id, ProjectID: f.project.ID, Kind: "vendor.noun", Body: json.RawMessage(body), CreatedAt: at, UpdatedAt: at}
}

func TestDocuments(t *testing.T) {
	each(t, func(t *testing.T, f fixture) {
		other, err := f.CreateProject(t.Context(), "other")
		must(t, err)
		old, young := f.document("old", `{"a": "é \"\\ <"}`, time.Hour), f.document("young", `[]`, time.Minute)
		namesake, foreign := f.document("old", `1`, 0), f.document("foreign", `2`, 0)
		namesake.Kind, foreign.ProjectID = "vendor.other", other.ID
		for _, doc := range []media.Document{old, young, namesake, foreign} {
			must(t, f.PutDocument(t.Context(), doc))
		}
		for _, want := range []media.Document{old, young, namesake, foreign} {
			got, err := f.Document(t.Context(), want.Kind, want.ID)
			if diff := cmp.Diff(want, got); err != nil || diff != "" {
				t.Errorf("%v (-want +got):\n%s", err, diff)
			}
		}
		list := func(limit int) []media.Document {
			t.Helper()
			got, err := f.Documents(t.Context(), f.project.ID, "vendor.noun", limit)
			must(t, err)
			return got
		}
		if diff := cmp.Diff([]media.Document{young, old}, list(10)); diff != "" {
			t.Errorf("newest first (-want +got):\n%s", diff)
		}
		if got := list(1); len(got) != 1 || got[0].ID != "young" {
			t.Errorf("the newest: %v", got)
		}

		// Putting again changes the body; when it was made stays.
		changed := old
		changed.Body, changed.UpdatedAt, changed.CreatedAt = json.RawMessage(`{}`), young.UpdatedAt, young.CreatedAt
		must(t, f.PutDocument(t.Context(), changed))
		changed.CreatedAt = old.CreatedAt
		if got, err := f.Document(t.Context(), old.Kind, old.ID); err != nil || !cmp.Equal(changed, got) {
			t.Errorf("%v (-want +got):\n%s", err, cmp.Diff(changed, got))
		}

		must(t, f.DeleteDocument(t.Context(), f.project.ID, old.Kind, old.ID))
		if _, err := f.Document(t.Context(), namesake.Kind, namesake.ID); err != nil {
			t.Errorf("its namesake of another kind: %v", err)
		}
		_, err = f.Document(t.Context(), old.Kind, old.ID)
		wantKind(t, err, media.NotFound)
		wantKind(t, f.DeleteDocument(t.Context(), f.project.ID, old.Kind, old.ID), media.NotFound)
	})
}

// A document stays with its project, whoever knows its id.
func TestDocumentsOfOthers(t *testing.T) {
	each(t, func(t *testing.T, f fixture) {
		doc := f.document("mine", `"mine"`, 0)
		must(t, f.PutDocument(t.Context(), doc))
		other, err := f.CreateProject(t.Context(), "other")
		must(t, err)
		stolen := doc
		stolen.ProjectID, stolen.Body = other.ID, json.RawMessage(`"theirs"`)
		wantKind(t, f.PutDocument(t.Context(), stolen), media.NotFound)
		wantKind(t, f.DeleteDocument(t.Context(), other.ID, doc.Kind, doc.ID), media.NotFound)
		if got, err := f.Document(t.Context(), doc.Kind, doc.ID); err != nil || !cmp.Equal(doc, got) {
			t.Errorf("%v (-want +got):\n%s", err, cmp.Diff(doc, got))
		}
	})
}

func TestDocumentsExpire(t *testing.T) {
	each(t, func(t *testing.T, f fixture) {
		for id, life := range map[string]time.Duration{"over": -time.Second, "alive": time.Hour, "forever": 0} {
			doc := f.document(id, `{}`, time.Hour)
			if life != 0 {
				end := time.Now().UTC().Truncate(time.Microsecond).Add(life)
				doc.ExpiresAt = &end
			}
			must(t, f.PutDocument(t.Context(), doc))
		}
		for range 2 { // before and after the sweep
			_, err := f.Document(t.Context(), "vendor.noun", "over")
			wantKind(t, err, media.NotFound)
			got, err := f.Documents(t.Context(), f.project.ID, "vendor.noun", 10)
			must(t, err)
			var ids []string
			for _, doc := range got {
				ids = append(ids, fmt.Sprint(doc.ID, " ", doc.ExpiresAt != nil))
			}
			slices.Sort(ids) // made in the same moment, or not
			if diff := cmp.Diff([]string{"alive true", "forever false"}, ids); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			must(t, f.SweepDocuments(t.Context()))
		}
		wantKind(t, f.DeleteDocument(t.Context(), f.project.ID, "vendor.noun", "over"), media.NotFound)
	})
}
