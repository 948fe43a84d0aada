package omegastream

import (
	"fmt"
	"math"
	"time"

	"github.com/tributary-video/tributary/internal/media"
)

// trafficReport is what viewers fetched of some videos.
type trafficReport struct {
	CheckedUUIDs  []string    `json:"checked_uuids"`
	StartTime     *string     `json:"start_time"`
	EndTime       *string     `json:"end_time"`
	QueriedAt     string      `json:"queried_at"`
	VideosTraffic trafficSums `json:"videos_traffic"`
}

// trafficSums has decimal units (1 GB = 10^9 bytes), to two places.
type trafficSums struct {
	NumberOfRequests int64   `json:"number_of_requests"`
	TrafficInBytes   int64   `json:"traffic_in_bytes"`
	TrafficInGB      float64 `json:"traffic_in_gb"`
	TrafficInTB      float64 `json:"traffic_in_tb"`
}

func (d *Dialect) traffic(c call) (any, error) {
	ids, err := c.uuids()
	if err != nil {
		return nil, err
	}
	start, end := c.query("start_time"), c.query("end_time")
	from, err := parseStamp("start_time", start)
	if err != nil {
		return nil, err
	}
	to, err := parseStamp("end_time", end)
	if err != nil {
		return nil, err
	}
	sum, err := d.cfg.Traffic.SumTraffic(c.Context(), c.project, ids, from, to)
	if err != nil {
		return nil, fmt.Errorf("sum traffic: %w", err)
	}
	return trafficReport{
		CheckedUUIDs: ids, StartTime: optionalText(start), EndTime: optionalText(end),
		QueriedAt: d.cfg.Now().UTC().Format(time.RFC3339Nano), VideosTraffic: newTrafficSums(sum),
	}, nil
}

func newTrafficSums(t media.Traffic) trafficSums {
	in := func(unit float64) float64 { return math.Round(float64(t.Bytes)/unit*100) / 100 }
	return trafficSums{NumberOfRequests: t.Requests, TrafficInBytes: t.Bytes, TrafficInGB: in(1e9), TrafficInTB: in(1e12)}
}
