package app

import "runtime/debug"

// Version is the module version of the running binary, "(devel)" for one built
// from a working copy.
func Version() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "(devel)"
}
