package db_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/migration"
	"github.com/tributary-video/tributary/internal/transport/pull"
	"github.com/tributary-video/tributary/internal/upload"
)

// order records an import of a new video.
func (f fixture) order(t *testing.T, host string, priority int) pull.Import {
	t.Helper()
	return f.orderOf(t, host, priority, pull.Share{PerHost: pull.PerHost, AtOnce: pull.PerProject})
}

func (f fixture) orderOf(t *testing.T, host string, priority int, share pull.Share) pull.Import {
	t.Helper()
	v := f.newVideo()
	imp, err := f.BeginImport(t.Context(), pull.Import{
		ID: media.NewUUID(), ProjectID: f.project.ID, Host: host, Priority: priority, State: pull.Waiting, NextAt: time.Now(), Share: share,
		Origin: pull.Origin{URL: "https://" + host + "/a?secret", Header: http.Header{"Authorization": {"Bearer t"}}},
	}, upload.Beginning{ProjectID: f.project.ID, NewVideo: &v, Protocol: pull.ImportProtocol, Length: upload.UnknownLength, Limits: upload.Limits{Idle: time.Hour}})
	must(t, err)
	return imp
}

// admitted are the imports that were given a job since the last look.
func (f fixture) admitted() []string {
	ids := []string{}
	for _, j := range f.jobs.Take() {
		if j.Kind == media.ImportJob {
			ids = append(ids, j.Subject)
		}
	}
	return ids
}

func (f fixture) importState(t *testing.T, id string) pull.State {
	t.Helper()
	imp, err := f.Import(t.Context(), id)
	must(t, err)
	return imp.State
}

func TestImportIsSealedAndErased(t *testing.T) {
	each(t, func(t *testing.T, f fixture) {
		imp := f.order(t, "files.test", 0)
		got, err := f.Import(t.Context(), imp.ID)
		must(t, err)
		if diff := cmp.Diff(imp.Origin, got.Origin); diff != "" {
			t.Error(diff)
		}
		var stored []byte
		must(t, f.conn.Read.QueryRowContext(t.Context(), `SELECT sealed FROM imports`).Scan(&stored))
		if len(stored) == 0 || strings.Contains(string(stored), "secret") {
			t.Errorf("stored %q", stored)
		}
		last, err := f.LastImport(t.Context(), imp.VideoID)
		must(t, err)
		if last.ID != imp.ID || last.Origin.URL != "" || last.State != pull.Running || last.Size != upload.UnknownLength {
			t.Errorf("last import %+v", last)
		}
		must(t, f.EndImport(t.Context(), imp.ID, pull.Failed, &media.Refusal{Code: "origin_status", Text: "The origin answered 500."}))
		got, err = f.Import(t.Context(), imp.ID)
		must(t, err)
		if got.Origin.URL != "" || got.State != pull.Failed || got.Failure.Text != "The origin answered 500." {
			t.Errorf("ended import %+v", got)
		}
		v, err := f.Video(t.Context(), imp.VideoID)
		must(t, err)
		if v.State != media.Created || v.Failure == nil {
			t.Errorf("video is %s, failure %v", v.State, v.Failure)
		}
		_, err = f.LastImport(t.Context(), media.NewUUID())
		wantKind(t, err, media.NotFound)
	})
}

// TestImportTurns: no host and no project takes more than its share, and who ends lets the
// next one in, by priority, then age.
func TestImportTurns(t *testing.T) {
	each(t, func(t *testing.T, f fixture) {
		var first []string
		for range pull.PerHost {
			first = append(first, f.order(t, "a.test", 0).ID)
		}
		late := f.order(t, "a.test", 5)
		soon := f.order(t, "a.test", 0)
		if diff := cmp.Diff(first, f.admitted()); diff != "" {
			t.Errorf("one host (-want +got):\n%s", diff)
		}
		for range pull.PerProject - pull.PerHost {
			f.order(t, "b.test", 0)
		}
		waiting := f.order(t, "c.test", 9)
		if got := f.admitted(); len(got) != pull.PerProject-pull.PerHost {
			t.Errorf("another host: %d turns", len(got))
		}
		stranger := f
		var err error
		stranger.project, err = f.CreateProject(t.Context(), "other")
		must(t, err)
		theirs := stranger.order(t, "d.test", 0)
		if diff := cmp.Diff([]string{theirs.ID}, f.admitted()); diff != "" {
			t.Errorf("another project (-want +got):\n%s", diff)
		}
		for _, next := range []pull.Import{soon, late, waiting} {
			must(t, f.EndImport(t.Context(), first[0], pull.Cancelled, nil))
			must(t, f.EndImport(t.Context(), first[0], pull.Done, nil)) // too late
			if diff := cmp.Diff([]string{next.ID}, f.admitted()); diff != "" {
				t.Errorf("next (-want +got):\n%s", diff)
			}
			first = first[1:]
		}
	})
}

