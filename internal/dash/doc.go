// Package dash writes manifests for players of MPEG-DASH (ISO/IEC 23009-1).
//
// The segments are those of the HLS playlists, fragmented MP4 in the form that both have in
// common (CMAF), so that a video is stored and cached once. A manifest is static: it
// lists a finished video, each quality with the exact times of its segments
// (SegmentTimeline), because a uniform segment length would be wrong for every source
// that was cut at its own key frames.
//
// [Write] is pure. encoding/xml makes harmless what users may have typed.
package dash
