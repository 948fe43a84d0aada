package testkit

import (
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const recording = `What stands before the first exchange is for people.

### 01 A form that waits
# the client asks before it sends
# expect: status=201 json.sent="{{word}}" json.length=9
# save: id=json.id
POST /things HTTP/1.1
Host: {{host}}
Content-Length: {{length}}
Expect: 100-continue

{{word}} two

### 02 What it made
# expect: status=200 json.sent=/things/7
GET /things/{{id}} HTTP/1.1
Host: {{host}}
`

func TestReplay(t *testing.T) {
	path := filepath.Join(t.TempDir(), "client.http")
	if err := os.WriteFile(path, []byte(recording), 0o600); err != nil {
		t.Fatal(err)
	}
	var connections []string
	s := Serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		connections = append(connections, r.RemoteAddr)
		if r.Method == http.MethodGet {
			_, _ = io.WriteString(w, `{"sent":"`+r.URL.Path+`"}`)
			return
		}
		body, _ := io.ReadAll(r.Body)
		word, _, _ := strings.Cut(string(body), " ")
		w.WriteHeader(http.StatusCreated)
		_, _ = io.WriteString(w, `{"id":7,"sent":"`+word+`","length":`+r.Header.Get("Content-Length")+`}`)
	}))
	p := NewReplay(t, map[string]string{"host": strings.TrimPrefix(s.URL, "http://"), "word": "great"})
	for _, x := range ReadExchanges(t, path) {
		p.Exchange(t, x, p.Text(x.Body))
	}
	if len(connections) != 2 || connections[0] != connections[1] {
		t.Errorf("connections %v, want one for two requests", connections)
	}
	if got := p.Text("{{id}} {{nobody}}"); got != "7 {{nobody}}" {
		t.Errorf("filled in: %s", got)
	}
}

// What is wrong with this answer, condition by condition.
func TestConditions(t *testing.T) {
	const body = `{"id":7,"half":0.5,"name":"From Go","at":"2026-03-01T10:00:00Z","url":"https://a.example/","none":null,` +
		`"list":[{"n":1},{"n":2}],"errors":{"videos[1].name":["is invalid"]}}`
	o := observed{Response: &http.Response{StatusCode: 200, Header: http.Header{"Content-Type": {"application/json"}, "X-Flag": {"true"}}}, body: []byte(body)}
	if err := json.Unmarshal(o.body, &o.decoded); err != nil {
		t.Fatal(err)
	}
	for line, wrong := range map[string][]string{
		`status=200 header.content-type~json header.x-flag=true`:                       nil,
		`status=201 header.content-type=text/html header.x-flag=false`:                 {"status", "header.content-type", "header.x-flag"},
		`json.id=7 json.name="From Go" json.name=From Go json.none=null`:               nil,
		`json.id=8 json.name="From" json.none=0`:                                       {"json.id", "json.name", "json.none"},
		`json.id:int json.name:str json.url:url json.at:time json.none:any`:            nil,
		`json.half:int json.id:str json.name:url json.name:time json.nobody:any`:       {"json.half", "json.id", "json.name", "json.name", "json.nobody"},
		`json.nobody:absent header.location:absent json.list.length>1`:                 nil,
		`json.id:absent header.x-flag:absent json.list.length>2`:                       {"json.id", "header.x-flag", "json.list.length"},
		`json.list.1.n=2 json.list.length=2 json.errors.videos[1].name.0="is invalid"`: nil,
		`json.list.2.n=2 json.list.0.n=2`:                                              {"json.list.2.n", "json.list.0.n"},
		`body~From Go body.length>100`:                                                 nil,
		`body~Nobody body.length>1000`:                                                 {"body", "body.length"},
	} {
		var got []string
		for _, c := range conditions(line) {
			value, there := o.at(c.path)
			if c.check(value, there) != "" {
				got = append(got, c.path)
			}
		}
		if diff := cmp.Diff(wrong, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", line, diff)
		}
	}
}
