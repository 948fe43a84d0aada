package ffmpeg

import (
	"encoding/json"
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/tributary-video/tributary/internal/media"
)

// The queries ask for what is read and nothing else: tags are the uploader's
// text and may be any length.
const (
	headerEntries = "format=nb_streams,start_time,duration" +
		":stream=index,codec_name,codec_type,profile,level,width,height,sample_aspect_ratio,pix_fmt,bits_per_raw_sample,field_order," +
		"color_range,color_space,color_transfer,color_primaries,has_b_frames,r_frame_rate,avg_frame_rate,start_time,duration,nb_frames," +
		"channels,sample_rate:stream_disposition=default,attached_pic:stream_tags=language:stream_side_data=rotation"
	frameEntries = "frame=best_effort_timestamp_time,pix_fmt,interlaced_frame,color_range,color_space,color_transfer,color_primaries"
)

// value is a number or word of ffprobe's JSON, which may come quoted or bare, be
// "N/A" or be missing. The methods give 0 for what is not in range.
type value string

func (v *value) UnmarshalJSON(b []byte) error {
	*v = value(strings.Trim(string(b), `"`))
	return nil
}

// int is a whole number from 0 to most.
func (v value) int(most int64) int64 {
	n, err := strconv.ParseInt(string(v), 10, 64)
	if err != nil || n < 0 || n > most {
		return 0
	}
	return n
}

// maxTime bounds every time that is believed: ten times the 33-bit clock of
// MPEG-TS, and far from what overflows when multiplied by a frame rate.
const maxTime = 1e6

// time is a number of seconds, negative too.
func (v value) time() time.Duration {
	s, err := strconv.ParseFloat(string(v), 64)
	if err != nil || math.IsNaN(s) || math.Abs(s) > maxTime {
		return 0
	}
	return time.Duration(math.Round(s*1e6)) * time.Microsecond
}

// ratio is two positive numbers with a separator.
func (v value) ratio(separator string) media.Rational {
	num, den, _ := strings.Cut(string(v), separator)
	n, d := value(num).int(math.MaxInt32), value(den).int(math.MaxInt32)
	if n == 0 || d == 0 {
		return media.Rational{}
	}
	return media.Rational{Num: n, Den: d}
}

// word is a short name made of the characters ffmpeg's own names have.
func (v value) word() string {
	if v == "unknown" || len(v) > 32 {
		return ""
	}
	for _, c := range []byte(v) {
		if c < ' ' || c > '~' || c == '"' || c == '\\' {
			return ""
		}
	}
	return string(v)
}

type probeJSON struct {
	Streams []streamJSON `json:"streams"`
	Format  struct {
		Count    value `json:"nb_streams"`
		Start    value `json:"start_time"`
		Duration value `json:"duration"`
	} `json:"format"`
}

type streamJSON struct {
	colourJSON

	Index      value `json:"index"`
	Codec      value `json:"codec_name"`
	Kind       value `json:"codec_type"`
	Profile    value `json:"profile"`
	Level      value `json:"level"`
	Width      value `json:"width"`
	Height     value `json:"height"`
	PixelRatio value `json:"sample_aspect_ratio"`
	RawBits    value `json:"bits_per_raw_sample"`
	FieldOrder value `json:"field_order"`
	BFrames    value `json:"has_b_frames"`
	BaseRate   value `json:"r_frame_rate"`
	MeanRate   value `json:"avg_frame_rate"`
	Start      value `json:"start_time"`
	Duration   value `json:"duration"`
	Frames     value `json:"nb_frames"`
	Channels   value `json:"channels"`
	SampleRate value `json:"sample_rate"`

	Disposition struct {
		Default value `json:"default"`
		Cover   value `json:"attached_pic"`
	} `json:"disposition"`
	Tags struct {
		Language value `json:"language"`
	} `json:"tags"`
	SideData []struct {
		Rotation *value `json:"rotation"`
	} `json:"side_data_list"`
}

// colourJSON is what streams and frames both say.
type colourJSON struct {
	PixFmt    value `json:"pix_fmt"`
	Range     value `json:"color_range"`
	Matrix    value `json:"color_space"`
	Transfer  value `json:"color_transfer"`
	Primaries value `json:"color_primaries"`
}

// apply takes over what is known, leaving the rest as it was.
func (c colourJSON) apply(s *Stream) {
	set := func(to *string, v value) {
		if w := v.word(); w != "" && w != "reserved" {
			*to = w
		}
	}
	set(&s.PixFmt, c.PixFmt)
	set(&s.Matrix, c.Matrix)
	set(&s.Transfer, c.Transfer)
	set(&s.Primaries, c.Primaries)
	s.FullRange = s.FullRange || c.Range == "pc" || strings.HasPrefix(s.PixFmt, "yuvj")
	s.BitDepth = bitDepth(s.PixFmt, s.BitDepth)
}

