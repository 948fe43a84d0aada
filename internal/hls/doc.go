// Package hls writes playlists and judges published assets.
//
// # Writing
//
// [Master] and [Media] are pure: plain structs in, bytes out, nothing fetched
// and nothing remembered. They follow RFC 8216 at version 7, which is what fragmented
// MP4 needs. Whatever a user may have typed (titles, languages) is made
// harmless on the way: a quote or a line end inside an attribute would otherwise
// let a title add tags of its own.
//
// Two numbers decide whether a player adapts well, and both are measured rather
// than planned: EXTINF, printed from exact durations so that no sum of
// neighbours is off by more than a microsecond, and BANDWIDTH, which [Measure]
// takes from the bytes of real segments.
//
// # Judging
//
// [Check] reads an asset the way a player does, master playlist first and every
// segment behind it, and compares what the playlists promise with what the
// boxes say. Its findings carry the rule numbers of Apple's HLS authoring
// specification (revision May 2025); MUST rules are errors, SHOULD rules
// warnings. It knows H.264, AAC and WebVTT, the formats that Tributary makes. Two
// players that play an asset prove less than they seem to: one hides a constant EXTINF
// that makes the other drift.
//
// Everything Check reads is treated as hostile. Sizes are checked against the
// bytes that exist before anything is allocated, boxes are walked along fixed paths so that
// nesting costs nothing, and the parsers of others run on single leaves, behind
// a recover. Where to connect is the [Fetcher]'s decision: a playlist may name any host.
package hls
