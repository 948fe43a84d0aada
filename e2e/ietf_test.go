package e2e

import (
	"net/http"
	"strconv"
	"testing"
)

// draft05 is tus-js-client speaking the IETF's draft -05 instead of tus.
func draft05() sample {
	return sample{name: "draft 05", endpoint: "/v1/uploads?title=Harbour+walk", args: []string{
		"--protocol", "ietf-draft-05", "--delays", "0,1000,3000,5000,10000",
	}}
}

// newest is the id of the video that was made last: tus-js-client does not show the last answer's body.
func (s *server) newest(t *testing.T) string {
	t.Helper()
	var list struct {
		Data []struct{ ID, Title string }
	}
	s.must(t, http.MethodGet, "/v1/videos?limit=1", nil, http.StatusOK, &list)
	if len(list.Data) != 1 || list.Data[0].Title != "Harbour walk" {
		t.Fatalf("videos %+v", list.Data)
	}
	return list.Data[0].ID
}

func TestTusJSClientDraft05(t *testing.T) {
	t.Parallel()
	s := start(t, options{})
	for _, chunk := range []int{400_000, 60_000_000} {
		t.Run(strconv.Itoa(chunk), func(t *testing.T) {
			f := video(t, 3_000_000)
			r := draft05().upload(t, s.URL, s.bearer(), f, "--chunk", strconv.Itoa(chunk))
			for _, q := range r.Requests {
				if q.Status != http.StatusCreated {
					t.Errorf("%s at %d is answered %d, want 201", q.Method, q.Offset, q.Status)
				}
			}
			s.holds(t, s.newest(t), f)
		})
	}
}

// The server is killed in the middle of the one request that brings everything.
func TestTusJSClientDraft05OutlivesServer(t *testing.T) {
	t.Parallel()
	s := start(t, options{})
	slow := startProxy(t, s, fault{drip, 0})
	slow.when(14<<20, s.crash)
	f := video(t, 17_825_792)
	r := draft05().upload(t, slow.URL, s.bearer(), f)
	resumed(t, r, 1)
	s.holds(t, s.newest(t), f)
}
