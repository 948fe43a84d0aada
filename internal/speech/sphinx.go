package speech

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/language"

	"github.com/tributary-video/tributary/internal/ffmpeg"
	"github.com/tributary-video/tributary/internal/media"
)

// sphinx is the recogniser of CMU in Debian's packages pocketsphinx and pocketsphinx-en-us.
// It knows English.
type sphinx struct{ tools Tools }

// Transcribe implements Engine.
func (s sphinx) Transcribe(ctx context.Context, rec Recording, tag string) (Transcript, error) {
	if base, _ := language.Make(tag).Base(); tag != "" && base.String() != "en" {
		return Transcript{}, media.Refuse(media.CodecUnsupported, "The speech engine knows English only.", nil)
	}
	out, err := s.tools.Command(ctx, ffmpeg.Command{
		Line:  []string{"pocketsphinx_continuous", "-infile", "{wav}", "-time", "yes", "-logfn", "/dev/null"},
		Input: rec.Path, Time: patience(rec.Length),
	})
	if err != nil {
		return Transcript{}, fmt.Errorf("transcribe with pocketsphinx: %w", err)
	}
	return Transcript{Language: "en", Cues: join(parseWords(string(out)))}, nil
}

// parseWords reads lines of a word, its first and last second, and how sure it is. Each
// utterance comes as a line of text before them, which says the same without times. A word
// in brackets is a noise; a number behind one says which way it was pronounced. "" divides
// utterances.
func parseWords(out string) []Cue {
	var words []Cue
	for line := range strings.Lines(out) {
		fields := strings.Fields(line)
		if len(fields) != 4 {
			continue
		}
		start, startOK := parseSeconds(fields[1])
		end, endOK := parseSeconds(fields[2])
		if _, sure := parseSeconds(fields[3]); !sure || !startOK || !endOK {
			continue
		}
		word, _, _ := strings.Cut(fields[0], "(")
		switch {
		case word == "</s>":
			word = ""
		case strings.ContainsAny(word, "<[+"):
			continue
		}
		words = append(words, Cue{Start: start, End: end, Text: word})
	}
	return words
}

func parseSeconds(text string) (time.Duration, bool) {
	s, err := strconv.ParseFloat(text, 64)
	if err != nil || !(s >= 0 && s < 1e6) {
		return 0, false
	}
	return time.Duration(s * float64(time.Second)).Round(time.Millisecond), true
}

// What a viewer can read at once: two lines of 42 letters, for seven seconds. A pause of a
// second ends a sentence.
const (
	maxLine  = 84
	maxShown = 7 * time.Second
	maxPause = time.Second
)

// join makes cues of words.
func join(words []Cue) []Cue {
	var cues []Cue
	fresh := true
	for _, w := range words {
		if w.Text == "" {
			fresh = true
			continue
		}
		if !fresh {
			last := &cues[len(cues)-1]
			if w.Start-last.End < maxPause && w.End-last.Start <= maxShown && len(last.Text)+1+len(w.Text) <= maxLine {
				last.Text += " " + w.Text
				last.End = w.End
				continue
			}
		}
		cues, fresh = append(cues, w), false
	}
	return cues
}
