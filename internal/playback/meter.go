package playback

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/tributary-video/tributary/internal/media"
)

// TrafficStore adds up what viewers fetched.
type TrafficStore interface {
	AddTraffic(ctx context.Context, hour time.Time, counts map[string]media.Traffic) error
}

// Meter counts what viewers fetch, in memory, and writes it down now and then. A
// crash loses the counts of the last seconds.
type Meter struct {
	store TrafficStore
	log   *slog.Logger

	mu     sync.Mutex
	counts map[string]media.Traffic
}

// NewMeter makes a meter. Run writes its counts down.
func NewMeter(store TrafficStore, log *slog.Logger) *Meter {
	return &Meter{store: store, log: log, counts: map[string]media.Traffic{}}
}

// Run writes the counts down every interval until ctx ends, and then once more.
func (m *Meter) Run(ctx context.Context, every time.Duration) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			m.flush(ctx)
		case <-ctx.Done():
			last, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
			defer cancel()
			m.flush(last)
			return
		}
	}
}

func (m *Meter) flush(ctx context.Context) {
	m.mu.Lock()
	counts := m.counts
	m.counts = map[string]media.Traffic{}
	m.mu.Unlock()
	if len(counts) == 0 {
		return
	}
	if err := m.store.AddTraffic(ctx, time.Now(), counts); err != nil {
		m.log.LogAttrs(ctx, slog.LevelError, "traffic not counted", slog.Int("videos", len(counts)), slog.Any("error", err))
	}
}

func (m *Meter) add(videoID string, requests, bytes int64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	c := m.counts[videoID]
	m.counts[videoID] = media.Traffic{Requests: c.Requests + requests, Bytes: c.Bytes + bytes}
}

// count returns w counting what is written for a video.
func (m *Meter) count(w http.ResponseWriter, videoID string) http.ResponseWriter {
	m.add(videoID, 1, 0)
	return &meteredWriter{ResponseWriter: w, meter: m, videoID: videoID}
}

type meteredWriter struct {
	http.ResponseWriter

	meter   *Meter
	videoID string
}

func (w *meteredWriter) Write(p []byte) (int, error) {
	n, err := w.ResponseWriter.Write(p)
	w.meter.add(w.videoID, 0, int64(n))
	return n, err
}

// ReadFrom keeps the fast path from a file to the socket.
func (w *meteredWriter) ReadFrom(r io.Reader) (int64, error) {
	n, err := io.Copy(w.ResponseWriter, r)
	w.meter.add(w.videoID, 0, n)
	return n, err
}

// Unwrap lets http.ResponseController reach the connection.
func (w *meteredWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }
