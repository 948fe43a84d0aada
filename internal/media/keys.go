package media

import "fmt"

// InitKey is where the initialization segment of a rendition is stored.
func InitKey(videoID, rendition string) string {
	return VideoPrefix(videoID) + "/" + rendition + "/init.mp4"
}

// SegmentKey is where media segment n of a rendition is stored, counted from 0.
func SegmentKey(videoID, rendition string, n int) string {
	return fmt.Sprintf("%s/%s/%d.m4s", VideoPrefix(videoID), rendition, n)
}

// PosterKey is where the poster of a video is stored.
func PosterKey(videoID string) string { return VideoPrefix(videoID) + "/poster.jpg" }

// ThumbnailKey is where a poster that the owner of a video chose is stored. Each has a
// name of its own, because players keep what a name once meant.
func ThumbnailKey(videoID, name string) string {
	return VideoPrefix(videoID) + "/thumbnail-" + name + ".jpg"
}

// VideoPrefix is what the keys of everything published for a video begin with.
func VideoPrefix(videoID string) string { return "videos/" + videoID }
