package streamdiver

import "net/http"

// This file has the names that the vendor's texts do not tell. Whoever has the vendor's
// description corrects them here.

// What an upload's status may be.
const (
	statusCreated   = "created"
	statusUploading = "uploading"
	statusCompleted = "completed"
	statusCancelled = "cancelled"
	statusExpired   = "expired"
)

// The two types of upload.
const (
	typeMultipart = "multipart"
	typePut       = "put"
)

// What is done to an upload, as the end of a path.
const (
	pathCancel   = "cancel"
	pathComplete = "complete"
)

// changeMethods are the verbs under which such a path is served: the vendor does not say which.
func changeMethods() []string { return []string{http.MethodPost, http.MethodPut, http.MethodPatch} }

// synonyms are the names under which a field of a request is accepted, the first that is there
// counting. The vendor's own texts mix them.
func synonyms(field string) []string {
	switch field {
	case fieldFileName:
		return []string{field, "filename"}
	case fieldChannel:
		return []string{field, "channel"}
	case fieldLanguage:
		return []string{field, "transcriptionLanguageCodes", "transcriptLanguageCodes", "transcriptLanguageCode"}
	}
	return []string{field}
}

// Fields of requests that have synonyms.
const (
	fieldFileName = "fileName"
	fieldChannel  = "channelId"
	fieldLanguage = "transcriptionLanguageCode"
)

// notOffered are the nouns of the vendor that this server does nothing for.
func notOffered() []string {
	return []string{"downloads", "livestreams", "stories", "entries", "search", "analytics"}
}

// inputBody is how the object of an upload is to be brought. Names that differ between S3 clients
// are there twice.
type inputBody struct {
	Type            string  `json:"type"`
	Endpoint        string  `json:"endpoint"`
	Region          string  `json:"region"`
	Bucket          string  `json:"bucket"`
	Key             string  `json:"key"`
	ObjectKey       string  `json:"objectKey"`
	AccessKey       string  `json:"accessKey"`
	AccessKeyID     string  `json:"accessKeyId"`
	SecretKey       string  `json:"secretKey"`
	SecretAccessKey string  `json:"secretAccessKey"`
	SessionToken    *string `json:"sessionToken"` // always null: the key itself is temporary
	ForcePathStyle  bool    `json:"forcePathStyle"`
	Expires         string  `json:"expires"`
}

// putBody is how the object is to be brought by one request.
type putBody struct {
	Type    string `json:"type"`
	Method  string `json:"method"`
	Expires string `json:"expires"`
	URL     string `json:"url"`
}
