package gcore

import (
	"encoding/json"

	"github.com/tributary-video/tributary/internal/media"
)

// createBatch makes many videos, all of them or none.
func (d *Dialect) createBatch(c call) (reply, error) {
	raw, err := c.body(maxBatchBody)
	if err != nil {
		return reply{}, err
	}
	read := func() ([]newVideo, error) { return d.readBatch(c, raw) }
	return d.createOnce(c, raw, read, func(made []media.Video) (any, error) {
		list := make([]any, len(made))
		for i, v := range made {
			body, err := d.showVideo(c, v)
			if err != nil {
				return nil, err
			}
			if list[i], err = c.chosen(body); err != nil {
				return nil, err
			}
		}
		return list, nil
	})
}

const (
	maxBatch     = 500
	maxBatchBody = 64_000_000 // bytes
)

// readBatch reads every video of a batch and tells all that is wrong with any.
func (d *Dialect) readBatch(c call, raw []byte) ([]newVideo, error) {
	a, err := readAttributes(raw)
	if err != nil {
		return nil, err
	}
	var items []json.RawMessage
	if !a.read("videos", &items) || len(items) == 0 || len(items) > maxBatch {
		return nil, badRequest("videos must be a list of 1 to 500")
	}
	wanted := make([]newVideo, len(items))
	for i, item := range items {
		one, isObject := a.element("videos", i, item)
		if !isObject {
			continue
		}
		if wanted[i], err = d.readNewVideo(c, one); err != nil {
			return nil, err
		}
		d.readSubtitles(one, &wanted[i])
	}
	return wanted, a.faults.err()
}

// readSubtitles reads the list "subtitles" of one video of a batch. What is wrong with it is in a's faults.
func (d *Dialect) readSubtitles(a *attributes, n *newVideo) {
	const name = "subtitles"
	var items []json.RawMessage
	if !a.read(name, &items) {
		return
	}
	for i, raw := range items {
		item, isObject := a.element(name, i, raw)
		if !isObject {
			continue
		}
		s, err := readNewSubtitle(item)
		switch {
		case err != nil:
			item.fault("language", isInvalid)
		case s.speech == nil:
			n.subtitles = append(n.subtitles, s)
		case d.cfg.Transfer.Transcriber == nil:
			item.fault(transcribe, notSupported)
		default:
			n.speech = s.speech
		}
	}
}
