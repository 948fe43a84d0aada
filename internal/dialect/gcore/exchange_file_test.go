package gcore_test

import (
	"encoding/json"
	"net/http"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// An exchange is one request that an unmodified client sent, and what its answer must hold.
//
// In a file of testdata/exchanges it begins with "### ", then come comments and directives:
//
//	# expect: status=200 header.content-type~application/json json.id:int json.name="From Go" json.list.length>0
//	# save: vid=json.id
//
// then the request's head, an empty line, and its body up to the two line ends before the next
// exchange. In a condition "=" is equality, "~" containment, ">" order, and ":" a kind.
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

// condition is what an answer must show in one place.
type condition struct{ path, op, value string }

func conditions(line string) []condition {
	begins := regexp.MustCompile(`(?:^| )(status|body|body\.length|header\.[\w-]+|json(?:\.[\w\[\]]+)*)([=~>:])`).FindAllStringSubmatchIndex(line, -1)
	var out []condition
	for i, at := range begins {
		end := len(line)
		if i+1 < len(begins) {
			end = begins[i+1][0]
		}
		out = append(out, condition{line[at[2]:at[3]], line[at[4]:at[5]], line[at[1]:end]})
	}
	return out
}

// check says what is wrong with what an answer shows, "" for nothing.
func (c condition) check(got any, there bool) string {
	switch c.op {
	case "=":
		var want any
		if err := json.Unmarshal([]byte(c.value), &want); err != nil {
			want = c.value
		}
		if text, isText := got.(string); isText { // of a header, "true" is a text
			if _, isText := want.(string); !isText {
				want = c.value
			}
			got = text
		}
		return cmp.Diff(want, got)
	case "~":
		if text, _ := got.(string); !strings.Contains(text, c.value) {
			return "does not contain " + c.value
		}
	case ">":
		least, err := strconv.ParseFloat(c.value, 64)
		if n, isNumber := got.(float64); err != nil || !isNumber || n <= least {
			return "is not above " + c.value
		}
	case ":":
		if !isOf(c.value, got, there) {
			return "is no " + c.value
		}
	}
	return ""
}

func isOf(kind string, got any, there bool) bool {
	text, isText := got.(string)
	number, isNumber := got.(float64)
	switch kind {
	case "absent":
		return !there
	case "any":
		return there
	case "str":
		return isText && text != ""
	case "url":
		return strings.HasPrefix(text, "http://") || strings.HasPrefix(text, "https://")
	case "time":
		_, err := time.Parse(time.RFC3339, text)
		return err == nil
	case "int":
		return isNumber && number == float64(int64(number))
	}
	return false
}

// observe is what an answer shows in one place, as JSON would hold it, and whether it is there.
func observe(answer *http.Response, body []byte, decoded any, path string) (any, bool) {
	kind, rest, _ := strings.Cut(path, ".")
	switch kind {
	case "status":
		return float64(answer.StatusCode), true
	case "header":
		return answer.Header.Get(rest), len(answer.Header.Values(rest)) > 0
	case "body":
		if rest == "length" {
			return float64(len(body)), true
		}
		return string(body), true
	}
	// "videos[1].name" is one member of an object, in the vendor's errors.
	rest = regexp.MustCompile(`\]\.`).ReplaceAllString(rest, "]\x00")
	there := true
	for step := range strings.SplitSeq(rest, ".") {
		if step = strings.ReplaceAll(step, "\x00", "."); step == "" {
			continue
		}
		decoded, there = walk(decoded, step)
	}
	return decoded, there
}

func walk(v any, step string) (any, bool) {
	switch v := v.(type) {
	case map[string]any:
		member, there := v[step]
		return member, there
	case []any:
		if step == "length" {
			return float64(len(v)), true
		}
		if n, err := strconv.Atoi(step); err == nil && n < len(v) {
			return v[n], true
		}
	}
	return nil, false
}
