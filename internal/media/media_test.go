package media_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/tributary-video/tributary/internal/media"
)

func TestErrorKinds(t *testing.T) {
	secret := errors.New("pq: no route to 10.0.0.5")
	for name, tt := range map[string]struct {
		err    error
		kind   media.Kind
		public string
	}{
		"nil":       {nil, media.Internal, "internal error"},
		"plain":     {secret, media.Internal, "internal error"},
		"kind":      {media.Errorf(media.Gone, "upload is gone"), media.Gone, "upload is gone"},
		"wrapped":   {fmt.Errorf("open /srv/x: %w", media.Errorf(media.NotFound, "not found")), media.NotFound, "not found"},
		"outermost": {&media.Error{Kind: media.Locked, Public: "locked", Cause: media.Errorf(media.Gone, "gone")}, media.Locked, "locked"},
		"joined":    {errors.Join(secret, media.Errorf(media.TooLarge, "too large")), media.TooLarge, "too large"},
		"refusal":   {media.Refuse(media.NotMedia, "", secret), media.Internal, "internal error"},
	} {
		if kind, public := media.KindOf(tt.err), media.PublicText(tt.err); kind != tt.kind || public != tt.public {
			t.Errorf("%s: %d %q, want %d %q", name, kind, public, tt.kind, tt.public)
		}
	}
	err := &media.Error{Kind: media.Locked, Public: "locked", Cause: secret}
	if !errors.Is(err, secret) || !strings.Contains(err.Error(), "10.0.0.5") {
		t.Error("the log does not learn the cause")
	}
	seen := map[media.Kind]bool{}
	for _, k := range media.Kinds() {
		seen[k] = true
	}
	for k := media.Internal; k <= media.Unavailable; k++ {
		if !seen[k] {
			t.Errorf("kind %d is not listed", k)
		}
	}
}

func TestRefusal(t *testing.T) {
	cause := errors.New("moov atom not found in /data/x")
	got, ok := media.RefusalOf(fmt.Errorf("probe: %w", media.Refuse(media.MediaDamaged, "", cause)))
	if !ok || got.Code != media.MediaDamaged || got.Text != media.MediaDamaged.Text() || strings.Contains(got.Text, "moov") {
		t.Errorf("refusal %+v, %v", got, ok)
	}
	if got, _ := media.RefusalOf(media.Refuse(media.TooLong, "Longer than 4 h.", nil)); got.Text != "Longer than 4 h." {
		t.Errorf("refusal %+v", got)
	}
	if _, ok := media.RefusalOf(cause); ok {
		t.Error("an ordinary error is taken for a verdict")
	}
	texts := map[string]bool{}
	for _, c := range []media.RefusalCode{
		media.EmptyFile, media.NotMedia, media.PlaylistNotMedia, media.MediaDamaged, media.NoTracks, media.CodecUnsupported,
		media.TooLong, media.TooManyPixels, media.TooManyTracks, media.ProcessingLimit, media.SourceUnreadable,
		media.ChecksumMismatch, media.UploadLost, media.UploadExpired, media.EmptyClip, "unheard of",
	} {
		if texts[c.Text()] {
			t.Errorf("%s has the sentence of another code", c)
		}
		texts[c.Text()] = true
	}
}

func TestUUID(t *testing.T) {
	for range 100 {
		id := media.NewUUID()
		if got, ok := media.ParseUUID(id); !ok || got != id || id[14] != '4' || !strings.ContainsRune("89ab", rune(id[19])) {
			t.Fatalf("new id %s", id)
		}
	}
	const id = "0b9c3f3e-5d1a-4a7e-9f00-0123456789ab"
	if got, ok := media.ParseUUID(strings.ToUpper(id)); !ok || got != id {
		t.Errorf("upper case becomes %q", got)
	}
	for _, bad := range []string{"", id[1:], id + "0", "{" + id[1:35] + "}", strings.ReplaceAll(id, "-", "0"), "../" + id[3:],
		strings.Replace(id, "b", "g", 1), strings.Replace(id, "0b", "é", 1), strings.Replace(id, "a", "\x00", 1), strings.Repeat("-", 36)} {
		if got, ok := media.ParseUUID(bad); ok {
			t.Errorf("%q parses to %q", bad, got)
		}
	}
}

func TestShortID(t *testing.T) {
	for _, id := range []string{"00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff", media.NewUUID()} {
		short := media.ShortID(id)
		if got, ok := media.ParseShortID(short); !ok || got != id || len(short) != 22 {
			t.Errorf("%s becomes %q and %q", id, short, got)
		}
	}
	if a, b := media.RandomID(), media.RandomID(); len(a) != 22 || a == b {
		t.Errorf("random ids %q and %q", a, b)
	}
	for _, bad := range []string{"", "0", strings.Repeat("z", 22), strings.Repeat("0", 21) + "-", strings.Repeat("0", 23), strings.Repeat("0", 20) + "é"} {
		if got, ok := media.ParseShortID(bad); ok {
			t.Errorf("%q parses to %q", bad, got)
		}
	}
	if media.ShortID("no uuid") != "" {
		t.Error("what is no UUID has a short id")
	}
}

func TestObjectID(t *testing.T) {
	at := time.Unix(0x65000000, 0)
	a, b := media.NewObjectID(at), media.NewObjectID(at.Add(time.Second))
	if !media.IsObjectID(a) || a >= b || !strings.HasPrefix(a, "65000000") {
		t.Errorf("ids %s, %s", a, b)
	}
	v := media.Video{ID: "0b9c3f3e-5d1a-4a7e-9f00-0123456789ab", CreatedAt: at}
	if got := v.ObjectID(); got != "650000009f000123456789ab" {
		t.Errorf("object id %s", got)
	}
	for _, bad := range []string{"", a[1:], a + "0", strings.ToUpper(a[:23]) + "A", a[:23] + "g", a[:23] + "/"} {
		if media.IsObjectID(bad) {
			t.Errorf("%q passes for an id", bad)
		}
	}
}

