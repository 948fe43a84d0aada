package e2e

import (
	"bytes"
	"context"
	"crypto/md5"
	"encoding/hex"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/aws/smithy-go"
)

// partSize is the least that a part other than the last may have.
const partSize = 5 * mib

// partSender uploads one object in parts side by side, by Amazon's SDK that tries once.
type partSender struct {
	s       *server
	dice    *rand.Rand
	upload  s3Upload
	client  *s3.Client
	content []byte
	gives   bool // up, when its parts are there
	lost    atomic.Int64

	mu    sync.Mutex
	acked map[int32]types.Part // by number
}

func newPartSender(t *testing.T, s *server, dice *rand.Rand) *partSender {
	t.Helper()
	c := &partSender{s: s, dice: dice, upload: s.s3Upload(t, "multipart"), content: noise(dice, 14*mib), gives: dice.IntN(4) == 0,
		acked: map[int32]types.Part{}}
	client, err := goSDK{}.client(s.target(c.upload))
	if err != nil {
		t.Fatal(err)
	}
	c.client = s3.New(client.Options(), func(o *s3.Options) { o.Retryer = aws.NopRetryer{} })
	return c
}

// part is the content of a part, from 1 on.
func (c *partSender) part(number int32) []byte {
	from := (int(number) - 1) * partSize
	return c.content[from:min(from+partSize, len(c.content))]
}

func (c *partSender) parts() int32 { return int32((len(c.content) + partSize - 1) / partSize) }

// stored is how many parts stay for good.
func (c *partSender) stored() int {
	if c.gives {
		return 0
	}
	return int(c.parts())
}

// etag is that of the whole object.
func (c *partSender) etag() string {
	sums := md5.New()
	for n := range c.parts() {
		sum := md5.Sum(c.part(n + 1))
		sums.Write(sum[:])
	}
	return fmt.Sprintf(`"%s-%d"`, hex.EncodeToString(sums.Sum(nil)), c.parts())
}

func (c *partSender) send(ctx context.Context) error {
	id, err := c.create(ctx)
	if err != nil {
		return err
	}
	if err := c.sendParts(ctx, id); err != nil {
		return err
	}
	if c.gives {
		return c.giveUp(ctx, id)
	}
	if err := c.complete(ctx, id); err != nil {
		return err
	}
	return c.finish(ctx)
}

// try asks until there is an answer, which is returned when it is a refusal. An answer that may have
// been lost is counted; where nobody listens there was none.
func (c *partSender) try(ctx context.Context, what string, ask func() error) error {
	for {
		err := ask()
		if err == nil {
			return nil
		}
		if ctx.Err() != nil {
			return fmt.Errorf("%s: %w", what, ctx.Err())
		}
		var refused smithy.APIError
		if errors.As(err, &refused) && refused.ErrorCode() != "SlowDown" {
			return fmt.Errorf("%s: %w", what, err)
		}
		if !errors.Is(err, syscall.ECONNREFUSED) {
			c.lost.Add(1)
		}
		pause(ctx, 10*time.Millisecond)
	}
}

func (c *partSender) create(ctx context.Context) (id string, err error) {
	err = c.try(ctx, "create upload", func() error {
		out, err := c.client.CreateMultipartUpload(ctx, &s3.CreateMultipartUploadInput{Bucket: &c.upload.Input.Bucket, Key: &c.upload.Input.Key})
		if err == nil {
			id = *out.UploadId
		}
		return err
	})
	return id, err
}

func (c *partSender) sendParts(ctx context.Context, id string) error {
	var sending sync.WaitGroup
	failed := make([]error, c.parts())
	for i := range c.parts() {
		again := c.dice.IntN(3) == 0 // sends what it has sent: the part is replaced
		sending.Go(func() {
			failed[i] = c.sendPart(ctx, id, i+1)
			if again && failed[i] == nil {
				failed[i] = c.sendPart(ctx, id, i+1)
			}
			failed[i] = errors.Join(failed[i], c.remembered(ctx, id))
		})
	}
	sending.Wait()
	return errors.Join(failed...)
}

func (c *partSender) sendPart(ctx context.Context, id string, number int32) error {
	content := c.part(number)
	sum := md5.Sum(content)
	want := `"` + hex.EncodeToString(sum[:]) + `"`
	return c.try(ctx, fmt.Sprintf("part %d", number), func() error {
		out, err := c.client.UploadPart(ctx, &s3.UploadPartInput{
			Bucket: &c.upload.Input.Bucket, Key: &c.upload.Input.Key, UploadId: &id, PartNumber: &number, Body: bytes.NewReader(content),
		})
		if err != nil {
			return err
		}
		if *out.ETag != want {
			return &smithy.GenericAPIError{Code: "WrongETag", Message: *out.ETag + ", want " + want}
		}
		c.mu.Lock()
		defer c.mu.Unlock()
		c.acked[number] = types.Part{PartNumber: &number, ETag: out.ETag, Size: aws.Int64(int64(len(content)))}
		return nil
	})
}

// remembered checks that the server has every part that it has acknowledged so far, and by whatever
// process.
func (c *partSender) remembered(ctx context.Context, id string) error {
	c.mu.Lock()
	want := make([]types.Part, 0, len(c.acked))
	for _, part := range c.acked {
		want = append(want, part)
	}
	c.mu.Unlock()
	listed := map[int32]types.Part{}
	err := c.try(ctx, "list parts", func() error {
		out, err := c.client.ListParts(ctx, &s3.ListPartsInput{Bucket: &c.upload.Input.Bucket, Key: &c.upload.Input.Key, UploadId: &id})
		if err == nil {
			for _, part := range out.Parts {
				listed[*part.PartNumber] = part
			}
		}
		return err
	})
	for _, part := range want {
		have, found := listed[*part.PartNumber]
		if err == nil && (!found || *have.ETag != *part.ETag || *have.Size != *part.Size) {
			err = fmt.Errorf("part %d was acknowledged with %s and is listed as %+v", *part.PartNumber, *part.ETag, have)
		}
	}
	return err
}
