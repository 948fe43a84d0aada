// Command bench measures the built server the way its clients meet it: over
// HTTP, on a folder of its own, beside a peer or a limit of the machine from the
// same run. `make bench` runs it; README.md defines every figure.
//
// It knows nothing of the server but its command line and its APIs. A figure that
// misses its target is printed like any other: only a server that does not
// answer, or answers wrongly, makes the command fail.
//
// One measure is one file: create.go, playable.go, transfer.go, form.go, small.go, open.go,
// records.go. Each starts what it measures, stops it, and returns a section of the table;
// tusd.go and rivals.go start the peer. Started as "bench sink" the command is the
// limit of transfer.go instead.
package main
