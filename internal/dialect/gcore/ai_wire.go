package gcore

import (
	"strings"
	"time"
)

// TaskStatus is the vendor's word for where a task stands.
type TaskStatus string

// Where a task stands.
const (
	TaskPending  TaskStatus = "PENDING"
	TaskReceived TaskStatus = "RECEIVED"
	TaskStarted  TaskStatus = "STARTED"
	TaskRetry    TaskStatus = "RETRY"
	TaskSuccess  TaskStatus = "SUCCESS"
	TaskFailure  TaskStatus = "FAILURE"
	TaskRevoked  TaskStatus = "REVOKED"
)

// Task is a transcription.
type Task struct {
	ID        string
	Status    TaskStatus
	Progress  int    // per cent
	URL       string // of what is transcribed
	Language  string // RFC 5646, as asked for; "" = to be found out
	StartedAt time.Time
	EndedAt   time.Time // zero while it runs
	Result    *Transcript
}

// Transcript is what was said.
type Transcript struct {
	Languages []string // RFC 5646
	Lines     []Line
}

// Line is what was said at once.
type Line struct {
	Start, End time.Duration
	Text       string
}

// tasksBody is a page of tasks on the wire.
type tasksBody struct {
	Count    int        `json:"count"`
	Next     *string    `json:"next"`
	Previous *string    `json:"previous"`
	Results  []taskBody `json:"results"`
}

// taskBody is a task on the wire (contract section 3.6).
type taskBody struct {
	ID       string          `json:"task_id"`
	Status   TaskStatus      `json:"status"`
	Progress int             `json:"progress"`
	Data     taskData        `json:"task_data"`
	Time     *processingTime `json:"processing_time"`
	Result   *transcriptBody `json:"result"`
}

type taskData struct {
	Name     string  `json:"task_name"`
	URL      string  `json:"url"`
	Language *string `json:"audio_language"`
}

type processingTime struct {
	StartedAt   string  `json:"started_at"`
	CompletedAt string  `json:"completed_at"`
	Seconds     float64 `json:"total_time_sec"`
}

type transcriptBody struct {
	SpeechDetected bool       `json:"speech_detected"`
	Text           string     `json:"concatenated_text"`
	Languages      []string   `json:"languages"` // ISO 639-2/B
	Subtitles      []lineBody `json:"subtitles"`
	VTT            string     `json:"vttContent"`
}

type lineBody struct {
	Start string `json:"start_time"`
	End   string `json:"end_time"`
	Text  string `json:"text"`
}

func (t Task) show() taskBody {
	body := taskBody{
		ID: t.ID, Status: t.Status, Progress: t.Progress, Data: taskData{Name: "transcription", URL: t.URL},
		Result: t.Result.show(),
	}
	if t.Language != "" {
		body.Data.Language = new(languageCode(t.Language))
	}
	if !t.EndedAt.IsZero() {
		body.Time = &processingTime{formatSeconds(t.StartedAt), formatSeconds(t.EndedAt), t.EndedAt.Sub(t.StartedAt).Seconds()}
	}
	return body
}

func (t *Transcript) show() *transcriptBody {
	if t == nil {
		return nil
	}
	body := &transcriptBody{SpeechDetected: len(t.Lines) > 0, Languages: []string{}, Subtitles: []lineBody{}}
	for _, tag := range t.Languages {
		body.Languages = append(body.Languages, languageCode(tag))
	}
	var vtt strings.Builder
	vtt.WriteString("WEBVTT\n")
	var texts []string
	for _, line := range t.Lines {
		shown := lineBody{vttTime(line.Start), vttTime(line.End), line.Text}
		body.Subtitles = append(body.Subtitles, shown)
		texts = append(texts, line.Text)
		vtt.WriteString("\n" + shown.Start + " " + arrow + " " + shown.End + "\n" + cueText(line.Text) + "\n")
	}
	body.Text, body.VTT = strings.Join(texts, " "), vtt.String()
	return body
}

// cueText is a text as WebVTT takes it: nothing in it is markup, and no empty line ends it.
func cueText(text string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", "\n", " ").Replace(text)
}
