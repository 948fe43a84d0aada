package main

import (
	"fmt"
	"runtime/debug"
)

type versionCmd struct{}

func (*versionCmd) Run(w world) error {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		info = &debug.BuildInfo{}
	}
	fmt.Fprintln(w.Stdout, versionLine(info))
	return nil
}

// versionLine is one line for people and bug reports. What the build does not
// know, such as the revision outside of a repository, is left out.
func versionLine(info *debug.BuildInfo) string {
	version := info.Main.Version
	if version == "" {
		version = "(devel)"
	}
	line := "tributary " + version
	for _, s := range info.Settings {
		switch {
		case s.Key == "vcs.revision":
			line += " " + s.Value[:min(12, len(s.Value))]
		case s.Key == "vcs.modified" && s.Value == "true":
			line += " (modified)"
		}
	}
	if info.GoVersion != "" {
		line += " " + info.GoVersion
	}
	return line
}
