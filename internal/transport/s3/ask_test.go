package s3_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/xml"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
)

// ask is a request by hand.
type ask struct {
	method string // "PUT"
	path   string // "" = the object
	query  string
	body   string
	header []string // "Name: value"
	secret string   // another than that of the key
}

// answer is what came back.
type answer struct {
	status int
	header http.Header
	body   string
	code   string // of the error
	closes bool   // the connection
}

func (f *fixture) do(a ask) answer {
	f.t.Helper()
	got, err := f.try(a)
	must(f.t, err)
	return got
}

func (f *fixture) try(a ask) (answer, error) {
	r, err := f.request(a)
	if err != nil {
		return answer{}, err
	}
	res, err := f.server.Client().Do(r)
	if err != nil {
		return answer{}, err
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		return answer{}, err
	}
	var refusal struct {
		XMLName xml.Name `xml:"Error"`
		Code    string
	}
	_ = xml.Unmarshal(raw, &refusal) // most answers are none
	return answer{res.StatusCode, res.Header, string(raw), refusal.Code, res.Close}, nil
}

// request makes a signed request.
func (f *fixture) request(a ask) (*http.Request, error) {
	path := a.path
	if path == "" {
		path = "/" + f.access.Bucket + "/" + f.access.Object
	}
	r, err := http.NewRequestWithContext(f.t.Context(), a.method, f.server.URL, strings.NewReader(a.body))
	if err != nil {
		return nil, err
	}
	if r.URL, err = r.URL.Parse(path); err != nil {
		return nil, err
	}
	r.URL.RawQuery = a.query
	for _, line := range a.header {
		name, value, _ := strings.Cut(line, ": ")
		r.Header.Set(name, value)
	}
	sum := sha256.Sum256([]byte(a.body))
	payload := hex.EncodeToString(sum[:])
	if said := r.Header.Get("X-Amz-Content-Sha256"); said != "" {
		payload = said
	}
	r.Header.Set("X-Amz-Content-Sha256", payload)
	secret := f.access.Secret
	if a.secret != "" {
		secret = a.secret
	}
	if r.ContentLength == 0 {
		r.Body = http.NoBody
	}
	return r, v4.NewSigner(func(o *v4.SignerOptions) { o.DisableURIPathEscaping = true }).SignHTTP(f.t.Context(),
		aws.Credentials{AccessKeyID: f.access.KeyID, SecretAccessKey: secret}, r, payload, "s3", "us-east-1", time.Now())
}

// want checks the status, and the code of a refusal.
func (a answer) want(t *testing.T, status int, code string) answer {
	t.Helper()
	if a.status != status || a.code != code {
		t.Errorf("answer %d %s, want %d %s\n%s", a.status, a.code, status, code, a.body)
	}
	if a.header.Get("X-Amz-Request-Id") == "" {
		t.Error("an answer without x-amz-request-id")
	}
	return a
}

// create begins an upload in parts.
func (f *fixture) create(header ...string) (id string) {
	f.t.Helper()
	var made struct {
		UploadID string `xml:"UploadId"`
	}
	a := f.do(ask{method: "POST", query: "uploads=", header: header}).want(f.t, 200, "")
	must(f.t, xml.Unmarshal([]byte(a.body), &made))
	return made.UploadID
}

func part(id, number string) string { return "partNumber=" + number + "&uploadId=" + id }

// list is a CompleteMultipartUpload of parts by number and body.
func list(parts ...string) string {
	var b strings.Builder
	for i := 0; i < len(parts); i += 2 {
		b.WriteString("<Part><PartNumber>" + parts[i] + "</PartNumber><ETag>&#34;" + sum(parts[i+1]) + "&#34;</ETag></Part>")
	}
	return "<CompleteMultipartUpload>" + b.String() + "</CompleteMultipartUpload>"
}
