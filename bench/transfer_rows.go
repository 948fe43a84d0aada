package main

import (
	"fmt"
	"slices"
	"time"
)

// rates, cpuTimes and peaks make the three sections of a transfer. Each shows our
// ways in, and beside them every peer as a row of its own.

func (b *bench) rates(costs [][]cost) section {
	s := section{title: fmt.Sprintf("transfer of %s, MiB/s, median of %d", mebibytes(b.size), b.transfers)}
	for i, r := range receivers() {
		rates := pick(costs[i], b.rate)
		s.rows = append(s.rows, row{
			what: r.name, value: fmt.Sprintf("%.0f MiB/s", median(rates)), target: b.rateTarget(r, costs),
			beside: fmt.Sprintf("slowest %.0f, fastest %.0f", slices.Min(rates), slices.Max(rates)),
		})
	}
	return s
}

// rate is in MiB/s.
func (b *bench) rate(c cost) float64 { return float64(b.size) / (1 << 20) / c.elapsed.Seconds() }

// rateTarget is what the peer of the same run asks of r.
func (b *bench) rateTarget(r receiver, costs [][]cost) string {
	peer := peerOf(r)
	if peer < 0 {
		return ""
	}
	return fmt.Sprintf("%.0f MiB/s = %.1f × tusd", r.factor*median(pick(costs[peer], b.rate)), r.factor)
}

// cpuTarget is what the peer of the same run uses. Summing inline is not held to it: the peer sums nothing.
func (b *bench) cpuTarget(r receiver, costs [][]cost) string {
	peer := peerOf(r)
	if peer < 0 || r.factor <= 1 {
		return ""
	}
	return b.perGiB(median(pick(costs[peer], cost.total))) + " together"
}

func (c cost) total() time.Duration { return c.cpu.total() }

// peerOf is the place among the receivers of the one that r is held to, -1 for none.
func peerOf(r receiver) int {
	return slices.IndexFunc(receivers(), func(other receiver) bool { return other.name == r.beside })
}

func (b *bench) cpuTimes(costs [][]cost) section {
	s := section{title: "CPU of the receiver per GiB, user + system, until the last byte is acknowledged"}
	for i, r := range receivers() {
		user := median(pick(costs[i], func(c cost) time.Duration { return c.cpu.user }))
		system := median(pick(costs[i], func(c cost) time.Duration { return c.cpu.system }))
		row := row{what: r.name, value: b.perGiB(user) + " + " + b.perGiB(system), target: b.cpuTarget(r, costs)}
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

func (b *bench) peaks(costs [][]cost) section {
	s := section{title: "peak resident memory of the receiver, highest of all rounds"}
	for i, r := range receivers() {
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
