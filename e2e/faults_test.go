package e2e

import (
	"math/rand/v2"
	"os"
	"strconv"
	"testing"
	"time"

	tus "github.com/eventials/go-tus"
)

// seed makes what is random repeatable: E2E_SEED, or 1.
func seed(t *testing.T) *rand.Rand {
	t.Helper()
	n, err := strconv.ParseUint(os.Getenv("E2E_SEED"), 10, 64)
	if err != nil {
		n = 1
	}
	t.Logf("E2E_SEED=%d", n)
	return rand.New(rand.NewPCG(n, 0))
}

// troubles are faults of every kind in any order, each within the first so many bytes of a connection.
func troubles(r *rand.Rand, within int64) []fault {
	kinds := []faultKind{cut, reset, halfClose, stall, cut, drip}
	r.Shuffle(len(kinds), func(i, j int) { kinds[i], kinds[j] = kinds[j], kinds[i] })
	faults := make([]fault, len(kinds))
	for i, kind := range kinds {
		faults[i] = fault{kind, 1 + r.Int64N(within)}
	}
	return faults
}

// Every kind of network trouble, one after the other, at random points. The
// client repeats by itself; the bytes arrive once each, in order.
func TestTusJSClientOnBadNetwork(t *testing.T) {
	t.Parallel()
	s := start(t, options{})
	for _, p := range samples() {
		t.Run(p.name, func(t *testing.T) {
			faults := troubles(seed(t), 3<<20)
			t.Logf("faults: %v", faults)
			bad := startProxy(t, s, faults...)
			f := video(t, 17_825_792)
			// Delays start again after progress; the trouble may also hit POST and HEAD.
			args := []string{"--delays", "0,50,50,50,50,50,50,50,50,50"}
			if !p.v2 {
				args = append(args, "--chunk", "5242880")
			}
			r := p.upload(t, bad.URL, p.grant(t, s), f, args...)
			t.Logf("requests: %v", r.Requests)
			offset := int64(0)
			for _, at := range r.offsets() {
				if at < offset {
					t.Errorf("the offset went back from %d to %d", offset, at)
				}
				offset = at
			}
			if n := bad.pending(); n > 0 {
				t.Errorf("%d faults did not happen", n)
			}
			s.holds(t, r.MediaID, f)
		})
	}
}

// go-tus repeats nothing by itself: its user resumes until it is done.
func TestGoTusOnBadNetwork(t *testing.T) {
	t.Parallel()
	s := start(t, options{})
	faults := troubles(seed(t), 3<<20)
	t.Logf("faults: %v", faults)
	bad := startProxy(t, s, faults...)
	f := video(t, 17_825_792)
	client, upload, seen := goTus(t, s, bad.URL, f, func(c *tus.Config) { c.ChunkSize = 5 << 20 })
	offset, deadline := int64(0), time.Now().Add(uploadTime)
	for {
		uploader, err := client.CreateOrResumeUpload(upload)
		if err == nil {
			if uploader.Offset() < offset {
				t.Fatalf("the offset went back from %d to %d", offset, uploader.Offset())
			}
			offset = uploader.Offset()
			err = uploader.Upload()
		}
		if err == nil {
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("not uploaded by now: %v", err)
		}
		t.Logf("at %d: %v", offset, err)
	}
	if n := bad.pending(); n > 0 {
		t.Errorf("%d faults did not happen", n)
	}
	s.holds(t, seen.mediaID, f)
}
