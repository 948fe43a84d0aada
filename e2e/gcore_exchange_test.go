package e2e

import (
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
)

// exchange is a request of a recorded client, and what its answer must show. Package gcore, whose
// folder the recordings are in, says how they are written; here requests are also repeated until
// something has come about (wait), and sent by the server (out).
type exchange struct {
	title                   string
	wait, expect, save, out string
	head, body              string
}

func readExchanges(t *testing.T, name string) []exchange {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("..", "internal", "dialect", "gcore", "testdata", "exchanges", name+".http"))
	if err != nil {
		t.Fatal(err)
	}
	var list []exchange
	for _, block := range strings.Split(string(raw), "\n### ")[1:] {
		var x exchange
		x.title, block, _ = strings.Cut(block+"\n", "\n")
		for strings.HasPrefix(block, "# ") {
			var line string
			line, block, _ = strings.Cut(strings.TrimPrefix(block, "# "), "\n")
			name, rest, _ := strings.Cut(line, ": ")
			for directive, into := range map[string]*string{"wait": &x.wait, "expect": &x.expect, "save": &x.save, "out": &x.out} {
				if name == directive {
					*into = rest
				}
			}
		}
		x.head, x.body, _ = strings.Cut(block, "\n\n")
		x.head, x.body = strings.TrimRight(x.head, "\n"), strings.TrimSuffix(strings.TrimSuffix(x.body, "\n"), "\n")
		list = append(list, x)
	}
	return list
}

// shown is an answer, or a message of the server, as conditions see it.
type shown struct {
	status int
	header http.Header
	json   any
}

func show(status int, header http.Header, body string) shown {
	s := shown{status: status, header: header}
	_ = json.Unmarshal([]byte(body), &s.json) // what is no JSON has no members
	return s
}

// at is what there is in one place, as JSON would have it.
func (s shown) at(path string) (any, bool) {
	kind, rest, _ := strings.Cut(path, ".")
	switch kind {
	case "status":
		return float64(s.status), true
	case "header":
		return s.header.Get(rest), s.header.Get(rest) != ""
	}
	value, there := s.json, true
	for step := range strings.SplitSeq(rest, ".") {
		switch v := value.(type) {
		case map[string]any:
			value, there = v[step]
		case []any:
			n, err := strconv.Atoi(step)
			switch {
			case step == "length":
				value = float64(len(v))
			case err == nil && n < len(v):
				value = v[n]
			default:
				return nil, false
			}
		default:
			return nil, false
		}
	}
	return value, there
}

// lacks are the conditions of a line that are not met.
func (s shown) lacks(line string) []string {
	begins := regexp.MustCompile(`(?:^| )((?:status|header\.[\w-]+|json(?:\.\w+)+)[=~>:])`).FindAllStringSubmatchIndex(line, -1)
	var missing []string
	for i, at := range begins {
		end := len(line)
		if i+1 < len(begins) {
			end = begins[i+1][0]
		}
		path, op, want := line[at[2]:at[3]-1], line[at[3]-1], line[at[3]:end]
		if got, there := s.at(path); !meets(op, want, got, there) {
			missing = append(missing, line[at[2]:end])
		}
	}
	return missing
}

func meets(op byte, want string, got any, there bool) bool {
	text, isText := got.(string)
	number, isNumber := got.(float64)
	switch op {
	case '=':
		var value any
		if json.Unmarshal([]byte(want), &value) != nil {
			value = want
		}
		return there && reflect.DeepEqual(got, value)
	case '~':
		return strings.Contains(text, want)
	case '>':
		least, err := strconv.ParseFloat(want, 64)
		return err == nil && isNumber && number > least
	}
	switch want {
	case "str":
		return isText && text != ""
	case "url":
		return strings.HasPrefix(text, "http://") || strings.HasPrefix(text, "https://")
	case "time":
		_, err := time.Parse(time.RFC3339, text)
		return err == nil
	case "int": // of a header, in words
		_, err := strconv.ParseInt(text, 10, 64)
		return isNumber && number == float64(int64(number)) || err == nil
	}
	return false
}
