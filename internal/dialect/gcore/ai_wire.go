package gcore

import (
	"strings"

	"github.com/tributary-video/tributary/internal/speech"
)

// taskStatus is the vendor's word for where a task stands. It has two more, for tasks that
// are taken but not begun and that are tried again; here the one waits and the other runs.
func taskStatus(s speech.State) string {
	switch s {
	case speech.Waiting:
		return "PENDING"
	case speech.Running:
		return "STARTED"
	case speech.Done:
		return "SUCCESS"
	case speech.Canceled:
		return "REVOKED"
	}
	return "FAILURE"
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
	Status   string          `json:"status"`
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

func showTask(t speech.Task) taskBody {
	body := taskBody{
		ID: t.ID, Status: taskStatus(t.State), Progress: t.Progress(), Data: taskData{Name: "transcription", URL: t.Address},
	}
	if t.Language != "" {
		body.Data.Language = new(languageCode(t.Language))
	}
	if t.EndedAt != nil {
		started := t.CreatedAt
		if t.StartedAt != nil {
			started = *t.StartedAt
		}
		body.Time = &processingTime{formatSeconds(started), formatSeconds(*t.EndedAt), t.EndedAt.Sub(started).Seconds()}
	}
	return body
}

func showTranscript(said speech.Transcript) *transcriptBody {
	body := &transcriptBody{
		SpeechDetected: len(said.Cues) > 0, Languages: []string{}, Subtitles: []lineBody{}, VTT: string(speech.WebVTT(said.Cues)),
	}
	if said.Language != "" && len(said.Cues) > 0 {
		body.Languages = append(body.Languages, languageCode(said.Language))
	}
	var texts []string
	for _, c := range said.Cues {
		body.Subtitles = append(body.Subtitles, lineBody{speech.Clock(c.Start), speech.Clock(c.End), c.Text})
		texts = append(texts, c.Text)
	}
	body.Text = strings.Join(texts, " ")
	return body
}
