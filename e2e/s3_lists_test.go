package e2e

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
)

// Uploads are listed in pages from 0 on, without their secrets, and by the filters of the vendor.
func TestStreamdiverLists(t *testing.T) {
	t.Parallel()
	s := start(t, options{})
	for i := range 51 {
		body := map[string]any{"fileName": fmt.Sprintf("%02d.mp4", i), "name": fmt.Sprintf("Part %d", i%2), "tags": []string{"sea", fmt.Sprint("n", i)}}
		s.diver(t, http.MethodPost, "/uploads", body, http.StatusCreated, nil)
	}
	for query, want := range map[string]int{
		"perpage=50&page=0": 50, "perpage=50&page=1": 1, "perpage=50&page=2": 0, "": 10, "perpage=100": 50,
		"perpage=50&filter=name=Part%200": 26, "perpage=50&filter=tags=sea%2btags=n7": 1, "perpage=50&filter=name=Part%201%2Btags=n7": 1,
		"filter=name=Part%200%2btags=n7": 0,
	} {
		var list []s3Upload
		e := s.diver(t, http.MethodGet, "/uploads?"+query, nil, http.StatusOK, &list)
		if len(list) != want {
			t.Errorf("?%s lists %d, want %d", query, len(list), want)
		}
		if strings.Contains(string(e.Data), "secret") || strings.Contains(string(e.Data), "X-Amz-Signature") {
			t.Errorf("?%s tells secrets: %s", query, e.Data)
		}
	}
}

// s3Import is an import as the vendor's API shows it.
type s3Import struct {
	ID, Status string
	Files      []struct {
		URL, Status, UploadID string
		MediaID               string
		ErrorMessages         []string
	}
}

// Two files are imported of which one is not there: that one fails, and so does the import; the other is a media.
func TestStreamdiverImport(t *testing.T) {
	t.Parallel()
	s := start(t, hookable())
	f := long(t)
	origin := httptest.NewServer(http.FileServer(http.Dir(filepath.Dir(f.path))))
	t.Cleanup(origin.Close)
	var made, done s3Import
	s.diver(t, http.MethodPost, "/uploads/imports", map[string]any{"files": []map[string]string{
		{"url": origin.URL + "/" + filepath.Base(f.path), "name": "Part A", "filename": "a.mp4"},
		{"url": origin.URL + "/none.mp4", "name": "Part B", "filename": "b.mp4"},
	}}, http.StatusCreated, &made)
	eventually(t, readyTime, "the import has ended", func(ctx context.Context) error {
		var e jsend
		if err := s.ask(ctx, http.MethodGet, "/v2/uploads/imports/"+made.ID, nil, http.StatusOK, &e); err != nil {
			return err
		}
		if err := json.Unmarshal(e.Data, &done); err != nil {
			return final(err)
		}
		if done.Status == "Pending" || done.Status == "Running" {
			return fmt.Errorf("it is %s: %s", done.Status, e.Data)
		}
		return nil
	})
	if done.Status != "Failed" || len(done.Files) != 2 {
		t.Fatalf("the import is %+v", done)
	}
	good, bad := done.Files[0], done.Files[1]
	if good.Status != "Success" || good.UploadID == "" || good.MediaID == "" || bad.Status != "Failed" || len(bad.ErrorMessages) == 0 {
		t.Errorf("the files are %+v", done.Files)
	}
	s.keeps(t, good.MediaID, f.sum)
	s.playsAll(t, s.readyMedia(t, good.MediaID).PlaylistURL)
}