type framesJSON struct {
	Frames []frameJSON `json:"frames"`
}

type frameJSON struct {
	colourJSON

	Time       value `json:"best_effort_timestamp_time"`
	Interlaced value `json:"interlaced_frame"`
}

func (f frameJSON) apply(s *Stream) {
	f.colourJSON.apply(s)
	if f.Time != "" && f.Time != "N/A" {
		s.Start = f.Time.time()
	}
}

func (j streamJSON) stream(index int) Stream {
	s := Stream{
		Index:    index,
		Kind:     kind(j.Kind),
		Codec:    j.Codec.word(),
		Profile:  j.Profile.word(),
		Level:    int(j.Level.int(1 << 16)),
		Start:    j.Start.time(),
		Duration: max(0, j.Duration.time()),
		Frames:   j.Frames.int(1 << 40),
		Language: language(j.Tags.Language),
		Default:  j.Disposition.Default == "1",
	}
	switch s.Kind {
	case Video:
		s.Usable = decodes(videoCodecs, s.Codec)
		j.picture(&s)
	case Audio:
		s.Channels, s.SampleRate = int(j.Channels.int(1<<10)), int(j.SampleRate.int(1<<20))
		s.Usable = decodes(audioCodecs, s.Codec) && s.Channels > 0 && s.SampleRate > 0
	case Subtitle, Data:
	}
	return s
}

func (j streamJSON) picture(s *Stream) {
	s.Cover = j.Disposition.Cover == "1"
	s.Width, s.Height = int(j.Width.int(math.MaxInt32)), int(j.Height.int(math.MaxInt32))
	s.PixelRatio = pixelRatio(j.PixelRatio.ratio(":"))
	s.BitDepth = int(j.RawBits.int(32))
	s.HasBFrames = j.BFrames.int(64) > 0
	s.Rate, s.BaseRate = j.MeanRate.ratio("/"), j.BaseRate.ratio("/")
	s.Interlaced = strings.HasPrefix(string(j.FieldOrder), "t") || strings.HasPrefix(string(j.FieldOrder), "b")
	s.Usable = s.Usable && (!s.Cover || s.Width > 0 && s.Height > 0) // a cover the decoder would not touch
	j.colourJSON.apply(s)
	for _, d := range j.SideData {
		if d.Rotation != nil {
			s.Rotation = clockwise(*d.Rotation)
		}
	}
}

// pixelRatio keeps pixels within 16:1 either way; what lies beyond is an attack
// on the size of the output, or damage.
func pixelRatio(r media.Rational) media.Rational {
	if f := r.Float(); f < 1.0/16 || f > 16 {
		return media.Rational{Num: 1, Den: 1}
	}
	return r
}

// clockwise turns ffprobe's counterclockwise degrees around, to the nearest quarter.
func clockwise(v value) int {
	degrees, err := strconv.ParseFloat(string(v), 64)
	if err != nil || math.IsNaN(degrees) || math.Abs(degrees) > 360 {
		return 0
	}
	quarters := int(math.Round(-degrees/90)) % 4
	return (quarters + 4) % 4 * 90
}

func kind(v value) Kind {
	switch k := Kind(v); k {
	case Video, Audio, Subtitle:
		return k
	}
	return Data
}

// language keeps what looks like a language tag (RFC 5646, primary subtag and what follows).
func language(v value) string {
	if ok, _ := regexp.MatchString(`^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$`, string(v)); !ok {
		return "und"
	}
	return strings.ToLower(string(v))
}

// bitDepth reads the depth from a pixel format's name; raw is what the codec said.
func bitDepth(pixFmt string, raw int) int {
	for _, depth := range []int{9, 10, 12, 14, 16} {
		if strings.HasSuffix(pixFmt, fmt.Sprintf("p%dle", depth)) || strings.HasSuffix(pixFmt, fmt.Sprintf("p%dbe", depth)) {
			return depth
		}
	}
	if strings.HasPrefix(pixFmt, "p010") {
		return 10
	}
	if raw == 0 && pixFmt != "" {
		return 8
	}
	return raw
}

// decodeJSON decodes one document. Size is bounded by what ran; depth by the types.
func decodeJSON(b []byte, into any) error {
	if err := json.Unmarshal(b, into); err != nil {
		return fmt.Errorf("decode ffprobe answer: %w", err)
	}
	return nil
}
