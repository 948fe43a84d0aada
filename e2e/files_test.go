package e2e

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"
)

// file is something to upload.
type file struct {
	path string
	size int64
	sum  [sha256.Size]byte
}

// smallClip is one second of video, made once: little work for the server, and
// it becomes ready, which is when an original can be had back.
var smallClip = sync.OnceValues(func() ([]byte, error) {
	dir, err := scratch()
	if err != nil {
		return nil, err
	}
	path := filepath.Join(dir, "small.mp4")
	err = encode(path, "-f", "lavfi", "-i", "testsrc2=size=320x180:rate=30:duration=1",
		"-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-g", "30", "-movflags", "+faststart")
	if err != nil {
		return nil, err
	}
	return os.ReadFile(path)
})

// speaking is a clip with sound and the index at the end: several segments in several rungs.
var speaking = sync.OnceValues(func() (string, error) {
	dir, err := scratch()
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, "speaking.mp4")
	return path, encode(path, "-f", "lavfi", "-i", "testsrc2=size=640x360:rate=30:duration=20",
		"-f", "lavfi", "-i", "sine=frequency=330:sample_rate=48000:duration=20",
		"-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-g", "60", "-c:a", "aac", "-ac", "2")
})

func encode(out string, args ...string) error {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	args = append(append([]string{"-nostdin", "-v", "error", "-y"}, args...), out)
	if text, err := exec.CommandContext(ctx, "ffmpeg", args...).CombinedOutput(); err != nil {
		return fmt.Errorf("make %s: %w\n%s", filepath.Base(out), err, text)
	}
	return nil
}

// video makes a video of exactly so many bytes: the small clip, then a box that
// every reader skips, full of bytes of which no two runs are alike. Sizes too
// small for that are bytes that are no video.
func video(t *testing.T, size int) file {
	t.Helper()
	clip, err := smallClip()
	if err != nil {
		t.Fatal(err)
	}
	content := make([]byte, size)
	noise := content
	if size > len(clip)+8 {
		copy(content, clip)
		binary.BigEndian.PutUint32(content[len(clip):], uint32(size-len(clip)))
		copy(content[len(clip)+4:], "free")
		noise = content[len(clip)+8:]
	}
	_, _ = rand.NewChaCha8([32]byte{byte(size)}).Read(noise)
	return write(t, content)
}

func write(t *testing.T, content []byte) file {
	t.Helper()
	path := filepath.Join(t.TempDir(), "clip.mp4")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return file{path: path, size: int64(len(content)), sum: sha256.Sum256(content)}
}

// long takes the server some seconds to work on, and a viewer twenty to watch.
func long(t *testing.T) file {
	t.Helper()
	path, err := speaking()
	if err != nil {
		t.Fatal(err)
	}
	return existing(t, path)
}

// speech is long, in 1080p and of a real person, from the media corpus beside
// this clone; without one it is long.
func speech(t *testing.T) file {
	t.Helper()
	path := filepath.Join("..", "..", "shared", "media", "clip-1080p30-speech-moovlast.mp4")
	if _, err := os.Stat(path); err != nil {
		return long(t)
	}
	return existing(t, path)
}

// existing describes a file that is there.
func existing(t *testing.T, path string) file {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return file{path: path, size: int64(len(content)), sum: sha256.Sum256(content)}
}
