package pipeline

import (
	"encoding/json"
	"math"
	"time"

	"github.com/tributary-video/tributary/internal/ffmpeg"
	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/mp4"
)

const (
	segmentTime = 6 * time.Second
	// chunkSegments is a minute of video: long enough that starting a job costs
	// nothing beside it, short enough to spread a film over many workers.
	chunkSegments = 10
	// shortestClip is the least that is worth a video: a frame at the slowest usual rate.
	shortestClip = 40 * time.Millisecond
)

// early is the plan of a source that plays by its index alone: the original now,
// the poster as a promise that the rest will follow. Deciding it takes milliseconds;
// the probe, which decides the rest, starts a process.
func early(f facts) (media.Planning, bool) {
	if !f.playable || !f.withinCaps() || len(f.file.Audio()) > 0 && !f.sound {
		return media.Planning{}, false
	}
	p := media.Planning{Container: f.container, Picture: f.picture(), Plan: media.Plan{Video: -1, Audio: -1}}
	f.planSource(&p)
	if f.sound {
		f.planSourceSound(&p)
	}
	p.Renditions = append(p.Renditions, poster())
	return p, true
}

// plan decides what to make of a source. It is pure: the same facts give the
// same plan, and what early has published is part of it, unchanged.
func plan(f facts) (media.Planning, error) {
	probe, err := json.Marshal(f.probe)
	if err != nil {
		return media.Planning{}, err
	}
	start, length := f.window()
	if f.wishes.Clip != nil && length < shortestClip {
		return media.Planning{}, media.Refuse(media.EmptyClip, "", nil)
	}
	p := media.Planning{
		Container: f.container, Picture: f.picture(),
		Plan: media.Plan{Probe: probe, Start: start, Video: -1, Audio: -1},
	}
	if v, ok := f.probe.Video(); ok {
		p.Plan.Video = v.Index
		f.planPictures(&p, v)
	}
	if a := f.probe.Audio(); len(a) > 0 {
		p.Plan.Audio = a[0].Index
		f.planSound(&p, a[0])
	}
	if _, cover := f.probe.Cover(); cover || p.Plan.Video >= 0 {
		p.Renditions = append(p.Renditions, poster())
	}
	if p.Plan.Video < 0 && p.Plan.Audio < 0 {
		return media.Planning{}, media.Refuse(media.NoTracks, "", nil)
	}
	countChunks(&p)
	p.Jobs = planJobs(p.Plan, p.Renditions)
	return p, nil
}

func poster() media.Rendition {
	return media.Rendition{Name: media.PosterName, Kind: media.StillRendition, State: media.Planned, Chunks: media.StillParts}
}

func (f facts) planPictures(p *media.Planning, v ffmpeg.Stream) {
	width, height := v.Display()
	if f.playable {
		f.planSource(p)
	} else {
		p.Plan.Rate = outputRate(v.Rate, v.Interlaced)
		p.Plan.Cuts = grid(p.Picture.Duration, p.Plan.Rate)
	}
	encoded := rungs(width, height, p.Plan.Rate, f.wishes.Sizes, f.lasting)
	p.Renditions = append(p.Renditions, encoded...)
	p.Plan.Chunks = chunks(encoded, p.Plan.Segments(), f.playable)
}

// planSource publishes the original: nothing is made, only written down where to cut.
func (f facts) planSource(p *media.Planning) {
	t := f.file.Video()
	cuts := t.Cuts(f.idrs.Samples, mp4.MaxSegment)
	p.Plan.SourceCuts = cuts
	r := media.Rendition{
		Name: media.SourceName, Kind: media.VideoRendition, State: media.Planned, Repackaged: true, Interim: !f.lasting,
		Width: t.Width, Height: t.Height, Rotation: t.Rotation, Rate: t.Cadence().Rate, Codecs: t.Codecs(), Chunks: 1,
	}
	out := media.ChunkOutput{Rendition: r.Name}
	for i := 1; i < len(cuts); i++ {
		iframe, err := iframeSize(t, cuts[i-1])
		if err != nil {
			iframe = 0 // it plays without
		}
		out.Segments = append(out.Segments, media.Segment{
			Duration: t.Span(cuts[i-1], cuts[i]), Bytes: t.Bytes(cuts[i-1], cuts[i]), IFrame: iframe,
		})
	}
	p.Plan.Rate = outputRate(r.Rate, false)
	if f.lasting { // every rung is cut where the source is
		p.Plan.Rate = r.Rate
		for _, c := range cuts[:len(cuts)-1] {
			p.Plan.Cuts = append(p.Plan.Cuts, frameAt(t.Shown(c)-t.Start(), r.Rate))
		}
		p.Plan.Cuts = append(p.Plan.Cuts, t.Len())
	} else {
		p.Plan.Cuts = grid(t.Duration(), p.Plan.Rate)
	}
	r.Add(out)
	p.Renditions = append(p.Renditions, r)
	p.Published = append(p.Published, out)
}

func (f facts) planSound(p *media.Planning, a ffmpeg.Stream) {
	r := media.Rendition{Name: "audio-1", Kind: media.AudioRendition, State: media.Planned, Language: a.Language, Channels: 2, Chunks: 1}
	if p.Plan.Video < 0 {
		p.Plan.Rate = media.Rational{Num: 48000, Den: 1024} // frames of AAC; a grid without pictures
		p.Plan.Cuts = grid(p.Picture.Duration, p.Plan.Rate)
	}
	if !f.inStep {
		p.Renditions = append(p.Renditions, r)
	}
	if f.sound {
		f.planSourceSound(p)
	}
}

