package testkit

import (
	"os"
	"strings"
	"testing"
)

// An Exchange is one request that an unmodified client sent, and what its answer must hold.
//
// In a file it begins with "### ", then come comments and directives:
//
//	# expect: status=200 header.content-type~application/json json.id:int json.name="From Go" json.list.length>0
//	# save: vid=json.id
//
// then the request's head, an empty line, and its body up to the two line ends before the next
// exchange. Line ends are CRLF on the wire; {{names}} are filled in. In a condition "=" is equality,
// "~" containment, ">" order, and ":" a kind: absent, any, str, url, time or int. A place is status,
// header.name, body, body.length, or a path into the JSON of the body, such as json.list.0.name or
// json.list.length.
type Exchange struct {
	Title  string
	Expect string
	Save   string
	Head   string
	Body   string
}

// ReadExchanges reads the exchanges of a file, in their order.
func ReadExchanges(t testing.TB, path string) []Exchange {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	blocks := strings.Split(string(raw), "\n### ")
	out := make([]Exchange, 0, len(blocks))
	for _, block := range blocks[1:] {
		out = append(out, readExchange(block))
	}
	return out
}

func readExchange(block string) (x Exchange) {
	x.Title, block, _ = strings.Cut(block+"\n", "\n")
	for strings.HasPrefix(block, "#") {
		var line string
		line, block, _ = strings.Cut(block, "\n")
		if conditions, ok := strings.CutPrefix(line, "# expect: "); ok {
			x.Expect = conditions
		}
		if names, ok := strings.CutPrefix(line, "# save: "); ok {
			x.Save = names
		}
	}
	x.Head, x.Body, _ = strings.Cut(block, "\n\n")
	x.Head = strings.TrimRight(x.Head, "\n") // the last one of a file
	x.Body = strings.TrimSuffix(strings.TrimSuffix(x.Body, "\n"), "\n")
	return x
}