// TestImportShares: an order of many has the turns that it asks for, within what one host and one
// project may have, and takes none from single copies.
func TestImportShares(t *testing.T) {
	for name, tt := range map[string]struct {
		share pull.Share
		host  string // "" = each its own
		want  int
	}{
		"twelve of one host":         {pull.Share{Name: "imp", PerHost: 12, AtOnce: 12}, "a.test", 12},
		"one":                        {pull.Share{Name: "imp", PerHost: 12, AtOnce: 1}, "", 1},
		"one of each host":           {pull.Share{Name: "imp", PerHost: 1, AtOnce: 12}, "a.test", 1},
		"more than a host may have":  {pull.Share{Name: "imp", PerHost: 100, AtOnce: 100}, "a.test", pull.MaxPerHost},
		"more than a project should": {pull.Share{Name: "imp", PerHost: 100, AtOnce: 100}, "", pull.MaxPerProject},
	} {
		t.Run(name, func(t *testing.T) {
			each(t, func(t *testing.T, f fixture) {
				for n := range tt.want + 1 {
					host := tt.host
					if host == "" {
						host = fmt.Sprintf("%d.test", n)
					}
					f.orderOf(t, host, 0, tt.share)
				}
				if got := len(f.admitted()); got != tt.want {
					t.Errorf("%d turns, want %d", got, tt.want)
				}
				stranger := f
				var err error
				stranger.project, err = f.CreateProject(t.Context(), "other")
				must(t, err)
				stranger.order(t, "b.test", 0)
				if got := len(f.admitted()); got != 1 {
					t.Errorf("a single copy of another project has %d turns", got)
				}
			})
		})
	}
}

// TestPauseAfterTheEnd: what was cancelled, or is held by its order, is not brought back by a run that
// comes too late.
func TestPauseAfterTheEnd(t *testing.T) {
	each(t, func(t *testing.T, f fixture) {
		imp := f.order(t, "a.test", 0)
		must(t, f.EndImport(t.Context(), imp.ID, pull.Cancelled, nil))
		must(t, f.PauseImport(t.Context(), imp))
		mine, err := f.ResumeImport(t.Context(), imp.ID)
		must(t, err)
		if got := f.importState(t, imp.ID); mine || got != pull.Cancelled {
			t.Errorf("import is %s, mine %v", got, mine)
		}
	})
}

func TestRestartImport(t *testing.T) {
	each(t, func(t *testing.T, f fixture) {
		imp := f.order(t, "a.test", 0)
		fresh, err := f.RestartImport(t.Context(), imp.ID)
		must(t, err)
		old, err := f.Upload(t.Context(), imp.UploadID)
		must(t, err)
		if fresh.ID == imp.UploadID || fresh.State != upload.Receiving || old.State != upload.Terminated {
			t.Errorf("uploads are %s and %s", old.State, fresh.State)
		}
		got, err := f.Import(t.Context(), imp.ID)
		must(t, err)
		if got.UploadID != fresh.ID || got.State != pull.Running {
			t.Errorf("import %+v", got)
		}
		_, err = f.Begin(t.Context(), upload.Beginning{ProjectID: f.project.ID, VideoID: imp.VideoID, Length: 5, Limits: upload.Limits{Idle: time.Hour}})
		must(t, err)
		if _, err := f.RestartImport(t.Context(), imp.ID); err == nil {
			t.Error("restarted over another upload")
		}
		must(t, f.EndImport(t.Context(), imp.ID, pull.Failed, &media.Refusal{Code: "x", Text: "x"}))
		v, err := f.Video(t.Context(), imp.VideoID)
		must(t, err)
		if f.importState(t, imp.ID) != pull.Cancelled || v.State != media.Uploading || v.Failure != nil {
			t.Errorf("import is %s, video %s", f.importState(t, imp.ID), v.State)
		}
	})
}

