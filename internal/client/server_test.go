package client_test

import (
	"context"
	"encoding/base64"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
)

const (
	testKey = "1$000102030405060708090a0b0c0d0e0f1011121314151617"
	videoID = "0b7e4c52-9d1f-4e63-8a70-5c2d9f6e1b34"
)

// server keeps uploads in memory under the rules of the V1 contract, and misbehaves on demand.
type server struct {
	t    *testing.T
	addr string
	http *httptest.Server

	mu      sync.Mutex
	log     []string // "POST", "HEAD 0", "PATCH 0+5242880" in order
	bytes   []byte
	length  int64 // -1: no upload
	title   string
	uploads int
	fault   func(s *server, r *http.Request) fault
}

// fault is what goes wrong with one request; the zero fault is nothing.
type fault struct {
	status int   // answer this
	cut    int64 // close the connection after reading so many bytes
	lose   bool  // do the work, then close the connection instead of answering
}

func newServer(t *testing.T) *server {
	s := &server{t: t, length: -1}
	s.start("127.0.0.1:0")
	t.Cleanup(func() { s.http.Close() })
	return s
}

func (s *server) start(addr string) {
	ln, err := new(net.ListenConfig).Listen(context.Background(), "tcp", addr)
	if err != nil {
		s.t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /company/client/video/stream", s.wrap(s.create))
	mux.HandleFunc("HEAD /company/client/video/stream/{id}", s.wrap(s.head))
	mux.HandleFunc("PATCH /company/client/video/stream/{id}", s.wrap(s.patch))
	s.http = &httptest.Server{Listener: ln, Config: &http.Server{Handler: mux}} //nolint:gosec // a test
	s.http.Start()
	s.addr = ln.Addr().String()
}

// restart is what a crash and a new start look like from outside.
func (s *server) restart() {
	s.http.CloseClientConnections()
	s.http.Close()
	s.start(s.addr)
}

func (s *server) wrap(next func(http.ResponseWriter, *http.Request, fault)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		defer s.mu.Unlock()
		entry := r.Method
		if r.Method == "PATCH" {
			entry += fmt.Sprintf(" %s+%d", r.Header.Get("Upload-Offset"), r.ContentLength)
		}
		s.log = append(s.log, entry)
		var f fault
		if s.fault != nil {
			f = s.fault(s, r)
		}
		switch {
		case r.Header.Get("Authorization") != "Bearer "+testKey:
			w.WriteHeader(http.StatusUnauthorized)
			fmt.Fprint(w, `{"message":"unauthorized"}`)
		case r.Header.Get("Tus-Resumable") != "1.0.0":
			w.WriteHeader(http.StatusPreconditionFailed)
		case f.status != 0:
			w.WriteHeader(f.status)
			fmt.Fprint(w, `{"message":"out of \u001b[31morder"}`)
		default:
			next(w, r, f)
		}
	}
}

func (s *server) create(w http.ResponseWriter, r *http.Request, f fault) {
	s.uploads++
	s.length, _ = strconv.ParseInt(r.Header.Get("Upload-Length"), 10, 64)
	s.bytes = nil
	for pair := range strings.SplitSeq(r.Header.Get("Upload-Metadata"), ",") {
		if key, value, _ := strings.Cut(pair, " "); key == "title" {
			title, _ := base64.StdEncoding.DecodeString(value)
			s.title = string(title)
		}
	}
	if f.lose {
		panic(http.ErrAbortHandler)
	}
	// Another host on purpose: the key must not go there.
	w.Header().Set("Location", "http://elsewhere.invalid/company/client/video/stream/"+videoID)
	w.Header().Set("Stream-Media-Id", videoID)
	w.WriteHeader(http.StatusCreated)
}

func (s *server) head(w http.ResponseWriter, _ *http.Request, _ fault) {
	if s.length < 0 {
		w.WriteHeader(http.StatusGone)
		return
	}
	w.Header().Set("Upload-Offset", strconv.Itoa(len(s.bytes)))
	w.Header().Set("Upload-Length", strconv.FormatInt(s.length, 10))
}

func (s *server) patch(w http.ResponseWriter, r *http.Request, f fault) {
	offset, _ := strconv.Atoi(r.Header.Get("Upload-Offset"))
	last := int64(offset)+r.ContentLength == s.length
	switch {
	case s.length < 0:
		w.WriteHeader(http.StatusGone)
		return
	case offset != len(s.bytes):
		w.Header().Set("Upload-Offset", strconv.Itoa(len(s.bytes)))
		w.WriteHeader(http.StatusConflict)
		return
	case !last && (r.ContentLength%(256<<10) != 0 || r.ContentLength < 5<<20), r.ContentLength > 200<<20:
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	body := io.Reader(r.Body)
	if f.cut > 0 {
		body = io.LimitReader(body, f.cut)
	}
	got, err := io.ReadAll(body)
	s.bytes = append(s.bytes, got...)
	if f.cut > 0 || f.lose || err != nil {
		panic(http.ErrAbortHandler)
	}
	w.Header().Set("Upload-Offset", strconv.Itoa(len(s.bytes)))
	w.WriteHeader(http.StatusNoContent)
}
