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
//	subs-{language}/…        captions as a rendition: index.m3u8 and 0.vtt
//	captions/{language}.vtt  captions as they were sent; chapters/… likewise
//	720p.mp4                 the quality as one file, where downloads are wanted
//	poster.jpg               a still
//	status.json              what a waiting player page polls
//
// Files of encoded renditions are blobs. Those of the source rendition do not
// exist: they are cut from the original's own samples while they are sent, which
// costs some hundred bytes of new header. Nothing is ever redirected.
//
// Who may watch is decided before a file is served: for our own places by a signature or a key
// ([Playback.ServeFile]), for a dialect's by the dialect, which then says what the
// addresses in playlists carry on so that it knows its viewer again ([Playback.Serve]).
package playback
