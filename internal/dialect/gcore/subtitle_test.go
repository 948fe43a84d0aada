package gcore_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tributary-video/tributary/internal/media"
)

const german = `WEBVTT\n\n00:01.000 --> 00:02.500\nHallo\n`

func subtitle(id int64, sid any) string { return video(id) + "/subtitles/" + fmt.Sprint(sid) }

func TestSubtitles(t *testing.T) {
	f := newFixture(t, nil)
	id := f.newVideo(t, "")
	all := video(id) + "/subtitles"
	if got := f.api(t, 200, "GET", all, "").list(t); len(got) != 0 {
		t.Errorf("at first: %v", got)
	}
	made := f.api(t, 200, "POST", all, `{"language":"ger","name":"Deutsch","vtt":"`+german+`"}`).decode(t)
	sid := int64(made["id"].(float64))
	want := map[string]any{"id": float64(sid), "name": "Deutsch", "language": "ger", "vtt": "WEBVTT\n\n00:01.000 --> 00:02.500\nHallo\n"}
	if diff := cmp.Diff(want, made); diff != "" {
		t.Errorf("made (-want +got):\n%s", diff)
	}
	if texts, err := f.Texts(t.Context(), f.record(t, id).ID, media.Captions); err != nil || len(texts) != 1 || texts[0].Language != "de" {
		t.Errorf("other APIs see %+v, %v", texts, err)
	}
	f.api(t, 200, "POST", all, `{"language":"ger","vtt":"WEBVTT"}`) // a language may repeat
	if got := f.api(t, 200, "GET", all, "").list(t); len(got) != 2 || at(got, 1, "name") != "German" {
		t.Errorf("list: %v", got)
	}
	if diff := cmp.Diff(want, f.api(t, 200, "GET", subtitle(id, sid), "").decode(t)); diff != "" {
		t.Errorf("got (-want +got):\n%s", diff)
	}

	want["language"] = "ltz"
	if diff := cmp.Diff(want, f.api(t, 200, "PATCH", subtitle(id, sid), `{"language":"ltz"}`).decode(t)); diff != "" {
		t.Errorf("other language (-want +got):\n%s", diff)
	}
	want["vtt"] = "WEBVTT\n\n1\n00:00:01.000 --> 00:00:02.000\nNeu\n"
	if diff := cmp.Diff(want, f.api(t, 200, "PATCH", subtitle(id, sid), `{"vtt":"1\n00:00:01,000 --> 00:00:02,000\nNeu"}`).decode(t)); diff != "" {
		t.Errorf("other text (-want +got):\n%s", diff)
	}
	f.api(t, 204, "DELETE", subtitle(id, sid), "")
	f.as(t, f.key, "GET", subtitle(id, sid), "").problem(t, 404, "Not Found")
	f.as(t, f.key, "DELETE", subtitle(id, sid), "").problem(t, 404, "Not Found")
}

// A file that is replaced or removed leaves nothing behind.
func TestSubtitleFiles(t *testing.T) {
	f := newFixture(t, nil)
	id := f.newVideo(t, "")
	files := func() (n int) {
		must(t, f.blobs.List(t.Context(), media.VideoPrefix(f.record(t, id).ID), func(string, int64) error { n++; return nil }))
		return n
	}
	sid := f.api(t, 200, "POST", video(id)+"/subtitles", `{"language":"eng","vtt":"`+german+`"}`).decode(t)["id"]
	for range 3 {
		f.api(t, 200, "PATCH", subtitle(id, sid), `{"vtt":"`+german+`","name":"x"}`)
		f.api(t, 200, "PATCH", subtitle(id, sid), `{"name":"y"}`)
	}
	if n := files(); n != 1 {
		t.Errorf("%d files of one subtitle", n)
	}
	f.api(t, 204, "DELETE", subtitle(id, sid), "")
	if n := files(); n != 0 {
		t.Errorf("%d files of none", n)
	}
}

