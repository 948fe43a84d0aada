package speech_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/speech"
)

// script makes a program of the operator's.
func script(t *testing.T, body string) string {
	t.Helper()
	path := filepath.Join(operatorFolder(t), "hear")
	must(t, os.WriteFile(path, []byte("#!/bin/sh\n"+body), 0o700)) //nolint:gosec // a program
	return path
}

// operatorFolder is one outside of /tmp, which the sandbox has of its own.
func operatorFolder(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("/var/tmp", "tributary-speech-")
	must(t, err)
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}

const counting = `printf 'WEBVTT\n\n00:00.000 --> 00:00.500\n%s bytes in %s\n' "$size" "$2"`

func TestCommand(t *testing.T) {
	want := func(language string) speech.Transcript {
		said := speech.Transcript{Cues: []speech.Cue{{Start: 0, End: 500 * time.Millisecond, Text: "32044 bytes in " + language}}}
		if language != "auto" {
			said.Language = language
		}
		return said
	}
	rec := tone(t, time.Second)
	for name, setting := range map[string]string{
		"path":           "command:" + script(t, `size=$(wc -c < "$1");`+counting) + " {wav} {language}",
		"standard input": "command:" + script(t, `size=$(wc -c);`+counting) + " x {language}",
	} {
		t.Run(name, func(t *testing.T) {
			e := parsed(t, speech.Config{Tools: runner(t)}, setting)
			for _, language := range []string{"", "fr"} {
				said, err := e.Transcribe(t.Context(), rec, language)
				w := want(language)
				if language == "" {
					w = want("auto")
				}
				if diff := cmp.Diff(w, said); err != nil || diff != "" {
					t.Errorf("%v %s", err, diff)
				}
			}
		})
	}
}

// A command sees what its line names, and no network, secrets or other files.
func TestCommandIsLockedIn(t *testing.T) {
	tools := runner(t)
	if !tools.Sandboxed() {
		t.Skip("the sandbox does not work here")
	}
	model, secret := filepath.Join(operatorFolder(t), "model"), filepath.Join(operatorFolder(t), "secret")
	must(t, os.WriteFile(model, []byte("weights"), 0o600))
	must(t, os.WriteFile(secret, []byte("hunter2"), 0o600))
	program := script(t, `cat `+secret+` 2>/dev/null && s=open; echo x >> "$2" 2>/dev/null && w=written
		printf 'WEBVTT\n\n00:00.000 --> 00:00.500\n%s secret=%s model=%s net=%s env=%s\n' "$(cat "$2")" "$s" "$w" "$(wc -l < /proc/net/dev)" "$HUNTER"`)
	t.Setenv("HUNTER", "hunter2")
	said, err := parsed(t, speech.Config{Tools: tools}, "command:"+program+" {wav} "+model).Transcribe(t.Context(), tone(t, time.Second), "en")
	if err != nil || len(said.Cues) != 1 || said.Cues[0].Text != "weights secret= model= net=3 env=" {
		t.Errorf("%+v, %v", said, err)
	}
}

func TestCommandGoneWrong(t *testing.T) {
	rec, tools := tone(t, time.Second), runner(t)
	for name, line := range map[string]string{
		"fails":         script(t, `echo 'model not found' >&2; exit 3`),
		"prints a page": script(t, `echo '<!DOCTYPE html>'`),
		"prints 100 MB": script(t, `echo WEBVTT; exec head -c 100000000 /dev/zero`),
		"never stops":   script(t, `echo WEBVTT; exec yes`),
	} {
		t.Run(name, func(t *testing.T) {
			said, err := parsed(t, speech.Config{Tools: tools}, "command:"+line).Transcribe(t.Context(), rec, "")
			if err == nil || len(said.Cues) > 0 {
				t.Errorf("%+v, %v", said, err)
			}
		})
	}
	_, err := parsed(t, speech.Config{Tools: tools}, "command:/no/such/program").Transcribe(t.Context(), rec, "")
	if media.KindOf(err) != media.Unavailable {
		t.Errorf("a program that is not there: %v", err)
	}
}

// A sentence that a synthesizer says is heard by Debian's pocketsphinx, with its times.
func TestSphinx(t *testing.T) {
	if _, err := exec.LookPath("pocketsphinx_continuous"); err != nil {
		t.Skip("pocketsphinx is not installed: scripts/need test")
	}
	e := parsed(t, speech.Config{Tools: runner(t)}, "pocketsphinx")
	spoken := samples(t, "flite=text='good morning everybody. thank you very much for the flowers.':voice=slt,adelay=2000,apad=pad_dur=1")
	rec, err := speech.Record(spoken, t.TempDir(), false)
	must(t, err)
	said, err := e.Transcribe(t.Context(), rec, "")
	must(t, err)
	var text strings.Builder
	for _, c := range said.Cues {
		text.WriteString(c.Text + " ")
	}
	if !regexp.MustCompile(`good morning everybody thank you very much`).MatchString(text.String()) || said.Language != "en" {
		t.Fatalf("heard %q in %q", text.String(), said.Language)
	}
	first, last := said.Cues[0], said.Cues[len(said.Cues)-1]
	if first.Start < 1800*time.Millisecond || first.Start > 2500*time.Millisecond || last.End > rec.Length-500*time.Millisecond {
		t.Errorf("from %s to %s of %s", first.Start, last.End, rec.Length)
	}
	_, err = e.Transcribe(t.Context(), rec, "de")
	if why, refused := media.RefusalOf(err); !refused || why.Code.Retryable() {
		t.Errorf("German: %v", err)
	}
	must(t, speech.Check(t.Context(), e, t.TempDir()))
}
