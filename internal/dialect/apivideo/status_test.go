package apivideo_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/testkit"
	"github.com/tributary-video/tributary/internal/transport/pull"
	"github.com/tributary-video/tributary/internal/upload"
)

const (
	noMetadata = `{"width":null,"height":null,"bitrate":null,"duration":null,"framerate":null,"samplerate":null,"videoCodec":null,"audioCodec":null,"aspectRatio":null}`
	probed     = `{"width":1280,"height":720,"bitrate":0,"duration":83,"framerate":30,"samplerate":null,"videoCodec":"h264","audioCodec":null,"aspectRatio":"16/9"}`
	tenBytes   = `"filesize":10,"receivedBytes":[],"receivedParts":{"parts":[],"total":null}`
)

// wantStatus compares what the API says of a video with JSON.
func (f *fixture) wantStatus(t *testing.T, videoID, want string) {
	t.Helper()
	var expected map[string]any
	must(t, json.Unmarshal([]byte(want), &expected))
	if diff := cmp.Diff(expected, f.api(t, 200, "GET", "/videos/"+videoID+"/status", "").decode(t)); diff != "" {
		t.Errorf("status (-want +got):\n%s", diff)
	}
}

// quality is one entry of qualities.
func quality(kind, name, status string) string {
	return `{"type":"` + kind + `","quality":"` + name + `","status":"` + status + `"}`
}

// The table of section 5 from top to bottom.
func TestStatusOfStates(t *testing.T) {
	for name, tt := range map[string]struct {
		state                       media.State
		playable, ingest, qualities string
		metadata                    string
	}{
		"processing": {media.Processing, "false", `"uploaded",` + tenBytes, "", noMetadata},
		"viewable": {media.Viewable, "true", `"uploaded",` + tenBytes,
			quality("hls", "360p", "encoded") + "," + quality("hls", "720p", "waiting") + "," + quality("mp4", "720p", "waiting"), probed},
		"ready": {media.Ready, "true", `"uploaded",` + tenBytes,
			quality("hls", "360p", "encoded") + "," + quality("hls", "720p", "encoded") + "," + quality("mp4", "720p", "encoded"), probed},
		"failed": {media.Failed, "false", `"uploaded",` + tenBytes, quality("hls", "240p", "failed"), noMetadata},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t, nil)
			id := f.newVideo(t, "")
			f.wantStatus(t, id, `{"encoding":{"playable":false,"qualities":[],"metadata":`+noMetadata+`}}`)
			f.sourced(t, id, "ten bytes!")
			f.bring(t, id, tt.state)
			f.wantStatus(t, id, `{"ingest":{"status":`+tt.ingest+`},"encoding":{"playable":`+tt.playable+
				`,"qualities":[`+tt.qualities+`],"metadata":`+tt.metadata+`}}`)
		})
	}
}

// piece is a part of a file as the engine gets it.
type piece struct {
	number int64
	bytes  string
}

// putParts brings pieces beneath the API and completes the upload if asked to.
func (f *fixture) putParts(t *testing.T, videoID, scheme string, total int64, complete bool, parts ...piece) {
	t.Helper()
	b := upload.Beginning{ProjectID: f.project.ID, Protocol: "apivideo", VideoID: uuid(t, videoID), Limits: upload.Limits{Idle: time.Hour}}
	u, err := f.engine.OpenParted(t.Context(), b)
	must(t, err)
	for i, p := range parts {
		b := b
		b.VideoID = ""
		spooled, err := f.engine.Spool(t.Context(), b, upload.Chunk{Body: strings.NewReader(p.bytes)})
		must(t, err)
		_, err = f.engine.ChangeParts(t.Context(), u.ID, func(_ upload.Upload, have upload.Parts) (upload.Parts, bool, error) {
			want := have.Put(upload.Part{Number: p.number, Length: spooled.Offset, Upload: spooled.ID})
			want.Scheme, want.Total = scheme, total
			return want, complete && i == len(parts)-1, nil
		})
		must(t, err)
	}
}

func TestStatusOfUploads(t *testing.T) {
	const rest = `},"encoding":{"playable":false,"qualities":[],"metadata":` + noMetadata + `}}`
	for name, tt := range map[string]struct {
		scheme   string
		total    int64
		complete bool
		parts    []piece
		want     string
	}{
		"nothing yet": {want: `"status":"uploading","filesize":null,"receivedBytes":[],"receivedParts":{"parts":[],"total":null}`},
		"parts": {scheme: "part", total: 5, parts: []piece{{3, "ccc"}, {1, "aaa"}},
			want: `"status":"uploading","filesize":null,"receivedBytes":[],"receivedParts":{"parts":[1,3],"total":5}`},
		"parts without total": {scheme: "part", parts: []piece{{2, "b"}},
			want: `"status":"uploading","filesize":null,"receivedBytes":[],"receivedParts":{"parts":[2],"total":null}`},
		"all parts": {scheme: "part", total: 2, complete: true, parts: []piece{{1, "aaa"}, {2, "bb"}},
			want: `"status":"uploaded","filesize":5,"receivedBytes":[],"receivedParts":{"parts":[1,2],"total":2}`},
		"bytes": {scheme: "bytes", total: 10, parts: []piece{{4, "4567"}, {0, "01"}},
			want: `"status":"uploading","filesize":null,"receivedBytes":[{"from":0,"to":1,"total":10},{"from":4,"to":7,"total":10}],"receivedParts":{"parts":[],"total":null}`},
		"bytes without total": {scheme: "bytes", parts: []piece{{0, "01"}},
			want: `"status":"uploading","filesize":null,"receivedBytes":[{"from":0,"to":1}],"receivedParts":{"parts":[],"total":null}`},
		"all bytes": {scheme: "bytes", total: 4, complete: true, parts: []piece{{0, "01"}, {2, "23"}},
			want: `"status":"uploaded","filesize":4,"receivedBytes":[{"from":0,"to":1,"total":4},{"from":2,"to":3,"total":4}],"receivedParts":{"parts":[],"total":null}`},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t, nil)
			id := f.newVideo(t, "")
			f.putParts(t, id, tt.scheme, tt.total, tt.complete, tt.parts...)
			f.wantStatus(t, id, `{"ingest":{`+tt.want+rest)
		})
	}
}

// What the server fetches is ingested; what it could not fetch says so.
func TestStatusOfFetches(t *testing.T) {
	for _, protocol := range []string{pull.ImportProtocol, pull.CopyProtocol} {
		t.Run(protocol, func(t *testing.T) {
			f := newFixture(t, nil)
			id := f.newVideo(t, "")
			status := func() any {
				return testkit.At(f.api(t, 200, "GET", "/videos/"+id+"/status", "").decode(t), "ingest", "status")
			}
			u, err := f.engine.Begin(t.Context(), upload.Beginning{
				ProjectID: f.project.ID, Protocol: protocol, VideoID: uuid(t, id), Length: 4, Limits: upload.Limits{Idle: time.Hour},
			})
			must(t, err)
			if got := status(); got != "ingesting" {
				t.Errorf("on its way: %v", got)
			}
			_, err = f.engine.Append(t.Context(), u.ID, upload.Chunk{Body: strings.NewReader("four"), Size: 4, Length: 4})
			must(t, err)
			if got := status(); got != "ingested" {
				t.Errorf("here: %v", got)
			}
		})
	}
}
