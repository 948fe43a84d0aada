package egress

import (
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/tributary-video/tributary/internal/media"
)

// A service may think for longer than an origin may, and is where the operator said.
func TestService(t *testing.T) {
	thinks := make(chan struct{})
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/away" {
			http.Redirect(w, r, "/", http.StatusFound)
			return
		}
		<-thinks
	})
	l := hasty()
	l.service = time.Minute
	g := reachingWithin(t, s, nil, l)
	if _, _, err := get(t, g, Import, s.URL); media.PublicText(err) != "The server did not answer in time." {
		t.Errorf("an origin: %v", err)
	}
	close(thinks)
	if status, _, err := get(t, g, Service, s.URL); err != nil || status != http.StatusOK {
		t.Errorf("a service: %d, %v", status, err)
	}
	if status, _, err := get(t, g, Service, s.URL+"/away"); err != nil || status != http.StatusFound {
		t.Errorf("a redirect: %d, %v", status, err)
	}
	if _, _, err := get(t, New(Config{}), Service, s.URL); !errors.Is(err, ErrNotAllowed) {
		t.Errorf("a private address that nobody named: %v", err)
	}
}
