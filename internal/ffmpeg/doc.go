// Package ffmpeg runs ffmpeg and ffprobe on files that strangers uploaded. It is
// the only package that starts processes.
//
// A decoder is a large program fed by an attacker, so each run is a child that
// may break without breaking anything else:
//
//   - It never chooses its demuxer, never sees a URL and never sees a name the
//     uploader chose. It reads one file, mounted as /in/source, and writes into one
//     directory made for the task, which is removed afterwards.
//   - Where the kernel allows it, the child lives in a bubblewrap sandbox: no network,
//     no other files, no other processes, no environment, no privileges. [New]
//     tries this once, because containers often forbid it; see [Mode].
//   - With or without the sandbox, its address space, processor time, file size and open
//     files are limited, its wall time and the size of its output directory watched. A
//     limit that is hit is the refusal media.ProcessingLimit. A task is killed as a group.
//   - Its exit status, the outputs that exist and the frames in them decide whether it
//     succeeded; its messages are for the operator's log and nothing else.
//
// Six things are done: [Runner.Probe] finds out what a file holds,
// [Runner.EncodeSegment] encodes one run of frames so that it joins its
// neighbours without a seam, [Runner.EncodeAudio] encodes a whole sound track,
// [Runner.Still] makes one picture, [Runner.Preview] small ones of all of it, and
// [Runner.Speech] takes a piece of sound for a recogniser of speech. The recogniser itself
// may be a program of the operator's, which [Runner.Command] locks in like the rest.
// Probing is done once and its result stored; the others take it as their
// description of the source.
//
// All times are in the source's own timeline, whose zero is wherever the
// container put it. The title begins at its origin, usually the time of the first
// picture ([Probe.Origin]); segment and still times count from there.
package ffmpeg
