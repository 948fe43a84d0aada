package ffmpeg

import (
	"strconv"
	"time"
)

const (
	mib = 1 << 20
	gib = 1 << 30
)

// limits bounds one child.
type limits struct {
	memory int64         // bytes of address space
	cpu    time.Duration // of each process, whole seconds
	wall   time.Duration
	output int64 // bytes on standard output, of one file, and of the task's directory
}

func probeLimits() limits {
	return limits{memory: gib, cpu: 30 * time.Second, wall: 30 * time.Second, output: 4 * mib}
}

// scanLimits is for reading all packets of a file: no decoding, but every byte
// of a large file passes.
func scanLimits() limits {
	return limits{memory: gib, cpu: 60 * time.Second, wall: 180 * time.Second, output: 512 * mib}
}

// segmentLimits allows more memory above 1080p, in or out: one 2160p encode
// fails in 1 GiB and fits in 1.5 with two threads, 1080p fits in 1.
func segmentLimits(pixels int64) limits {
	l := limits{memory: 2 * gib, cpu: 120 * time.Second, wall: 180 * time.Second, output: 64 * mib}
	if pixels > 1920*1088 {
		l.memory = 4 * gib
	}
	return l
}

// titleLimits is for work over a whole title of a length, writing at most
// bitrate bits per second. Twice that leaves room for the container.
func titleLimits(length time.Duration, bitrate int64) limits {
	cpu := 60*time.Second + 2*length
	return limits{
		memory: 2 * gib,
		cpu:    cpu,
		wall:   3 * cpu,
		output: mib + 2*bitrate/8*int64(length/time.Second+1),
	}
}

// prlimitArgs are the arguments of util-linux's prlimit up to the command.
// Soft and hard limits are equal, so a handler in the child cannot outlive one.
func (l limits) prlimitArgs() []string {
	seconds := int64((l.cpu + time.Second - 1) / time.Second)
	return []string{
		"--as=" + strconv.FormatInt(l.memory, 10),
		"--cpu=" + strconv.FormatInt(seconds, 10),
		"--fsize=" + strconv.FormatInt(l.output, 10),
		"--nofile=64",
		"--core=0",
		"--",
	}
}
