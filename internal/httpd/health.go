package httpd

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/tributary-video/tributary/internal/media"
)

// checkTime bounds one readiness check; probes usually give up after 5 to 10 s.
const checkTime = 3 * time.Second

// Check proves that something the server needs works. It is called
// concurrently with itself and must return soon after ctx ends.
type Check func(ctx context.Context) error

// Health answers /healthz and /readyz. Checks must not change once it serves.
type Health struct {
	Checks map[string]Check // by the name shown in /readyz
	Log    *slog.Logger

	draining atomic.Bool
}

// Drain makes /readyz say no from now on, so that load balancers go elsewhere.
func (h *Health) Drain() { h.draining.Store(true) }

// Live answers GET /healthz: 200 as long as the process answers at all. It looks at
// nothing else, or a slow database would get healthy processes restarted.
func (h *Health) Live(w http.ResponseWriter, _ *http.Request) {
	writeJSON(w, http.StatusOK, map[string]string{"status": "ok"})
}

// Ready answers GET /readyz: 200 when every check passes, else 503, with each
// check by name. Only public error text is shown; the whole goes to the log.
func (h *Health) Ready(w http.ResponseWriter, r *http.Request) {
	report := readiness{Status: "ready", Checks: h.run(r.Context())}
	status := http.StatusOK
	for _, result := range report.Checks {
		if result != "ok" {
			report.Status, status = "not ready", http.StatusServiceUnavailable
		}
	}
	if h.draining.Load() {
		report.Status, status = "draining", http.StatusServiceUnavailable
	}
	writeJSON(w, status, report)
}

type readiness struct {
	Status string            `json:"status"`
	Checks map[string]string `json:"checks"`
}

func (h *Health) run(ctx context.Context) map[string]string {
	ctx, cancel := context.WithTimeout(ctx, checkTime)
	defer cancel()
	var (
		mu      sync.Mutex
		wg      sync.WaitGroup
		results = map[string]string{}
	)
	for name, check := range h.Checks {
		wg.Go(func() {
			result := "ok"
			if err := check(ctx); err != nil {
				h.Log.WarnContext(ctx, "readiness check fails", "check", name, "error", err)
				result = media.PublicText(err)
			}
			mu.Lock()
			defer mu.Unlock()
			results[name] = result
		})
	}
	wg.Wait()
	return results
}

func writeJSON(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v) // the client is gone
}
