package main

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"
)

// tick is the unit of CPU time in /proc: USER_HZ is 100 on every Linux
// architecture, whatever the kernel's own clock (proc_pid_stat(5)).
const tick = 10 * time.Millisecond

// cpuTime is what a process has used of the processors. User time is what its
// program costs; system time also depends on the state the kernel's memory is in.
type cpuTime struct{ user, system time.Duration }

func (c cpuTime) total() time.Duration { return c.user + c.system }

func (c cpuTime) since(before cpuTime) cpuTime {
	return cpuTime{c.user - before.user, c.system - before.system}
}

// cpu is the CPU time of the process itself. What its children used is not in it:
// the server's own cost of moving bytes is the question.
func (p *process) cpu() (cpuTime, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", p.cmd.Process.Pid))
	if err != nil {
		return cpuTime{}, fmt.Errorf("read CPU time: %w", err)
	}
	return parseCPU(string(text))
}

// parseCPU reads utime and stime, fields 14 and 15 of stat. The second field is
// the program's name in parentheses and may hold anything, so fields count from its end.
func parseCPU(stat string) (cpuTime, error) {
	_, rest, found := cutLast(stat, ")")
	fields := strings.Fields(rest) // field 3 is the first
	if !found || len(fields) < 13 {
		return cpuTime{}, fmt.Errorf("read CPU time: unknown form %q", stat)
	}
	user, err := strconv.ParseInt(fields[11], 10, 64)
	if err != nil {
		return cpuTime{}, fmt.Errorf("read CPU time: %w", err)
	}
	system, err := strconv.ParseInt(fields[12], 10, 64)
	if err != nil {
		return cpuTime{}, fmt.Errorf("read CPU time: %w", err)
	}
	return cpuTime{time.Duration(user) * tick, time.Duration(system) * tick}, nil
}

func cutLast(s, sep string) (before, after string, found bool) {
	if i := strings.LastIndex(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):], true
	}
	return s, "", false
}

// memory is the resident memory of the process, in bytes.
func (p *process) memory() (int64, error) { return p.status("VmRSS") }

// peakMemory is the most resident memory the process ever had, in bytes.
func (p *process) peakMemory() (int64, error) { return p.status("VmHWM") }

func (p *process) status(field string) (int64, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	if err != nil {
		return 0, fmt.Errorf("read memory: %w", err)
	}
	return parseStatus(string(text), field)
}

// parseStatus finds a line such as "VmHWM:  123456 kB"; its kB are KiB.
func parseStatus(status, field string) (int64, error) {
	for line := range strings.Lines(status) {
		fields := strings.Fields(line)
		if len(fields) == 3 && fields[0] == field+":" {
			n, err := strconv.ParseInt(fields[1], 10, 64)
			return n << 10, err
		}
	}
	return 0, fmt.Errorf("read memory: no %s", field)
}
