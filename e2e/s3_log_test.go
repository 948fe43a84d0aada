package e2e

import (
	"strings"
	"time"
)

// answered is when requests for an upload's object were answered, by the lines of the server's log that have all of
// these fields.
func (s *server) answered(u s3Upload, fields ...string) (times []time.Time) {
	object := u.Input.object()
	if u.Input.URL != "" {
		object, _, _ = strings.Cut(strings.TrimPrefix(u.Input.URL, s.URL+"/"), "?")
	}
	for line := range strings.Lines(s.stderr.String()) {
		matches := strings.Contains(line, " path=/"+object+" ")
		for _, field := range fields {
			matches = matches && strings.Contains(line, " "+field+" ")
		}
		if !matches {
			continue
		}
		text, _, _ := strings.Cut(strings.TrimPrefix(line, "time="), " ")
		at, err := time.Parse(time.RFC3339Nano, text)
		if err != nil {
			s.t.Errorf("a line of the log begins with %q", text)
		}
		times = append(times, at)
	}
	return times
}

// requests is how many requests for an upload's object were answered.
func (s *server) requests(u s3Upload, fields ...string) int { return len(s.answered(u, fields...)) }