// planSourceSound publishes the original's own sound. Sound that is out of step with
// the pictures plays until the encoded one takes its place.
func (f facts) planSourceSound(p *media.Planning) {
	t := f.file.Audio()[0]
	r := media.Rendition{
		Name: "audio-1", Kind: media.AudioRendition, State: media.Planned, Repackaged: true, Interim: !f.inStep,
		Language: t.Language, Codecs: t.Codecs(), Channels: t.AAC.Channels, Chunks: 1,
	}
	if r.Interim {
		r.Name = media.SourceSoundName
	}
	out := media.ChunkOutput{Rendition: r.Name}
	cuts := t.CutsAt(p.Plan.CutTimes())
	for i := 1; i < len(cuts); i++ {
		out.Segments = append(out.Segments, media.Segment{Duration: t.Span(cuts[i-1], cuts[i]), Bytes: t.Bytes(cuts[i-1], cuts[i])})
	}
	r.Add(out)
	p.Renditions = append(p.Renditions, r)
	p.Published = append(p.Published, out)
}

// grid is a fixed cut table: whole frames, six seconds each as nearly as they go. A
// rest that would be shorter than half a second joins the segment before it. A frame
// that would begin in the last moments of the source is left out: there may be no
// picture to fill it with.
func grid(length time.Duration, rate media.Rational) []int {
	total := max(1, int(length.Seconds()*rate.Float()+0.1))
	step := max(1, int(math.Round(segmentTime.Seconds()*rate.Float())))
	least := int(rate.Float() / 2)
	cuts := []int{0}
	for at := step; at < total-least; at += step {
		cuts = append(cuts, at)
	}
	return append(cuts, total)
}

// frameAt is the number of the frame nearest to a time.
func frameAt(at time.Duration, rate media.Rational) int {
	return int(math.Round(at.Seconds() * rate.Float()))
}

// outputRate is the constant rate that a source is encoded at: its own, without
// what only a container's clock says; fields of interlaced video become frames.
func outputRate(rate media.Rational, interlaced bool) media.Rational {
	if rate.Float() <= 0 {
		rate = media.Rational{Num: 25, Den: 1}
	}
	if interlaced && rate.Float() <= 30 {
		rate.Num *= 2
	}
	for rate.Float() > maxRate*1.001 {
		rate.Den *= 2
	}
	return usualRate(rate)
}

// usualRate replaces a measured rate by the usual one within one per cent, or the next
// higher usual one: a grid finer than the pictures loses none of them.
func usualRate(rate media.Rational) media.Rational {
	usual := []media.Rational{
		{Num: 1, Den: 1}, {Num: 2, Den: 1}, {Num: 5, Den: 1}, {Num: 15, Den: 2}, {Num: 10, Den: 1}, {Num: 12, Den: 1}, {Num: 25, Den: 2},
		{Num: 15, Den: 1}, {Num: 20, Den: 1}, {Num: 24000, Den: 1001}, {Num: 24, Den: 1}, {Num: 25, Den: 1}, {Num: 30000, Den: 1001},
		{Num: 30, Den: 1}, {Num: 48, Den: 1}, {Num: 50, Den: 1}, {Num: 60000, Den: 1001}, {Num: 60, Den: 1},
	}
	best, miss := usual[len(usual)-1], 0.01
	for _, u := range usual {
		if d := math.Abs(u.Float()/rate.Float() - 1); d < miss {
			best, miss = u, d
		}
	}
	if miss < 0.01 {
		return best
	}
	for _, u := range usual {
		if u.Float() >= rate.Float() {
			return u
		}
	}
	return best
}

// chunks divides the encoding. When nothing plays yet the lowest rung goes
// first, alone; otherwise every chunk is decoded once for all of them.
func chunks(encoded []media.Rendition, segments int, playable bool) []media.Chunk {
	var passes [][]string
	names := func(rs []media.Rendition) (list []string) {
		for _, r := range rs {
			list = append(list, r.Name)
		}
		return list
	}
	switch {
	case len(encoded) == 0:
	case playable || len(encoded) == 1:
		passes = [][]string{names(encoded)}
	default:
		passes = [][]string{names(encoded[:1]), names(encoded[1:])}
	}
	var list []media.Chunk
	for _, pass := range passes {
		for first := 0; first < segments; first += chunkSegments {
			list = append(list, media.Chunk{Renditions: pass, First: first, End: min(segments, first+chunkSegments)})
		}
	}
	return list
}

func countChunks(p *media.Planning) {
	for _, c := range p.Plan.Chunks {
		for i := range p.Renditions {
			for _, name := range c.Renditions {
				if p.Renditions[i].Name == name {
					p.Renditions[i].Chunks++
				}
			}
		}
	}
}

// planJobs are the jobs that make what is planned, most urgent first.
func planJobs(plan media.Plan, renditions []media.Rendition) []media.Job {
	var jobs []media.Job
	playable := false
	for _, r := range renditions {
		switch {
		case r.Kind == media.VideoRendition && r.State == media.Complete:
			playable = true
		case r.State != media.Planned:
		case r.Kind == media.AudioRendition:
			jobs = append(jobs, media.Job{Kind: media.AudioJob, Priority: 1})
		case r.Kind == media.StillRendition:
			jobs = append(jobs, media.Job{Kind: media.StillsJob, Part: media.PosterPart, Priority: 1},
				media.Job{Kind: media.StillsJob, Part: media.PreviewPart, Priority: 3})
		}
	}
	for i := range plan.Chunks {
		priority := 3
		if !playable && plan.Chunks[i].Renditions[0] == plan.Chunks[0].Renditions[0] {
			priority = 2
		}
		jobs = append(jobs, media.Job{Kind: media.EncodeJob, Part: i, Priority: priority})
	}
	return jobs
}
