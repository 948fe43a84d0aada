package upload_test

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"

	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/upload"
)

// model is what an upload should be, in a few lines.
type model struct {
	length int64 // UnknownLength until declared
	offset int64
	state  upload.State
}

// TestModel sends random requests, legal and not, to one upload after the other, through
// two processes that restart now and then, and compares with the model after each. A failure
// prints the seed; MODEL_SEED runs it again.
func TestModel(t *testing.T) {
	seed, rounds := modelSeed(t), 60
	if testing.Short() {
		rounds = 10
	}
	r := newRig(t)
	for round := range uint64(rounds) {
		p := &player{rig: r, random: rand.New(rand.NewPCG(seed, round)), data: noise(byte(round), 500)}
		p.play()
		if t.Failed() {
			t.Fatalf("round %d of MODEL_SEED=%d", round, seed)
		}
	}
}

// modelSeed is where the dice of a test begin.
func modelSeed(t *testing.T) uint64 {
	t.Helper()
	text := os.Getenv("MODEL_SEED")
	if text == "" {
		return rand.Uint64()
	}
	seed, err := strconv.ParseUint(text, 10, 64)
	must(t, err)
	return seed
}

// FuzzRequests plays an upload, or partial ones that are joined, whose first requests are what
// the bytes make of them. When they are used up, chance brings the game to its end.
func FuzzRequests(f *testing.F) {
	for _, requests := range []string{"", "\x01\x01\xff\x00\xff\xff", "resumed \x20\x20\x20 and torn", "\xff\x10\x90\x80\x70\x60\x50\x40\x30\x20\x10\x00"} {
		f.Add([]byte(requests))
	}
	all := newRig(f) // a database for each upload would take most of the time
	f.Fuzz(func(t *testing.T, requests []byte) {
		requests = requests[:min(len(requests), 1<<10)] // an upload has no more than a few hundred choices
		r := *all
		r.t = t
		r.restart()
		random := rand.New(&script{requests, rand.NewPCG(1, 1)})
		if random.IntN(2) == 0 {
			(&player{rig: &r, random: random, data: noise(1, 500)}).play()
		} else {
			(&family{rig: &r, random: random}).play()
		}
	})
}

// script is a source of chance that begins with bytes of somebody's choice, one for each number.
type script struct {
	bytes []byte
	then  rand.Source
}

// Uint64 implements rand.Source. Each byte of the number is the next of the script, for the
// high ones decide in one range and the low ones in another.
func (s *script) Uint64() uint64 {
	if len(s.bytes) == 0 {
		return s.then.Uint64()
	}
	next := s.bytes[0]
	s.bytes = s.bytes[1:]
	return uint64(next) * 0x0101_0101_0101_0101
}

// player plays one upload to its end.
type player struct {
	*rig

	random *rand.Rand
	data   []byte
	id     string
	m      model
}

func (p *player) play() {
	p.m = model{length: int64(len(p.data)), state: upload.Receiving}
	if p.random.IntN(3) == 0 {
		p.m.length = upload.UnknownLength
	}
	digest := []upload.Digest{upload.DigestInline, upload.DigestBackground, upload.DigestOff}[p.random.IntN(3)]
	u := p.begin(p.m.length, digested(digest))
	p.id = u.ID
	for p.m.state == upload.Receiving && !p.t.Failed() {
		p.move()
		p.wantRecord(p.id, p.m.state, p.m.offset)
	}
	if p.m.state == upload.Done {
		p.wantSource(u, p.data)
	}
}

func (p *player) move() {
	switch n := p.random.IntN(100); {
	case n < 2:
		must(p.t, p.Abort(p.t.Context(), p.id))
		p.m.state = upload.Terminated
	case n < 12:
		p.restart()
	case n < 25:
		got, err := p.somewhere().Status(p.t.Context(), p.id)
		if err != nil || got.Offset != p.m.offset {
			p.t.Errorf("status %d, %v; want %d", got.Offset, err, p.m.offset)
		}
	case n < 40:
		_, err := p.somewhere().Append(p.t.Context(), p.id, p.wrong())
		if err == nil {
			p.t.Error("a wrong chunk is no error")
		}
	case n < 55:
		p.broken()
	default:
		p.right()
	}
}

func (p *player) somewhere() *upload.Engine {
	if p.random.IntN(4) == 0 {
		return p.elsewhere()
	}
	return p.Engine
}

// next is the chunk that continues the upload, of any legal size and form.
func (p *player) next() (upload.Chunk, int64) {
	n := min(p.random.Int64N(100), int64(len(p.data))-p.m.offset)
	piece := p.data[p.m.offset : p.m.offset+n]
	c := chunk(p.m.offset, piece)
	if p.random.IntN(3) == 0 {
		c.Size = -1
	}
	if p.random.IntN(3) == 0 {
		s := sha256.Sum256(piece)
		c.Checksum = &upload.Checksum{Algorithm: "sha256", Sum: s[:]}
	}
	if p.random.IntN(5) == 0 {
		c.Length = int64(len(p.data))
	}
	return c, n
}

func (p *player) right() {
	c, n := p.next()
	_, err := p.somewhere().Append(p.t.Context(), p.id, c)
	if err != nil {
		p.t.Errorf("right chunk %+v: %v", c, err)
	}
	p.took(n, c)
}

func (p *player) took(n int64, c upload.Chunk) {
	p.m.offset += n
	p.m.length = max(p.m.length, c.Length)
	if p.m.offset == p.m.length {
		p.m.state = upload.Done
	}
}

// broken is a chunk whose body breaks off after some bytes.
func (p *player) broken() {
	c, n := p.next()
	if c.Size == 0 {
		return // nothing to break
	}
	came := p.random.Int64N(n + 1)
	c.Body = cut(p.data[p.m.offset : p.m.offset+came])
	_, err := p.somewhere().Append(p.t.Context(), p.id, c)
	if c.Checksum != nil { // never confirmed
		came, c.Length = 0, upload.UnknownLength
	}
	p.took(came, c)
	if _, ok := errors.AsType[*upload.BodyError](err); !ok && p.m.state == upload.Receiving {
		p.t.Errorf("broken chunk %+v: %v", c, err)
	}
}

// wrong is a chunk that must change nothing.
func (p *player) wrong() upload.Chunk {
	c, _ := p.next()
	switch p.random.IntN(4) {
	case 0:
		c.Offset += 1 + p.random.Int64N(5)
	case 1:
		c.Offset -= 1 + p.random.Int64N(5)
	case 2:
		c.Checksum = &upload.Checksum{Algorithm: "md5", Sum: make([]byte, 16)}
	default:
		c.Length = int64(len(p.data)) // too many bytes for it
		c.Body, c.Checksum = bytes.NewReader(make([]byte, int64(len(p.data))-p.m.offset+1)), nil
		if c.Size >= 0 {
			c.Size = int64(len(p.data)) - p.m.offset + 1
		}
	}
	return c
}

func TestKindsOfErrors(t *testing.T) {
	wantKind(t, &upload.OffsetError{Offset: 3}, media.OffsetMismatch)
	if media.PublicText(&upload.OffsetError{Offset: 3}) == "internal error" {
		t.Error("a client learns nothing about its offset")
	}
}
