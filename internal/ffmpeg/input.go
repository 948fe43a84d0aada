package ffmpeg

import (
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/tributary-video/tributary/internal/media"
)

// Input is a source on this machine.
type Input struct {
	Path    string // of a regular file; may hold any characters
	Demuxer string // as package sniff decided
}

// inputArgs are the arguments in front of every input: what may read it and
// what may decode it. They end with the input itself, after any extra ones.
//
// The "file:" prefix keeps a path from being taken as a protocol, and the
// whitelists hold even when the demuxer or decoder would follow the file
// elsewhere.
func (r *Runner) inputArgs(in Input, extra ...string) ([]string, error) {
	if !slices.Contains(demuxers(), in.Demuxer) {
		return nil, media.Refuse(media.NotMedia, "", fmt.Errorf("demuxer %q is not on the list", in.Demuxer))
	}
	path := sourceInside
	if r.box == nil {
		abs, err := filepath.Abs(in.Path)
		if err != nil {
			return nil, fmt.Errorf("locate source: %w", err)
		}
		path = abs
	}
	args := []string{
		"-f", in.Demuxer,
		"-protocol_whitelist", "file",
		"-format_whitelist", in.Demuxer,
		"-codec_whitelist", strings.Join(decoders(), ","),
		"-max_pixels", strconv.FormatInt(r.cfg.Caps.Pixels, 10),
		"-threads", strconv.Itoa(r.cfg.Threads),
	}
	args = append(args, extra...)
	return append(args, "-i", "file:"+path), nil
}

// demuxers are those that package sniff gives out.
func demuxers() []string {
	return []string{"mov", "matroska", "mpegts", "mpeg", "avi", "wav", "flv", "asf", "ogg", "mxf", "gxf", "mp3", "aac", "flac",
		"png_pipe", "jpeg_pipe", "webp_pipe"}
}

// overlayFile is the overlay's name in the task's directory, which is current.
const overlayFile = "overlay.png"

// overlayArgs are the arguments of the second input.
func (r *Runner) overlayArgs() []string {
	return []string{
		"-f", "png_pipe", "-protocol_whitelist", "file", "-format_whitelist", "png_pipe", "-codec_whitelist", "png",
		"-max_pixels", strconv.FormatInt(r.cfg.Caps.Pixels, 10), "-threads", "1", "-i", "file:" + overlayFile,
	}
}
