package s3

import (
	"bufio"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// canonicalRequest is the algorithm as published ("Create a signed AWS API request", step
// 1), over a request as text. It shares no code with the signer.
func canonicalRequest(method, path, rawQuery string, signed []string, header map[string]string, payload string) string {
	var pairs []string
	for pair := range strings.SplitSeq(rawQuery, "&") {
		if pair == "" {
			continue
		}
		name, value, _ := strings.Cut(pair, "=")
		pairs = append(pairs, reencode(name)+"="+reencode(value))
	}
	slices.Sort(pairs)
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n%s\n%s\n", method, path, strings.Join(pairs, "&"))
	for _, name := range signed {
		var words []string
		for word := range strings.SplitSeq(header[name], " ") {
			if word != "" {
				words = append(words, word)
			}
		}
		fmt.Fprintf(&b, "%s:%s\n", name, strings.Join(words, " "))
	}
	fmt.Fprintf(&b, "\n%s\n%s", strings.Join(signed, ";"), payload)
	return b.String()
}

// reencode escapes all but what RFC 3986 calls unreserved, in capitals.
func reencode(s string) string {
	plain, err := url.QueryUnescape(s)
	if err != nil {
		return s
	}
	var b strings.Builder
	for _, c := range []byte(plain) {
		if 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || strings.IndexByte("-._~", c) >= 0 {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}

// authorize is the rest of it (steps 2 to 5).
func authorize(canonical, date, scope, secret string) string {
	digest := sha256.Sum256([]byte(canonical))
	key := []byte("AWS4" + secret)
	for _, part := range append(strings.Split(scope, "/"),
		"AWS4-HMAC-SHA256\n"+date+"\n"+scope+"\n"+hex.EncodeToString(digest[:])) {
		mac := hmac.New(sha256.New, key)
		mac.Write([]byte(part))
		key = mac.Sum(nil)
	}
	return hex.EncodeToString(key)
}

// FuzzVerify signs requests by the published algorithm, which must be taken for good, and
// lets another method, path, query or header go with the same signature, which must not
// unless it means the same.
func FuzzVerify(f *testing.F) {
	f.Add("PUT", "/project-1/a.mp4", "", "text", "PUT", "/project-1/b.mp4", "", "text")
	f.Add("POST", "/project-1/a%2Fb", "uploads", "a  b", "POST", "/project-1/a%2fb", "uploads=", "a b")
	f.Add("PUT", "/project-1//x/../a", "partNumber=1&uploadId=a+b", " ", "PUT", "/project-1/a", "uploadId=a%20b&partNumber=1", "")
	f.Add("GET", "/", "list-type=2&&prefix=%7E*", "\t", "GET", "/?", "prefix=~%2A&list-type=2", "")
	server := verifierAt(f, ourTime)
	f.Fuzz(func(t *testing.T, method, path, query, value, method2, path2, query2, value2 string) {
		first, ok := parseText(method, path, query, value, "")
		if !ok || !plainNames(first.URL.RawQuery) || first.URL.Path == "" {
			t.Skip()
		}
		signed := []string{"host", "x-amz-content-sha256", "x-amz-date", "x-amz-meta-a"}
		canonical := canonicalRequest(first.Method, first.URL.EscapedPath(), first.URL.RawQuery, signed, map[string]string{
			"host": first.Host, "x-amz-content-sha256": unsignedPayload, "x-amz-date": ourTime, "x-amz-meta-a": first.Header.Get("X-Amz-Meta-A"),
		}, unsignedPayload)
		authorization := "AWS4-HMAC-SHA256 Credential=" + ourKeyID + "/" + ourScope + ",SignedHeaders=" + strings.Join(signed, ";") +
			",Signature=" + authorize(canonical, ourTime, ourScope, ourSecret)
		first.Header.Set("Authorization", authorization)
		if _, err := server.verify(first); err != nil {
			t.Fatalf("%v for\n%s", err, canonical)
		}
		second, ok := parseText(method2, path2, query2, value2, authorization)
		if !ok {
			return
		}
		if _, err := server.verify(second); err == nil {
			if diff := cmp.Diff(wordsOf(first), wordsOf(second)); diff != "" {
				t.Errorf("one signature for two requests: %s", diff)
			}
		}
	})
}

// wordsOf is the meaning of a request, in whose headers runs of blanks are one.
func wordsOf(r *http.Request) meaning {
	m := meaningOf(r, "x-amz-meta-a")
	for _, values := range m.Header {
		for i, value := range values {
			values[i] = strings.Join(strings.Fields(value), " ")
		}
	}
	return m
}

// parseText is a request as the server reads it; false when it reads none.
func parseText(method, path, query, value, authorization string) (*http.Request, bool) {
	if strings.ContainsAny(method+path+query+value, "\r\n") {
		return nil, false
	}
	head := method + " " + path
	if query != "" {
		head += "?" + query
	}
	head += " HTTP/1.1\r\nHost: h\r\nX-Amz-Date: " + ourTime + "\r\nX-Amz-Content-Sha256: " + unsignedPayload + "\r\nX-Amz-Meta-A: " + value + "\r\n"
	if authorization != "" {
		head += "Authorization: " + authorization + "\r\n"
	}
	r, err := http.ReadRequest(bufio.NewReader(strings.NewReader(head + "\r\n")))
	return r, err == nil && len(r.Header["X-Amz-Meta-A"]) == 1
}

// plainNames reports whether a query has but one meaning and names as S3 has them. The
// signer sorts others before it escapes them, not after.
func plainNames(raw string) bool {
	query, err := url.ParseQuery(raw)
	if err != nil || query.Has(amzAlgorithm) || query.Has(amzSignature) || query.Has("AWSAccessKeyId") {
		return false
	}
	for name, values := range query {
		if len(values) > 1 || strings.Trim(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-") != "" {
			return false
		}
	}
	return true
}

// FuzzAuthorization: what is read of a header is what was written.
func FuzzAuthorization(f *testing.F) {
	f.Add(authorizationOf("host;x-amz-date"))
	f.Add("AWS4-HMAC-SHA256 Credential=a/b/c/s3/aws4_request,SignedHeaders==,Signature=")
	f.Add("AWS4-HMAC-SHA256 ,,=,")
	f.Fuzz(func(t *testing.T, s string) {
		c, err := parseAuthorization(s)
		if err != nil {
			if codeIn(err) != AuthorizationHeaderMalformed {
				t.Fatal(err)
			}
			return
		}
		again, err := parseAuthorization("AWS4-HMAC-SHA256 Signature=" + c.signature + ",Credential=" + c.keyID + "/" + c.scope() +
			",SignedHeaders=" + c.signedHeaders)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(c, again, cmp.AllowUnexported(claim{}, proof{})); diff != "" || !isRegion(c.region) || len(c.signature) != 64 {
			t.Errorf("region %q, signature %q: %s", c.region, c.signature, diff)
		}
	})
}

// FuzzQuery: whatever the query, nobody is taken for someone without the secret.
func FuzzQuery(f *testing.F) {
	_, query, _ := strings.Cut(ourPresigned()[0], "?")
	query, _, _ = strings.Cut(query, " ")
	f.Add(query)
	f.Add("X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=%2F%2F%2F%2F&X-Amz-Expires=1")
	f.Add("X-Amz-Signature=%00&X-Amz-Signature")
	server := verifierAt(f, ourTime)
	server.cfg.Keys = secrets{ourKeyID: docSecret}
	f.Fuzz(func(t *testing.T, query string) {
		r := &http.Request{Method: http.MethodPut, URL: &url.URL{Path: "/project-1/a", RawQuery: query}, Host: "h", Header: http.Header{}}
		if _, err := server.verify(r); codeIn(err) == "" {
			t.Errorf("%v, want a refusal", err)
		}
		if c, err := readQuery(r); err == nil && (c.expires <= 0 || c.expires > maxExpires*1e9 || !isRegion(c.region)) {
			t.Errorf("expires %s, region %q", c.expires, c.region)
		}
	})
}
