package client

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// state is what is remembered of an unfinished upload. It holds no key.
type state struct {
	Upload string `json:"upload"` // path of the upload URL
	Video  string `json:"video"`  // UUID

	file     string
	restored bool // from an earlier run, and not yet asked about
}

// openState finds what is remembered of uploading this version of this file, under
// this title, to this project of this server. What cannot be read counts as nothing.
func (c *Client) openState(path, title string, info os.FileInfo) (*state, error) {
	dir, err := c.stateDir()
	if err != nil {
		return nil, err
	}
	abs, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("find the file's full path: %w", err)
	}
	project, _, _ := strings.Cut(c.config.Key, "$")
	sum := sha256.Sum256(fmt.Appendf(nil, "%q %q %q %q %d %d",
		c.server.String(), project, abs, title, info.Size(), info.ModTime().UnixNano()))
	s := &state{file: filepath.Join(dir, fmt.Sprintf("%x.json", sum[:16]))}
	raw, err := os.ReadFile(s.file)
	if err != nil || json.Unmarshal(raw, s) != nil || !s.valid() {
		s.Upload, s.Video = "", ""
	}
	s.restored = s.known()
	return s, nil
}

func (s *state) valid() bool {
	id, ok := strings.CutPrefix(s.Upload, uploadPath+"/")
	return ok && isPlain(id) && isPlain(s.Video)
}

func (s *state) known() bool { return s.Upload != "" }

// keep remembers a new upload, before any of its bytes are sent.
func (s *state) keep(upload, video string) error {
	s.Upload, s.Video = upload, video
	if !s.valid() {
		s.Upload = ""
		return fmt.Errorf("the server's upload URL %q has an unknown form", printable(upload))
	}
	raw, err := json.Marshal(s)
	if err != nil {
		return fmt.Errorf("remember the upload: %w", err)
	}
	if err := os.WriteFile(s.file+".new", raw, 0o600); err != nil {
		return fmt.Errorf("remember the upload: %w", err)
	}
	if err := os.Rename(s.file+".new", s.file); err != nil {
		return fmt.Errorf("remember the upload: %w", err)
	}
	return nil
}

// forget removes what is remembered. If the file stays, the next run
// finds on the server that the upload is complete or gone.
func (s *state) forget() {
	_ = os.Remove(s.file)
	s.Upload, s.restored = "", false
}

// isPlain accepts ids as servers give them: 1 to 128 letters, digits, "-" and "_".
func isPlain(s string) bool {
	return s != "" && len(s) <= 128 && !strings.ContainsFunc(s, func(c rune) bool {
		switch {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', c == '-', c == '_':
			return false
		}
		return true
	})
}
