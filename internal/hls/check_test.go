package hls

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/tributary-video/tributary/internal/media"
)

func TestCheckPassesACorrectTree(t *testing.T) {
	for _, rate := range []media.Rational{{Num: 30, Den: 1}, {Num: 30000, Den: 1001}} {
		report := newTreeAt(t, rate).check(t)
		for _, f := range report.Errors {
			t.Errorf("%v frames per second: %v", rate, f)
		}
		for _, f := range report.Warnings {
			// Those that a small tree over plain HTTP cannot keep.
			if !slices.Contains([]string{"1.4", "9.21", "11"}, f.Rule) {
				t.Errorf("%v frames per second: unexpected warning: %v", rate, f)
			}
		}
	}
}

func TestCheckStopsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := Check(ctx, HTTP{}, "http://127.0.0.1/master.m3u8")
	if !errors.Is(err, context.Canceled) {
		t.Errorf("Check returned %v, want %v", err, context.Canceled)
	}
}

func TestCheckSoundAlone(t *testing.T) {
	for _, grouped := range []bool{false, true} {
		tr := newTree(t)
		peak, average := Measure(nil, tr.measure(t, "audio-1"))
		tr.master = MasterSpec{
			Variants: []Variant{{URI: "audio-1/index.m3u8", Peak: peak, Average: average, Codecs: "mp4a.40.2"}},
			Audio:    tr.master.Audio,
		}
		if !grouped {
			tr.master.Audio = nil
		}
		report := tr.check(t)
		if !report.OK() || !has(report.Warnings, "9.20") {
			t.Errorf("grouped %v: errors %v, warnings %v", grouped, report.Errors, report.Warnings)
		}
	}
}

func TestCheckRotated(t *testing.T) {
	tr := newTree(t)
	turn(tr.files["240p/init.mp4"])
	if report := tr.check(t); !has(report.Errors, "9.1-9.4") {
		t.Errorf("RESOLUTION before rotation passes: %v", report.Errors)
	}
	for i := range tr.master.Variants {
		if v := &tr.master.Variants[i]; v.Width == 426 {
			v.Width, v.Height = v.Height, v.Width
		}
	}
	tr.master.IFrames = tr.master.IFrames[:1] // the other one shares the rotated header
	report := tr.check(t)
	if !report.OK() || !has(report.Warnings, "1.33") {
		t.Errorf("errors %v, warnings %v", report.Errors, report.Warnings)
	}
}

// turn writes the matrix of a quarter turn into the tkhd box (version 0).
func turn(init []byte) {
	matrix := init[bytes.Index(init, []byte("tkhd"))+44:]
	for i, v := range []uint32{0, 0x10000, 0, 0xffff0000, 0} {
		binary.BigEndian.PutUint32(matrix[4*i:], v)
	}
}

// A query may be a viewer's permission: it reaches every URL that is fetched,
// and no report.
func TestCheckCarriesAndHidesTheQuery(t *testing.T) {
	tr := newTree(t)
	tr.master.Query = "?s=secret"
	for folder := range tr.lists {
		set(tr, folder, func(m *MediaSpec) { m.Query = "?s=secret" })
	}
	tr.query = "s=secret"
	tr.master.Variants[0].Codecs = "avc1.640028" // something to report
	report := tr.check(t)
	if len(report.Errors) != 1 {
		t.Errorf("errors %v, want one of CODECS", report.Errors)
	}
	for _, f := range append(report.Errors, report.Warnings...) {
		if strings.Contains(f.String(), "secret") {
			t.Errorf("%v", f)
		}
	}
}

func TestCheckRefusesBombs(t *testing.T) {
	tr := newTree(t)
	tr.edits["240p/index.m3u8"] = func([]byte) []byte { return bytes.Repeat([]byte("#\n"), maxPlaylist) }
	if report := tr.check(t); !has(report.Errors, ruleHTTP) {
		t.Errorf("errors %v, want the playlist refused", report.Errors)
	}
	endless := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		block := make([]byte, 1<<20)
		for range 2 * maxBody / len(block) {
			if _, err := w.Write(block); err != nil {
				return
			}
		}
	}))
	defer endless.Close()
	if _, err := Check(t.Context(), HTTP{Client: endless.Client()}, endless.URL); err == nil {
		t.Error("an endless answer is no error")
	}
}

func TestCheckWithoutServer(t *testing.T) {
	server := httptest.NewServer(http.NotFoundHandler())
	server.Close()
	if _, err := Check(t.Context(), HTTP{Client: http.DefaultClient}, server.URL+"/master.m3u8"); err == nil {
		t.Error("no server is no error")
	}
}
