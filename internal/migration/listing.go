package migration

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"path"
	"strconv"
	"strings"
	"time"

	"github.com/tributary-video/tributary/internal/egress"
	"github.com/tributary-video/tributary/internal/media"
)

// maxPage is the largest page of a listing that is read, in bytes.
const maxPage = 16 << 20

// pageSize is how many videos are asked for at once: the most that a Tributary gives.
const pageSize = 100

// lister calls back with every video that a service has, until an error, which it returns.
type lister func(ctx context.Context, fn func(Row) error) error

func (e *Engine) lister(ctx context.Context, p Plan) (lister, error) {
	l := *p.Input.Listing
	l.Endpoint = strings.TrimRight(l.Endpoint, "/")
	c, err := e.credential(ctx, p.ProjectID, l)
	if err != nil {
		return nil, err
	}
	switch l.Kind {
	case ListS3:
		return e.listS3(l, c), nil
	case ListTributary:
		return e.listTributary(l, c), nil
	case ListGcore:
		return e.listGcore(l, c), nil
	}
	return e.listHTTP(l), nil
}

// sign makes the link of a listed row good for now.
func (e *Engine) sign(ctx context.Context, projectID int64, l Listing, row *Row) error {
	c, err := e.credential(ctx, projectID, l)
	if err != nil {
		return err
	}
	switch l.Kind {
	case ListS3:
		return e.presign(ctx, l, c, row)
	case ListTributary:
		row.Header = text("Authorization: Bearer " + c.Key)
	}
	return nil
}

// page reads one page of JSON.
func (e *Engine) page(ctx context.Context, address, authorization string, into any) error {
	header := http.Header{"Accept": {"application/json"}}
	if authorization != "" {
		header.Set("Authorization", authorization)
	}
	resp, err := e.get(ctx, address, header)
	if err != nil {
		return err
	}
	defer func() { _ = resp.Body.Close() }()
	if err := egress.LimitBody(resp, maxPage); err != nil {
		return err
	}
	if err := json.NewDecoder(resp.Body).Decode(into); err != nil {
		return &media.Error{Kind: media.Invalid, Public: "The listing is not what it should be.", Cause: err}
	}
	return nil
}

// listTributary lists by the native API. A video that arrives meanwhile moves the others
// down, so that one may be listed twice: planning skips the second.
func (e *Engine) listTributary(l Listing, c Credential) lister {
	return func(ctx context.Context, fn func(Row) error) error {
		first := ""
		for n := 1; n > 0; {
			var page tributaryPage
			address := fmt.Sprintf("%s/v1/videos?page=%d&limit=%d", l.Endpoint, n, pageSize)
			if err := e.page(ctx, address, "Bearer "+c.Key, &page); err != nil {
				return err
			}
			if len(page.Data) == 0 || page.Data[0].ID == first {
				return nil // a service that repeats a page has no more
			}
			first = page.Data[0].ID
			for _, v := range page.Data {
				if v.Source == nil {
					continue
				}
				if err := fn(v.row(l.Endpoint)); err != nil {
					return err
				}
			}
			n = page.NextPage
		}
		return nil
	}
}

type tributaryPage struct {
	Data     []tributaryVideo `json:"data"`
	NextPage int              `json:"next_page"`
}

type tributaryVideo struct {
	ID        string            `json:"id"`
	Title     string            `json:"title"`
	Privacy   media.Privacy     `json:"privacy"`
	Meta      map[string]string `json:"meta"`
	CreatedAt *time.Time        `json:"created_at"`
	Source    *struct {
		Size   int64  `json:"size"`
		SHA256 string `json:"sha256"`
	} `json:"source"`
}

func (v tributaryVideo) row(endpoint string) Row {
	r := Row{
		SourceID: text(v.ID), OriginURL: text(endpoint + "/v1/videos/" + url.PathEscape(v.ID) + "/source"), Name: text(v.Title),
		Privacy: v.Privacy, CreatedAt: v.CreatedAt, Size: v.Source.Size, SHA256: text(v.Source.SHA256), Metadata: map[string]text{},
	}
	for key, value := range v.Meta {
		if key == "client_user_id" {
			r.ClientUser = text(value)
			continue
		}
		r.Metadata[key] = text(value)
	}
	return r
}

// listGcore lists by Gcore's API. The best of the MP4s that it offers stands for the original,
// which Gcore does not keep.
func (e *Engine) listGcore(l Listing, c Credential) lister {
	return func(ctx context.Context, fn func(Row) error) error {
		first := int64(0)
		for n := 1; ; n++ {
			var page []gcoreVideo
			address := l.Endpoint + "/streaming/videos?page=" + strconv.Itoa(n) + "&per_page=" + strconv.Itoa(pageSize)
			if err := e.page(ctx, address, "APIKey "+c.Key, &page); err != nil {
				return err
			}
			if len(page) == 0 || page[0].ID == first {
				return nil
			}
			first = page[0].ID
			for _, v := range page {
				if err := fn(v.row()); err != nil {
					return err
				}
			}
		}
	}
}

type gcoreVideo struct {
	ID          int64      `json:"id"`
	Name        text       `json:"name"`
	Description text       `json:"description"`
	Slug        text       `json:"slug"`
	ClientUser  text       `json:"client_user_id"`
	CreatedAt   *time.Time `json:"created_at"`
	Converted   []struct {
		Height int    `json:"height"`
		URL    string `json:"mp4_url"`
	} `json:"converted_videos"`
}

func (v gcoreVideo) row() Row {
	r := Row{
		SourceID: text(strconv.FormatInt(v.ID, 10)), Name: v.Name, Description: v.Description, Slug: v.Slug, ClientUser: v.ClientUser,
		CreatedAt: v.CreatedAt, Privacy: media.Public,
	}
	best := -1
	for _, c := range v.Converted {
		if c.URL != "" && c.Height > best {
			best, r.OriginURL = c.Height, text(c.URL)
		}
	}
	return r
}

// isVideo reports whether a file's name is one of a video (section 5 of Gcore's contract). What
// the file really is, is found when it is here.
func isVideo(name string) bool {
	switch strings.ToLower(path.Ext(name)) {
	case ".mp4", ".3g2", ".3gp", ".asf", ".avi", ".dif", ".dv", ".flv", ".f4v", ".m4v", ".mov", ".mpeg", ".mpg", ".mts", ".m2t",
		".m2ts", ".ts", ".qt", ".wmv", ".vob", ".mkv", ".ogv", ".webm", ".ogg", ".mxf":
		return true
	}
	return false
}
