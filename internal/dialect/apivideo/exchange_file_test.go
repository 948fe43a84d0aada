package apivideo_test

import (
	"encoding/json"
	"net/http"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// An exchange is one request that an unmodified client sent, and what its answer must hold.
//
// In a file of testdata/exchanges it begins with "### ", then come directives:
//
//	# expect: status=201 header.content-type=application/json json.title="my name" json.data.length=1 body.length=0
//	# save: v1=json.videoId
//
// then the request's head, an empty line, and its body up to the two line ends before the next
// exchange. Line ends are CRLF on the wire, in multipart bodies too; {{names}} are filled in.
type exchange struct {
	title  string
	expect string
	save   string
	head   string
	body   string
}

func readExchanges(t *testing.T, path string) []exchange {
	t.Helper()
	raw, err := os.ReadFile(path)
	must(t, err)
	blocks := strings.Split(string(raw), "\n### ")
	out := make([]exchange, 0, len(blocks))
	for _, block := range blocks[1:] {
		var x exchange
		x.title, block, _ = strings.Cut(block+"\n", "\n")
		for strings.HasPrefix(block, "#") {
			var line string
			line, block, _ = strings.Cut(block, "\n")
			if conditions, ok := strings.CutPrefix(line, "# expect: "); ok {
				x.expect = conditions
			}
			if names, ok := strings.CutPrefix(line, "# save: "); ok {
				x.save = names
			}
		}
		x.head, x.body, _ = strings.Cut(block, "\n\n")
		x.head = strings.TrimRight(x.head, "\n") // the last one of a file
		x.body = strings.TrimSuffix(strings.TrimSuffix(x.body, "\n"), "\n")
		out = append(out, x)
	}
	return out
}

// conditions are what an answer must show, by where. A value that is JSON is that, any other is text.
func conditions(line string) map[string]any {
	begins := regexp.MustCompile(`(?:^| )(status|body\.length|header\.[\w-]+|json\.[\w.\[\]]+)=`).FindAllStringSubmatchIndex(line, -1)
	out := map[string]any{}
	for i, at := range begins {
		end := len(line)
		if i+1 < len(begins) {
			end = begins[i+1][0]
		}
		value := line[at[1]:end]
		var decoded any
		if err := json.Unmarshal([]byte(value), &decoded); err != nil {
			decoded = value
		}
		out[line[at[2]:at[3]]] = decoded
	}
	return out
}

// observe is what an answer shows in one place, as JSON would hold it.
func observe(answer *http.Response, body []byte, decoded any, path string) any {
	kind, rest, _ := strings.Cut(path, ".")
	switch kind {
	case "status":
		return float64(answer.StatusCode)
	case "header":
		return answer.Header.Get(rest)
	case "body":
		return float64(len(body))
	}
	for _, step := range strings.FieldsFunc(rest, func(c rune) bool { return strings.ContainsRune(".[]", c) }) {
		list, isList := decoded.([]any)
		n, err := strconv.Atoi(step)
		switch {
		case isList && step == "length":
			decoded = float64(len(list))
		case err == nil:
			decoded = at(decoded, n)
		default:
			decoded = at(decoded, step)
		}
	}
	return decoded
}
