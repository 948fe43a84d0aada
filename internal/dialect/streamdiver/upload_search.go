package streamdiver

import (
	"context"
	"fmt"
	"slices"

	"github.com/tributary-video/tributary/internal/catalog"
	"github.com/tributary-video/tributary/internal/media"
)

// searchBatch is how many uploads a search holds at once: a project may have any number.
const searchBatch = 500

// narrowUploads puts into a query which uploads are wanted, and returns what of it the database
// cannot tell, because it lies in documents or follows from the clock. some is false when there can
// be no such upload.
func narrowUploads(f *catalog.Filter, wanted map[string][]string) (rest map[string]string, some bool) {
	rest = map[string]string{}
	for property, values := range wanted {
		if property == "tags" {
			f.Tags = values
			continue
		}
		value := values[0]
		if slices.ContainsFunc(values, func(other string) bool { return other != value }) { // no upload has two
			return nil, false
		}
		some := true
		switch property {
		case "name":
			f.Titled = &value
		case "channelId":
			some = inChannel(f, value)
		case "status":
			some = withStatus(f, value, rest)
		default:
			rest[property] = value
		}
		if !some {
			return nil, false
		}
	}
	return rest, true
}

// inChannel narrows to what shows a channel. In the default one an upload is once it is completed.
func inChannel(f *catalog.Filter, id string) bool {
	collection, known := collectionOf(f.ProjectID, id)
	if !known {
		return false
	}
	f.CollectionID, f.Uncollected = collection, collection == ""
	return collection != "" || sourced(f, true)
}

// withStatus narrows to what may have a status. What has had its source is completed, whatever else is
// so; of the others the clock and what was brought decide.
func withStatus(f *catalog.Filter, status string, rest map[string]string) bool {
	switch status {
	case statusCompleted:
		return sourced(f, true)
	case statusCreated:
		f.States = []media.State{media.Created}
	case statusUploading:
		f.States = []media.State{media.Uploading}
	case statusCancelled:
		f.States = []media.State{media.Deleted}
	case statusExpired:
	default:
		return false
	}
	rest["status"] = status
	return sourced(f, false)
}

// sourced narrows to what has had its source, or to what has not; false when the other is wanted, too.
func sourced(f *catalog.Filter, has bool) bool {
	if f.Sourced != nil && *f.Sourced != has {
		return false
	}
	f.Sourced = &has
	return true
}

// searchUploads lists the uploads of a query that are as rest says, which only looking at each tells.
func (d *Dialect) searchUploads(ctx context.Context, p page, query catalog.Filter, rest map[string]string) (reply, error) {
	numbers, err := d.cfg.Records.VideoNumbers(ctx, query)
	if err != nil {
		return reply{}, fmt.Errorf("search uploads: %w", err)
	}
	var found []uploadBody
	total := 0
	for some := range slices.Chunk(numbers, searchBatch) {
		query.Seqs = some
		videos, _, err := d.cfg.Catalog.List(ctx, query)
		if err != nil {
			return reply{}, fmt.Errorf("search uploads: %w", err)
		}
		shown, err := d.showUploads(ctx, videos)
		if err != nil {
			return reply{}, err
		}
		for _, b := range shown {
			if !b.is(rest) {
				continue
			}
			if total >= p.offset() && len(found) < p.size {
				found = append(found, b)
			}
			total++
		}
	}
	return listed(p, found, total), nil
}

// is reports whether each property has the value wanted.
func (b uploadBody) is(wanted map[string]string) bool {
	have := map[string]string{"fileName": b.FileName, "type": b.Type, "status": b.Status}
	for property, value := range wanted {
		if have[property] != value {
			return false
		}
	}
	return true
}
