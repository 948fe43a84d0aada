package egress

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func redirectTo(location string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Location", location)
		w.WriteHeader(http.StatusFound)
	}
}

func TestRedirectsRefused(t *testing.T) {
	var chain *httptest.Server
	hops := 0
	chain = serve(t, func(w http.ResponseWriter, r *http.Request) {
		hops++
		http.Redirect(w, r, chain.URL+"/"+strings.Repeat("x", hops), http.StatusFound)
	})
	plain := serve(t, ok)
	seen := inside(t, plain)
	for name, location := range map[string]string{
		"metadata": "http://169.254.169.254/latest/meta-data/", "loopback": "http://127.0.0.2:" + port(t, plain) + "/",
		"file": "file:///etc/passwd", "gopher": "gopher://127.0.0.1/", "ftp": "ftp://127.0.0.1/", "user info": "https://a:b@127.0.0.1/",
		"away from https": plain.URL, "number": "https://2130706433/", "mapped": "https://[::ffff:127.0.0.2]/", "denied port": "https://8.8.8.8:25/",
	} {
		t.Run(name, func(t *testing.T) {
			s := serveTLS(t, redirectTo(location))
			_, _, err := get(t, reaching(t, s, nil), Import, s.URL)
			wantRefusal(t, err)
		})
	}
	_, _, err := get(t, reaching(t, chain, nil), Import, chain.URL)
	wantRefusal(t, err)
	if hops != maxRedirects+1 {
		t.Errorf("%d requests on an endless chain, want %d", hops, maxRedirects+1)
	}
	if seen.Load() != 0 {
		t.Error("connected inside")
	}
}

func TestRedirectToName(t *testing.T) {
	s := serve(t, nil)
	seen := inside(t, s)
	z := &zone{answers: map[string][][]string{"inner.test.": {{"127.0.0.2"}}}}
	s.Config.Handler = redirectTo("http://inner.test.:" + port(t, s))
	_, _, err := get(t, reaching(t, s, z), Import, s.URL)
	wantRefusal(t, err)
	if seen.Load() != 0 {
		t.Error("connected inside")
	}
}

func TestWebhookFollowsNothing(t *testing.T) {
	target := serve(t, func(http.ResponseWriter, *http.Request) { t.Error("followed") })
	for _, status := range []int{301, 302, 303, 307, 308} {
		s := serve(t, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, target.URL, status) })
		if got, _, err := get(t, reaching(t, s, nil), Webhook, s.URL); err != nil || got != status {
			t.Errorf("status %d, %v; want %d", got, err, status)
		}
	}
}

// TestCallerHeadersStayHome: what the customer gave for one origin reaches no
// other, and does not come back either.
func TestCallerHeadersStayHome(t *testing.T) {
	var got []http.Header
	keep := func(r *http.Request) { got = append(got, r.Header.Clone()) }
	var home, other *httptest.Server
	home = serve(t, func(w http.ResponseWriter, r *http.Request) {
		keep(r)
		switch r.URL.Path {
		case "/start":
			http.Redirect(w, r, "/same", http.StatusFound)
		case "/same":
			http.Redirect(w, r, other.URL+"/away", http.StatusTemporaryRedirect)
		}
	})
	other = serve(t, func(w http.ResponseWriter, r *http.Request) {
		keep(r)
		http.Redirect(w, r, home.URL+"/back", http.StatusFound)
	})
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, home.URL+"/start?signature=s", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	theirs := http.Header{"Authorization": {"Bearer t"}, "X-Api-Key": {"k"}, "Cookie": {"c=1"}}
	ours := http.Header{"Range": {"bytes=5-"}, "If-Range": {`"e"`}, "User-Agent": {"t"}}
	for _, h := range []http.Header{theirs, ours} {
		for name, values := range h {
			req.Header[name] = values
		}
	}
	resp, err := reaching(t, home, nil).Client(Import).Do(req)
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	all := req.Header.Clone()
	if diff := cmp.Diff([]http.Header{all, all, ours, ours}, got); diff != "" {
		t.Errorf("headers at /start, /same, /away, /back (-want +got):\n%s", diff)
	}
}
