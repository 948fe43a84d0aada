package egress

import (
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/tributary-video/tributary/internal/media"
)

func send(t *testing.T, g *Guard, use Use, url string) (*http.Response, error) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, http.NoBody)
	if err != nil {
		t.Fatalf("make request: %v", err)
	}
	return g.Client(use).Do(req)
}

// wantRefusal checks everything a caller can see of a refusal.
func wantRefusal(t *testing.T, err error) {
	t.Helper()
	if !errors.Is(err, ErrNotAllowed) {
		t.Fatalf("got %v, want a refusal", err)
	}
	if got, want := media.PublicText(err), "The address is not allowed."; got != want {
		t.Errorf("public text %q, want %q", got, want)
	}
	if got := media.KindOf(err); got != media.Invalid {
		t.Errorf("kind %v, want Invalid", got)
	}
}

func mustAllow(t *testing.T, items ...string) Allow {
	t.Helper()
	a, err := ParseAllow(items)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// edges holds the first and last address of every range to be refused.
func edges() []string {
	return []string{
		"0.0.0.0", "0.0.0.1", "0.255.255.255", "10.0.0.0", "10.255.255.255", "100.64.0.0", "100.127.255.255",
		"127.0.0.0", "127.0.0.1", "127.255.255.255", "169.254.0.0", "169.254.169.254", "169.254.255.255",
		"172.16.0.0", "172.31.255.255", "192.0.0.0", "192.0.0.255", "192.0.2.0", "192.0.2.255",
		"192.88.99.0", "192.88.99.255", "192.168.0.0", "192.168.255.255", "198.18.0.0", "198.19.255.255",
		"198.51.100.0", "198.51.100.255", "203.0.113.0", "203.0.113.255", "224.0.0.0", "239.255.255.255",
		"240.0.0.0", "255.255.255.255",
		"::", "::1", "::7f00:1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::1", "100::1",
		"1fff:ffff::1", "2001::1", "2001:1ff:ffff::", "2001:db8::", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff",
		"2002::", "2002:7f00:1::", "2002:ffff::", "3fff::", "3fff:fff:ffff::", "4000::", "5f00::1", "7fff::1",
		"8000::", "fc00::1", "fdff::1", "fd00:ec2::254", "fe80::1", "febf::1", "fec0::1", "ff02::1", "ffff::1",
	}
}

func TestRefusedAddressAsLiteral(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		g := New(Config{})
		for _, text := range edges() {
			url := "https://" + netip.AddrPortFrom(netip.MustParseAddr(text), 443).String() + "/"
			for _, use := range []Use{Webhook, Import} {
				start := time.Now()
				wantRefusal(t, g.CheckURL(t.Context(), url, use))
				_, _, err := get(t, g, use, url)
				wantRefusal(t, err)
				if got := time.Since(start); got != 2*refusalBucket {
					t.Errorf("%s: two refusals took %s, want %s", text, got, 2*refusalBucket)
				}
			}
		}
	})
}

func TestRefusedAddressBehindName(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		for i, text := range edges() {
			if strings.HasPrefix(text, "::ffff:") { // a AAAA answer that is really an A
				text = netip.MustParseAddr(text).Unmap().String()
			}
			name := fmt.Sprintf("r%d.test.", i)
			z := &zone{answers: map[string][][]string{name: {{text}}}}
			g := New(Config{Resolver: z.resolver()})
			url := "https://" + name + "/"
			if err := g.CheckURL(t.Context(), url, Webhook); err != nil {
				t.Fatalf("registering a name looks nothing up, got %v", err)
			}
			start := time.Now()
			_, _, err := get(t, g, Webhook, url)
			wantRefusal(t, err)
			if strings.Contains(errors.Unwrap(err).Error(), text) {
				t.Errorf("the error spells the address: %v", err)
			}
			if got := time.Since(start); got != refusalBucket {
				t.Errorf("%s: refusal took %s, want %s", text, got, refusalBucket)
			}
		}
	})
}

