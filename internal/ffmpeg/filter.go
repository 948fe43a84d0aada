package ffmpeg

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"
)

// segmentGraph is the filter graph from the film to the outputs [v0], [v1] …
//
// The order matters. Fields become frames before fps picks among them. fps maps
// the source's own times onto the grid that starts at the segment, so two
// processes agree on which frame stands at which place; resetting times before it
// would move the grid by a fraction of a frame in each segment. The times are
// reset last, because the muxer starts at 0 anyway. ffmpeg puts the rotation in front.
//
// An overlay is scaled for each rung by itself: its lines stay sharp, and the pictures
// have their last size when it is laid over them.
func segmentGraph(v Stream, at time.Duration, rungs []Rung, overlay bool) string {
	largest := slices.MaxFunc(rungs, func(a, b Rung) int { return a.Width*a.Height - b.Width*b.Height })
	common := prepare(v, "send_field", largest.Width, largest.Height)
	var graph strings.Builder
	fmt.Fprintf(&graph, "[0:%d]%ssplit=%d", v.Index, common, len(rungs))
	for i := range rungs {
		fmt.Fprintf(&graph, "[s%d]", i)
	}
	if overlay {
		fmt.Fprintf(&graph, ";[1:v]format=rgba,split=%d", len(rungs))
		for i := range rungs {
			fmt.Fprintf(&graph, "[w%d]", i)
		}
	}
	for i, r := range rungs {
		pad := int(math.Ceil(tailPad.Seconds() * r.Rate.Float()))
		fmt.Fprintf(&graph, ";[s%d]fps=fps=%s:start_time=%s:round=near,scale=%d:%d,setsar=1", i, r.Rate, decimal(at), r.Width, r.Height)
		if o := r.Overlay; overlay {
			fmt.Fprintf(&graph, "[p%d];[w%d]scale=%d:%d,colorchannelmixer=aa=%.3f[o%d];[p%d][o%d]overlay=%d:%d:eof_action=repeat",
				i, i, o.Width, o.Height, o.Opacity, i, i, i, o.X, o.Y)
		}
		fmt.Fprintf(&graph, ",format=yuv420p,tpad=stop_mode=clone:stop=%d,setpts=PTS-STARTPTS[v%d]", pad, i)
	}
	return graph.String()
}

// prepare is what every output of a film shares: deinterlacing, and tone mapping
// at the largest size wanted, because it costs more per pixel than anything else.
// It is empty or ends with a comma.
func prepare(v Stream, fields string, width, height int) string {
	chain := ""
	if v.Interlaced {
		chain += "bwdif=mode=" + fields + ":deint=all,"
	}
	if v.HDR() {
		chain += fmt.Sprintf("scale=%d:%d,", width, height) + toneMap(v)
	}
	return chain
}

// toneMap turns PQ or HLG in BT.2020 into BT.709 for ordinary displays. 100 nits is
// their reference white. The input is spelled out, since containers leave it out.
func toneMap(v Stream) string {
	transfer, levels := "smpte2084", "tv"
	if v.Transfer == "arib-std-b67" {
		transfer = "arib-std-b67"
	}
	if v.FullRange {
		levels = "pc"
	}
	return "zscale=tin=" + transfer + ":min=bt2020nc:pin=bt2020:rin=" + levels + ":t=linear:npl=100,format=gbrpf32le," +
		"zscale=p=bt709,tonemap=hable:desat=0,zscale=t=bt709:m=bt709:r=tv,format=yuv420p,"
}
