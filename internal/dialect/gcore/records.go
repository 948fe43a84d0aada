package gcore

import (
	"context"

	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/upload"
)

// Records makes and finds what the catalog does not. Absence is media.NotFound.
type Records interface {
	// CreateVideos records new videos, all or none, and returns them with their numbers. With a
	// receipt, it is kept in the same transaction; where one with its kind and id is in force,
	// nothing is recorded: media.Conflict.
	CreateVideos(ctx context.Context, videos []media.Video, receipt *media.Document) ([]media.Video, error)
	// RenditionsOf returns the renditions of many videos, by video.
	RenditionsOf(ctx context.Context, ids []string) (map[string][]media.Rendition, error)
	CollectionBySeq(ctx context.Context, projectID, seq int64) (media.Collection, error)
	// LastUpload returns the upload of a video that began last, also one that is over.
	LastUpload(ctx context.Context, videoID string) (upload.Upload, error)
	Project(ctx context.Context, id int64) (media.Project, error)
}
