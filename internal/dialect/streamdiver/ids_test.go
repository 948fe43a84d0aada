package streamdiver

import (
	"strings"
	"testing"
	"time"

	"github.com/tributary-video/tributary/internal/media"
)

func TestUploadIDIsAnInvolution(t *testing.T) {
	for range 100 {
		video := media.NewUUID()
		id := uploadID(video)
		if _, ok := media.ParseUUID(id); !ok || id == video || id[14] != '4' || !strings.Contains("89ab", id[19:20]) {
			t.Fatalf("upload of %s is %q", video, id)
		}
		if back := uploadID(strings.ToUpper(id)); back != video {
			t.Fatalf("media of %s is %s, want %s", id, back, video)
		}
	}
	for _, text := range []string{"", "x", "0b7e4c529d1f4e638a705c2d9f6e1b34", "../../0b7e4c52-9d1f-4e63-8a70-5c2d9f6e"} {
		if id := uploadID(text); id != "" {
			t.Errorf("%q has upload %q", text, id)
		}
	}
}

func TestChannelIDNamesItsCollection(t *testing.T) {
	collection := media.NewObjectID(time.Now())
	for _, tc := range []struct {
		name       string
		project    int64
		channel    string
		collection string
		ok         bool
	}{
		{"collection", 7, channelID(7, collection), collection, true},
		{"upper case", 7, strings.ToUpper(channelID(7, collection)), collection, true},
		{"default", 7, channelID(7, ""), "", true},
		{"another project's default", 7, channelID(8, ""), "", false},
		{"random", 7, media.NewUUID(), "", false},
		{"no UUID", 7, "default", "", false},
		{"empty", 7, "", "", false},
	} {
		got, ok := collectionOf(tc.project, tc.channel)
		if got != tc.collection && ok || ok != tc.ok {
			t.Errorf("%s: %s is %q %v", tc.name, tc.channel, got, ok)
		}
	}
	if id := channelID(1<<62, ""); id[14] != '8' || id[19] != '8' {
		t.Errorf("%s is no UUID of version 8", id)
	}
}