func TestPublicAddressesPass(t *testing.T) {
	g := New(Config{})
	for _, text := range []string{
		"1.0.0.0", "1.1.1.1", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255", "128.0.0.0",
		"169.253.255.255", "169.255.0.0", "172.15.255.255", "172.32.0.0", "191.255.255.255", "192.0.1.0", "192.0.3.0",
		"192.88.98.255", "192.88.100.0", "192.167.255.255", "192.169.0.0", "198.17.255.255", "198.20.0.0", "223.255.255.255",
		"2000::1", "2001:200::1", "2001:db7::1", "2001:db9::1", "2003::1", "2606:4700::1111", "3ffe::1", "3fff:1000::1",
	} {
		if err := g.CheckURL(t.Context(), "https://"+netip.AddrPortFrom(netip.MustParseAddr(text), 8443).String(), Webhook); err != nil {
			t.Errorf("%s: %v", text, err)
		}
	}
}

// TestSpellings holds the ways to write an address that the C library's
// resolver, IDNA or a lenient parser would take for this machine.
func TestSpellings(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		z := &zone{answers: map[string][][]string{"localhost.": {{"127.0.0.1", "::1"}}}}
		g := New(Config{Resolver: z.resolver()})
		for _, url := range []string{
			"http://127.0.0.1/", "http://localhost/", "http://LOCALHOST/", "http://localhost./", "http://[::ffff:127.0.0.1]/", "http://[::ffff:7f00:1]/",
			"http://１２７.０.０.１/", "http://127。0。0。1/", "http://127｡0｡0｡1/", "http://user@8.8.8.8@127.0.0.1/",
			"http://2130706433/", "http://0x7f000001/", "http://0X7F000001/", "http://0177.0.0.1/", "http://127.1/", "http://127.0.1/",
			"http://127.0.0.1./", "http://0x7f.1/", "http://1.0x/", "http://0/", "http://0.0.0.0/", "http://[::]/", "http://[::1]/",
			"http://[fe80::1%25eth0]/", "http://[::1%25lo]/", "http://8.8.8.8:0/", "http://8.8.8.8:65536/", "http://8.8.8.8:+80/",
			"http://user@8.8.8.8/", "http://u:p@example.com/", "http:///x", "http:8.8.8.8", "//8.8.8.8/", "/x", "",
			"file:///etc/passwd", "ftp://8.8.8.8/", "gopher://8.8.8.8/", "data:text/plain,x", "HTTP+unix://x/", "sftp://8.8.8.8/",
			"http://%31%32%37.0.0.1/", "http://a b/", "http://exa\x00mple.com/", "https://example.com/" + strings.Repeat("x", maxURL),
		} {
			err := g.CheckURL(t.Context(), url, Import)
			if err == nil { // only a lookup can tell
				_, _, err = get(t, g, Import, url)
			}
			if err == nil {
				t.Fatalf("%q passed", url)
			}
			wantRefusal(t, err)
		}
	})
}

func TestSchemesAndPorts(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		strict := New(Config{})
		named := New(Config{Allow: mustAllow(t, "hooks.intern", "10.1.2.3")})
		cidr := New(Config{Allow: mustAllow(t, "10.0.0.0/8")})
		plain := New(Config{PlainWebhooks: true})
		for _, c := range []struct {
			guard *Guard
			use   Use
			url   string
			ok    bool
		}{
			{strict, Webhook, "https://example.com/", true},
			{strict, Webhook, "https://bücher.example/", true},
			{strict, Webhook, "http://example.com/", false},
			{strict, Import, "http://example.com/", true},
			{plain, Webhook, "http://example.com/", true},
			{named, Webhook, "http://Hooks.Intern/", true},
			{named, Webhook, "http://10.1.2.3/", true},
			{named, Webhook, "http://8.8.8.8/", false},
			{strict, Import, "https://example.com:25/", false},
			{strict, Import, "https://example.com:1023/", false},
			{strict, Import, "https://example.com:1024/", true},
			{strict, Import, "https://example.com:65535/", true},
			{strict, Import, "https://example.com:5432/", false},
			{strict, Import, "https://example.com:6379/", false},
			{strict, Import, "https://example.com:27017/", false},
			{cidr, Import, "https://10.0.0.9:25/", true},
			{cidr, Import, "https://8.8.8.8:25/", false},
			{cidr, Webhook, "http://intern.example/", true}, // the lookup decides
		} {
			err := c.guard.CheckURL(t.Context(), c.url, c.use)
			if c.ok && err != nil {
				t.Errorf("%s: %v", c.url, err)
			}
			if !c.ok {
				wantRefusal(t, err)
			}
		}
	})
}

