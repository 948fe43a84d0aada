package ffmpeg

import (
	"os/exec"
	"syscall"
)

// ownGroup makes the child lead a process group, so that it can be killed with
// all it starts, and die when the server does.
func ownGroup(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}
