package streamdiver_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/tributary-video/tributary/internal/db"
	"github.com/tributary-video/tributary/internal/db/dbtest"
)

// No id that a client makes up is trouble of the server's: some databases refuse even to look for what
// is no text.
func TestMadeUpIDs(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, conn *db.Conn) {
		f := newFixtureAt(t, conn, withWebhooks)
		hook := text(t, f.newWebhook(t, `{"url":"https://app.example.com/hook"}`), "id")
		day := time.Now().UTC().Format("20060102T150405Z")
		for _, id := range []string{"%00", "%ff", "a%00b", "%00" + hook, strings.Repeat("a", 5000), "..%2f", "%2e%2e", "'", "0", "null",
			"00000000-0000-0000-0000-000000000000", "0x1"} {
			for _, call := range []string{
				"GET /v2/uploads/%s", "DELETE /v2/uploads/%s", "POST /v2/uploads/%s/complete", "POST /v2/uploads/%s/cancel",
				"GET /v2/uploads/imports/%s", "DELETE /v2/uploads/imports/%s",
				"GET /v2/media/%s", "PATCH /v2/media/%s", "DELETE /v2/media/%s", "POST /v2/media/%s/recover", "GET /v2/media/%s/thumbnail",
				"GET /v2/media/%s/metadata", "GET /v2/media/tags?ids=%s",
				"GET /v2/channels/%s", "PATCH /v2/channels/%s", "DELETE /v2/channels/%s", "PUT /v2/channels/%s/visibility",
				"GET /v2/webhooks/%s", "PATCH /v2/webhooks/%s", "DELETE /v2/webhooks/%s", "POST /v2/webhooks/%s/ping", "GET /v2/webhooks/%s/logs",
				"GET /v2/webhooks/" + hook + "/logs/%s", "POST /v2/webhooks/" + hook + "/logs/%s/retry",
			} {
				method, path, _ := strings.Cut(call, " ")
				if a := f.as(t, f.key, method, strings.ReplaceAll(path, "%s", id), ""); a.status < 400 || a.status >= 500 {
					t.Errorf("%s of %.40s: %d %s", call, id, a.status, a.body)
				}
			}
			if a := f.as(t, f.key, "GET", "/v2/uploads?filter=channelId="+id, ""); a.status != 200 && a.status != 400 {
				t.Errorf("filter by %.40s: %d %s", id, a.status, a.body)
			}
			f.do(t, "POST", "/realms/"+id+"/protocol/openid-connect/token", "")
		}
		for _, id := range []string{"%00%00AAAAAAAAAAAAAAAAAA", "%ffRAAAAAAAAAAAAAAAAAA", "TR%00AAAAAAAAAAAAAAAAA"} {
			a := f.do(t, "PUT", "/project-1/a?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential="+id+"%2F"+day[:8]+"%2Fus-east-1%2Fs3%2Faws4_request"+
				"&X-Amz-Date="+day+"&X-Amz-Expires=60&X-Amz-SignedHeaders=host&X-Amz-Signature="+strings.Repeat("0", 64), "bytes")
			if a.status != 403 || !strings.Contains(a.body, "InvalidAccessKeyId") {
				t.Errorf("access key %s: %d %s", id, a.status, a.body)
			}
		}
		if log := f.log.String(); strings.Contains(log, "ERROR") {
			t.Errorf("logged as trouble:\n%s", log)
		}
	})
}

// A link is made only of what can be one; nothing is left of a request that asks for another.
func TestHostileHosts(t *testing.T) {
	f := newFixture(t, nil)
	for _, host := range []string{"%zz", "[::1", "a:b:c", "a:port"} {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, f.url+"/v2/uploads", strings.NewReader(`{"fileName":"a.mp4","type":"put"}`))
		must(t, err)
		req.Host = host
		req.Header.Set("Authorization", "Bearer "+f.key)
		resp, err := http.DefaultClient.Do(req)
		must(t, err)
		must(t, resp.Body.Close())
		if resp.StatusCode != http.StatusBadRequest {
			t.Errorf("host %q: %s", host, resp.Status)
		}
	}
	if list := f.api(t, 200, "GET", "/v2/uploads", "").list(t); len(list) != 0 {
		t.Errorf("refused, and yet there: %v", list)
	}
}