// TestListedOnlyAfterLookup: plain http to a name passes registration when the
// list has ranges, and is refused when the name turns out to lie outside them.
func TestListedOnlyAfterLookup(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		z := &zone{answers: map[string][][]string{"hook.test.": {{"8.8.8.8"}}}}
		g := New(Config{Allow: mustAllow(t, "10.0.0.0/8"), Resolver: z.resolver()})
		for _, url := range []string{"http://hook.test./", "https://hook.test.:25/"} {
			if err := g.CheckURL(t.Context(), url, Webhook); err != nil {
				t.Fatal(err)
			}
			_, _, err := get(t, g, Webhook, url)
			wantRefusal(t, err)
		}
	})
}

// TestListedNameStaysLocal: whoever answers for a listed name can lead it into
// the operator's network, not to a metadata service or to this server.
func TestListedNameStaysLocal(t *testing.T) {
	g := New(Config{Allow: mustAllow(t, "nas.intern"), Own: []netip.AddrPort{netip.MustParseAddrPort("[::]:8080")}})
	nas := target{host: "nas.intern", port: 8080, listed: true}
	for ip, ok := range map[string]bool{
		"10.0.0.7": true, "192.168.1.1": true, "172.20.0.1": true, "100.100.0.1": true, "fd12::1": true, "8.8.8.8": true,
		"127.0.0.1": false, "::1": false, "169.254.169.254": false, "fe80::1": false, "0.0.0.0": false, "224.0.0.1": false, "240.0.0.1": false,
	} {
		if err := g.checkAddr(nas, netip.MustParseAddr(ip)); (err == nil) != ok {
			t.Errorf("%s: %v", ip, err)
		}
	}
	nas.port = 9000
	if err := g.checkAddr(nas, netip.MustParseAddr("127.0.0.1")); err != nil {
		t.Errorf("another port of this machine: %v", err)
	}
}

func TestParseAllowRejects(t *testing.T) {
	for _, item := range []string{"", "10.0.0.0/33", "::ffff:10.0.0.0/104", "fe80::1%eth0", "http://x", "*.example.com", "host:80", "u@h"} {
		if _, err := ParseAllow([]string{item}); err == nil {
			t.Errorf("%q passed", item)
		}
	}
}

// FuzzTarget: whatever the URL, what passes is a name or an address the rule allows.
func FuzzTarget(f *testing.F) {
	for _, seed := range []string{"https://example.com:8443/x?y#z", "http://127.1", "http://[::ffff:7f00:1]:80", "http://１２７.1", "http://0x7f.0.0.1./"} {
		f.Add(seed)
	}
	g := New(Config{})
	f.Fuzz(func(t *testing.T, raw string) {
		if g.checkURL(raw, Import) != nil {
			return
		}
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, raw, http.NoBody)
		if err != nil {
			t.Fatalf("%q passed and cannot be requested: %v", raw, err)
		}
		got, err := g.target(req.URL, Import)
		if err != nil {
			t.Fatalf("%q: two opinions: %v", raw, err)
		}
		if ip, err := netip.ParseAddr(got.host); err == nil && (!ip.Unmap().IsGlobalUnicast() || ip.Unmap().IsPrivate()) {
			t.Fatalf("%q leads to %s", raw, ip)
		}
		if endsInNumber(got.host) && !netip.MustParseAddr(got.host).IsValid() {
			t.Fatalf("%q may be read as an address", raw)
		}
	})
}
