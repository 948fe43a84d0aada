// Package sniff decides what kind of file was uploaded, from its bytes alone.
//
// It stands before every tool. ffmpeg chooses a demuxer by score, and among its
// demuxers are ones that open other files or hosts on the word of the file: a
// playlist with a video's name is enough. So the choice is made here, by magic
// numbers and a look at the structure behind them, and handed to ffmpeg as the
// only demuxer it may use. What is not on the list is refused, with a reason:
// an empty file, a playlist or script, or no media at all.
//
// The name of the file, its declared type and its extension decide nothing. The
// content decides once, by the first match: a movie with a ZIP archive behind
// it is a movie and nothing else.
package sniff
