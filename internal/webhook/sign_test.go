package webhook

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

const (
	vectorSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
	vectorID     = "msg_p5jXN8AQM9LWM0D4loKWxJek"
	vectorBody   = `{"test": 2432232314}`
)

func vectorTime() time.Time { return time.Unix(1614265330, 0) }

// TestPublishedVector is the vector that the libraries of Standard Webhooks test themselves with.
func TestPublishedVector(t *testing.T) {
	h := make(http.Header)
	if err := Sign(h, vectorSecret, vectorID, vectorTime(), []byte(vectorBody)); err != nil {
		t.Fatal(err)
	}
	want := http.Header{
		"Webhook-Id":        {vectorID},
		"Webhook-Timestamp": {"1614265330"},
		"Webhook-Signature": {"v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="},
	}
	if diff := cmp.Diff(want, h); diff != "" {
		t.Errorf("headers (-want +got):\n%s", diff)
	}
}

// independentlyValid is a receiver written from the specification, sharing no code with the package.
func independentlyValid(secret string, h http.Header, body string) bool {
	key, err := base64.StdEncoding.DecodeString(secret[len("whsec_"):])
	if err != nil {
		return false
	}
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(strings.Join([]string{h.Get("webhook-id"), h.Get("webhook-timestamp"), body}, ".")))
	want := "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil))
	for _, got := range strings.Split(h.Get("webhook-signature"), " ") {
		if got == want {
			return true
		}
	}
	return false
}

func TestRotation(t *testing.T) {
	older, newer, other := NewSecret(), NewSecret(), NewSecret()
	h := make(http.Header)
	if err := Sign(h, JoinSecrets(newer, older), "m1", vectorTime(), []byte("body")); err != nil {
		t.Fatal(err)
	}
	for secret, want := range map[string]bool{older: true, newer: true, other: false} {
		if got := independentlyValid(secret, h, "body"); got != want {
			t.Errorf("independent receiver with %s: %v, want %v", secret, got, want)
		}
		if err := Verify(h, secret, []byte("body"), vectorTime()); (err == nil) != want {
			t.Errorf("Verify with %s: %v", secret, err)
		}
	}
	if err := Verify(h, JoinSecrets(other, older), []byte("body"), vectorTime()); err != nil {
		t.Errorf("a receiver in the middle of its own rotation: %v", err)
	}
}

func TestVerifyRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		change func(h http.Header, body *string, now *time.Time)
		want   error
	}{
		"nothing":            {func(http.Header, *string, *time.Time) {}, nil},
		"clock 5 min behind": {func(_ http.Header, _ *string, now *time.Time) { *now = now.Add(-5 * time.Minute) }, nil},
		"clock 5 min ahead":  {func(_ http.Header, _ *string, now *time.Time) { *now = now.Add(5 * time.Minute) }, nil},
		"other versions first": {func(h http.Header, _ *string, _ *time.Time) {
			h.Set("Webhook-Signature", "v1a,AAAA v2,x v1,!! "+h.Get("Webhook-Signature"))
		}, nil},
		"replayed later":     {func(_ http.Header, _ *string, now *time.Time) { *now = now.Add(301 * time.Second) }, ErrTimestamp},
		"from the future":    {func(_ http.Header, _ *string, now *time.Time) { *now = now.Add(-301 * time.Second) }, ErrTimestamp},
		"replayed, new time": {func(h http.Header, _ *string, _ *time.Time) { h.Set("Webhook-Timestamp", "1614265331") }, ErrSignature},
		"no timestamp":       {func(h http.Header, _ *string, _ *time.Time) { h.Del("Webhook-Timestamp") }, ErrTimestamp},
		"tampered body":      {func(_ http.Header, body *string, _ *time.Time) { *body += " " }, ErrSignature},
		"other id":           {func(h http.Header, _ *string, _ *time.Time) { h.Set("Webhook-Id", "msg_x") }, ErrSignature},
		"no signature":       {func(h http.Header, _ *string, _ *time.Time) { h.Del("Webhook-Signature") }, ErrSignature},
		"no version": {func(h http.Header, _ *string, _ *time.Time) {
			h.Set("Webhook-Signature", strings.TrimPrefix(h.Get("Webhook-Signature"), "v1,"))
		}, ErrSignature},
	} {
		t.Run(name, func(t *testing.T) {
			h, body, now := make(http.Header), vectorBody, vectorTime()
			if err := Sign(h, vectorSecret, vectorID, now, []byte(body)); err != nil {
				t.Fatal(err)
			}
			c.change(h, &body, &now)
			if err := Verify(h, vectorSecret, []byte(body), now); !errors.Is(err, c.want) {
				t.Errorf("got %v, want %v", err, c.want)
			}
		})
	}
}

// TestDotInID: "m.1614265330.x" signed as id "m" must not pass as id "m.1614265330", nor be made.
func TestDotInID(t *testing.T) {
	h := make(http.Header)
	if err := Sign(h, vectorSecret, "m", vectorTime(), []byte("1614265330.x")); err != nil {
		t.Fatal(err)
	}
	h.Set("Webhook-Id", "m.1614265330")
	if err := Verify(h, vectorSecret, []byte("x"), vectorTime()); !errors.Is(err, ErrSignature) {
		t.Errorf("got %v", err)
	}
	for _, id := range []string{"", "m.1"} {
		if err := Sign(h, vectorSecret, id, vectorTime(), nil); err == nil {
			t.Errorf("id %q was signed", id)
		}
	}
}

func TestSecrets(t *testing.T) {
	if a, b := NewSecret(), NewSecret(); a == b || len(a) != len("whsec_")+44 {
		t.Errorf("new secrets %q, %q", a, b)
	}
	secretOf := func(n int) string { return "whsec_" + base64.StdEncoding.EncodeToString(make([]byte, n)) }
	for secret, ok := range map[string]bool{
		secretOf(24): true, secretOf(64): true, secretOf(23): false, secretOf(65): false, "": false, " ": false,
		"whsec_": false, "whsec_!": false, strings.TrimPrefix(vectorSecret, "whsec_"): false, JoinSecrets(vectorSecret, "x"): false,
	} {
		if err := Sign(make(http.Header), secret, "m", vectorTime(), nil); (err == nil) != ok {
			t.Errorf("%q: %v", secret, err)
		}
		if err := Verify(make(http.Header), secret, nil, vectorTime()); !ok && (errors.Is(err, ErrSignature) || errors.Is(err, ErrTimestamp)) {
			t.Errorf("%q: the secret is wrong, not the message: %v", secret, err)
		}
	}
}
