// Package playback serves what viewers watch: playlists, segments, downloads,
// posters and the player page.
//
// A video's files have names relative to its own place, and any number of places
// may be mounted: /media/{id}/… is ours, dialects add their vendor's.
//
//	master.m3u8              the qualities that play from start to end
//	{rendition}/index.m3u8   its segments
//	{rendition}/init.mp4     its initialization segment
//	{rendition}/{n}.m4s      segment n, from 0
//	720p.mp4                 the quality as one file
//	poster.jpg               a still
//	status.json              what a waiting player page polls
//
// Files of encoded renditions are blobs. Those of the source rendition do not
// exist: they are cut from the original's own samples while they are sent, which
// costs some hundred bytes of new header. Nothing is ever redirected.
package playback
