package httpd

import (
	"net/http"
	"net/url"
	"strings"
)

// Canonical serves mux so that "/a/", "//a" and "/a" get the same answer and no
// path is ever redirected. A path with a "." or ".." segment, also an encoded
// one, is answered 404 before any route sees it.
//
// Patterns are registered without a trailing slash, except subtrees ("/a/",
// "/a/{rest...}"), whose root is reached as "/a" too.
func Canonical(mux *http.ServeMux) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		path := r.URL.EscapedPath()
		if !strings.HasPrefix(path, "/") || r.Method == http.MethodConnect {
			http.NotFound(w, r) // "*" and CONNECT: nothing here is a proxy
			return
		}
		clean, ok := cleanPath(path)
		if !ok {
			http.NotFound(w, r)
			return
		}
		// In place, not on a copy: the wrappers around read r.Pattern afterwards.
		setPath(r.URL, clean)
		if _, pattern := mux.Handler(r); isSubtreeRoot(pattern, clean) {
			setPath(r.URL, clean+"/")
		}
		mux.ServeHTTP(w, r)
	})
}

// cleanPath removes empty segments of an escaped path; false when a segment is
// "." or "..".
func cleanPath(path string) (string, bool) {
	var b strings.Builder
	for segment := range strings.SplitSeq(path, "/") {
		switch decoded, err := url.PathUnescape(segment); {
		case err != nil, decoded == ".", decoded == "..":
			return "", false
		case segment != "":
			b.WriteString("/" + segment)
		}
	}
	if b.Len() == 0 {
		return "/", true
	}
	return b.String(), true
}

func setPath(u *url.URL, escaped string) {
	decoded, err := url.PathUnescape(escaped)
	if err != nil {
		return // cleanPath has unescaped every part of it
	}
	u.Path, u.RawPath = decoded, escaped
}

// isSubtreeRoot reports whether the mux would redirect path to path + "/"
// because pattern is the subtree below it. The mux returns the subtree's pattern for
// both, so the number of segments decides.
func isSubtreeRoot(pattern, path string) bool {
	slash := strings.IndexByte(pattern, '/')
	if slash < 0 || path == "/" {
		return false
	}
	p := pattern[slash:]
	multi := strings.HasSuffix(p, "/") || strings.HasSuffix(p, "...}") || strings.HasSuffix(p, "/{$}")
	return multi && strings.Count(p, "/") == strings.Count(path, "/")+1
}
