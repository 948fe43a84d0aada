package httpd

import (
	"io"
	"net/http"
	"time"
)

// exchange is what one request came to, for the log and the metrics.
type exchange struct {
	request  *http.Request
	route    string // the mux pattern, "" when none matched
	status   int
	received int64 // body bytes read
	sent     int64 // body bytes written
	took     time.Duration
}

// recorder counts what passes through a ResponseWriter, and keeps its write
// deadline ahead of an answer that makes progress.
type recorder struct {
	http.ResponseWriter

	control *http.ResponseController
	idle    time.Duration
	status  int
	sent    int64
	onSent  func(n int64)
}

// sendPiece is how much of a file is handed to the kernel under one deadline:
// 1 MiB in twice the idle time lets a viewer go as slow as 9 kB/s.
const sendPiece = 1 << 20

func (w *recorder) WriteHeader(status int) {
	if w.status == 0 && status >= 200 {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *recorder) Write(p []byte) (int, error) {
	w.begin()
	n, err := w.ResponseWriter.Write(p)
	w.count(int64(n))
	return n, err
}

// ReadFrom keeps sendfile for stored segments, in pieces.
func (w *recorder) ReadFrom(src io.Reader) (total int64, err error) {
	for {
		w.begin()
		n, err := io.CopyN(w.ResponseWriter, src, sendPiece)
		w.count(n)
		total += n
		if err == io.EOF { //nolint:errorlint // CopyN returns it bare at the end of src
			return total, nil
		}
		if err != nil {
			return total, err
		}
	}
}

// Unwrap lets http.ResponseController reach the connection.
func (w *recorder) Unwrap() http.ResponseWriter { return w.ResponseWriter }

func (w *recorder) begin() {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	_ = w.control.SetWriteDeadline(time.Now().Add(2 * w.idle))
}

func (w *recorder) count(n int64) {
	w.sent += n
	w.onSent(n)
}

// countedBody counts body bytes as they are read.
type countedBody struct {
	io.ReadCloser

	received   int64
	onReceived func(n int64)
}

func (b *countedBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	b.received += int64(n)
	b.onReceived(int64(n))
	return n, err
}
