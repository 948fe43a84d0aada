package differential

import (
	"bytes"
	"context"
	"io"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

const (
	tributary = iota
	tusd
	servers // how many there are
)

// request is one that both servers get. Label says in words what it tries, and in which
// state; the list of differences speaks of labels.
type request struct {
	label   string
	method  string
	upload  *upload // nil = the collection
	header  http.Header
	body    []byte
	counted bool      // sent in chunks, without Content-Length
	parts   []*upload // Upload-Concat is "final;" and their URLs
}

// upload is what both servers made of one creation.
type upload struct {
	urls    [servers]string
	state   state
	partial bool
	length  int64 // -1 = deferred
	offset  int64
	sent    string // Upload-Metadata of the creation
}

// state is how far an upload has come, as far as the generator knows.
type state string

const (
	open     state = "open"
	deferred state = "deferred"
	complete state = "complete"
	final    state = "final"
	gone     state = "gone"
	unknown  state = "unknown" // there never was one
)

// answer is a response. What is compared of it is said: the status and some headers, in a
// form that does not name the server.
type answer struct {
	said   map[string]string
	header http.Header
}

func (a answer) ok() bool { return strings.HasPrefix(a.said["status"], "2") }

// compared are the headers that the protocol gives a meaning. Of some only
// the presence can be the same.
func compared() (whole, present []string) {
	return []string{"Upload-Offset", "Upload-Length", "Upload-Defer-Length", "Tus-Resumable", "Tus-Version", "Cache-Control",
			"X-Content-Type-Options"},
		[]string{"Location", "Upload-Expires", "Upload-Concat", "Upload-Metadata"}
}

// send makes the request to one of the servers.
func (q request) send(ctx context.Context, to server, which int) (answer, error) {
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	url := to.url
	if q.upload != nil {
		url = q.upload.urls[which]
	}
	var body io.Reader = bytes.NewReader(q.body)
	if q.counted {
		body = struct{ io.Reader }{body} // whose length net/http cannot know
	}
	r, err := http.NewRequestWithContext(ctx, q.method, url, body)
	if err != nil {
		return answer{}, err
	}
	maps.Copy(r.Header, q.header)
	r.Header.Set("Authorization", to.authorization)
	if len(q.parts) > 0 {
		r.Header.Set("Upload-Concat", "final;"+strings.Join(urlsOf(q.parts, which), " "))
	}
	got, err := http.DefaultClient.Do(r)
	if err != nil {
		return answer{}, err
	}
	defer got.Body.Close()
	// An answer to an overridden HEAD may promise a body that never comes.
	_, _ = io.Copy(io.Discard, io.LimitReader(got.Body, 1<<20))
	return reduce(got), nil
}

func urlsOf(uploads []*upload, which int) []string {
	var urls []string
	for _, u := range uploads {
		urls = append(urls, u.urls[which])
	}
	return urls
}

func reduce(got *http.Response) answer {
	said := map[string]string{"status": strconv.Itoa(got.StatusCode)}
	whole, present := compared()
	for _, name := range whole {
		said[name] = got.Header.Get(name)
	}
	for _, name := range present {
		if got.Header.Get(name) != "" {
			said[name] = "present"
		}
	}
	return answer{said, got.Header}
}

// difference is one thing that the servers answered differently.
type difference struct {
	label, what  string
	ours, theirs string
}

// differences lists them. Of answers with different statuses it is the status alone: the rest follows.
func differences(label string, ours, theirs map[string]string) []difference {
	if ours["status"] != theirs["status"] {
		return []difference{{label, "status", ours["status"], theirs["status"]}}
	}
	var found []difference
	names := slices.Sorted(maps.Keys(ours))
	for name := range theirs {
		if _, both := ours[name]; !both {
			names = append(names, name)
		}
	}
	for _, name := range names {
		if ours[name] != theirs[name] {
			found = append(found, difference{label, name, ours[name], theirs[name]})
		}
	}
	return found
}
