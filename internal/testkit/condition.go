package testkit

import (
	"encoding/json"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/google/go-cmp/cmp"
)

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
		return cmp.Diff(c.wanted(got), got)
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

// wanted is the value of the condition: JSON where it is that, and text beside a text, such as
// the "true" of a header.
func (c condition) wanted(got any) any {
	var want any
	if err := json.Unmarshal([]byte(c.value), &want); err != nil {
		return c.value
	}
	_, gotText := got.(string)
	if _, wantText := want.(string); gotText && !wantText {
		return c.value
	}
	return want
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

// observed is an answer as conditions see it.
type observed struct {
	*http.Response

	body    []byte
	decoded any // nil when the body is no JSON
}

// at is what there is in one place, as JSON would hold it, and whether it is there.
func (o observed) at(path string) (any, bool) {
	kind, rest, _ := strings.Cut(path, ".")
	switch kind {
	case "status":
		return float64(o.StatusCode), true
	case "header":
		return o.Header.Get(rest), len(o.Header.Values(rest)) > 0
	case "body":
		if rest == "length" {
			return float64(len(o.body)), true
		}
		return string(o.body), true
	}
	// "videos[1].name" is one member of an object: some vendors name what is wrong so.
	rest = strings.ReplaceAll(rest, "].", "]\x00")
	value, there := o.decoded, true
	for step := range strings.SplitSeq(rest, ".") {
		if step = strings.ReplaceAll(step, "\x00", "."); step != "" {
			value, there = member(value, step)
		}
	}
	return value, there
}

func member(v any, step string) (any, bool) {
	switch v := v.(type) {
	case map[string]any:
		value, there := v[step]
		return value, there
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
