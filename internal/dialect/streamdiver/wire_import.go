package streamdiver

import "time"

// importBody is an import on the wire (contract section 3.3).
type importBody struct {
	ID            string           `json:"id"`
	Status        string           `json:"status"`
	Created       string           `json:"created"`
	Updated       string           `json:"updated"`
	Channel       *string          `json:"channel"`
	ErrorMessages []string         `json:"errorMessages"`
	Files         []importFileBody `json:"files"`
}

type importFileBody struct {
	URL           string   `json:"url"` // without what may be a secret in it: user, query and fragment
	Name          string   `json:"name"`
	FileName      string   `json:"filename"`
	Language      *string  `json:"transcriptionLanguageCode"`
	Status        string   `json:"status"`
	UploadID      *string  `json:"uploadId"`
	MediaID       *string  `json:"mediaId"`
	ErrorMessages []string `json:"errorMessages"`
}

func (imp fileImport) show() importBody {
	b := importBody{
		ID: imp.ID, Status: imp.status(), Created: formatTime(imp.CreatedAt), Channel: orNull(imp.record.Channel),
		ErrorMessages: []string{}, Files: []importFileBody{},
	}
	updated := imp.UpdatedAt
	for _, f := range imp.files {
		if f.updated.After(updated) {
			updated = f.updated
		}
		b.Files = append(b.Files, f.show())
	}
	b.Updated = formatTime(updated.Truncate(time.Millisecond))
	return b
}

func (f importedFile) show() importFileBody {
	b := importFileBody{
		URL: f.URL, Name: f.Name, FileName: f.FileName, Language: orNull(f.Language), Status: f.status,
		UploadID: orNull(uploadID(f.VideoID)), MediaID: orNull(f.mediaID), ErrorMessages: []string{},
	}
	if f.trouble != "" {
		b.ErrorMessages = append(b.ErrorMessages, f.trouble)
	}
	return b
}
