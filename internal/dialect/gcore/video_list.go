package gcore

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/tributary-video/tributary/internal/catalog"
	"github.com/tributary-video/tributary/internal/media"
)

// listVideos answers with a page of videos, newest id first.
func (d *Dialect) listVideos(c call) (reply, error) {
	p := c.page()
	f, err := c.videoFilter()
	if err != nil {
		return reply{}, err
	}
	f.Offset, f.Limit = p.offset(), p.size
	videos, total, err := d.search(c, f)
	if err != nil {
		return reply{}, err
	}
	if err := d.fillRenditions(c, videos); err != nil {
		return reply{}, err
	}
	items := make([]any, len(videos))
	directories := d.directoryNumbers(c)
	for i, v := range videos {
		item, err := d.listItem(c, v, directories)
		if err != nil {
			return reply{}, err
		}
		if items[i], err = c.chosen(item); err != nil {
			return reply{}, err
		}
	}
	answer := ok(items)
	answer.header = p.header(total)
	return answer, nil
}

// search finds a page of videos. No video comes from a live stream.
func (d *Dialect) search(c call, f catalog.Filter) ([]media.Video, int, error) {
	query := c.URL.Query()
	if query.Get("stream_id") != "" || query.Get("id") != "" && len(f.Seqs) == 0 {
		return nil, 0, nil
	}
	return d.cfg.Catalog.List(c.Context(), f)
}

// maxFilter is the longest text of a search, in bytes: SQLite takes patterns of up to 50,000.
const maxFilter = 4096

// videoFilter reads what a list of videos is narrowed to.
func (c call) videoFilter() (catalog.Filter, error) {
	query := c.URL.Query()
	f := catalog.Filter{ProjectID: c.project, Search: query.Get("search"), Seqs: ids(query["id"])}
	user := query.Get(userKey)
	for _, text := range []string{f.Search, user} {
		if len(text) > maxFilter || !utf8.ValidString(text) || strings.ContainsRune(text, 0) {
			return f, badRequest("invalid filter")
		}
	}
	if user != "" {
		f.Meta = map[string]string{userKey: user}
	}
	status := query.Get("status")
	if code := query.Get("q[status_eq]"); code != "" {
		status = statusOfCode(code)
	} else if status == "" {
		return f, nil
	}
	n, known := narrowingOf(status)
	if !known {
		return f, badRequest("unknown status")
	}
	f.States, f.Probed = n.states, n.probed
	return f, nil
}

// statusOfCode is the status that the vendor's apps know by a number, "" for another number.
func statusOfCode(code string) string {
	all := []string{statusEmpty, statusPending, statusViewable, statusReady, statusError}
	if len(code) != 1 || code[0] < '0' || int(code[0]-'0') >= len(all) {
		return ""
	}
	return all[code[0]-'0']
}

// maxIDs is how many videos one request may name: each is an argument of one query.
const maxIDs = 1000

// ids reads ids from lists with commas. What is none names no video.
func ids(lists []string) []int64 {
	var found []int64
	for _, list := range lists {
		for text := range strings.SplitSeq(list, ",") {
			id, isID := parseID(strings.TrimSpace(text))
			if isID && len(found) < maxIDs {
				found = append(found, id)
			}
		}
	}
	return found
}

// fillRenditions loads the renditions of a list.
func (d *Dialect) fillRenditions(c call, videos []media.Video) error {
	var uuids []string
	for _, v := range videos {
		if probed(v) {
			uuids = append(uuids, v.ID)
		}
	}
	renditions, err := d.cfg.Records.RenditionsOf(c.Context(), uuids)
	if err != nil {
		return err
	}
	for i, v := range videos {
		videos[i].Renditions = renditions[v.ID]
	}
	return nil
}

// bySeqs loads videos with their renditions, by their numbers. Unknown ones are left out.
func (d *Dialect) bySeqs(c call, seqs []int64) (map[int64]media.Video, error) {
	found := map[int64]media.Video{}
	for some := range slices.Chunk(seqs, maxIDs) {
		videos, _, err := d.cfg.Catalog.List(c.Context(), catalog.Filter{ProjectID: c.project, Seqs: some})
		if err != nil {
			return nil, err
		}
		if err := d.fillRenditions(c, videos); err != nil {
			return nil, err
		}
		for _, v := range videos {
			found[v.Seq] = v
		}
	}
	return found, nil
}
