package apivideo

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"
)

// Viewers are not counted per quality, place or device here; every question the vendor
// knows is answered with nothing seen, every other one refused.

// metrics are the numbers that can be asked for, each with its aggregations.
func metrics() map[string][]string {
	return map[string][]string{
		"play":            {"count", "rate", "total"},
		"start":           {"count"},
		"end":             {"count"},
		"impression":      {"count"},
		"impression-time": {"average", "sum"},
		"watch-time":      {"average", "sum"},
		"view":            {"count"},
		"ccv":             {"peak", "average"},
	}
}

// analyticsContext repeats what was asked.
type analyticsContext struct {
	Metric      string    `json:"metric"`
	Aggregation string    `json:"aggregation,omitempty"`
	Breakdown   string    `json:"breakdown,omitempty"`
	Interval    string    `json:"interval,omitempty"`
	Timeframe   timeframe `json:"timeframe"`
}

type timeframe struct {
	From string `json:"from"`
	To   string `json:"to"`
}

// total is one number for a period.
type total struct {
	Context analyticsContext `json:"context"`
	Data    float64          `json:"data"`
}

// breakdown is a list of numbers, by a dimension or over time.
type breakdown struct {
	Context    analyticsContext `json:"context"`
	Data       []struct{}       `json:"data"`
	Pagination pagination       `json:"pagination"`
}

func (d *Dialect) aggregateMetric(c call) (reply, error) {
	var f faults
	metric, aggregation := c.PathValue("metric"), c.PathValue("aggregation")
	known := metrics()
	if !f.oneOf("metric", metric, slices.Sorted(maps.Keys(known))) {
		return reply{}, f.err()
	}
	f.oneOf("aggregation", aggregation, known[metric])
	asked := analyticsContext{Metric: f.viewName(c, metric), Aggregation: aggregation, Timeframe: f.timeframe(c, d.cfg.Now())}
	return reply{http.StatusOK, total{Context: asked}}, f.err()
}

func (d *Dialect) breakDownMetric(c call) (reply, error) {
	var f faults
	metric, by := c.PathValue("metric"), c.PathValue("breakdown")
	f.oneOf("metric", metric, []string{"play", "play-rate", "play-total", "start", "end", "impression", "view"})
	f.oneOf("breakdown", by, []string{"media-id", "media-type", "continent", "country", "device-type", "operating-system", "browser",
		"tag", "referrer"})
	asked := analyticsContext{Metric: f.viewName(c, metric), Breakdown: by, Timeframe: f.timeframe(c, d.cfg.Now())}
	return emptyBreakdown(c, asked, &f)
}

func (d *Dialect) metricOverTime(c call) (reply, error) {
	var f faults
	metric, interval := c.PathValue("metric"), c.URL.Query().Get("interval")
	if interval == "" {
		interval = "hour"
	}
	f.oneOf("metric", metric, []string{"play", "play-rate", "start", "end", "impression", "view", "ccv"})
	f.oneOf("interval", interval, []string{"minute", "hour", "day"})
	asked := analyticsContext{Metric: f.viewName(c, metric), Interval: interval, Timeframe: f.timeframe(c, d.cfg.Now())}
	return emptyBreakdown(c, asked, &f)
}

func emptyBreakdown(c call, asked analyticsContext, f *faults) (reply, error) {
	p, err := c.page()
	if err != nil {
		return reply{}, err
	}
	none := listOf(c, p, []struct{}{})
	return reply{http.StatusOK, breakdown{Context: asked, Data: none.Data, Pagination: none.Pagination}}, f.err()
}

// oneOf checks a name against those that are known.
func (f *faults) oneOf(name, value string, known []string) bool {
	ok := slices.Contains(known, value)
	if !ok {
		f.refuse(name, "Must be one of "+strings.Join(known, ", ")+".")
	}
	return ok
}

// viewName is how a metric is repeated: of views also how long one is, "view-5", and
// whether a viewer counts once, "unique-view-5".
func (f *faults) viewName(c call, metric string) string {
	if metric != "view" {
		return metric
	}
	query := c.URL.Query()
	duration := query.Get("viewDuration")
	if duration == "" {
		duration = "5s"
	}
	f.oneOf("viewDuration", duration, []string{"3s", "5s", "10s", "30s"})
	name := "view-" + strings.TrimSuffix(duration, "s")
	if query.Get("unique") == "true" {
		name = "unique-" + name
	}
	return name
}

// timeframe is the period asked for: up to now, and for a day.
func (f *faults) timeframe(c call, now time.Time) timeframe {
	to := f.time(c, "to", now)
	from := f.time(c, "from", to.AddDate(0, 0, -1))
	if from.After(to) {
		f.refuse("from", "Must not be later than to.")
	}
	return timeframe{From: formatTime(from), To: formatTime(to)}
}

func (f *faults) time(c call, name string, or time.Time) time.Time {
	text := c.URL.Query().Get(name)
	if text == "" {
		return or
	}
	// A "+" that nobody escaped arrives as a blank.
	at, err := time.Parse(time.RFC3339, strings.ReplaceAll(text, " ", "+"))
	if err != nil {
		f.refuse(name, "Must be a date and time such as 2026-11-20T06:43:44+00:00.")
		return or
	}
	return at
}
