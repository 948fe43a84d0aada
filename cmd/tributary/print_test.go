package main

import (
	"bytes"
	"errors"
	"runtime/debug"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tributary-video/tributary/internal/app"
	"github.com/tributary-video/tributary/internal/client"
)

func TestVersionLine(t *testing.T) {
	tests := []struct {
		info debug.BuildInfo
		want string
	}{
		{debug.BuildInfo{}, "tributary (devel)"},
		{debug.BuildInfo{GoVersion: "go1.26.0", Main: debug.Module{Version: "v1.2.3"}}, "tributary v1.2.3 go1.26.0"},
		{debug.BuildInfo{GoVersion: "go1.26.0", Main: debug.Module{Version: "v1.2.3"}, Settings: []debug.BuildSetting{
			{Key: "vcs.revision", Value: "0123456789abcdef"}, {Key: "vcs.modified", Value: "true"},
		}}, "tributary v1.2.3 0123456789ab (modified) go1.26.0"},
	}
	for _, tt := range tests {
		if got := versionLine(&tt.info); got != tt.want {
			t.Errorf("versionLine = %q, want %q", got, tt.want)
		}
	}
}

func TestPrintFindings(t *testing.T) {
	var out bytes.Buffer
	problems := printFindings(&out, app.Findings{
		{OK: true, Text: "ffmpeg 7.1"},
		{Text: "bubblewrap is not installed", Remedy: "apt install bubblewrap, or --sandbox=off"},
	})
	want := "✓ ffmpeg 7.1\n✗ bubblewrap is not installed: apt install bubblewrap, or --sandbox=off\n"
	if d := cmp.Diff(want, out.String()); d != "" || problems != 1 {
		t.Errorf("%d problems (-want +got):\n%s", problems, d)
	}
}

func TestPrintKeys(t *testing.T) {
	at := time.Date(2026, 3, 2, 9, 15, 4, 0, time.UTC)
	var out bytes.Buffer
	if err := printKeys(&out, []app.Key{{ID: 1, ProjectID: 1, Hint: "1$0001…", CreatedAt: at}, {ID: 12, ProjectID: 3, Hint: "3$ffff…", CreatedAt: at}}); err != nil {
		t.Fatal(err)
	}
	want := "ID  PROJECT  KEY      CREATED\n" +
		"1   1        1$0001…  2026-03-02T09:15:04Z\n" +
		"12  3        3$ffff…  2026-03-02T09:15:04Z\n"
	if d := cmp.Diff(want, out.String()); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

// TestDisplay plays one upload to a terminal and to a file.
func TestDisplay(t *testing.T) {
	const mib = 1 << 20
	play := func(terminal bool) string {
		var out bytes.Buffer
		d := &display{out: &out, terminal: terminal}
		start := time.Unix(0, 0)
		d.begin("/media/walk.mp4", start)
		for s := range int64(101) {
			d.progress(client.Progress{Sent: s * mib, Size: 100 * mib}, start.Add(time.Duration(s)*100*time.Millisecond))
			if s == 42 {
				d.retry(errors.New("line cut"), time.Second)
			}
		}
		d.end()
		d.status(client.Video{Status: "in-progress", ReadyToStream: true})
		return out.String()
	}
	want := `"walk.mp4" 0% of 100 MiB
"walk.mp4" 10% of 100 MiB, 10 MiB/s, 9s left
"walk.mp4" 20% of 100 MiB, 10 MiB/s, 8s left
"walk.mp4" 30% of 100 MiB, 10 MiB/s, 7s left
"walk.mp4" 40% of 100 MiB, 10 MiB/s, 6s left
line cut; trying again in 1s
"walk.mp4" 50% of 100 MiB, 10 MiB/s, 5s left
"walk.mp4" 60% of 100 MiB, 10 MiB/s, 4s left
"walk.mp4" 70% of 100 MiB, 10 MiB/s, 3s left
"walk.mp4" 80% of 100 MiB, 10 MiB/s, 2s left
"walk.mp4" 90% of 100 MiB, 10 MiB/s, 1s left
"walk.mp4" 100% of 100 MiB, 10 MiB/s
"walk.mp4" in-progress, plays
`
	if d := cmp.Diff(want, play(false)); d != "" {
		t.Errorf("plain (-want +got):\n%s", d)
	}
	terminal := play(true)
	draws := strings.Count(terminal, "\r\x1b[K")
	if draws < 40 || draws > 60 {
		t.Errorf("the line is drawn %d times in 10 s, want about 5 a second", draws)
	}
	for _, part := range []string{
		"\r\x1b[K████████████░░░░░░░░░░░░ \"walk.mp4\" 51% of 100 MiB, 10 MiB/s, 5s left",
		"\nline cut; trying again in 1s\n",
		"100% of 100 MiB, 10 MiB/s\n\"walk.mp4\" in-progress, plays\n",
	} {
		if !strings.Contains(terminal, part) {
			t.Errorf("terminal does not show %q:\n%q", part, terminal)
		}
	}
}

func TestDisplayOfAResumedUpload(t *testing.T) {
	var out bytes.Buffer
	d := &display{out: &out}
	d.begin("walk.mp4", time.Unix(0, 0))
	// 10 of 100 bytes in 10 s; the 80 from the first run do not count for the speed.
	d.progress(client.Progress{Sent: 90, Size: 100, Resumed: 80}, time.Unix(10, 0))
	if want := "\"walk.mp4\" 90% of 100 B, 1 B/s, 10s left\n"; out.String() != want {
		t.Errorf("%q, want %q", out.String(), want)
	}
}
