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
		rates := pick(costs[i], func(c cost) float64 { return float64(b.size) / (1 << 20) / c.elapsed.Seconds() })
		s.rows = append(s.rows, row{
			what: r.name, value: fmt.Sprintf("%.0f MiB/s", median(rates)),
			beside: fmt.Sprintf("slowest %.0f, fastest %.0f", slices.Min(rates), slices.Max(rates)),
		})
	}
	return s
}

func (b *bench) cpuTimes(costs [][]cost) section {
	s := section{title: "CPU of the receiver per GiB, user + system, until the last byte is acknowledged"}
	for i, r := range receivers() {
		user := median(pick(costs[i], func(c cost) time.Duration { return c.cpu.user }))
		system := median(pick(costs[i], func(c cost) time.Duration { return c.cpu.system }))
		row := row{what: r.name, value: b.perGiB(user) + " + " + b.perGiB(system)}
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
