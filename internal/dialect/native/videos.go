package native

import (
	"context"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/tributary-video/tributary/internal/catalog"
	"github.com/tributary-video/tributary/internal/dialect"
	"github.com/tributary-video/tributary/internal/media"
)

// byID is the input of an operation on one object.
type byID struct {
	ID string `path:"id" doc:"The object's id"`
}

// answer is an output that is nothing but a body.
type answer[T any] struct{ Body T }

// made is the output of an operation that made something.
type made[T any] struct {
	Location string `header:"Location" doc:"Where it is from now on"`
	Body     T
}

type empty struct{}

// parseID reads the UUID of a path. One of another form names no video.
func parseID(text string) (string, error) {
	id, ok := media.ParseUUID(text)
	if !ok {
		return "", media.Errorf(media.NotFound, "video not found")
	}
	return id, nil
}

type videoFilter struct {
	Paging

	State      state  `query:"state" doc:"Only videos in this state; deleted ones are listed only by it"`
	Collection string `query:"collection" pattern:"^[0-9a-f]{24}$" doc:"Only videos in this collection"`
}

func (a *API) listVideos(ctx context.Context, c call, in *videoFilter) (*answer[page[video]], error) {
	f := catalog.Filter{ProjectID: c.project, CollectionID: in.Collection, Offset: in.offset(), Limit: in.Limit}
	switch s := media.State(in.State); s {
	case "":
	case media.Deleted:
		f.Deleted = true
	default:
		f.States = []media.State{s}
	}
	videos, total, err := a.cfg.Catalog.List(ctx, f)
	if err != nil {
		return nil, err
	}
	return &answer[page[video]]{newPage(in.Paging, videos, total, c.view.video)}, nil
}

type newVideo struct {
	Body struct {
		Title      string        `json:"title" minLength:"1" maxLength:"128" doc:"One line"`
		Privacy    media.Privacy `json:"privacy,omitempty" enum:"public,private" default:"private" doc:"Who may watch"`
		Collection string        `json:"collection,omitempty" pattern:"^[0-9a-f]{24}$" doc:"A collection's id"`
	} `nameHint:"NewVideo"`
}

func (a *API) createVideo(ctx context.Context, c call, in *newVideo) (*made[video], error) {
	title, err := cleanName("title", in.Body.Title)
	if err != nil {
		return nil, err
	}
	v := a.cfg.Catalog.NewVideo(c.project, title, in.Body.Privacy)
	v.CollectionID = in.Body.Collection
	if v, err = a.cfg.Catalog.Create(ctx, v); err != nil {
		return nil, err
	}
	return &made[video]{Location: c.view.base + "/v1/videos/" + v.ID, Body: c.view.whole(v)}, nil
}

func (a *API) find(ctx context.Context, c call, in *byID) (media.Video, error) {
	id, err := parseID(in.ID)
	if err != nil {
		return media.Video{}, err
	}
	return a.cfg.Catalog.Get(ctx, c.project, id)
}

func (a *API) getVideo(ctx context.Context, c call, in *byID) (*answer[video], error) {
	v, err := a.find(ctx, c, in)
	if err != nil {
		return nil, err
	}
	return &answer[video]{c.view.whole(v)}, nil
}

// deletable is the rule for a DELETE. A viewable video may go, although better
// qualities are on their way: somebody wants it off the net.
func deletable(v media.Video) error {
	if v.State == media.Processing {
		return media.Errorf(media.Conflict, "video is processing; delete it when it is viewable or failed")
	}
	return nil
}

func (a *API) deleteVideo(ctx context.Context, c call, in *byID) (*empty, error) {
	id, err := parseID(in.ID)
	if err != nil {
		return nil, err
	}
	return &empty{}, a.cfg.Catalog.Delete(ctx, c.project, id, deletable)
}

func (a *API) restoreVideo(ctx context.Context, c call, in *byID) (*answer[video], error) {
	id, err := parseID(in.ID)
	if err != nil {
		return nil, err
	}
	if err := a.cfg.Catalog.Restore(ctx, c.project, id); err != nil {
		return nil, err
	}
	return a.getVideo(ctx, c, in)
}

func (a *API) source(ctx context.Context, c call, in *byID) (*huma.StreamResponse, error) {
	v, err := a.find(ctx, c, in)
	if err != nil {
		return nil, err
	}
	if !v.Source.Kept() {
		return nil, media.Errorf(media.NotFound, "source not found")
	}
	return &huma.StreamResponse{Body: func(h huma.Context) {
		r, w := humago.Unwrap(h)
		if err := a.cfg.Playback.ServeSource(w, r, v, v.Filename()); err != nil {
			a.refuse(w, r, err)
		}
	}}, nil
}

// cleanName makes one line of a title or name, which must have something in it.
func cleanName(what, text string) (string, error) {
	if text = dialect.CleanText(text); text == "" {
		return "", media.Errorf(media.Invalid, "%s is empty", what)
	}
	return text, nil
}

// me is the project that a key belongs to.
func (a *API) me(ctx context.Context, c call, _ *empty) (*answer[project], error) {
	p, used, err := a.cfg.Projects.ProjectUsage(ctx, c.project)
	if err != nil {
		return nil, err
	}
	return &answer[project]{showProject(p, used, a.cfg.MaxUploadSize)}, nil
}
