package hls

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/Eyevinn/hls-m3u8/m3u8"
)

// Limits of what is parsed. The numbers of segments and variants are those of
// the media caps; a playlist of 20 000 entries has about 1 MiB.
const (
	maxPlaylist = 4 << 20
	maxLine     = 64 << 10
	maxSegments = 20_000
	maxVariants = 64
	maxDuration = 86_400 // seconds of one segment
)

// mediaList is a media playlist, with the values that matter here taken out of
// the parser's structures.
type mediaList struct {
	version  int
	target   int // -1 when not declared exactly once
	vod      bool
	ended    bool
	iframes  bool
	initURI  string
	segments []listed
}

// listed is a segment as its playlist tells it.
type listed struct {
	uri           string
	duration      float64 // seconds
	discontinuity bool
}

// guard runs a parser of someone else's and turns a panic into an error.
func guard[T any](parse func() (T, error)) (out T, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("parser panicked: %v", p)
		}
	}()
	return parse()
}

func parseMaster(data []byte) (*m3u8.MasterPlaylist, error) {
	if err := wellFormed(data); err != nil {
		return nil, err
	}
	master, err := guard(func() (*m3u8.MasterPlaylist, error) {
		p, _, err := m3u8.DecodeFrom(bytes.NewReader(data), true)
		if err != nil {
			return nil, err
		}
		master, ok := p.(*m3u8.MasterPlaylist)
		if !ok {
			return nil, errors.New("not a master playlist")
		}
		return master, nil
	})
	if err != nil {
		return nil, fmt.Errorf("parse master playlist: %w", err)
	}
	if len(master.Variants) > maxVariants {
		return nil, fmt.Errorf("parse master playlist: over %d variants", maxVariants)
	}
	for _, v := range master.Variants {
		if v.URI == "" {
			return nil, errors.New("parse master playlist: a variant has no URI")
		}
	}
	return master, nil
}

func parseMedia(data []byte) (mediaList, error) {
	if err := wellFormed(data); err != nil {
		return mediaList{}, err
	}
	p, err := guard(func() (*m3u8.MediaPlaylist, error) {
		p, _, err := m3u8.DecodeFrom(bytes.NewReader(data), true)
		if err != nil {
			return nil, err
		}
		list, ok := p.(*m3u8.MediaPlaylist)
		if !ok {
			return nil, errors.New("not a media playlist")
		}
		return list, nil
	})
	if err != nil {
		return mediaList{}, fmt.Errorf("parse media playlist: %w", err)
	}
	list := mediaList{version: int(p.Version()), target: declaredTarget(data), vod: p.MediaType == m3u8.VOD, ended: p.Closed, iframes: p.Iframe}
	if p.Map != nil {
		list.initURI = p.Map.URI
	}
	return list, list.takeSegments(p)
}

// takeSegments copies the entries, refusing what nothing after it could judge.
func (l *mediaList) takeSegments(p *m3u8.MediaPlaylist) error {
	if p.Count() > maxSegments {
		return fmt.Errorf("parse media playlist: over %d segments", maxSegments)
	}
	for _, s := range p.Segments {
		if s == nil { // the parser allots more than it fills
			continue
		}
		switch {
		case !(s.Duration >= 0 && s.Duration <= maxDuration): // NaN and infinity parse as numbers
			return fmt.Errorf("parse media playlist: EXTINF of %g s", s.Duration)
		case s.Limit != 0 || p.Map != nil && p.Map.Limit != 0:
			return errors.New("parse media playlist: byte ranges are not supported")
		case s.Map != nil && !s.Map.Equal(p.Map):
			return errors.New("parse media playlist: several EXT-X-MAP are not supported")
		}
		l.segments = append(l.segments, listed{uri: s.URI, duration: s.Duration, discontinuity: s.Discontinuity})
	}
	return nil
}

// declaredTarget reads EXT-X-TARGETDURATION from the text: the parser raises
// the value to its longest segment, which hides a wrong one.
func declaredTarget(data []byte) int {
	found := regexp.MustCompile(`(?m)^#EXT-X-TARGETDURATION:(.*?)\r?$`).FindAllSubmatch(data, -1)
	if len(found) != 1 {
		return -1
	}
	target := 0
	for _, c := range found[0][1] {
		if c < '0' || c > '9' || target > maxDuration {
			return -1
		}
		target = 10*target + int(c-'0')
	}
	return target
}

// wellFormed checks what RFC 8216 section 4.1 says of any playlist and the parser passes over.
func wellFormed(data []byte) error {
	switch {
	case len(data) > maxPlaylist:
		return fmt.Errorf("parse playlist: over %d bytes", maxPlaylist)
	case !utf8.Valid(data):
		return errors.New("parse playlist: not UTF-8")
	case !bytes.HasPrefix(data, []byte("#EXTM3U\n")) && !bytes.HasPrefix(data, []byte("#EXTM3U\r\n")):
		return errors.New("parse playlist: first line is not #EXTM3U")
	}
	expected := false // a URI line
	for line := range strings.Lines(string(data)) {
		line = strings.TrimSuffix(strings.TrimSuffix(line, "\n"), "\r")
		if len(line) > maxLine {
			return fmt.Errorf("parse playlist: line over %d bytes", maxLine)
		}
		if strings.ContainsFunc(line, unicode.IsControl) {
			return errors.New("parse playlist: control character")
		}
		switch {
		case strings.HasPrefix(line, "#EXTINF:"), strings.HasPrefix(line, "#EXT-X-STREAM-INF:"):
			if expected {
				return errors.New("parse playlist: entry without URI")
			}
			expected = true
		case line != "" && !strings.HasPrefix(line, "#"):
			if !expected {
				return errors.New("parse playlist: URI without entry")
			}
			expected = false
		}
	}
	if expected {
		return errors.New("parse playlist: entry without URI")
	}
	return nil
}
