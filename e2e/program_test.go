package e2e

import (
	"bytes"
	"context"
	"os/exec"
	"testing"
	"time"
)

// ran is how a command of the program ended.
type ran struct {
	code           int
	stdout, stderr string
}

// run runs the program with this environment, beside what the tests run in.
func run(t *testing.T, env []string, args ...string) ran {
	t.Helper()
	path, err := built()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), uploadTime)
	defer cancel()
	var stdout, stderr bytes.Buffer
	cmd := exec.CommandContext(ctx, path, args...)
	cmd.Env = append(cleanEnv(), env...)
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	cmd.WaitDelay = 5 * time.Second
	if err := cmd.Run(); err != nil && cmd.ProcessState == nil {
		t.Fatal(err)
	}
	return ran{cmd.ProcessState.ExitCode(), stdout.String(), stderr.String()}
}
