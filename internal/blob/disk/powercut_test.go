package disk

import (
	"context"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/tributary-video/tributary/internal/db"
	"github.com/tributary-video/tributary/internal/db/dbtest"
	"github.com/tributary-video/tributary/internal/upload"
)

// TestPowerCut runs uploads, joins, publications and sweeps, lets the power go at random
// points and goes on with what a disk may then hold. After each cut everything that was
// acknowledged is there with the right bytes, and nothing else has changed than what the
// request in flight was about; in the end each upload has finished once, and after a last
// sweep nothing is stored. A failure prints the seed; POWERCUT_SEED runs it again,
// POWERCUT_ROUNDS runs more.
func TestPowerCut(t *testing.T) {
	seed, rounds := rand.Uint64(), 30
	if testing.Short() {
		rounds = 5
	}
	if n, err := strconv.Atoi(os.Getenv("POWERCUT_ROUNDS")); err == nil {
		rounds = n
	}
	if n, err := strconv.ParseUint(os.Getenv("POWERCUT_SEED"), 10, 64); err == nil {
		seed = n
	}
	repo, jobs := dbtest.Repository(t, dbtest.Open(t, ""))
	cuts := 0
	for round := range rounds {
		w := newWorld(t, repo, jobs, rand.New(rand.NewPCG(seed, uint64(round))))
		func() {
			defer func() {
				if t.Failed() {
					t.Logf("round %d of POWERCUT_SEED=%d, life %d:\n%s", round, seed, w.lives, w.diary.String())
				}
			}()
			w.run()
		}()
		cuts += w.lives - 1
	}
	t.Logf("%d rounds with %d cuts, POWERCUT_SEED=%d", rounds, cuts, seed)
}

// gate lets the power go also at either side of a commit: what is committed is durable.
type gate struct {
	*db.DB

	power *volatile
}

func gated[T any](g gate, do func() (T, error)) (T, error) {
	var zero T
	if err := g.power.step(); err != nil {
		return zero, err
	}
	got, err := do()
	if err != nil {
		return zero, err
	}
	return got, g.power.step()
}

func (g gate) Begin(ctx context.Context, b upload.Beginning) (upload.Upload, error) {
	return gated(g, func() (upload.Upload, error) { return g.DB.Begin(ctx, b) })
}

func (g gate) Claim(ctx context.Context, id string, epoch int64, owner string, until time.Time) (upload.Upload, error) {
	return gated(g, func() (upload.Upload, error) { return g.DB.Claim(ctx, id, epoch, owner, until) })
}

func (g gate) Checkpoint(ctx context.Context, id string, c upload.Checkpoint) error {
	_, err := gated(g, func() (any, error) { return nil, g.DB.Checkpoint(ctx, id, c) })
	return err
}

func (g gate) Finish(ctx context.Context, id, sum string, last *upload.Checkpoint) (upload.Upload, error) {
	return gated(g, func() (upload.Upload, error) { return g.DB.Finish(ctx, id, sum, last) })
}

func (g gate) End(ctx context.Context, id string, state upload.State) error {
	_, err := gated(g, func() (any, error) { return nil, g.DB.End(ctx, id, state) })
	return err
}

func (g gate) Swept(ctx context.Context, id string, counted []string) error {
	_, err := gated(g, func() (any, error) { return nil, g.DB.Swept(ctx, id, counted) })
	return err
}