func TestStates(t *testing.T) {
	for _, from := range media.States() {
		if from.CanBecome(from) {
			t.Errorf("%s becomes itself", from)
		}
		if from != media.Deleted && !from.CanBecome(media.Deleted) {
			t.Errorf("%s cannot be deleted", from)
		}
		if from != media.Deleted && !media.Deleted.CanBecome(from) {
			t.Errorf("what was %s cannot be restored", from)
		}
		if from.Playable() != (from == media.Viewable || from == media.Ready) {
			t.Errorf("%s: playable %v", from, from.Playable())
		}
	}
	if media.State("unheard of").Next() != nil || media.Ready.CanBecome(media.Processing) || media.Failed.CanBecome(media.Processing) {
		t.Error("a way back that must not be")
	}
}

func TestSettle(t *testing.T) {
	picture := func(s media.RenditionState) media.Rendition {
		return media.Rendition{Kind: media.VideoRendition, State: s}
	}
	interim := func(s media.RenditionState) media.Rendition {
		return media.Rendition{Kind: media.VideoRendition, State: s, Interim: true}
	}
	sound := func(s media.RenditionState) media.Rendition {
		return media.Rendition{Kind: media.AudioRendition, State: s}
	}
	still := func(s media.RenditionState) media.Rendition {
		return media.Rendition{Kind: media.StillRendition, State: s}
	}
	const planned, complete, dropped = media.Planned, media.Complete, media.Dropped
	for name, tt := range map[string]struct {
		renditions []media.Rendition
		want       media.State
	}{
		"nothing":                      {nil, media.Failed},
		"everything dropped":           {[]media.Rendition{picture(dropped), sound(dropped)}, media.Failed},
		"a still is no video":          {[]media.Rendition{still(complete)}, media.Failed},
		"all planned":                  {[]media.Rendition{picture(planned), sound(planned)}, media.Processing},
		"pictures wait for sound":      {[]media.Rendition{picture(complete), sound(planned)}, media.Processing},
		"sound waits for pictures":     {[]media.Rendition{picture(planned), sound(complete)}, media.Processing},
		"first quality":                {[]media.Rendition{picture(complete), picture(planned), sound(complete)}, media.Viewable},
		"poster is missing":            {[]media.Rendition{picture(complete), sound(complete), still(planned)}, media.Viewable},
		"interim plays":                {[]media.Rendition{interim(complete), picture(planned)}, media.Viewable},
		"all":                          {[]media.Rendition{picture(complete), sound(complete), still(complete)}, media.Ready},
		"one quality dropped":          {[]media.Rendition{picture(complete), picture(dropped), still(dropped)}, media.Ready},
		"sound dropped":                {[]media.Rendition{picture(complete), sound(dropped)}, media.Ready},
		"sound only":                   {[]media.Rendition{sound(complete)}, media.Ready},
		"sound only, pictures dropped": {[]media.Rendition{picture(dropped), sound(complete)}, media.Ready},
		"interim is all there is":      {[]media.Rendition{interim(complete), picture(dropped)}, media.Ready},
	} {
		if got := media.Settle(tt.renditions); got != tt.want {
			t.Errorf("%s: %s, want %s", name, got, tt.want)
		}
	}
	rs := []media.Rendition{interim(complete), picture(complete)}
	if media.Settle(rs); rs[0].State != dropped || rs[1].State != complete {
		t.Errorf("interim beside an encoded one: %+v", rs)
	}
	rs = []media.Rendition{interim(complete), picture(dropped)}
	if media.Settle(rs); rs[0].State != complete {
		t.Errorf("interim alone: %+v", rs)
	}
}

func TestRenditionAdd(t *testing.T) {
	r := media.Rendition{State: media.Planned, Chunks: 2}
	out := media.ChunkOutput{Segments: []media.Segment{{Bytes: 3}, {Bytes: 4}}, Codecs: "avc1.64001e"}
	if r.Add(out); r.State != media.Planned || r.Bytes != 7 || r.Codecs != out.Codecs {
		t.Errorf("after the first chunk: %+v", r)
	}
	if r.Add(media.ChunkOutput{}); r.State != media.Complete || r.Codecs != out.Codecs {
		t.Errorf("after the last: %+v", r)
	}
	r = media.Rendition{State: media.Dropped, Chunks: 1}
	if r.Add(out); r.State != media.Dropped {
		t.Errorf("a dropped one becomes %s", r.State)
	}
}

// Times stay exact where a product of frames and nanoseconds would overflow.
func TestFrameTime(t *testing.T) {
	ntsc := media.Rational{Num: 30000, Den: 1001}
	for frame, want := range map[int]time.Duration{
		0: 0, 1: 33366666, 30000: 1001 * time.Second, 30000 * 3600: 1001 * 3600 * time.Second,
	} {
		if got := media.FrameTime(frame, ntsc); got != want {
			t.Errorf("frame %d at %s, want %s", frame, got, want)
		}
	}
	p := media.Plan{Rate: media.Rational{Num: 25, Den: 1}, Cuts: []int{0, 150, 300, 310}}
	if times := p.CutTimes(); p.Segments() != 3 || len(times) != 3 || times[2] != 12400*time.Millisecond {
		t.Errorf("cuts %v", times)
	}
	if (media.Plan{}).Segments() != 0 || len((media.Plan{}).CutTimes()) != 0 {
		t.Error("an empty plan has segments")
	}
}
