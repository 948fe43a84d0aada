package e2e

import (
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"
)

const tusVersion = "Tus-Resumable: 1.0.0"

// refusal is a request that must be answered in exactly these words.
type refusal struct {
	name    string
	request string
	status  int
	message string
	header  map[string]string
}

// Whatever is wrong with an upload is said at once, in words that a client's
// user can act on, before any byte is sent.
func TestRefusals(t *testing.T) {
	t.Parallel()
	s := start(t, options{env: []string{"TRIBUTARY_MAX_UPLOAD_SIZE=1GiB"}})
	for _, tt := range append(s.refusalsV1(t), s.refusalsV2(t)...) {
		t.Run(tt.name, func(t *testing.T) {
			got, err := s.exchange(t.Context(), tt.request)
			if err != nil {
				t.Fatal(err)
			}
			want := ""
			if tt.message != "" {
				want = `{"message":"` + tt.message + `"}`
			}
			if got.status != tt.status || got.body != want {
				t.Errorf("answered %d %s, want %d %s", got.status, got.body, tt.status, want)
			}
			for name, value := range tt.header {
				if got.header.Get(name) != value {
					t.Errorf("%s: %q, want %q", name, got.header.Get(name), value)
				}
			}
		})
	}
}

func (s *server) refusalsV1(t *testing.T) []refusal {
	const path = "/company/client/video/stream"
	bearer := "Authorization: Bearer " + s.Key
	post := func(headers ...string) string {
		return request("POST", path, append(headers, "Content-Length: 0")...)
	}
	item := s.creation(t, path, bearer, "Upload-Length: 314572800")
	patch := func(offset, length int64, headers ...string) string {
		if len(headers) == 0 {
			headers = []string{bearer, tusVersion, "Content-Type: application/offset+octet-stream"}
		}
		return request("PATCH", item, append(headers, "Upload-Offset: "+strconv.FormatInt(offset, 10), "Content-Length: "+strconv.FormatInt(length, 10))...)
	}
	return []refusal{
		{"no key", post(tusVersion, "Upload-Length: 1"), 401, "unauthorized", nil},
		{"wrong key", post("Authorization: Bearer 1$"+strings.Repeat("0", 48), tusVersion, "Upload-Length: 1"), 401, "unauthorized", nil},
		{"key that a shell expanded", post("Authorization: Bearer 1", tusVersion, "Upload-Length: 1"), 401, "unauthorized: quote the key in single quotes", nil},
		{"chunk of 1 MiB in the middle", patch(0, 1<<20), 400, "chunk size must be at least 5242880 bytes", nil},
		{"chunk of 6,000,000 bytes in the middle", patch(0, 6_000_000), 400, "chunk size must be a multiple of 262144 bytes", nil},
		{"chunk over 200 MiB", patch(0, 209_715_201), 413, "chunk is larger than 209715200 bytes", nil},
		{"whole file over 200 MiB in one chunk", patch(0, 314_572_800), 413, "chunk is larger than 209715200 bytes", nil},
		{"wrong offset", patch(5_242_880, 5_242_880), 409, "offset does not match", map[string]string{"Upload-Offset": "0"}},
		{"no version", patch(0, 5_242_880, bearer, "Content-Type: application/offset+octet-stream"), 412, "unsupported tus version", map[string]string{"Tus-Version": "1.0.0"}},
		{"wrong content type", patch(0, 5_242_880, bearer, tusVersion, "Content-Type: video/mp4"), 415, "wrong content type", nil},
		{"over the limit", post(bearer, tusVersion, "Upload-Length: 1073741825"), 413, "upload is larger than 1073741824 bytes", nil},
		{"length with a sign", post(bearer, tusVersion, "Upload-Length: +1"), 400, "invalid Upload-Length", nil},
		{"length left open", post(bearer, tusVersion, "Upload-Defer-Length: 1"), 400, "invalid Upload-Defer-Length", nil},
		{"metadata not in base64", post(bearer, tusVersion, "Upload-Length: 1", "Upload-Metadata: title a*b"), 400, "Upload-Metadata value is not base64", nil},
		{"metadata twice", post(bearer, tusVersion, "Upload-Length: 1", "Upload-Metadata: title YQ==,title YQ=="), 400, "Upload-Metadata has a key twice", nil},
		{"unknown collection", post(bearer, tusVersion, "Upload-Length: 1", "Upload-Metadata: collection Qw=="), 400, "collection not found", nil},
		{"unknown upload", request("HEAD", path+"/0b7e4c52-9d1f-4e63-8a70-5c2d9f6e1b34", bearer, tusVersion), 404, "", nil},
	}
}

func (s *server) refusalsV2(t *testing.T) []refusal {
	const path = "/tusupload"
	id, now := s.create(t), time.Now().Unix()
	post := func(h http.Header) string {
		return request("POST", path, append(lines(h), tusVersion, "Upload-Length: 1", "Content-Length: 0")...)
	}
	at := func(offset int64) string { return strconv.FormatInt(now+offset, 10) }
	forged := s.signed(id)
	forged.Set("Expiration", at(7200))
	short := s.signed(id)
	short.Set("Signature", "59e76db6")
	other := s.creation(t, path, append(lines(s.signed(id)), "Upload-Length: 1")...)
	return []refusal{
		{"no signature", post(http.Header{"Video-Id": {id}}), 401, "unauthorized", nil},
		{"forged expiration", post(forged), 401, "unauthorized", nil},
		{"short signature", post(short), 401, "unauthorized", nil},
		{"signed with another key", post(signature("1$"+strings.Repeat("0", 48), at(3600), id)), 401, "unauthorized", nil},
		{"expired", post(signature(s.Key, at(-120), id)), 401, "unauthorized", nil},
		{"expired in milliseconds", post(signature(s.Key, at(3600)+"000", id)), 400, "Expiration must be a Unix time in seconds", nil},
		{"unknown video", post(s.signed("0b7e4c52-9d1f-4e63-8a70-5c2d9f6e1b34")), 401, "unauthorized", nil},
		{"another video's right", request("HEAD", other, append(lines(s.signed(s.create(t))), tusVersion)...), 401, "", nil},
	}
}

// A header of any length is not read to its end.
func TestOversizeHeaders(t *testing.T) {
	t.Parallel()
	s := start(t, options{})
	got, err := s.exchange(t.Context(), request("POST", "/tusupload", tusVersion, "Upload-Metadata: title "+strings.Repeat("QUFB", 50_000)))
	if err != nil || got.status != http.StatusRequestHeaderFieldsTooLarge {
		t.Errorf("answered %d %s, %v", got.status, got.body, err)
	}
	got, err = s.exchange(t.Context(), request("POST", "/company/client/video/stream", "Authorization: Bearer "+s.Key, tusVersion,
		"Upload-Length: 1", "Content-Length: 0", "Upload-Metadata: title "+strings.Repeat("QUFB", 5_000)))
	if err != nil || got.status != http.StatusRequestEntityTooLarge {
		t.Errorf("metadata of 20 kB is answered %d %s, %v", got.status, got.body, err)
	}
	s.must(t, http.MethodGet, "/company/client/video/all", nil, http.StatusOK, nil)
}
