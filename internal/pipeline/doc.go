// Package pipeline makes a video of a source.
//
//	process     sniff → probe → plan → publish what can be played as it is
//	encode      one chunk of segments, in every rung planned for it
//	audio       the sound, once, cut where the pictures are cut
//	stills      the poster; screenshots and a sprite of all of it
//	transcribe  what is said, as captions, where they are wanted and an engine is there
//	digest      SHA-256 of the source, every stored checksum verified
//
// Process decides once and stores its decision, a media.Plan, with the video.
// Everything after it is a job of its own that reads the plan, makes its part under
// final names and records it; the repository knows from the records alone when the
// video has become viewable and ready. So any job may run twice, on any
// node, and be killed at any point: what it published again is the same,
// and what it recorded already counts once.
//
// A source that is an ordinary H.264 file is not encoded to be watched. Its
// samples are repackaged when a viewer asks (package playback); processing only
// writes down where to cut.
package pipeline