// TestSweepImports: what ended without the import passes its turn on; lost jobs come back;
// the past is forgotten.
func TestSweepImports(t *testing.T) {
	each(t, func(t *testing.T, f fixture) {
		var imps []pull.Import
		for range pull.PerHost + 1 {
			imps = append(imps, f.order(t, "a.test", 0))
		}
		f.admitted()
		must(t, f.End(t.Context(), imps[0].UploadID, upload.Terminated))
		must(t, f.SweepImports(t.Context()))
		if diff := cmp.Diff([]string{imps[pull.PerHost].ID}, f.admitted()); diff != "" {
			t.Errorf("after one ended (-want +got):\n%s", diff)
		}
		f.backdate(t, 16*time.Minute)
		must(t, f.SweepImports(t.Context()))
		got := f.admitted()
		slices.Sort(got)
		want := []string{imps[1].ID, imps[2].ID, imps[3].ID, imps[4].ID}
		slices.Sort(want)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("revived (-want +got):\n%s", diff)
		}
		must(t, f.SweepImports(t.Context()))
		if got := f.admitted(); len(got) != 0 {
			t.Errorf("revived again: %v", got)
		}
		f.backdate(t, 31*24*time.Hour)
		must(t, f.SweepImports(t.Context()))
		_, err := f.Import(t.Context(), imps[0].ID)
		wantKind(t, err, media.NotFound)
		f.importState(t, imps[1].ID)
	})
}

// TestLostReminder: one that pauses comes back although nobody reminds of it.
func TestLostReminder(t *testing.T) {
	each(t, func(t *testing.T, f fixture) {
		imp := f.order(t, "a.test", 0)
		f.admitted()
		must(t, f.PauseImport(t.Context(), imp))
		must(t, f.SweepImports(t.Context()))
		if got := f.admitted(); len(got) != 0 {
			t.Errorf("too early: %v", got)
		}
		f.backdate(t, 16*time.Minute)
		must(t, f.SweepImports(t.Context()))
		if diff := cmp.Diff([]string{imp.ID}, f.admitted()); diff != "" {
			t.Errorf("jobs (-want +got):\n%s", diff)
		}
		if mine, err := f.ResumeImport(t.Context(), imp.ID); err != nil || !mine {
			t.Errorf("its turn: %v, %v", mine, err)
		}
	})
}

// TestSweepImportJobs: an order that has gone silent is planned, or fed, by another job, once.
func TestSweepImportJobs(t *testing.T) {
	each(t, func(t *testing.T, f fixture) {
		now := time.Now().UTC()
		for id, state := range map[string]migration.JobState{"imp_a": migration.Planning, "imp_b": migration.Running, "imp_c": migration.Finished} {
			j := migration.Job{ID: id, ProjectID: f.project.ID, Source: "old", State: state, CreatedAt: now, UpdatedAt: now}
			must(t, f.CreateImportJob(t.Context(), j, migration.Input{}, true))
		}
		must(t, f.SpooledImport(t.Context(), "imp_a"))
		f.jobs.Take()
		must(t, f.SweepImportJobs(t.Context()))
		if got := f.jobs.Take(); len(got) != 0 {
			t.Errorf("none is silent, and yet %v", got)
		}
		_, err := f.conn.Write.ExecContext(t.Context(), `UPDATE import_jobs SET seen_at = seen_at - $1`, (2 * time.Minute).Microseconds())
		must(t, err)
		must(t, f.SweepImportJobs(t.Context()))
		must(t, f.SweepImportJobs(t.Context()))
		got := f.jobs.Take()
		slices.SortFunc(got, func(a, b media.Job) int { return strings.Compare(a.Subject, b.Subject) })
		want := []media.Job{{Kind: media.PlanImportJob, Subject: "imp_a"}, {Kind: media.FeedImportJob, Subject: "imp_b"}}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("jobs (-want +got):\n%s", diff)
		}
	})
}

// backdate makes all imports and uploads older.
func (f fixture) backdate(t *testing.T, by time.Duration) {
	t.Helper()
	for _, query := range []string{`UPDATE imports SET updated_at = updated_at - $1, next_at = next_at - $1`, `UPDATE uploads SET updated_at = updated_at - $1`} {
		_, err := f.conn.Write.ExecContext(t.Context(), query, by.Microseconds())
		must(t, err)
	}
}
