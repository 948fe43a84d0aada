package dash

import "encoding/xml"

// The elements of a manifest that are written, in the order of the schema (ISO/IEC 23009-1,
// 5.3.1.2 and on).
type mpd struct {
	XMLName   xml.Name `xml:"MPD"`
	Namespace string   `xml:"xmlns,attr"`
	Profiles  string   `xml:"profiles,attr"`
	Type      string   `xml:"type,attr"`
	Duration  string   `xml:"mediaPresentationDuration,attr"`
	MinBuffer string   `xml:"minBufferTime,attr"`
	Period    period   `xml:"Period"`
}

type period struct {
	ID    string          `xml:"id,attr"`
	Start string          `xml:"start,attr"`
	Sets  []adaptationSet `xml:"AdaptationSet"`
}

type adaptationSet struct {
	ID              int              `xml:"id,attr"`
	Content         string           `xml:"contentType,attr"`
	Mime            string           `xml:"mimeType,attr"`
	Language        string           `xml:"lang,attr,omitempty"`
	Aligned         bool             `xml:"segmentAlignment,attr,omitempty"`
	SAP             int              `xml:"startWithSAP,attr,omitempty"`
	Label           string           `xml:"Label,omitempty"`
	Role            *descriptor      `xml:"Role"`
	Representations []representation `xml:"Representation"`
}

type descriptor struct {
	Scheme string `xml:"schemeIdUri,attr"`
	Value  string `xml:"value,attr"`
}

type representation struct {
	ID        string           `xml:"id,attr"`
	Bandwidth int              `xml:"bandwidth,attr"`
	Codecs    string           `xml:"codecs,attr,omitempty"`
	Width     int              `xml:"width,attr,omitempty"`
	Height    int              `xml:"height,attr,omitempty"`
	Rate      string           `xml:"frameRate,attr,omitempty"`
	Channels  *descriptor      `xml:"AudioChannelConfiguration"`
	BaseURL   string           `xml:"BaseURL,omitempty"`
	Template  *segmentTemplate `xml:"SegmentTemplate"`
}

// segmentTemplate numbers segments from 0, as their files are.
type segmentTemplate struct {
	Timescale int      `xml:"timescale,attr"`
	Start     int      `xml:"startNumber,attr"`
	Init      string   `xml:"initialization,attr"`
	Media     string   `xml:"media,attr"`
	Timeline  timeline `xml:"SegmentTimeline"`
}

type timeline struct {
	Stretches []stretch `xml:"S"`
}

// stretch is a run of segments of one duration.
type stretch struct {
	Start    *int64 `xml:"t,attr"` // of the first of all
	Duration int64  `xml:"d,attr"`
	Repeat   int    `xml:"r,attr,omitempty"` // how many more there are of the same
}
