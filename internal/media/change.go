package media

import (
	"slices"
	"strings"
)

// What an owner can change of a video, as [Changes] names it. Dialects map these to the
// properties that their vendor's messages have.
const (
	ChangedTitle       = "title"
	ChangedDescription = "description"
	ChangedTags        = "tags"
	ChangedPrivacy     = "privacy"
	ChangedCollections = "collections" // the one it lies in, or those it is shown in, too
	ChangedThumbnail   = "thumbnail"
)

// Changes names what of a video its owner changed, joined by commas; "" when it is nothing that has a name.
func Changes(before, after Video) string {
	var all []string
	note := func(name string, same bool) {
		if !same {
			all = append(all, name)
		}
	}
	note(ChangedTitle, before.Title == after.Title)
	note(ChangedDescription, before.Description == after.Description)
	note(ChangedTags, slices.Equal(before.Tags, after.Tags))
	note(ChangedPrivacy, before.Privacy == after.Privacy)
	note(ChangedCollections, before.CollectionID == after.CollectionID && slices.Equal(before.Wishes.Collections, after.Wishes.Collections))
	note(ChangedThumbnail, before.Wishes.Thumbnail == after.Wishes.Thumbnail)
	return strings.Join(all, ",")
}
