package db

import (
	"context"
	"slices"

	"github.com/tributary-video/tributary/internal/media"
)

// leaveCollection takes the videos that lie in a collection out of it, and those that wish to be
// shown in it. One that wishes to be shown in others lies in the first of them from then on. Of
// videos with no such wish there may be any number: they need no look.
func (s session) leaveCollection(ctx context.Context, id string) error {
	wishing, err := s.ids(ctx, `SELECT id FROM videos WHERE id IN (SELECT video_id FROM video_labels WHERE kind = ? AND name = ?)
		OR collection_id = ? AND id IN (SELECT video_id FROM video_labels WHERE kind = ?) ORDER BY seq`+s.forUpdate(),
		collectionLabel, id, id, collectionLabel)
	if err != nil {
		return err
	}
	for _, video := range wishing {
		v, err := s.video(ctx, video, "")
		if err != nil {
			return err
		}
		if err := s.saveOwners(ctx, without(v, id)); err != nil {
			return err
		}
	}
	_, err = s.exec(ctx, `UPDATE videos SET collection_id = NULL WHERE collection_id = ?`, id)
	return err
}

// without is a video that is in all of its collections but one.
func without(v media.Video, id string) media.Video {
	all := slices.DeleteFunc(append([]string{v.CollectionID}, v.Wishes.Collections...), func(c string) bool { return c == id })
	v.CollectionID, v.Wishes.Collections = "", nil
	if len(all) == 0 {
		return v
	}
	// Whoever lies in none can be in others only by a wish, so a collection comes first.
	if i := slices.IndexFunc(all, func(c string) bool { return c != "" }); i > 0 {
		all[0], all[i] = all[i], all[0]
	}
	v.CollectionID = all[0]
	v.Wishes.Collections = all[1:]
	return v
}
