package main

import (
	"fmt"
	"slices"
	"time"
)

// rates, cpuTimes and peaks make the three sections of a transfer. Each shows our
// ways in, and beside them every peer as a row of its own.

func (b *bench) rates(all race, costs [][]cost) section {
	s := section{title: fmt.Sprintf("%s of %s, MiB/s, median of %d", all.name, mebibytes(b.size), b.transfers)}
	for i, r := range all.receivers {
		rates := pick(costs[i], b.rate)
		s.rows = append(s.rows, row{
			what: r.name, value: fmt.Sprintf("%.0f MiB/s", median(rates)), target: b.rateTarget(all, r, costs),
			beside: fmt.Sprintf("slowest %.0f, fastest %.0f", slices.Min(rates), slices.Max(rates)),
		})
	}
	return s
}

// rate is in MiB/s.
func (b *bench) rate(c cost) float64 { return float64(b.size) / (1 << 20) / c.elapsed.Seconds() }

// rateTarget is what the peer of the same run asks of r.
func (b *bench) rateTarget(all race, r receiver, costs [][]cost) string {
	peer := all.peerOf(r)
	if peer < 0 {
		return ""
	}
	theirs := median(pick(costs[peer], b.rate))
	return fmt.Sprintf("%.0f MiB/s = %.1f × %s", r.factor*theirs, r.factor, all.peer)
}

// cpuTarget is what the peer of the same run uses. Summing inline is not held to it: the peer sums nothing.
func (b *bench) cpuTarget(all race, r receiver, costs [][]cost) string {
	peer := all.peerOf(r)
	if peer < 0 || r.factor <= 1 {
		return ""
	}
	return b.perGiB(median(pick(costs[peer], cost.total))) + " together"
}

func (c cost) total() time.Duration { return c.cpu.total() }

// peerOf is the place among the receivers of the one that r is held to, -1 for none.
func (all race) peerOf(r receiver) int {
	return slices.IndexFunc(all.receivers, func(other receiver) bool { return other.name == r.beside })
}

func (b *bench) cpuTimes(all race, costs [][]cost) section {
	s := section{title: "CPU of the receiver per GiB, user + system, until the last byte is acknowledged"}
	for i, r := range all.receivers {
		user := median(pick(costs[i], func(c cost) time.Duration { return c.cpu.user }))
		system := median(pick(costs[i], func(c cost) time.Duration { return c.cpu.system }))
		row := row{what: r.name, value: b.perGiB(user) + " + " + b.perGiB(system), target: b.cpuTarget(all, r, costs)}
		if later := median(pick(costs[i], func(c cost) time.Duration { return c.later })); later > 0 {
			row.beside = b.perGiB(later) + " more afterwards, in the background"
		}
		s.rows = append(s.rows, row)
	}
	return s
}

func (b *bench) perGiB(cpu time.Duration) string {
	return fmt.Sprintf("%.2f s", cpu.Seconds()*(1<<30)/float64(b.size))
}

func (b *bench) peaks(all race, costs [][]cost) section {
	s := section{title: "peak resident memory of the receiver, highest of all rounds"}
	for i, r := range all.receivers {
		s.rows = append(s.rows, row{what: r.name, value: mebibytes(slices.Max(pick(costs[i], func(c cost) int64 { return c.peak })))})
	}
	return s
}

func pick[T any](costs []cost, part func(cost) T) []T {
	var all []T
	for _, c := range costs {
		all = append(all, part(c))
	}
	return all
}
