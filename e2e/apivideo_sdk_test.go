package e2e

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"testing"
)

// apiChunk is the smallest chunk that the SDKs cut.
const apiChunk = 5 << 20

// sdk is the vendor's client for Node.js, waiting for calls.
type sdk struct {
	*server

	in     io.WriteCloser
	out    *bufio.Reader
	called []string
}

// progress is what the SDK tells a listener during an upload.
type progress struct{ ChunksCount, CurrentChunk, UploadedBytes, TotalBytes int64 }

// sdkAnswer is one line of apivideo.mjs.
type sdkAnswer struct {
	Value    json.RawMessage
	Progress []progress
	Status   int
	Problem  struct{ Type, Title, Name string }
	Error    string
}

// startSDK runs the SDK until the test ends, with nothing changed but base URI and key.
func startSDK(t *testing.T, s *server) *sdk {
	t.Helper()
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	cmd := script(t, ctx, ".", "apivideo.mjs", s.URL, s.Key, fmt.Sprint(apiChunk))
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	stderr := &syncBuffer{}
	cmd.Stderr = stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	c := &sdk{server: s, in: in, out: bufio.NewReader(out)}
	t.Cleanup(func() {
		defer cancel()
		_ = in.Close() // which ends it
		if err := cmd.Wait(); err != nil || stderr.String() != "" {
			t.Errorf("apivideo.mjs: %v\n%s", err, stderr)
		}
	})
	return c
}

// sdkCall is a call as apivideo.mjs takes it.
type sdkCall struct {
	Call  string `json:"call"`
	Args  []any  `json:"args"`
	Keep  string `json:"keep,omitempty"`
	Watch bool   `json:"watch,omitempty"`
}

func (c *sdk) ask(t *testing.T, r sdkCall) (a sdkAnswer) {
	t.Helper()
	c.called = append(c.called, r.Call)
	if r.Args == nil {
		r.Args = []any{}
	}
	line, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.in.Write(append(line, '\n')); err != nil {
		t.Fatal(err)
	}
	if line, err = c.out.ReadBytes('\n'); err != nil {
		t.Fatalf("%s: %v", r.Call, err)
	}
	if err := json.Unmarshal(line, &a); err != nil {
		t.Fatalf("%s: %v in %s", r.Call, err, line)
	}
	return a
}

// call makes a call that must succeed, and decodes what it returns unless into is nil.
func (c *sdk) call(t *testing.T, into any, name string, args ...any) {
	t.Helper()
	c.answered(t, c.ask(t, sdkCall{Call: name, Args: args}), into, name)
}

// upload is call with a progress listener, which must have heard of every byte.
func (c *sdk) upload(t *testing.T, into any, f file, name string, args ...any) []progress {
	t.Helper()
	a := c.ask(t, sdkCall{Call: name, Args: append(args, f.path), Watch: true})
	c.answered(t, a, into, name)
	if n := len(a.Progress); n == 0 || a.Progress[n-1].UploadedBytes < f.size {
		t.Errorf("%s: progress %v of %d bytes", name, a.Progress, f.size)
	}
	return a.Progress
}

// keep makes a call whose result is called itself later, by a name.
func (c *sdk) keep(t *testing.T, as, name string, args ...any) {
	t.Helper()
	c.answered(t, c.ask(t, sdkCall{Call: name, Args: args, Keep: as}), nil, name)
}

func (c *sdk) answered(t *testing.T, a sdkAnswer, into any, name string) {
	t.Helper()
	if a.Error != "" {
		t.Fatalf("%s throws %d %+v\n%s", name, a.Status, a.Problem, a.Error)
	}
	if into == nil {
		return
	}
	if err := json.Unmarshal(a.Value, into); err != nil {
		t.Fatalf("%s: %v in %s", name, err, a.Value)
	}
}

// refused makes a call that must throw the vendor's problem.
func (c *sdk) refused(t *testing.T, status int, slug, name string, args ...any) {
	t.Helper()
	a := c.ask(t, sdkCall{Call: name, Args: args})
	if want := "https://docs.api.video/reference/" + slug; a.Status != status || a.Problem.Type != want || a.Problem.Title == "" {
		t.Errorf("%s: %d %+v %s, want %d %s", name, a.Status, a.Problem, a.Error, status, slug)
	}
}

// uncalled are the methods of the SDK that nobody called.
func (c *sdk) uncalled(t *testing.T) []string {
	t.Helper()
	var all []string
	c.call(t, &all, "methods")
	if len(all) < 50 {
		t.Fatalf("the SDK has only the methods %v", all)
	}
	return slices.DeleteFunc(all, func(name string) bool { return slices.Contains(c.called, name) })
}