func TestSubtitlesRefused(t *testing.T) {
	f := newFixture(t, nil)
	id := f.newVideo(t, "")
	all := video(id) + "/subtitles"
	const badLanguage = "Unprocessable Entity. Language code is not recognized."
	for _, code := range []string{"language", "xx", "xxx", "de", "GER", "und", "g3r"} {
		f.as(t, f.key, "POST", all, `{"language":"`+code+`","vtt":"WEBVTT\n"}`).problem(t, 422, badLanguage)
	}
	for body, want := range map[string]string{
		`{"vtt":"WEBVTT\n"}`:                                  "language: can't be blank",
		`{"language":"eng"}`:                                  "vtt: can't be blank",
		`{"language":"eng","vtt":""}`:                         "vtt: can't be blank",
		`{"language":"eng","vtt":5}`:                          "vtt: is invalid",
		`{"language":"eng","vtt":"WEBVTTX"}`:                  "vtt: is invalid",
		`{"language":"eng","vtt":"hello"}`:                    "vtt: is invalid",
		`{"language":"eng","vtt":"1\nno time\nHi"}`:           "vtt: is invalid",
		`{"language":"eng","vtt":"WEBVTT\n\u0000"}`:           "vtt: is invalid",
		`{"language":"eng","vtt":"WEBVTT\n","name":["x"]}`:    "name: is invalid",
		`{"language":"eng","vtt":"WEBVTT` + big(5<<20) + `"}`: "vtt: is too long",
	} {
		f.as(t, f.key, "POST", all, body).errors(t, want)
	}
	f.as(t, f.key, "POST", all, `{"auto_transcribe_audio_language":"auto"}`).problem(t, 422, "Feature is disabled. Contact support to enable.")
	f.as(t, f.foreign, "GET", all, "").problem(t, 404, "Not Found")
	for _, sid := range []string{"0", "abc", "-1", "2147483647", "2147483648"} {
		f.as(t, f.key, "GET", subtitle(id, sid), "").problem(t, 404, "Not Found")
	}
	other := f.newVideo(t, "")
	sid := f.api(t, 200, "POST", all, `{"language":"eng","vtt":"WEBVTT"}`).decode(t)["id"]
	f.as(t, f.key, "GET", subtitle(other, sid), "").problem(t, 404, "Not Found")
	f.as(t, f.key, "PATCH", subtitle(id, sid), `{"language":"zzz"}`).problem(t, 422, badLanguage)
}

func big(n int) string { return ` ` + strings.Repeat("x", n) }

func TestSubtitlesOfBatch(t *testing.T) {
	f := newFixture(t, nil)
	got := f.api(t, 200, "POST", "/streaming/videos/batch", `{"videos":[{"name":"a","subtitles":[
		{"language":"eng","name":"English","vtt":"WEBVTT\n\n00:01.000 --> 00:02.000\nHi\n"},{"language":"fre","vtt":"WEBVTT"}]},{"name":"b"}]}`).list(t)
	id := int64(at(got, 0, "id").(float64))
	list := f.api(t, 200, "GET", video(id)+"/subtitles", "").list(t)
	if len(list) != 2 || at(list, 0, "language") != "eng" || at(list, 1, "language") != "fre" || at(list, 1, "name") != "French" {
		t.Errorf("subtitles %v", list)
	}
	f.as(t, f.key, "POST", "/streaming/videos/batch", `{"videos":[{"name":"a"},{"name":"b","subtitles":[{"language":"eng","vtt":"WEBVTT"},
		{"language":"english","vtt":"x"},5]}]}`).errors(t,
		"videos[1].subtitles[1].language: is invalid", "videos[1].subtitles[1].vtt: is invalid", "videos[1].subtitles[2]: is invalid")
}

// TestSubRip: what a player of WebVTT would stumble over is rewritten.
func TestSubRip(t *testing.T) {
	f := newFixture(t, nil)
	id := f.newVideo(t, "")
	for sent, want := range map[string]string{
		"1\n00:00:01,000 --> 00:00:02,500\nHi\n":                        "WEBVTT\n\n1\n00:00:01.000 --> 00:00:02.500\nHi\n",
		"\ufeff1\r\n0:0:1,5 --> 100:59:59,999 X1:0 Y1:1\r\nHi\r\n\r\n2": "WEBVTT\n\n1\n00:00:01.500 --> 100:59:59.999\nHi\n\n2\n",
		"1\n00:00:01.000-->00:00:02.000\na --> b\n<i>c</i>":             "WEBVTT\n\n1\n00:00:01.000 --> 00:00:02.000\na --&gt; b\n<i>c</i>\n",
	} {
		got := f.api(t, 200, "POST", video(id)+"/subtitles", `{"language":"eng","vtt":`+strconv.Quote(sent)+`}`).decode(t)
		if diff := cmp.Diff(want, got["vtt"]); diff != "" {
			t.Errorf("%q (-want +got):\n%s", sent, diff)
		}
	}
}
