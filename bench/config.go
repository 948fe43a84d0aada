package main

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
)

// config is what one run measures and where. The counts are those that README.md
// defines the figures by; smaller ones are for trying things out.
type config struct {
	server   string   // path of the built binary
	tusd     string   // path of the peer, built from bench/peers
	filler   string   // path of the program that fills a database, likewise
	versity  string   // path of the peer of S3 uploads, likewise
	uploader string   // path of the program that sends them, likewise
	dir      string   // data folders are made below it: the disk that is measured
	out      string   // file that keeps the table
	only     []string // names of measures; all when empty

	creates   int   // uploads created
	rounds    int   // clips played, of each kind
	transfers int   // transfers to each receiver
	size      int64 // bytes of one transfer
	smalls    int   // uploads of 1 KiB
	opens     int   // uploads open at once
	copies    int   // uploads in a full database
	requests  int   // of each method to each database
}

func parseConfig(args []string) (config, error) {
	var c config
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	flags.StringVar(&c.server, "server", "bin/tributary", "the server's `binary`")
	flags.StringVar(&c.tusd, "tusd", "bin/tusd-peer", "the peer's `binary`")
	flags.StringVar(&c.filler, "filler", "bin/copy-uploads", "the `binary` that fills a database")
	flags.StringVar(&c.versity, "versitygw", "bin/versitygw", "the `binary` of the peer of S3 uploads")
	flags.StringVar(&c.uploader, "s3-upload", "bin/s3-upload", "the `binary` that sends S3 uploads")
	flags.StringVar(&c.dir, "dir", os.TempDir(), "`folder` on the disk to measure")
	flags.StringVar(&c.out, "out", "test-output/bench.txt", "`file` that keeps the table")
	only := flags.String("only", "", "`measures` to run, separated by commas: create, playable, transfer, form, s3, small, open, records")
	flags.IntVar(&c.creates, "creates", 300, "uploads to create")
	flags.IntVar(&c.rounds, "rounds", 15, "rounds for each clip")
	flags.IntVar(&c.transfers, "transfers", 6, "transfers to each receiver")
	size := flags.Int64("size", 1024, "`MiB` in a transfer")
	flags.IntVar(&c.smalls, "smalls", 10_000, "uploads of 1 KiB")
	flags.IntVar(&c.opens, "opens", 2000, "uploads open at once")
	flags.IntVar(&c.copies, "copies", 1_000_000, "uploads in a full database")
	flags.IntVar(&c.requests, "requests", 300, "requests of each method to each database")
	if err := flags.Parse(args); err != nil {
		return c, err
	}
	c.size = *size << 20
	if *only != "" {
		c.only = strings.Split(*only, ",")
	}
	if min(c.creates, c.rounds, c.transfers, c.smalls, c.opens, c.copies, c.requests) < 1 || c.size < 1<<20 {
		return c, fmt.Errorf("counts and sizes must be at least 1")
	}
	for _, name := range c.only {
		if !slices.ContainsFunc(measures(), func(m measure) bool { return m.name == name }) {
			return c, fmt.Errorf("unknown measure %q", name)
		}
	}
	return c, nil
}

func (c config) wants(name string) bool {
	return len(c.only) == 0 || slices.Contains(c.only, name)
}
