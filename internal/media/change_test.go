package media_test

import (
	"testing"

	"github.com/tributary-video/tributary/internal/media"
)

func TestChanges(t *testing.T) {
	before := media.Video{Title: "a", Privacy: media.Private, Tags: []string{"x"}, State: media.Processing}
	for want, change := range map[string]func(v *media.Video){
		"":                       func(v *media.Video) { v.State, v.Tags = media.Ready, []string{"x"} },
		"title":                  func(v *media.Video) { v.Title = "b" },
		"description,tags":       func(v *media.Video) { v.Description, v.Tags = "b", nil },
		"privacy,thumbnail":      func(v *media.Video) { v.Privacy, v.Wishes.Thumbnail = media.Public, "key" },
		"collections":            func(v *media.Video) { v.Wishes.Collections = []string{""} },
		"title,tags,collections": func(v *media.Video) { v.Title, v.Tags, v.CollectionID = "b", []string{"y"}, "c" },
	} {
		after := before
		change(&after)
		if got := media.Changes(before, after); got != want {
			t.Errorf("changes %q, want %q", got, want)
		}
	}
}
