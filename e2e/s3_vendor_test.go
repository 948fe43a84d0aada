package e2e

import (
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// The vendor's flow in Python with requests, changed in nothing but host, credentials and file.
func TestStreamdiverPython(t *testing.T) {
	t.Parallel()
	s, f := start(t, options{secure: true}), long(t)
	for _, p := range pythons(t, "requests") {
		t.Run(p.name, func(t *testing.T) {
			var m s3Media
			s.vendorScript(t, &m, p.path, "s3_vendor.py", f)
			s.playsVendors(t, m, f)
		})
	}
}

// The vendor's flow in Node with fetch, and a token that an OpenID client library got by itself.
func TestStreamdiverNode(t *testing.T) {
	t.Parallel()
	if err := install("."); err != nil {
		t.Fatal(err)
	}
	f := long(t)
	for _, scheme := range []string{"http", "https"} {
		t.Run(scheme, func(t *testing.T) {
			t.Parallel()
			s := start(t, options{secure: scheme == "https"})
			var got struct {
				Media s3Media
				Token struct {
					Type    string
					Expires int
				}
				Claims struct {
					Iss, Azp, Sub string
					Iat, Exp      int64
				}
			}
			s.vendorScript(t, &got, "node", "s3_vendor.mjs", f)
			s.playsVendors(t, got.Media, f)
			life := time.Until(time.Unix(got.Claims.Exp, 0))
			if got.Token.Expires != 57600 || life < 15*time.Hour || life > 16*time.Hour || got.Claims.Exp-got.Claims.Iat != 57600 {
				t.Errorf("the token lives %d s, by its claims %s", got.Token.Expires, life)
			}
			if got.Claims.Iss != s.URL+"/realms/acme" || got.Claims.Azp != "1" {
				t.Errorf("the claims are %+v", got.Claims)
			}
		})
	}
}

// vendorScript runs a script of the vendor's flow and decodes what it prints.
func (s *server) vendorScript(t *testing.T, into any, program, script string, f file) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), uploadTime)
	defer cancel()
	_, secret, _ := strings.Cut(s.Key, "$")
	cmd := exec.CommandContext(ctx, program, script, s.URL, "1", secret, f.path)
	if s.opts.secure {
		cmd.Env = append(os.Environ(), "REQUESTS_CA_BUNDLE="+s.certificate(), "NODE_EXTRA_CA_CERTS="+s.certificate())
	}
	stderr := &syncBuffer{}
	cmd.Stderr = stderr
	out, err := cmd.Output()
	if err == nil {
		err = json.Unmarshal(out, into)
	}
	if err != nil {
		t.Fatalf("%s: %v\n%s%s", script, err, out, stderr)
	}
}

func (s *server) playsVendors(t *testing.T, m s3Media, f file) {
	t.Helper()
	if m.Status != "ready" || !m.Playable || m.FileSize != f.size {
		t.Fatalf("the media is %+v", m)
	}
	s.playsAll(t, m.PlaylistURL)
	s.keeps(t, m.ID, f.sum)
}
