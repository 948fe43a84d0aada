package streamdiver_test

import (
	"crypto/sha256"
	"encoding/hex"
	"sync"
	"testing"

	"github.com/tributary-video/tributary/internal/media"
)

const checked = `{"fileName":"harbour.mp4","duplicateCheck":true}`

// completed brings an upload to its end and returns its media's id.
func (f *fixture) completed(t *testing.T, parts ...string) string {
	t.Helper()
	u := f.newUpload(t, "")
	f.store(t, u, parts...)
	return text(t, f.api(t, 200, "POST", uploadPath(t, u)+"/complete", "").data(t), "mediaId")
}

// Acceptance 3 of the contract.
func TestDuplicate(t *testing.T) {
	f := newFixture(t, nil)
	first := f.completed(t, "the same bytes")
	sum := sha256.Sum256([]byte("the same bytes"))
	hash := "sha256:" + hex.EncodeToString(sum[:])
	u := f.newUpload(t, checked)
	f.store(t, u, "the same", " bytes") // in other parts
	path := uploadPath(t, u)
	other := f.api(t, 200, "GET", "/v2/media/"+first, "").data(t)["uploadId"].(string)
	refusal := `{"status":"fail","message":"a file with the same content exists","data":{"mediaId":"` + first +
		`","uploadId":"` + other + `","fileHash":"` + hash + `"}}`
	for _, body := range []string{"", `{"duplicateCheck":true}`, `{"name":"Renamed"}`} {
		f.as(t, f.key, "POST", path+"/complete", body).wantBody(t, 409, refusal)
	}
	if got := f.api(t, 200, "GET", path, "").data(t); got["status"] != "uploading" || got["name"] != "harbour" || got["input"] == nil {
		t.Errorf("after the refusal %v", got)
	}
	if got := f.api(t, 200, "GET", "/v2/uploads/"+other, "").data(t); got["fileHash"] != hash {
		t.Errorf("the hash was not kept: %v", got)
	}
	f.api(t, 200, "POST", path+"/complete", `{"duplicateCheck":false}`)

	again := f.newUpload(t, checked)
	f.store(t, again, "the same bytes")
	f.api(t, 200, "POST", uploadPath(t, again)+"/cancel", "")
}

func TestNoDuplicate(t *testing.T) {
	f := newFixture(t, nil)
	binned := f.completed(t, "deleted bytes")
	f.api(t, 200, "DELETE", "/v2/media/"+binned, "")
	f.completed(t, "the same bytes")
	for name, content := range map[string]string{"of its length": "no other bytes", "longer": "the same bytes!", "in the bin": "deleted bytes"} {
		u := f.newUpload(t, checked)
		f.store(t, u, content)
		if a := f.as(t, f.key, "POST", uploadPath(t, u)+"/complete", ""); a.status != 200 {
			t.Errorf("%s: %d %s", name, a.status, a.body)
		}
	}
	foreign := f.as(t, f.foreign, "POST", "/v2/uploads", checked).data(t)
	f.store(t, foreign, "the same bytes")
	if a := f.as(t, f.foreign, "POST", uploadPath(t, foreign)+"/complete", ""); a.status != 200 {
		t.Errorf("in another project: %d %s", a.status, a.body)
	}
}

func TestDuplicateCheckOfProject(t *testing.T) {
	f := newFixture(t, nil)
	must(t, f.ChangeSettings(t.Context(), f.project.ID, func(s *media.Settings) { s.DuplicateCheck = true }))
	f.completed(t, "the same bytes")
	for body, want := range map[string]int{`{"fileName":"a.mp4"}`: 409, `{"fileName":"a.mp4","duplicateCheck":false}`: 200} {
		u := f.newUpload(t, body)
		if u["duplicateCheck"] != (want == 409) {
			t.Errorf("%s: %v", body, u["duplicateCheck"])
		}
		f.store(t, u, "the same bytes")
		if a := f.as(t, f.key, "POST", uploadPath(t, u)+"/complete", ""); a.status != want {
			t.Errorf("%s: %d %s", body, a.status, a.body)
		}
	}
}

// Of equal files that are completed at once one becomes a media, however often each is.
func TestDuplicatesAtOnce(t *testing.T) {
	f := newFixture(t, nil)
	for round := range 5 {
		content := "the same bytes " + string(rune('a'+round))
		var calls []string
		for range 3 {
			u := f.newUpload(t, checked)
			f.store(t, u, content)
			calls = append(calls, uploadPath(t, u)+"/complete", uploadPath(t, u)+"/complete")
		}
		answers := make([]answer, len(calls))
		var wg sync.WaitGroup
		for i, call := range calls {
			wg.Go(func() { answers[i] = f.as(t, f.key, "POST", call, "") })
		}
		wg.Wait()
		statuses, medias := map[int]int{}, map[any]bool{}
		for _, a := range answers {
			statuses[a.status]++
			medias[at(a.decode(t), "data", "mediaId")] = true
		}
		if statuses[200] != 2 || statuses[409] != 4 || len(medias) != 1 {
			t.Errorf("round %d: %v, media %v", round, statuses, medias)
		}
	}
}
