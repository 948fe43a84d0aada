package config

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// Gcore holds the settings of that dialect.
type Gcore struct {
	QualitySets []QualitySet `placeholder:"ID:NAME:SIZES" help:"Choices of qualities that clients know by a number, such as 3:Small:360/480; what is not asked for otherwise is made in the one that ends in :default."`
}

// QualitySet is a choice of qualities. It reads "3:Small:360/480", "4:Large:480/720/1080:default", and
// "5:All" for what the server makes of any video. The dialect checks the numbers.
type QualitySet struct {
	ID      int64
	Name    string
	Sizes   []int // short sides of pictures, in pixels
	Default bool
}

// UnmarshalText reads a set.
func (q *QualitySet) UnmarshalText(text []byte) error {
	parts := strings.Split(string(text), ":")
	form := fmt.Errorf("%q is not a set of qualities: write ID:NAME:SIZES, such as 3:Small:360/480 or 4:Large:720/1080:default", text)
	if len(parts) > 1 && parts[len(parts)-1] == "default" {
		q.Default, parts = true, parts[:len(parts)-1]
	}
	if len(parts) < 2 || len(parts) > 3 {
		return form
	}
	var err error
	if q.ID, err = strconv.ParseInt(strings.TrimSpace(parts[0]), 10, 32); err != nil {
		return form
	}
	if q.Name = strings.TrimSpace(parts[1]); q.Name == "" {
		return form
	}
	if len(parts) == 2 || parts[2] == "" {
		return nil
	}
	for side := range strings.SplitSeq(parts[2], "/") {
		n, err := strconv.Atoi(strings.TrimSpace(side))
		if err != nil {
			return form
		}
		q.Sizes = append(q.Sizes, n)
	}
	return nil
}

// MarshalText writes a set as it is read.
func (q QualitySet) MarshalText() ([]byte, error) {
	sides := make([]string, len(q.Sizes))
	for i, n := range q.Sizes {
		sides[i] = strconv.Itoa(n)
	}
	text := fmt.Sprintf("%d:%s:%s", q.ID, q.Name, strings.Join(sides, "/"))
	if q.Default {
		text += ":default"
	}
	return []byte(text), nil
}

// readLinkSecrets reads "1=SECRET,2=SECRET". Errors repeat nothing of it.
func readLinkSecrets(text string) (map[int64]Secret, error) {
	if text == "" {
		return nil, nil //nolint:nilnil // none
	}
	form := errors.New("TRIBUTARY_GCORE_LINK_SECRETS is not a list of secrets: write PROJECT=SECRET, with commas between them")
	secrets := map[int64]Secret{}
	for pair := range strings.SplitSeq(text, ",") {
		project, secret, _ := strings.Cut(strings.TrimSpace(pair), "=")
		id, err := strconv.ParseInt(project, 10, 64)
		if err != nil || id < 1 || secret == "" || secrets[id] != "" {
			return nil, form
		}
		secrets[id] = Secret(secret)
	}
	return secrets, nil
}
