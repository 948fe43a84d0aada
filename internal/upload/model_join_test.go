package upload_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/upload"
)

// TestJoinModel plays partial uploads and finals of them, of complete ones and others, reused,
// terminated, expired and swept in between, and compares with the model after each request. A
// failure prints the seed; MODEL_SEED runs it again.
func TestJoinModel(t *testing.T) {
	seed, rounds := modelSeed(t), 60
	if testing.Short() {
		rounds = 10
	}
	r := newRig(t)
	for round := range uint64(rounds) {
		(&family{rig: r, random: rand.New(rand.NewPCG(seed, round))}).play()
		if t.Failed() {
			t.Fatalf("round %d of MODEL_SEED=%d", round, seed)
		}
	}
}

// family is partial uploads, what is joined of them, and what should have become of each.
type family struct {
	*rig

	random *rand.Rand
	parts  []*part
	finals []final
}

// part is what a partial upload should be.
type part struct {
	id    string
	data  []byte
	at    int64
	state upload.State
	idle  time.Duration // until it expires, from its last request on
}

// final is what was joined: it never changes, whatever becomes of its parts.
type final struct {
	upload.Upload

	want []byte
}

// play makes some requests, and in the end lets go of everything.
func (f *family) play() {
	for range 20 + f.random.IntN(30) {
		if f.move(); f.t.Failed() {
			return
		}
		f.compare()
	}
	for _, p := range f.parts {
		if !p.state.Over() {
			f.end(p)
		}
	}
	f.sweepAll()
	f.compare()
	for len(f.finals) > 0 {
		f.forget(0)
	}
	for _, p := range f.parts {
		must(f.t, f.disk.List(f.t.Context(), "uploads/"+p.id, func(key string, _ int64) error {
			f.t.Errorf("left when nobody refers to it: %s", key)
			return nil
		}))
	}
}

func (f *family) move() {
	f.t.Helper()
	switch n := f.random.IntN(100); {
	case n < 20 || len(f.parts) == 0:
		f.bear()
	case n < 50:
		f.bring(f.any())
	case n < 80:
		f.marry()
	case n < 86:
		if p := f.any(); !p.state.Over() {
			f.end(p)
		}
	case n < 89:
		f.expire()
	case n < 92:
		f.sweepAll()
	case n < 96:
		if n := len(f.finals); n > 0 {
			f.forget(f.random.IntN(n))
		}
	default:
		f.restart()
	}
}

func (f *family) any() *part { return f.parts[f.random.IntN(len(f.parts))] }

// bear begins a partial upload, which is done at once when it is empty.
func (f *family) bear() {
	f.t.Helper()
	p := &part{data: noise(byte(f.random.Uint32()), f.random.IntN(3)*f.random.IntN(100)), state: upload.Receiving, idle: time.Hour}
	length := int64(len(p.data))
	if f.random.IntN(4) == 0 {
		length = upload.UnknownLength
	}
	if p.id = f.open(length).ID; length == 0 {
		p.state = upload.Done
	}
	f.parts = append(f.parts, p)
}

// bring sends the rest of a partial upload, or some of it. One that is over is gone; one that
// is done takes no more.
func (f *family) bring(p *part) {
	f.t.Helper()
	rest := p.data[p.at:]
	if f.random.IntN(2) == 0 {
		rest = rest[:f.random.IntN(len(rest)+1)]
	}
	c := chunk(p.at, rest)
	if p.at+int64(len(rest)) == int64(len(p.data)) {
		c.Length = int64(len(p.data))
	}
	_, err := f.Append(f.t.Context(), p.id, c)
	if p.state.Over() {
		wantKind(f.t, err, media.Gone)
		return
	}
	must(f.t, err)
	if p.state == upload.Receiving {
		p.at, p.idle = p.at+int64(len(rest)), time.Hour
		if c.Length != upload.UnknownLength {
			p.state = upload.Done
		}
		return
	}
	_, err = f.Append(f.t.Context(), p.id, chunk(p.at, []byte("x")))
	wantOffset(f.t, err, p.at)
}

// marry asks for a final upload of any parts, in any order and with repeats.
func (f *family) marry() {
	f.t.Helper()
	var ids []string
	var chosen []*part
	var want []byte
	verdict := media.Internal // none
	for range 1 + f.random.IntN(4) {
		p := f.any()
		if again := f.any(); p.state != upload.Done { // or hardly any would be complete
			p = again
		}
		ids, chosen, want = append(ids, p.id), append(chosen, p), append(want, p.data...)
		switch {
		case verdict != media.Internal || p.state == upload.Done:
		case p.state.Over():
			verdict = media.Gone
		default:
			verdict = media.Invalid
		}
	}
	if f.random.IntN(10) == 0 {
		ids, verdict = append(ids, "feed"), media.NotFound
	}
	b := f.joining(ids...)
	b.Limits.Idle = time.Duration(1+4*f.random.IntN(2)) * time.Hour
	u, err := f.Begin(f.t.Context(), b)
	if verdict != media.Internal {
		wantKind(f.t, err, verdict)
		_, err = f.db.Upload(f.t.Context(), b.ID)
		wantKind(f.t, err, media.NotFound)
		_, err = f.db.Video(f.t.Context(), b.NewVideo.ID)
		wantKind(f.t, err, media.NotFound)
		return
	}
	must(f.t, err)
	for _, p := range chosen {
		p.idle = b.Limits.Idle
	}
	f.wantSource(u, want)
	f.finals = append(f.finals, final{u, want})
}

func (f *family) end(p *part) {
	f.t.Helper()
	must(f.t, f.Abort(f.t.Context(), p.id))
	p.state = upload.Terminated
}

// expire lets two hours pass for a sweep, and for nobody else: the database has a clock of its own.
func (f *family) expire() {
	f.t.Helper()
	f.clock.advance(2 * time.Hour)
	f.sweepAll()
	f.clock.advance(-2 * time.Hour)
	for _, p := range f.parts {
		if !p.state.Over() && p.idle < 2*time.Hour {
			p.state = upload.Expired
		}
	}
}

// forget purges the video of a final upload.
func (f *family) forget(i int) {
	f.t.Helper()
	f.purge(f.finals[i].VideoID)
	f.finals = append(f.finals[:i:i], f.finals[i+1:]...)
}

// compare looks at the records of all, at the bytes of all finals, and asks for the status of some.
func (f *family) compare() {
	f.t.Helper()
	for _, p := range f.parts {
		f.wantRecord(p.id, p.state, p.at)
	}
	for _, u := range f.finals {
		f.wantRecord(u.ID, upload.Done, int64(len(u.want)))
		v, err := f.db.Video(f.t.Context(), u.VideoID)
		must(f.t, err)
		f.wantBytes(v, u.want)
	}
	if len(f.finals) > 0 {
		u := f.finals[f.random.IntN(len(f.finals))]
		wantKind(f.t, f.Abort(f.t.Context(), u.ID), media.Conflict)
		_, err := f.Append(f.t.Context(), u.ID, chunk(u.Offset, nil))
		wantKind(f.t, err, media.Forbidden)
	}
	p := f.any()
	got, err := f.Status(f.t.Context(), p.id)
	if p.state.Over() {
		wantKind(f.t, err, media.Gone)
	} else if err != nil || got.Offset != p.at || got.State != p.state {
		f.t.Errorf("status %s at %d, %v; want %s at %d", got.State, got.Offset, err, p.state, p.at)
	}
}
