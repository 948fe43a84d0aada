package main

import (
	"fmt"
	"os"
	"runtime"
	"strings"
)

// machine says what the figures of a run depend on. Facts that the system does
// not tell are "unknown": a benchmark does not fail for that.
func machine(dir string) []string {
	return []string{
		fmt.Sprintf("processor:\t%d × %s", runtime.NumCPU(), processor(read("/proc/cpuinfo"))),
		fmt.Sprintf("system:\t%s/%s, kernel %s", runtime.GOOS, runtime.GOARCH, read("/proc/sys/kernel/osrelease")),
		fmt.Sprintf("disk:\t%s", mount(read("/proc/self/mounts"), dir)),
		fmt.Sprintf("load at start:\t%s", read("/proc/loadavg")),
	}
}

func read(path string) string {
	text, err := os.ReadFile(path)
	if err != nil {
		return "unknown"
	}
	return strings.TrimSpace(string(text))
}

func processor(cpuinfo string) string {
	for line := range strings.Lines(cpuinfo) {
		if name, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(name) == "model name" {
			return strings.TrimSpace(value)
		}
	}
	return "unknown"
}

// mount describes the file system that dir is on: of the mount points that dir
// lies below the longest one, and of equals the last, which hides the others.
func mount(mounts, dir string) string {
	found, longest := "unknown", 0
	for line := range strings.Lines(mounts) {
		fields := strings.Fields(line) // device, mount point, type, options
		if len(fields) < 4 {
			continue
		}
		point := strings.TrimSuffix(fields[1], "/") + "/"
		if strings.HasPrefix(dir+"/", point) && len(point) >= longest {
			found, longest = fmt.Sprintf("%s on %s", fields[2], fields[0]), len(point)
		}
	}
	return found
}
