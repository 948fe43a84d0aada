package ffmpeg

import (
	"os"
	"slices"
	"strings"
)

// Where things are inside the sandbox.
const (
	sourceInside = "/in/source"
	outInside    = "/out"
	toolsInside  = "/tools/"
)

// sandbox builds bubblewrap command lines.
type sandbox struct {
	path string
	root []string // arguments that make /usr and what points into it
}

func newSandbox(path string) *sandbox {
	s := &sandbox{path: path, root: []string{"--ro-bind", "/usr", "/usr"}}
	for _, dir := range []string{"/bin", "/lib", "/lib64"} {
		target, err := os.Readlink(dir)
		switch {
		case err == nil: // merged /usr
			s.root = append(s.root, "--symlink", target, dir)
		default: // a real directory, or absent
			s.root = append(s.root, "--ro-bind-try", dir, dir)
		}
	}
	return s
}

// wrap returns the command that runs tool in the sandbox with source and out
// mounted, each where it is not "", and mounts where they are outside.
func (s *sandbox) wrap(tool, source, out string, mounts []string) []string {
	argv := []string{s.path,
		"--unshare-all", "--unshare-user", "--disable-userns", "--die-with-parent", "--new-session",
		"--clearenv", "--cap-drop", "ALL"}
	argv = append(argv, s.root...)
	argv = append(argv,
		// libblas is reached through /etc/alternatives; the linker's cache only speeds loading.
		"--ro-bind-try", "/etc/alternatives", "/etc/alternatives",
		"--ro-bind-try", "/etc/ld.so.cache", "/etc/ld.so.cache",
		"--proc", "/proc", "--dev", "/dev", "--size", "67108864", "--tmpfs", "/tmp")
	inside := tool
	for _, path := range mounts {
		argv = append(argv, "--ro-bind", path, path)
	}
	if !strings.HasPrefix(tool, "/usr/") && !slices.Contains(mounts, tool) {
		inside = toolsInside + tool[strings.LastIndexByte(tool, '/')+1:]
		argv = append(argv, "--ro-bind", tool, inside)
	}
	if source != "" {
		argv = append(argv, "--ro-bind", source, sourceInside)
	}
	dir := "/tmp"
	if out != "" {
		dir = outInside
		argv = append(argv, "--bind", out, outInside)
	}
	// The root and /dev are memory file systems without a bound: writable, they
	// would be a way to take memory that no limit counts.
	argv = append(argv, "--remount-ro", "/dev", "--remount-ro", "/", "--chdir", dir)
	for _, v := range environment() {
		name, value, _ := strings.Cut(v, "=")
		argv = append(argv, "--setenv", name, value)
	}
	return append(argv, "--", inside)
}

// environment is all a child knows of its surroundings, sandboxed or not.
func environment() []string {
	return []string{
		"PATH=/usr/bin",
		"HOME=/nonexistent",
		"LC_ALL=C.UTF-8",
		// Each allocator arena reserves 64 MiB of address space, and by default there may be
		// eight per processor: on large machines they alone would exceed the limit.
		"MALLOC_ARENA_MAX=4",
	}
}
