package apivideo_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"sync"
	"testing"
)

// TestAnyCut cuts files into any legal pieces, sends them in any order, several at once, some
// twice, with refused ones and restarts between, and gets exactly the file. A failure prints
// the seed; MODEL_SEED runs it again.
func TestAnyCut(t *testing.T) {
	seed := rand.Uint64()
	if text := os.Getenv("MODEL_SEED"); text != "" {
		var err error
		seed, err = strconv.ParseUint(text, 10, 64)
		must(t, err)
	}
	rounds := 40
	if testing.Short() {
		rounds = 8
	}
	f, stored := newFixture(t, smallRules), 0
	for round := range uint64(rounds) {
		c := &cutter{fixture: f, random: rand.New(rand.NewPCG(seed, round))}
		c.play(t, noise(byte(round), 20+c.random.IntN(400)))
		for _, p := range c.pieces {
			stored += min(1, len(p.content)) // nothing is stored of an empty one
		}
		if t.Failed() {
			t.Fatalf("round %d of MODEL_SEED=%d", round, seed)
		}
	}
	f.swept(t, stored)
}

// cutter sends one file in pieces.
type cutter struct {
	*fixture

	random *rand.Rand
	pieces []cutPiece
}

type cutPiece struct{ contentRange, content string }

func (c *cutter) play(t *testing.T, file string) {
	c.cut(file)
	id := c.newVideo(t, "")
	order := slices.Clone(c.pieces)
	for range c.random.IntN(4) {
		order = append(order, c.pieces[c.random.IntN(len(c.pieces))])
	}
	c.random.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
	half := c.random.IntN(len(order) + 1)
	c.send(t, id, order[:half])
	c.illegal(t, id, file)
	if c.random.IntN(4) == 0 {
		c.restart(t)
	}
	c.send(t, id, order[half:])
	c.wantSource(t, id, file)
	for _, p := range c.pieces[:1] { // whatever was acknowledged stays so
		c.fixture.piece(t, id, p.contentRange, p.content).accepted(t, true)
	}
}

// cut chooses the pieces, and how each says the total.
func (c *cutter) cut(file string) {
	var cuts []string
	for rest := file; rest != ""; {
		n := min(5+c.random.IntN(96), len(rest))
		if len(cuts) == 18 {
			n = min(100, len(rest))
		}
		cuts = append(cuts, rest[:n])
		rest = rest[n:]
	}
	bytes := c.random.IntN(2) == 0
	if !bytes && c.random.IntN(4) == 0 && len(cuts) < 20 && len(cuts[len(cuts)-1]) >= 5 {
		cuts = append(cuts, "") // an empty last part
	}
	start := 0
	for i, content := range cuts {
		total := func(n int) string {
			if i < len(cuts)-1 && c.random.IntN(2) == 0 {
				return "*"
			}
			return strconv.Itoa(n)
		}
		p := cutPiece{fmt.Sprintf("part %d/%s", i+1, total(len(cuts))), content}
		if bytes {
			p.contentRange = fmt.Sprintf("bytes %d-%d/%s", start, start+len(content)-1, total(len(file)))
		}
		c.pieces = append(c.pieces, p)
		start += len(content)
	}
}

// send sends pieces, up to three at once.
func (c *cutter) send(t *testing.T, id string, pieces []cutPiece) {
	for group := range slices.Chunk(pieces, 1+c.random.IntN(3)) {
		var wg sync.WaitGroup
		for _, p := range group {
			wg.Go(func() {
				if a := c.fixture.piece(t, id, p.contentRange, p.content); a.status != 201 {
					t.Errorf("%s: %d %s", p.contentRange, a.status, a.body)
				}
			})
		}
		wg.Wait()
	}
}

// illegal sends what must be refused and change nothing.
func (c *cutter) illegal(t *testing.T, id, file string) {
	for _, p := range []cutPiece{
		{"part 0/3", file}, {"part 3/2", file}, {"bytes 5-4/9", "x"}, {"bytes 0-4/" + strconv.Itoa(len(file)), "four"}, {"nonsense", file},
		{"part 1/*", "tiny"}, {"bytes 0-9/0", file[:10]}, {"part 1/1", ""},
	} {
		if a := c.fixture.piece(t, id, p.contentRange, p.content); a.status != 400 {
			t.Errorf("%s: %d %s, want 400", p.contentRange, a.status, a.body)
		}
	}
}
