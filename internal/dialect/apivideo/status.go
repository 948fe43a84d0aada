package apivideo

import (
	"math"
	"net/http"

	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/transport/form"
	"github.com/tributary-video/tributary/internal/transport/pull"
	"github.com/tributary-video/tributary/internal/upload"
)

// statusBody is how far a video is (contract section 5).
type statusBody struct {
	Ingest   *ingestBody  `json:"ingest,omitempty"` // absent before the first byte
	Encoding encodingBody `json:"encoding"`
}

type ingestBody struct {
	Status        string        `json:"status"`
	Filesize      *int64        `json:"filesize"` // bytes; null before the end, and above 32 bits
	ReceivedBytes []receivedRun `json:"receivedBytes"`
	ReceivedParts receivedParts `json:"receivedParts"`
}

// receivedRun is a range of bytes. From and To are inclusive.
type receivedRun struct {
	From  int64 `json:"from"`
	To    int64 `json:"to"`
	Total int64 `json:"total,omitempty"` // absent while unknown
}

type receivedParts struct {
	Parts []int64 `json:"parts"`
	Total *int64  `json:"total"` // null while unknown
}

func (d *Dialect) videoStatus(c call) (reply, error) {
	v, err := d.video(c)
	if err != nil {
		return reply{}, err
	}
	body := statusBody{Encoding: showEncoding(v)}
	body.Ingest, err = d.showIngest(c, v)
	return reply{http.StatusOK, body}, err
}

func (d *Dialect) showIngest(c call, v media.Video) (*ingestBody, error) {
	last, err := d.cfg.Records.LastUpload(c.Context(), v.ID)
	if err != nil && media.KindOf(err) != media.NotFound {
		return nil, err
	}
	status := ingestStatus(v, last)
	if status == "" {
		return nil, nil //nolint:nilnil // nothing is on its way: absent on the wire
	}
	in := &ingestBody{Status: status, ReceivedBytes: []receivedRun{}, ReceivedParts: receivedParts{Parts: []int64{}}}
	if v.Source != nil && fitsClients(v.Source.Size) {
		in.Filesize = &v.Source.Size
	}
	if last.Kind != upload.Parted {
		return in, nil
	}
	have, err := d.cfg.Uploads.Parts(c.Context(), last.ID)
	if err != nil {
		return nil, err
	}
	in.receive(have, v.Source != nil)
	return in, nil
}

// ingestStatus is the vendor's word for how the source gets here. A fetch that failed
// leaves its video waiting again, with the reason.
func ingestStatus(v media.Video, last upload.Upload) string {
	fetching := isFetch(last)
	switch {
	case v.State == media.Created && fetching && v.Failure != nil:
		return "ingesting"
	case v.State == media.Created:
		return ""
	case v.Source == nil && fetching:
		return "ingesting"
	case v.Source == nil:
		return "uploading"
	case fetching:
		return "ingested"
	}
	return "uploaded"
}

// receive shows what a parted upload has. Clients resume by it. Once nothing is left to resume,
// numbers that would break them are left out.
func (in *ingestBody) receive(have upload.Parts, complete bool) {
	switch have.Scheme {
	case form.ByPart:
		for _, item := range have.Items {
			in.ReceivedParts.Parts = append(in.ReceivedParts.Parts, item.Number)
		}
		if have.Total > 0 {
			in.ReceivedParts.Total = &have.Total
		}
	case form.ByBytes:
		if complete && !fitsClients(have.Size()) {
			return
		}
		for _, item := range have.Items {
			in.ReceivedBytes = append(in.ReceivedBytes, receivedRun{item.Number, item.Number + item.Length - 1, have.Total})
		}
	}
}

// fitsClients reports whether a number fits the 32 bits that several SDKs have for it (client rule 9).
func fitsClients(n int64) bool { return n <= math.MaxInt32 }

// isFetch reports whether an upload was brought by the server itself.
func isFetch(u upload.Upload) bool {
	return u.Protocol == pull.ImportProtocol || u.Protocol == pull.CopyProtocol
}
