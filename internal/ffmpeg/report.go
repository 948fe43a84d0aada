package ffmpeg

import (
	"bytes"
	"context"
	"slices"
	"strings"
)

// Report is the state of media processing on this machine, for the doctor command
// and the health page.
type Report struct {
	FFmpeg   string          `json:"ffmpeg"`   // version, "" when it does not answer
	FFprobe  string          `json:"ffprobe"`  // version, "" when it does not answer
	Encoders map[string]bool `json:"encoders"` // those that are needed, and whether they are there
	Sandbox  bool            `json:"sandbox"`
	Reason   string          `json:"reason,omitempty"` // why there is no sandbox; for the operator
	Findings []Finding       `json:"findings"`         // empty when all is well
}

// Finding is something wrong and what to do about it.
type Finding struct {
	Problem string `json:"problem"`
	Remedy  string `json:"remedy"`
}

// Sandboxed reports whether tools run in the sandbox.
func (r *Runner) Sandboxed() bool { return r.box != nil }

// Report asks the tools anew. What fails is a finding, never an error.
func (r *Runner) Report(ctx context.Context) Report {
	rep := Report{
		FFmpeg:   version(r.ask(ctx, ffmpegTool, "-version")),
		FFprobe:  version(r.ask(ctx, ffprobeTool, "-version")),
		Encoders: make(map[string]bool),
		Sandbox:  r.Sandboxed(),
		Reason:   r.boxFail,
	}
	for _, tool := range []string{ffmpegTool, ffprobeTool} {
		if v := map[string]string{ffmpegTool: rep.FFmpeg, ffprobeTool: rep.FFprobe}[tool]; v == "" {
			rep.Findings = append(rep.Findings, Finding{tool + " does not run", remedy(tool)})
		}
	}
	have := parseNames(r.ask(ctx, ffmpegTool, "-v", "error", "-encoders"))
	for _, name := range []string{"libx264", "aac", "mjpeg"} {
		rep.Encoders[name] = slices.Contains(have, name)
		if !rep.Encoders[name] {
			rep.Findings = append(rep.Findings, Finding{"ffmpeg has no encoder " + name, remedy(ffmpegTool)})
		}
	}
	filters := parseNames(r.ask(ctx, ffmpegTool, "-v", "error", "-filters"))
	for _, name := range []string{"zscale", "tonemap", "bwdif"} {
		if !slices.Contains(filters, name) {
			rep.Findings = append(rep.Findings, Finding{"ffmpeg has no filter " + name, "install an ffmpeg built with libzimg"})
		}
	}
	if !rep.Sandbox {
		rep.Findings = append(rep.Findings, Finding{"media tools run without a sandbox: " + r.boxFail, remedy(bwrapTool)})
	}
	return rep
}

// ask returns what a tool prints, "" when it fails.
func (r *Runner) ask(ctx context.Context, tool string, args ...string) string {
	var out bytes.Buffer
	if err := r.run(ctx, child{tool: tool, args: args, stdout: &out, limits: probeLimits(), urgent: true}); err != nil {
		r.log.WarnContext(ctx, "media tool does not answer", "tool", tool, "error", err)
		return ""
	}
	return out.String()
}

// version is the third word of "ffmpeg version 5.1.9 Copyright …".
func version(out string) string {
	if words := strings.Fields(out); len(words) > 2 && words[1] == "version" {
		return words[2]
	}
	return ""
}

// parseNames takes the second column of ffmpeg's lists.
func parseNames(out string) []string {
	var names []string
	for line := range strings.Lines(out) {
		if words := strings.Fields(line); len(words) > 1 {
			names = append(names, words[1])
		}
	}
	return names
}
