package speech

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"time"

	"github.com/tributary-video/tributary/internal/egress"
	"github.com/tributary-video/tributary/internal/media"
)

// maxAnswer is the largest answer read, in bytes: the words of five minutes come to some
// kilobytes, and verbose answers have several numbers with each.
const maxAnswer = 8 << 20

// endpoint speaks OpenAI's API: POST {base}/audio/transcriptions.
type endpoint struct {
	client *http.Client
	key    string
	url    string
	model  string
	format string
}

func newEndpoint(cfg Config) endpoint {
	u := *cfg.Setting.Endpoint
	query := u.Query()
	u.RawQuery = ""
	return endpoint{
		client: cfg.Client, key: cfg.Key, url: u.JoinPath("audio", "transcriptions").String(),
		model: cmp.Or(query.Get("model"), "whisper-1"), format: cmp.Or(query.Get("format"), "verbose_json"),
	}
}

// Transcribe implements Engine.
func (e endpoint) Transcribe(ctx context.Context, rec Recording, language string) (Transcript, error) {
	req, file, err := e.request(ctx, rec, language)
	if err != nil {
		return Transcript{}, fmt.Errorf("transcribe by endpoint: %w", err)
	}
	defer file.Close()
	resp, err := e.client.Do(req)
	if err != nil {
		return Transcript{}, fmt.Errorf("transcribe by endpoint: %w", withoutURL(err))
	}
	defer resp.Body.Close()
	if err := verdict(resp.StatusCode); err != nil {
		return Transcript{}, fmt.Errorf("transcribe by endpoint: %w", err)
	}
	if err := egress.LimitBody(resp, maxAnswer); err != nil {
		return Transcript{}, fmt.Errorf("transcribe by endpoint: %w", err)
	}
	raw, err := io.ReadAll(resp.Body)
	if err != nil {
		return Transcript{}, fmt.Errorf("read answer of endpoint: %w", err)
	}
	t, err := parseAnswer(raw)
	if err != nil {
		return Transcript{}, fmt.Errorf("parse answer of endpoint: %w", err)
	}
	return t, nil
}

// request is a form with the file in it, of known length: some servers take no chunks. The
// file is to be closed after the answer.
func (e endpoint) request(ctx context.Context, rec Recording, language string) (*http.Request, io.Closer, error) {
	var around bytes.Buffer
	form := multipart.NewWriter(&around)
	fields := [][2]string{{"model", e.model}, {"response_format", e.format}}
	if language != "" {
		fields = append(fields, [2]string{"language", baseOf(language)})
	}
	for _, f := range fields {
		_ = form.WriteField(f[0], f[1]) // a buffer takes everything
	}
	_, _ = form.CreateFormFile("file", "speech.wav")
	before := around.Len()
	_ = form.Close()
	file, err := os.Open(rec.Path)
	if err != nil {
		return nil, nil, err
	}
	info, err := file.Stat()
	if err != nil {
		_ = file.Close()
		return nil, nil, err
	}
	frame := around.Bytes()
	body := io.MultiReader(bytes.NewReader(frame[:before]), file, bytes.NewReader(frame[before:]))
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, e.url, body)
	if err != nil {
		_ = file.Close()
		return nil, nil, err
	}
	req.ContentLength = int64(len(frame)) + info.Size()
	req.Header.Set("Content-Type", form.FormDataContentType())
	if e.key != "" {
		req.Header.Set("Authorization", "Bearer "+e.key)
	}
	return req, file, nil
}

// withoutURL takes the address off an error of net/http: its query may hold what is no
// business of a log.
func withoutURL(err error) error {
	if u, ok := err.(*url.Error); ok { //nolint:errorlint // the client's own wrapping
		return u.Err
	}
	return err
}

// verdict is what a status says. A wrong key or address is the operator's to set right, and
// until then the sound can wait.
func verdict(status int) error {
	switch {
	case status == http.StatusOK:
		return nil
	case status == http.StatusUnauthorized, status == http.StatusForbidden, status == http.StatusNotFound,
		status == http.StatusRequestTimeout, status == http.StatusTooManyRequests, status >= 500, status < 400:
		return media.Errorf(media.Unavailable, "The speech engine answers with status %d.", status)
	}
	return fmt.Errorf("status %d", status)
}

// answer is a verbose one. A plain one has only the text.
type answer struct {
	Language string    `json:"language"` // a tag, or an English name
	Text     string    `json:"text"`
	Segments []segment `json:"segments"`
}

type segment struct {
	Start float64 `json:"start"` // seconds
	End   float64 `json:"end"`
	Text  string  `json:"text"`
}

// parseAnswer reads whatever form the server chose to answer in.
func parseAnswer(raw []byte) (Transcript, error) {
	if trimmed := bytes.TrimSpace(raw); len(trimmed) == 0 || trimmed[0] != '{' {
		return parseText(raw)
	}
	var a answer
	if err := json.Unmarshal(raw, &a); err != nil {
		return Transcript{}, err
	}
	t := Transcript{Language: tagOf(a.Language)}
	for _, s := range a.Segments {
		t.Cues = append(t.Cues, Cue{Start: seconds(s.Start), End: seconds(s.End), Text: s.Text})
	}
	if len(a.Segments) == 0 && cleanText(a.Text) != "" {
		return Transcript{}, fmt.Errorf("the answer has no times: choose a model and a format that have (verbose_json, vtt, srt)")
	}
	return t, nil
}

// seconds is 0 for what is no time.
func seconds(s float64) time.Duration {
	if math.IsNaN(s) || s < 0 || s > 1e6 {
		return 0
	}
	return time.Duration(s * float64(time.Second)).Round(time.Millisecond)
}
