package form

import (
	"net/url"
	"strings"
)

// parseParams reads the parameters of a header value such as
//
//	form-data; name="file"; filename="a b.mp4"
//
// with names in lower case; the first of several wins. It takes what mime.ParseMediaType
// refuses and clients send: blanks, slashes and colons without quotes, backslashes of
// Windows paths, parameters twice. "filename*" (RFC 8187, UTF-8) goes before "filename".
func parseParams(value string) (kind string, params map[string]string) {
	kind, rest, _ := strings.Cut(value, ";")
	params = map[string]string{}
	for rest != "" {
		var name, text string
		name, rest, _ = strings.Cut(rest, "=")
		if i := strings.LastIndexByte(name, ';'); i >= 0 {
			name = name[i+1:] // a parameter without a value
		}
		text, rest = parseValue(rest)
		name = strings.ToLower(strings.TrimSpace(name))
		if _, twice := params[name]; !twice {
			params[name] = text
		}
	}
	if text, ok := decodeExtended(params["filename*"]); ok {
		params["filename"] = text
	}
	return strings.ToLower(strings.TrimSpace(kind)), params
}

// parseValue reads a value up to the next semicolon, which it drops. Inside quotes a
// backslash stands before a quote or another backslash; any other one is itself.
func parseValue(s string) (value, rest string) {
	s = strings.TrimLeft(s, " \t")
	if !strings.HasPrefix(s, `"`) {
		value, rest, _ = strings.Cut(s, ";")
		return strings.TrimSpace(value), rest
	}
	var b strings.Builder
	i := 1
	for ; i < len(s) && s[i] != '"'; i++ {
		if s[i] == '\\' && i+1 < len(s) && (s[i+1] == '"' || s[i+1] == '\\') {
			i++
		}
		b.WriteByte(s[i])
	}
	_, rest, _ = strings.Cut(s[min(i, len(s)):], ";")
	return b.String(), rest
}

// decodeExtended reads utf-8'lang'percent-encoded.
func decodeExtended(s string) (string, bool) {
	parts := strings.SplitN(s, "'", 3)
	if len(parts) != 3 || !strings.EqualFold(parts[0], "utf-8") {
		return "", false
	}
	text, err := url.PathUnescape(parts[2])
	return text, err == nil
}
