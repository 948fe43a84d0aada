// Package playback serves what viewers watch: playlists, segments, downloads,
// posters and the player page.
//
// A video's files have names relative to its own place, and any number of places
// may be mounted: /media/{id}/… is ours, dialects add their vendor's.
//
//	master.m3u8                the qualities that play from start to end
//	master-max-720-img.m3u8    some of them; see below
//	master.mpd                 the same for MPEG-DASH, by the same segments
//	{rendition}/index.m3u8     its segments
//	{rendition}/init.mp4       its initialization segment
//	{rendition}/{n}.m4s        segment n, from 0
//	{rendition}/iframes.m3u8   the first picture of each segment, for trick play
//	{rendition}/iframe-{n}.m4s that of segment n
//	subs-{track}/…             captions as a rendition: index.m3u8 and 0.vtt
//	captions/{track}.vtt       captions as they were sent; chapters/… likewise
//	720p.mp4                   the quality as one file, where downloads are wanted
//	poster.jpg                 a still; poster-thumb.jpg the same, small
//	screenshots/{n}.jpg        stills from all over the video
//	sprite.jpg, sprite.vtt     small ones side by side, and which is of when
//	tiles.m3u8                 the same as a playlist of images
//	status.json                what a waiting player page polls
//
// A master playlist by the name of master[-cmaf][-min-N][-max-N][-img][-h264|-hevc|-av1].m3u8
// lists the qualities whose short side is from N to N lines, or the nearest when there is
// none, of a codec if there are any, and with -img the tiles. A manifest can be asked for in the same
// way. ?sub_lang= at a master playlist names the language of captions that are shown at once.
//
// A track of captions is called as its language; further ones of the same language have
// their number behind: "de", "de.17".
//
// Files of encoded renditions are blobs. Those of the source rendition do not
// exist: they are cut from the original's own samples while they are sent, which
// costs some hundred bytes of new header. Nothing is ever redirected.
//
// Who may watch is decided before a file is served: for our own places by a signature or a key
// ([Playback.ServeFile]), for a dialect's by the dialect, which then says what the
// addresses in playlists carry on so that it knows its viewer again ([Playback.Serve]).
package playback
