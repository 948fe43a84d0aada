package main

import (
	"testing"
	"time"
)

func TestParseCPU(t *testing.T) {
	const rest = " S 1 7 7 0 -1 4194560 900 20 0 0 250 31 8 9 20 0 12 0 100 1 2"
	for name, c := range map[string]struct {
		stat string
		want cpuTime
		ok   bool
	}{
		"plain":              {"7 (tributary)" + rest, cpuTime{2500 * time.Millisecond, 310 * time.Millisecond}, true},
		"name like the rest": {"7 (a) S 1 (b)" + rest, cpuTime{2500 * time.Millisecond, 310 * time.Millisecond}, true},
		"cut off":            {"7 (tributary) S 1 7", cpuTime{}, false},
		"no name":            {"7 8 9", cpuTime{}, false},
		"no number":          {"7 (x) S 1 7 7 0 -1 4194560 900 20 0 0 many 31", cpuTime{}, false},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := parseCPU(c.stat)
			if got != c.want || (err == nil) != c.ok {
				t.Errorf("got %v, %v; want %v", got, err, c.want)
			}
		})
	}
}

func TestParseStatus(t *testing.T) {
	const status = "Name:\tx\nVmPeak:\t  900000 kB\nVmHWM:\t   33024 kB\nVmRSS:\t 100 kB\n"
	for field, want := range map[string]int64{"VmHWM": 33024 << 10, "VmRSS": 100 << 10} {
		got, err := parseStatus(status, field)
		if err != nil || got != want {
			t.Errorf("%s is %d, %v; want %d", field, got, err, want)
		}
	}
	if _, err := parseStatus("Name:\tkthread\n", "VmHWM"); err == nil {
		t.Error("a process without memory has no peak")
	}
}

func TestMount(t *testing.T) {
	const mounts = `/dev/a / ext4 rw 0 0
proc /proc proc rw 0 0
/dev/b /srv xfs rw 0 0
/dev/c /srv btrfs rw 0 0
tmpfs /srv2 tmpfs rw 0 0
`
	for dir, want := range map[string]string{
		"/":          "ext4 on /dev/a",
		"/home/x":    "ext4 on /dev/a",
		"/srv":       "btrfs on /dev/c",
		"/srv/video": "btrfs on /dev/c",
		"/srv2/tmp":  "tmpfs on tmpfs",
		"/srvx":      "ext4 on /dev/a",
	} {
		if got := mount(mounts, dir); got != want {
			t.Errorf("%s is on %q, want %q", dir, got, want)
		}
	}
}
