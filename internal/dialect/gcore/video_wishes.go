package gcore

import (
	"bytes"
	"encoding/json"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/tributary-video/tributary/internal/media"
)

func noEdit(*media.Wishes, *kept) {}

// posterScreenshot as screenshot_id stands for the poster.
const posterScreenshot = -1

const regular = "regular"

// projectionOf is what the pictures are projected on.
func projectionOf(k kept) string {
	if k.Projection == "" {
		return regular
	}
	return k.Projection
}

func (a *attributes) priority() edit {
	n, ok := a.integer("priority", -10, 10)
	if !ok && !a.isNull("priority") {
		return noEdit
	}
	return func(_ *media.Wishes, k *kept) { k.Priority = int(n) }
}

func (a *attributes) projection() edit {
	text, ok := a.text("projection")
	if !ok && !a.isNull("projection") {
		return noEdit
	}
	if ok && !slices.Contains([]string{regular, "vr360", "vr180", "vr360tb"}, text) {
		a.fault("projection", notSupported)
		return noEdit
	}
	return func(w *media.Wishes, k *kept) {
		k.Projection = text
		w.Panoramic = text == "vr360"
	}
}

// screenshot takes any number: one that no screenshot has counts as 0 when it is shown.
func (a *attributes) screenshot() edit {
	n, ok := a.integer("screenshot_id", -maxID, maxID)
	if !ok && !a.isNull("screenshot_id") {
		return noEdit
	}
	return func(_ *media.Wishes, k *kept) { k.ScreenshotID = int(n) }
}

// page is the address of a page of the client's own. It is shown in other people's pages, so
// it must be one of the web.
func (a *attributes) page(name string, field func(k *kept) *string) edit {
	text, ok := a.text(name)
	if !ok && !a.isNull(name) {
		return noEdit
	}
	if text != "" && !isWebURL(text) {
		a.fault(name, isInvalid)
		return noEdit
	}
	return func(_ *media.Wishes, k *kept) { *field(k) = text }
}

func isWebURL(text string) bool {
	u, err := url.Parse(text)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != ""
}

// transcribe names the language that captions are made of.
const transcribe = "auto_transcribe_audio_language"

// transcription is whether captions are made from speech: of a language, or of any. nil is no word on it.
func (a *attributes) transcription() edit {
	text, ok := a.text(transcribe)
	if !ok && !a.isNull(transcribe) {
		return nil
	}
	if !ok || text == "disable" {
		return func(w *media.Wishes, _ *kept) { w.Transcript, w.TranscriptLanguage = false, "" }
	}
	language, known := languageTag(text)
	if text != "auto" && !known {
		a.fault(transcribe, isInvalid)
		return nil
	}
	return func(w *media.Wishes, _ *kept) { w.Transcript, w.TranscriptLanguage = true, language }
}

// translation is checked and without effect: no engine translates.
func (a *attributes) translation() {
	const name = "auto_translate_subtitles_language"
	raw := bytes.TrimSpace(a.members[name])
	if len(raw) == 0 || a.isNull(name) {
		return
	}
	var list []string
	if raw[0] == '"' {
		text, _ := a.text(name)
		if text == "disable" || text == "default" || text == "" {
			return
		}
		list = strings.Split(text, ",")
	} else if !a.read(name, &list) {
		return
	}
	for _, code := range list {
		if !isLanguageCode(strings.TrimSpace(code)) {
			a.fault(name, isInvalid)
			return
		}
	}
}

// isLanguageCode reports whether text has the form of an ISO 639-2 code.
func isLanguageCode(text string) bool {
	return len(text) == 3 && strings.Trim(text, "abcdefghijklmnopqrstuvwxyz") == ""
}

// clip is which part of the source is shown, nil for no word on it. Start and duration come together.
func (a *attributes) clip() edit {
	const first, length = "clip_start_seconds", "clip_duration_seconds"
	if !a.has(first) && !a.has(length) {
		return nil
	}
	start, started := a.integer(first, 0, maxID)
	duration, lasts := a.integer(length, 1, maxID)
	switch {
	case started && lasts:
		return func(w *media.Wishes, k *kept) {
			k.ClipStart, k.ClipDuration = &start, &duration
			end := media.Timecode{Time: time.Duration(start+duration) * time.Second}
			w.Clip = &media.Clip{Start: media.Timecode{Time: time.Duration(start) * time.Second}, End: &end}
		}
	case started && len(a.faults[a.prefix+length]) == 0:
		a.fault(length, blank)
	case lasts && len(a.faults[a.prefix+first]) == 0:
		a.fault(first, blank)
	}
	return func(w *media.Wishes, k *kept) { k.ClipStart, k.ClipDuration, w.Clip = nil, nil, nil }
}

// maxUser bounds a client's own number of a user, in characters: lists look it up by an index.
const maxUser = 255

// user is a client's own number of a user: a whole one, or a text. nil is no word on it, "" none.
func (a *attributes) user() *string {
	raw, ok := a.members[userKey]
	if !ok {
		return nil
	}
	var n json.Number
	var text string
	switch {
	case a.isNull(userKey):
	case json.Unmarshal(raw, &text) == nil:
		text = strings.TrimSpace(text)
	case json.Unmarshal(raw, &n) == nil:
		whole, err := strconv.ParseInt(n.String(), 10, 64)
		if err != nil {
			a.fault(userKey, isInvalid)
			return nil
		}
		text = strconv.FormatInt(whole, 10)
	default:
		a.fault(userKey, isInvalid)
		return nil
	}
	if strings.ContainsRune(text, 0) || utf8.RuneCountInString(text) > maxUser {
		a.fault(userKey, isInvalid)
		return nil
	}
	return &text
}
