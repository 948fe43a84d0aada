//go:build unix

package ffmpeg

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"syscall"

	"github.com/tributary-video/tributary/internal/media"
)

// killGroup ends a child and everything in its process group. A group that is
// gone is no error.
func killGroup(pid int) error {
	err := syscall.Kill(-pid, syscall.SIGKILL)
	if errors.Is(err, syscall.ESRCH) {
		return os.ErrProcessDone
	}
	return err
}

// renice lowers the priority of a child just started. It has one thread yet, from
// which all others inherit. That it may be refused does not matter.
func renice(pid int, urgent bool) {
	nice := niceBackground
	if urgent {
		nice = niceUrgent
	}
	_ = syscall.Setpriority(syscall.PRIO_PGRP, pid, nice)
}

// exitCode is the exit status, or 128 + the signal that ended the child, which
// is also how bubblewrap reports the end of what runs inside.
func exitCode(exit *exec.ExitError) int {
	if status, ok := exit.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		return 128 + int(status.Signal())
	}
	return exit.ExitCode()
}

// limitCodes are the exit statuses of a child that ran into a limit: killed (hard
// limit of processor time, or the system out of memory), too much processor
// time, too large a file.
func limitCodes() []int {
	return []int{128 + int(syscall.SIGKILL), 128 + int(syscall.SIGXCPU), 128 + int(syscall.SIGXFSZ)}
}

func errLimit(what string) error {
	return media.Refuse(media.ProcessingLimit, "", fmt.Errorf("%s over the limit", what))
}
