package e2e

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"
)

// joiner uploads one file in parts side by side and then has them joined.
type joiner struct {
	sender // asks for the joining

	title string
	parts []*sender
	lost  int // times that the answer to the joining did not come
}

// newJoiner makes one with a file of any order of magnitude up to 4 MiB: small ones are
// joined while the server is still being killed.
func newJoiner(s *server, dice *rand.Rand) *joiner {
	j := &joiner{
		sender: sender{s: s, dice: dice, endpoint: tusPath, right: s.bearer(), content: noise(dice, 64<<dice.IntN(17))},
		title:  fmt.Sprintf("joined %016x", dice.Uint64()),
	}
	rest := j.content
	for n := min(2+dice.IntN(3), len(rest)); n > 0; n-- {
		size := len(rest)
		if n > 1 {
			size = 1 + dice.IntN(len(rest)-n+1) // leaves a byte for each that follows
		}
		j.parts = append(j.parts, &sender{
			s: s, dice: another(dice), endpoint: tusPath, right: s.bearer(),
			creation: http.Header{"Upload-Concat": {"partial"}}, content: rest[:size],
		})
		rest = rest[size:]
	}
	return j
}

func (j *joiner) send(ctx context.Context) error {
	var sending sync.WaitGroup
	failed := make([]error, len(j.parts))
	for i, c := range j.parts {
		sending.Go(func() { failed[i] = c.send(ctx) })
	}
	sending.Wait()
	if err := errors.Join(failed...); err != nil {
		return err
	}
	return j.join(ctx)
}

// join asks until there is an answer. The protocol has no word for "did you make it?":
// a client whose answer was lost asks again, and may have made two videos.
func (j *joiner) join(ctx context.Context) error {
	list := make([]string, len(j.parts))
	for i, c := range j.parts {
		list[i] = c.location
	}
	header := http.Header{
		"Upload-Concat":   {"final;" + strings.Join(list, " ")},
		"Upload-Metadata": {"title " + base64.StdEncoding.EncodeToString([]byte(j.title))},
	}
	for {
		if err := ctx.Err(); err != nil {
			return fmt.Errorf("join %v: %w", list, err)
		}
		res, err := j.ask(ctx, http.MethodPost, j.s.URL+tusPath, nil, header)
		switch {
		case err != nil:
			j.lost++
			pause(ctx, 10*time.Millisecond)
		case res.StatusCode == http.StatusCreated:
			j.video = res.Header.Get("Video-Id")
			return nil
		case res.StatusCode != http.StatusLocked && res.StatusCode != http.StatusServiceUnavailable:
			return fmt.Errorf("join %v: %s", list, res.Status)
		}
	}
}

// verify implements torturedSender. The videos whose answers were lost are found by their title.
func (j *joiner) verify(t *testing.T) (unanswered []unansweredVideo) {
	t.Helper()
	j.sender.verify(t)
	for page := 1; page > 0; {
		var list struct {
			Data     []struct{ ID, Title string }
			NextPage int `json:"next_page"`
		}
		query := url.Values{"limit": {"100"}, "page": {fmt.Sprint(page)}}
		j.s.must(t, http.MethodGet, "/v1/videos?"+query.Encode(), nil, http.StatusOK, &list)
		for _, v := range list.Data {
			if v.Title == j.title && v.ID != j.video {
				unanswered = append(unanswered, unansweredVideo{v.ID, sha256.Sum256(j.content)})
			}
		}
		page = list.NextPage
	}
	if len(unanswered) > j.lost {
		t.Errorf("%s: %d answers were lost and %d more videos made", j.title, j.lost, len(unanswered))
	}
	return unanswered
}
