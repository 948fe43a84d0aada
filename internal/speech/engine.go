package speech

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/tributary-video/tributary/internal/ffmpeg"
)

// Engine makes text of speech.
type Engine interface {
	// Transcribe writes down what is said in a recording. The language is RFC 5646, "" = to be
	// found out. It may be called concurrently and again with the same recording, and returns
	// soon after ctx ends.
	//
	// An engine that cannot be reached or is busy is media.Unavailable: the same call may work
	// later. A media.Refused says that it never will. Anything else is an answer that makes no
	// sense.
	Transcribe(ctx context.Context, rec Recording, language string) (Transcript, error)
}

// Transcript is what was said.
type Transcript struct {
	Language string `json:"language,omitempty"` // RFC 5646; "" = the engine does not say
	Cues     []Cue  `json:"cues"`               // by start
}

// Cue is what was said at once: plain text of one line, not markup. Times count from the
// start of what was transcribed; End is after Start.
type Cue struct {
	Start time.Duration `json:"start"`
	End   time.Duration `json:"end"`
	Text  string        `json:"text"`
}

// Tools runs programs where they can do no harm; ffmpeg.Runner in production.
type Tools interface {
	Command(ctx context.Context, c ffmpeg.Command) (output []byte, err error)
}

// Config is what engines need. Which of Client and Tools is used depends on the setting.
type Config struct {
	Setting Setting
	Key     string       // of an endpoint; "" = it wants none
	Client  *http.Client // that reaches the endpoint
	Tools   Tools
}

// New makes the engine of a setting, nil for the zero one.
func New(cfg Config) Engine {
	switch s := cfg.Setting; {
	case s.Endpoint != nil:
		return bounded{newEndpoint(cfg)}
	case len(s.Command) > 0:
		return bounded{command{cfg.Tools, s.Command}}
	case s.Sphinx:
		return bounded{sphinx{cfg.Tools}}
	}
	return nil
}

// Check gives an engine one second of silence. An engine that takes it works.
func Check(ctx context.Context, e Engine, dir string) error {
	rec, err := Silence(dir, time.Second)
	if err == nil {
		_, err = e.Transcribe(ctx, rec, "en")
	}
	if err != nil {
		return fmt.Errorf("check speech engine: %w", err)
	}
	return nil
}

// patience is how long an engine may take for a recording. Programs without a graphics
// card need about as long as the sound is, large models three times that; the minute is for
// loading them.
func patience(length time.Duration) time.Duration { return time.Minute + 3*length }
