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
		wanted[i].subtitles = readSubtitles(one)
	}
	return wanted, a.faults.err()
}
