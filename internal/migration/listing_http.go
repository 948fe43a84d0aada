package migration

import (
	"context"
	"errors"
	"io"
	"net/url"
	"strings"

	"golang.org/x/net/html"

	"github.com/tributary-video/tributary/internal/egress"
	"github.com/tributary-video/tributary/internal/media"
)

// maxFolders bounds how many pages of a directory listing are read: links can go in circles
// that no page repeats.
const maxFolders = 10_000

// listHTTP lists the links of directory pages below the endpoint, as nginx, Apache and most
// others write them.
func (e *Engine) listHTTP(l Listing) lister {
	return func(ctx context.Context, fn func(Row) error) error {
		base, err := url.Parse(l.Endpoint + "/")
		if err != nil {
			return media.Errorf(media.Invalid, "The address is not allowed.")
		}
		base.RawQuery, base.Fragment = "", ""
		seen := map[string]bool{base.Path: true}
		for folders := []*url.URL{base}; len(folders) > 0; folders = folders[1:] {
			links, err := e.links(ctx, folders[0])
			if err != nil {
				return err
			}
			for _, link := range links {
				below, ok := strings.CutPrefix(link.Path, base.Path)
				if !ok || below == "" || seen[link.Path] || link.Host != base.Host || link.Scheme != base.Scheme {
					continue
				}
				if strings.HasSuffix(below, "/") {
					if len(seen) < maxFolders {
						seen[link.Path] = true
						folders = append(folders, link)
					}
					continue
				}
				if !isVideo(below) {
					continue
				}
				if err := fn(Row{SourceID: text(below), OriginURL: text(link.String()), Directory: text(folder(below))}); err != nil {
					return err
				}
			}
		}
		return nil
	}
}

// folder is the path before the last slash.
func folder(name string) string {
	if i := strings.LastIndexByte(name, '/'); i >= 0 {
		return name[:i]
	}
	return ""
}

// links are the addresses that a page links to, each once.
func (e *Engine) links(ctx context.Context, page *url.URL) ([]*url.URL, error) {
	resp, err := e.get(ctx, page.String(), nil)
	if err != nil {
		return nil, err
	}
	defer func() { _ = resp.Body.Close() }()
	if err := egress.LimitBody(resp, maxPage); err != nil {
		return nil, err
	}
	var found []*url.URL
	seen := map[string]bool{}
	z := html.NewTokenizer(resp.Body)
	z.SetMaxBuf(maxRow)
	for {
		switch z.Next() {
		case html.ErrorToken:
			if err := z.Err(); !errors.Is(err, io.EOF) {
				return nil, err
			}
			return found, nil
		case html.StartTagToken:
			link := href(z, page)
			if link != nil && !seen[link.Path] {
				seen[link.Path] = true
				found = append(found, link)
			}
		}
	}
}

// href is where a link leads, nil for another tag. Queries only sort a page anew.
func href(z *html.Tokenizer, page *url.URL) *url.URL {
	tag, more := z.TagName()
	if string(tag) != "a" {
		return nil
	}
	for more {
		var key, value []byte
		key, value, more = z.TagAttr()
		if string(key) != "href" {
			continue
		}
		link, err := page.Parse(string(value))
		if err != nil || link.RawQuery != "" {
			return nil
		}
		link.Fragment = ""
		return link
	}
	return nil
}
