package streamdiver

import (
	"fmt"
	"path"
	"strings"

	"github.com/tributary-video/tributary/internal/media"
)

// bucket is the name of a project's bucket.
func bucket(project int64) string { return fmt.Sprintf("project-%d", project) }

// objectKey is where a client puts the bytes of a video: a folder by the type of file, the month,
// and the id. It says nothing that the client chose but an extension that is known, so encodings
// of it cannot differ.
func objectKey(v media.Video, fileName string) string {
	extension := strings.ToLower(path.Ext(fileName))
	folder := folderOf(extension)
	if folder == "" {
		folder, extension = "videos", ""
	}
	return fmt.Sprintf("%s/%s/%s%s", folder, v.CreatedAt.UTC().Format("2006/01"), v.ID, extension)
}

// folderOf is the folder of an extension in lower case, "" for one that is not known.
func folderOf(extension string) string {
	switch extension {
	case ".mp4", ".m4v", ".mov", ".mkv", ".webm", ".avi", ".wmv", ".asf", ".flv", ".f4v", ".mpg", ".mpeg", ".mpe", ".m2v",
		".ts", ".mts", ".m2ts", ".mxf", ".ogv", ".3gp", ".3g2", ".vob", ".dv":
		return "videos"
	case ".mp3", ".m4a", ".aac", ".wav", ".flac", ".ogg", ".oga", ".opus", ".wma", ".aif", ".aiff", ".ac3", ".amr", ".mka":
		return "audios"
	case ".jpg", ".jpeg", ".png", ".gif", ".webp", ".bmp", ".tif", ".tiff", ".svg", ".heic", ".avif":
		return "images"
	case ".pdf", ".doc", ".docx", ".odt", ".rtf", ".txt", ".md", ".csv", ".xls", ".xlsx", ".ods", ".ppt", ".pptx", ".odp":
		return "documents"
	}
	return ""
}
