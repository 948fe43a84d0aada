// Package mp4 reads the sample index of an MP4 or QuickTime file and hands out
// any window of it as CMAF, without reading the rest.
//
// An MP4 file keeps what it shows (mdat) apart from the index that says where
// each frame lies, how long it lasts and when it is shown (moov, and one moof
// for each fragment of a fragmented file; ISO/IEC 14496-12). [Open] reads only
// the index, into flat arrays, and checks every number in it against the bytes
// that exist. From then on a segment is arithmetic: a few hundred bytes of new
// header, followed by ranges of the original. Such a mixture of new and borrowed
// bytes is a [Splice]; it knows its size, can be read at any place and copies
// nothing until it is read.
//
// # Time
//
// A track counts in ticks, Timescale of them to a second. A sample is decoded at
// its DTS and shown at DTS + CTO. Edit lists move and trim that timeline; Open
// applies them, so that every time this package gives out is a time of the
// presentation, which starts at 0 with the first sample of the earliest track:
//
//	shown   = DTS + CTO - Preroll
//	Preroll = what is decoded but not shown at the start of a track
//
// Preroll is the encoder delay of AAC, or the frames between an IDR and an edit
// that starts later. It is written into the init segment as one edit entry, the
// form players know; decode times are never negative.
//
// # Hostile input
//
// Sizes, counts and offsets are claims. Nothing is allocated for a claim that the bytes
// present cannot back, run-length tables expand to the declared number of
// samples at most, and memory stays below 8 times the file plus 16 MiB. A track
// that is broken beside a whole one is dropped; a file whose samples lie outside it
// or on top of each other is refused.
package mp4
