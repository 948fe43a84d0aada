package gcore

import (
	"context"
	"encoding/json"
	"slices"

	"github.com/tributary-video/tributary/internal/media"
)

// createOnce makes the videos that read returns and answers with what show makes of them.
// With an Idempotency-Key that has been here before it gives the first answer again, or ends
// what was begun then.
func (d *Dialect) createOnce(c call, raw []byte, read func() ([]newVideo, error), show func([]media.Video) (any, error)) (reply, error) {
	r, err := d.receipt(c, raw)
	if err != nil {
		return reply{}, err
	}
	if r.Answer != nil {
		return ok(json.RawMessage(r.Answer)), nil
	}
	wanted, err := read()
	if err != nil {
		return reply{}, err
	}
	made, err := d.recordAll(c, &r, wanted)
	if err != nil {
		return reply{}, err
	}
	for i, v := range made {
		if err := d.bring(c.Context(), v, wanted[i]); err != nil {
			return reply{}, err
		}
	}
	if made, err = d.reload(c, made); err != nil {
		return reply{}, err
	}
	body, err := show(made)
	if err != nil {
		return reply{}, err
	}
	return ok(body), d.keepAnswer(c, r, body)
}

// recordAll makes the records, all or none, unless the receipt says that they are there.
func (d *Dialect) recordAll(c call, r *receipt, wanted []newVideo) ([]media.Video, error) {
	if len(r.Videos) > 0 {
		return d.recorded(c, *r)
	}
	all := make([]*fields, len(wanted))
	for i := range wanted {
		all[i] = &wanted[i].fields
	}
	d.fetchPosters(c.Context(), all)
	videos := make([]media.Video, len(wanted))
	for i, n := range wanted {
		v, err := d.record(c, n)
		if err != nil {
			d.forgetPosters(c.Context(), videos[:i])
			return nil, err
		}
		videos[i] = v
	}
	made, err := d.cfg.Records.CreateVideos(c.Context(), videos, r.document(videos))
	if err != nil {
		d.forgetPosters(c.Context(), videos)
	}
	if media.KindOf(err) == media.Conflict { // the same request, at the same time
		if err := d.rereadReceipt(c, r); err != nil {
			return nil, err
		}
		return d.recorded(c, *r)
	}
	return made, err
}

// recorded are the videos that a receipt names. One that was deleted meanwhile is gone.
func (d *Dialect) recorded(c call, r receipt) ([]media.Video, error) {
	made := make([]media.Video, len(r.Videos))
	for i, id := range r.Videos {
		v, err := d.cfg.Catalog.Get(c.Context(), c.project, id)
		if err != nil {
			return nil, err
		}
		made[i] = v
	}
	return made, nil
}

// reload returns the videos as they are now, in the same order.
func (d *Dialect) reload(c call, made []media.Video) ([]media.Video, error) {
	seqs := make([]int64, len(made))
	for i, v := range made {
		seqs[i] = v.Seq
	}
	now, err := d.bySeqs(c, seqs)
	if err != nil {
		return nil, err
	}
	for i, v := range made {
		if fresh, ok := now[v.Seq]; ok { // or deleted meanwhile
			made[i] = fresh
		}
	}
	return made, nil
}

func (d *Dialect) forgetPosters(ctx context.Context, videos []media.Video) {
	keys := make([]string, 0, len(videos))
	for _, v := range videos {
		keys = append(keys, v.Wishes.Thumbnail)
	}
	d.forget(ctx, slices.DeleteFunc(keys, func(key string) bool { return key == "" })...)
}
