package webhook

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"time"

	"github.com/tributary-video/tributary/internal/media"
)

// recordTimeout is short beside the time a stopping server is given.
const recordTimeout = 5 * time.Second

var (
	errNoRenderer   = errors.New("no renderer of its dialect")
	errMalformedURL = errors.New("malformed endpoint URL")
)

// ErrNothing is what a Renderer returns when its vendor has no message for the
// delivery: a quality that the vendor has no name for. The delivery then counts as done,
// and what waits behind it goes on.
var ErrNothing = errors.New("nothing to send")

// Store keeps the outbox. Its methods may be called concurrently and for one
// delivery by two workers at once.
type Store interface {
	// Delivery returns a message and where it goes. media.NotFound: it was
	// swept, or its endpoint deleted.
	Delivery(ctx context.Context, id string) (media.Delivery, media.Endpoint, error)

	// Blocked reports whether an earlier message about the same video to the same
	// endpoint is neither delivered nor parked.
	Blocked(ctx context.Context, id string) (bool, error)

	// RecordAttempt adds a to the message's log and applies its outcome in one
	// transaction. The outcome of a message that is delivered or parked already
	// stays as it is.
	RecordAttempt(ctx context.Context, id string, a Attempt) error
}

// Renderer writes messages in the form of one dialect.
type Renderer interface {
	// Render returns the body. It is called for every attempt and has to return
	// the same bytes for the same delivery: no clock, no attempt count, no live state.
	// An error wrapping ErrNothing lets the delivery end without a request.
	Render(d media.Delivery, e media.Endpoint) (body []byte, err error)
}

// VendorSigner is implemented by a Renderer whose vendor signs in a way of its
// own, beside Standard Webhooks.
type VendorSigner interface {
	// SignVendor sets the vendor's headers for body.
	SignVendor(h http.Header, e media.Endpoint, body []byte) error
}

// Attempt is the record of one try, or of the decision not to try.
type Attempt struct {
	At         time.Time
	Duration   time.Duration
	StatusCode int    // 0 = no answer
	Answer     string // at most 1 KiB, control characters escaped

	// Of these at most one is set; with none the message is tried again after After.
	Delivered bool
	Parked    bool // given up; the endpoint counts as failing
	After     time.Duration

	DisableEndpoint bool // it said that it is gone
}

// Config has no optional fields but Now.
type Config struct {
	Store     Store
	Client    *http.Client        // package egress makes it: guarded, bounded in time and size, no redirects
	Renderers map[string]Renderer // by media.Endpoint.Dialect
	Log       *slog.Logger
	Now       func() time.Time // nil = time.Now
}

// Deliverer sends messages. It is safe for concurrent use; it starts nothing.
type Deliverer struct {
	cfg  Config
	gate *gate
}

// New makes a Deliverer.
func New(cfg Config) *Deliverer {
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	return &Deliverer{cfg: cfg, gate: newGate()}
}

// Deliver makes one attempt at a message, if it is its turn. It returns
// *media.Later when it has to be called again, nil when the message is
// delivered, parked or gone, and any other error only for trouble on our side,
// in which case the message is as it was.
func (d *Deliverer) Deliver(ctx context.Context, deliveryID string) error {
	msg, endpoint, err := d.cfg.Store.Delivery(ctx, deliveryID)
	if err != nil {
		if media.KindOf(err) == media.NotFound {
			return nil
		}
		return fmt.Errorf("load delivery %s: %w", deliveryID, err)
	}
	if msg.DeliveredAt != nil || msg.ParkedAt != nil {
		return nil // a second worker
	}
	if !endpoint.Active {
		return d.settle(ctx, msg, d.cfg.Now(), Answer{Text: "The endpoint is not active.", Hopeless: true})
	}
	blocked, err := d.cfg.Store.Blocked(ctx, deliveryID)
	if err != nil {
		return fmt.Errorf("look before delivery %s: %w", deliveryID, err)
	}
	if blocked {
		return &media.Later{After: queued(d.cfg.Now().Sub(msg.CreatedAt))}
	}
	leave, wait := d.gate.enter(endpoint, d.cfg.Now())
	if wait > 0 {
		return &media.Later{After: spread(wait, 0.5+rand.Float64()/2)} // never earlier, not all at once
	}
	defer leave()
	return d.attempt(ctx, msg, endpoint)
}

func (d *Deliverer) attempt(ctx context.Context, msg media.Delivery, endpoint media.Endpoint) error {
	start := d.cfg.Now()
	req, err := d.request(ctx, msg, endpoint, start)
	if errors.Is(err, ErrNothing) {
		return d.record(ctx, msg, Attempt{At: start, Answer: "Nothing to send.", Delivered: true})
	}
	if err != nil {
		// The same next time: a hole in a renderer or a broken endpoint record.
		d.cfg.Log.ErrorContext(ctx, "webhook message not made", "delivery", msg.ID, "endpoint", endpoint.ID, "error", err)
		return d.settle(ctx, msg, start, Answer{Text: "The message could not be made.", Hopeless: true})
	}
	answer := d.send(req)
	if !answer.Delivered() && ctx.Err() != nil {
		return fmt.Errorf("deliver %s: %w", msg.ID, context.Cause(ctx)) // we stopped, the receiver did not fail
	}
	if pause := answer.pause(); pause > 0 {
		d.gate.close(endpoint.ID, start, start.Add(pause))
	}
	return d.settle(ctx, msg, start, answer)
}

// settle records an attempt and says how it goes on.
func (d *Deliverer) settle(ctx context.Context, msg media.Delivery, start time.Time, answer Answer) error {
	a := Attempt{
		At:              start,
		Duration:        d.cfg.Now().Sub(start),
		StatusCode:      answer.Status,
		Answer:          answer.Text,
		Delivered:       answer.Delivered(),
		DisableEndpoint: answer.Status == http.StatusGone,
	}
	if !a.Delivered {
		a.After, a.Parked = Next(msg.Attempts+1, answer, rand.Float64())
	}
	return d.record(ctx, msg, a)
}

// record adds an attempt to the log of a message.
func (d *Deliverer) record(ctx context.Context, msg media.Delivery, a Attempt) error {
	// The receiver has the message; a stop at this moment must not make us forget.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), recordTimeout)
	defer cancel()
	err := d.cfg.Store.RecordAttempt(ctx, msg.ID, a)
	switch {
	case media.KindOf(err) == media.NotFound:
		return nil
	case err != nil:
		return fmt.Errorf("record attempt at delivery %s: %w", msg.ID, err)
	case a.Parked:
		d.cfg.Log.WarnContext(ctx, "webhook message parked", "delivery", msg.ID, "endpoint", msg.EndpointID,
			"attempt", msg.Attempts+1, "status", a.StatusCode, "endpoint_disabled", a.DisableEndpoint)
	case !a.Delivered:
		return &media.Later{After: a.After}
	}
	return nil
}
