package player

import (
	"net/http"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// hlsTree makes 16 s of fragmented MP4 in two qualities with two separate audio
// tracks and one subtitle track, a poster, and a master playlist of sound alone.
func hlsTree(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	ffmpeg(t, dir, "-f", "lavfi", "-i", "testsrc2=size=640x360:rate=30:duration=16",
		"-f", "lavfi", "-i", "sine=frequency=440:sample_rate=48000:duration=16",
		"-f", "lavfi", "-i", "sine=frequency=880:sample_rate=48000:duration=16",
		"-filter_complex", "[0:v]split[a][b];[b]scale=320:180[c]",
		"-map", "[c]", "-map", "[a]", "-map", "1:a", "-map", "2:a",
		"-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-g", "60", "-sc_threshold", "0",
		"-b:v:0", "200k", "-b:v:1", "900k", "-c:a", "aac",
		"-f", "hls", "-hls_time", "2", "-hls_playlist_type", "vod", "-hls_segment_type", "fmp4",
		"-hls_segment_filename", "%v/%d.m4s", "-master_pl_name", "master.m3u8",
		"-var_stream_map", "v:0,agroup:aac,name:180p v:1,agroup:aac,name:source "+
			"a:0,agroup:aac,name:audio-1,language:en,default:yes a:1,agroup:aac,name:audio-2,language:de",
		"%v/index.m3u8")
	ffmpeg(t, dir, "-f", "lavfi", "-i", "testsrc2=size=1280x720:rate=1:duration=1", "-frames:v", "1", "poster.jpg")
	addSubtitles(t, dir)
	writeFile(t, dir, "chapters.vtt", "WEBVTT\n\n00:00.000 --> 00:07.000\nQuay\n\n00:07.000 --> 00:16.000\nLighthouse\n")
	writeFile(t, dir, "audio.m3u8", "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-STREAM-INF:BANDWIDTH=140000,CODECS=\"mp4a.40.2\"\naudio-1/index.m3u8\n")
	return dir
}

func ffmpeg(t *testing.T, dir string, args ...string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "ffmpeg", append([]string{"-v", "error", "-nostdin", "-y"}, args...)...)
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("make HLS tree: %v\n%s", err, out)
	}
}

func addSubtitles(t *testing.T, dir string) {
	t.Helper()
	writeFile(t, dir, "subs-en/0.vtt", "WEBVTT\nX-TIMESTAMP-MAP=LOCAL:00:00:00.000,MPEGTS:0\n\n00:00:00.500 --> 00:00:15.000\nHere the water turns.\n")
	writeFile(t, dir, "subs-en/index.m3u8", "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:16\n#EXT-X-PLAYLIST-TYPE:VOD\n#EXTINF:16,\n0.vtt\n#EXT-X-ENDLIST\n")
	raw, err := os.ReadFile(filepath.Join(dir, "master.m3u8"))
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(string(raw), "\n")
	for i, line := range lines {
		if strings.HasPrefix(line, "#EXT-X-STREAM-INF") {
			lines[i] += `,SUBTITLES="subs"`
		}
	}
	media := `#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="subs",NAME="English",LANGUAGE="en",AUTOSELECT=YES,URI="subs-en/index.m3u8"`
	lines = append(lines[:2], append([]string{media}, lines[2:]...)...)
	writeFile(t, dir, "master.m3u8", strings.Join(lines, "\n"))
}

func writeFile(t *testing.T, dir, name, content string) {
	t.Helper()
	file := filepath.Join(dir, name)
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

// hlsFiles gives the files of a tree the types that hls.md demands.
func hlsFiles(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch path.Ext(r.URL.Path) {
		case ".m3u8":
			w.Header().Set("Content-Type", "application/vnd.apple.mpegurl")
		case ".m4s":
			w.Header().Set("Content-Type", "video/iso.segment")
		case ".vtt":
			w.Header().Set("Content-Type", "text/vtt")
		}
		next.ServeHTTP(w, r)
	})
}

// lateSegments answers the first request for each segment as the server does when its hold has ended.
func lateSegments(next http.Handler) http.Handler {
	var seen sync.Map
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, again := seen.LoadOrStore(r.URL.Path, true); !again && path.Ext(r.URL.Path) == ".m4s" {
			w.Header().Set("Retry-After", "2")
			http.Error(w, "not yet", http.StatusServiceUnavailable)
			return
		}
		next.ServeHTTP(w, r)
	})
}
