package pipeline

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"slices"

	"github.com/tributary-video/tributary/internal/blob"
	"github.com/tributary-video/tributary/internal/ffmpeg"
	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/mp4"
	"github.com/tributary-video/tributary/internal/sniff"
)

// Process looks at a new source, decides what to make of it, publishes what
// plays as it is and starts the rest.
func (p *Pipeline) Process(ctx context.Context, job media.Job, lastTry bool) error {
	v, err := p.cfg.Store.StartProcessing(ctx, job.Subject)
	if err == nil {
		err = p.process(ctx, v)
	}
	return p.verdict(ctx, job, lastTry, err, func(why media.Refusal) error {
		return p.cfg.Store.FailSource(ctx, job.Subject, v.Source, why)
	})
}

// process is about the source that v has now. Another one may take its place at any time, if
// another run of the job refuses it: what is recorded says which one was looked at.
func (p *Pipeline) process(ctx context.Context, v media.Video) error {
	if done, err := p.resume(ctx, v); done || err != nil {
		return err
	}
	src, err := p.sources.open(ctx, v)
	if err != nil {
		return err
	}
	defer src.Close()
	f, err := p.look(ctx, src, v.Wishes)
	if err != nil {
		return err
	}
	if planning, ok := early(f); ok {
		planning.Source = v.Source
		if err := p.cfg.Store.SavePlan(ctx, v.ID, planning); err != nil {
			return err
		}
	}
	if err := p.probe(ctx, v, &f); err != nil {
		return err
	}
	planning, err := plan(f)
	if err != nil {
		return fmt.Errorf("plan video %s: %w", v.ID, err)
	}
	planning.Jobs = append(planning.Jobs, p.captionJobs(v)...)
	planning.Source = v.Source
	for i := range planning.Jobs {
		planning.Jobs[i].Subject = v.ID
	}
	if err := p.cfg.Store.SavePlan(ctx, v.ID, planning); err != nil {
		return err
	}
	p.cfg.Log.LogAttrs(ctx, slog.LevelInfo, "video planned", slog.String("video", v.ID),
		slog.String("container", planning.Container), slog.Bool("source_plays", f.playable),
		slog.Int("renditions", len(planning.Renditions)), slog.Int("chunks", len(planning.Plan.Chunks)))
	return nil
}

// look finds out what our own parsers can tell: what the file is, and whether it
// plays by its index.
func (p *Pipeline) look(ctx context.Context, src blob.Reader, wishes media.Wishes) (facts, error) {
	container, err := sniff.File(src, src.Size())
	if err != nil {
		return facts{}, err
	}
	if container.Picture {
		return facts{}, media.Refuse(media.NotMedia, "", nil)
	}
	f := facts{container: container.Demuxer, wishes: wishes}
	if container.Indexed {
		if err := f.index(ctx, src); err != nil {
			return facts{}, err
		}
	}
	f.judge()
	return f, nil
}

// probe asks the tools.
func (p *Pipeline) probe(ctx context.Context, v media.Video, f *facts) error {
	path, release, err := p.sources.file(ctx, v)
	if err != nil {
		return err
	}
	defer release()
	f.probe, err = p.cfg.Encoder.Probe(ctx, ffmpeg.Input{Path: path, Demuxer: f.container})
	if err != nil {
		return fmt.Errorf("probe video %s: %w", v.ID, err)
	}
	return nil
}

// resume starts the jobs of a plan that are not done, if there is a whole plan: then
// only the jobs were lost.
func (p *Pipeline) resume(ctx context.Context, v media.Video) (done bool, err error) {
	if len(v.Renditions) == 0 {
		return false, nil
	}
	plan, err := p.cfg.Store.Plan(ctx, v.ID)
	if err != nil || plan.Probe == nil {
		return false, err
	}
	unfinished := func(name string) bool {
		return slices.ContainsFunc(v.Renditions, func(r media.Rendition) bool { return r.Name == name && r.State == media.Planned })
	}
	var jobs []media.Job
	for _, j := range append(planJobs(plan, v.Renditions), p.captionJobs(v)...) {
		if j.Kind != media.EncodeJob || slices.ContainsFunc(plan.Chunks[j.Part].Renditions, unfinished) {
			j.Subject = v.ID
			jobs = append(jobs, j)
		}
	}
	return true, p.cfg.Store.SavePlan(ctx, v.ID, media.Planning{Source: v.Source, Jobs: jobs})
}

func storedProbe(plan media.Plan) (ffmpeg.Probe, error) {
	var probe ffmpeg.Probe
	err := json.Unmarshal(plan.Probe, &probe)
	return probe, err
}

// index reads the sample index of a source that has one. A file that only the
// tools understand goes on without.
func (f *facts) index(ctx context.Context, src blob.Reader) error {
	file, err := mp4.Open(ctx, src, src.Size())
	if err != nil {
		return err
	}
	f.file = file
	t := file.Video()
	if t == nil || t.AVC == nil {
		return nil
	}
	f.idrs, err = t.VerifyIDRs(ctx)
	return err
}
