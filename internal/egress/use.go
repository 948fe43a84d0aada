package egress

import "time"

// Use is what a client is for.
type Use int

const (
	// Webhook is for messages to receivers that customers name.
	Webhook Use = iota
	// Import is for fetching originals from where customers say they are.
	Import
	// Service is for a program that the operator runs or chose. Its address is the
	// operator's, so it belongs on the [Allow] list of a Guard made for it alone.
	Service
)

const (
	maxHeaderBytes = 64 << 10 // of an answer, status line included
	maxAnswer      = 4 << 10  // of a webhook's answer: enough for its log, too little to hurt
	maxURL         = 8 << 10  // presigned URLs with session tokens come to about 2 KiB
	// maxRedirects is the bound for everything that is fetched: link shorteners and CDNs need two or
	// three. A vendor's API that promises ten gets no more; see docs/outgoing-requests.md.
	maxRedirects = 5

	// feedBytes have to arrive in each limits.feed of waiting: 16 KiB/s over 60 s.
	feedBytes = 16 << 10 * 60
)

// limits are the times of a request. Tests shorten them.
type limits struct {
	connect   time.Duration // name lookup and TCP
	handshake time.Duration // TLS
	header    time.Duration // from the request's last byte to the answer's whole header
	idle      time.Duration // of an unused connection
	total     time.Duration // of a webhook, the answer's body included
	service   time.Duration // as header, of a service, which does the work meanwhile
	feed      time.Duration // see feedBytes
	refusal   time.Duration // see refusalBucket
}

func standardLimits() limits {
	return limits{
		connect:   10 * time.Second,
		handshake: 10 * time.Second,
		header:    30 * time.Second,
		idle:      60 * time.Second,
		total:     15 * time.Second,
		service:   time.Hour,
		feed:      60 * time.Second,
		refusal:   refusalBucket,
	}
}
