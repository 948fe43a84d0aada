package e2e

import (
	"context"
	"crypto/sha256"
	"errors"
	"math/rand/v2"
	"net/http"
	"os"
	"strconv"
	"sync"
	"testing"
	"time"
)

// rounds is how often the server is killed: ten times in make test, E2E_ROUNDS times in make torture.
func rounds() int {
	if n, err := strconv.Atoi(os.Getenv("E2E_ROUNDS")); err == nil && n > 0 {
		return n
	}
	return 10
}

// TestTorture kills the server at random moments while several clients upload, half of them
// in order and half in parts side by side, over and over. In the end every byte is
// there, and no offset that was ever acknowledged has gone down.
func TestTorture(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute+time.Duration(rounds())*30*time.Second)
	defer cancel()
	s, moments := start(t, options{}), seed(t)
	var unanswered []unansweredVideo
	for round := range rounds() {
		senders := newSenders(t, s, moments)
		kills, err := s.torment(ctx, moments, senders)
		if err != nil {
			t.Fatalf("round %d: %v", round, err)
		}
		for _, c := range senders {
			unanswered = append(unanswered, c.verify(t)...)
		}
		t.Logf("round %d: %d kills", round, kills)
	}
	t.Logf("%d videos without an answer", len(unanswered))
	for _, v := range unanswered {
		eventually(t, sweepTime, "video "+v.id+" has its source", func(ctx context.Context) error {
			return s.ask(ctx, http.MethodHead, "/v1/videos/"+v.id+"/source", nil, http.StatusOK, nil)
		})
		s.keeps(t, v.id, v.sum)
	}
}

// sweepTime is within what the server completes what a crash left sealed, with nobody asking: it
// looks once a minute; half as much again is for a busy machine.
const sweepTime = 90 * time.Second

// unansweredVideo was made by a request whose answer was lost. It may lack its source for a while.
type unansweredVideo struct {
	id  string
	sum [sha256.Size]byte
}

// torturedSender is one client.
type torturedSender interface {
	// send returns when everything is acknowledged.
	send(ctx context.Context) error
	// verify checks the video that it was told of, and returns what else it made.
	verify(t *testing.T) []unansweredVideo
}

func newSenders(t *testing.T, s *server, moments *rand.Rand) []torturedSender {
	t.Helper()
	var senders []torturedSender
	for range 2 {
		senders = append(senders, newSender(t, s, another(moments)), newJoiner(s, another(moments)))
	}
	return senders
}

// another makes dice for a goroutine of its own.
func another(dice *rand.Rand) *rand.Rand { return rand.New(rand.NewPCG(dice.Uint64(), 0)) }

// torment kills the server while they send, until all have come to an end.
func (s *server) torment(ctx context.Context, moments *rand.Rand, senders []torturedSender) (kills int, err error) {
	var sending sync.WaitGroup
	failed := make([]error, len(senders))
	for i, c := range senders {
		sending.Go(func() { failed[i] = c.send(ctx) })
	}
	done := make(chan struct{})
	go func() { sending.Wait(); close(done) }()
	for {
		select {
		case <-done:
			return kills, errors.Join(failed...)
		case <-time.After(time.Duration(5+moments.IntN(60)) * time.Millisecond):
			if kills < 6 { // then let them come to an end
				kills++
				s.crash()
			}
		}
	}
}
