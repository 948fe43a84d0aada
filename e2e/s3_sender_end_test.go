package e2e

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/aws/smithy-go"
)

// complete makes the object and looks at it: whatever process answers, it has the right ETag.
func (c *partSender) complete(ctx context.Context, id string) error {
	list := types.CompletedMultipartUpload{}
	for n := range c.parts() {
		part := c.acked[n+1]
		list.Parts = append(list.Parts, types.CompletedPart{PartNumber: part.PartNumber, ETag: part.ETag})
	}
	var etag string
	err := c.try(ctx, "complete upload", func() error {
		out, err := c.client.CompleteMultipartUpload(ctx, &s3.CompleteMultipartUploadInput{
			Bucket: &c.upload.Input.Bucket, Key: &c.upload.Input.Key, UploadId: &id, MultipartUpload: &list,
		})
		if err == nil {
			etag = *out.ETag
		}
		return err
	})
	if err != nil {
		return err
	}
	return c.try(ctx, "look at object", func() error {
		out, err := c.client.HeadObject(ctx, &s3.HeadObjectInput{Bucket: &c.upload.Input.Bucket, Key: &c.upload.Input.Key})
		if err != nil {
			return err
		}
		if want := c.etag(); *out.ETag != want || etag != want || *out.ContentLength != int64(len(c.content)) {
			return &smithy.GenericAPIError{Code: "WrongObject", Message: fmt.Sprintf("%s of %d bytes, completed as %s, want %s of %d",
				*out.ETag, *out.ContentLength, etag, want, len(c.content))}
		}
		return nil
	})
}

// finish makes the object a media.
func (c *partSender) finish(ctx context.Context) error {
	for {
		var answer struct{ Data s3Upload }
		err := c.s.ask(ctx, http.MethodPost, "/v2/uploads/"+c.upload.ID+"/complete", nil, http.StatusOK, &answer)
		if err == nil {
			c.upload = answer.Data
			return nil
		}
		if answered(err) || ctx.Err() != nil {
			return err
		}
		pause(ctx, 10*time.Millisecond)
	}
}

// answered reports whether an error of ask is a refusal of the server's: only that has a body to show.
func answered(err error) bool {
	_, body, found := strings.Cut(err.Error(), ": ")
	return found && strings.Contains(err.Error(), " answers ") && json.Valid([]byte(body))
}

// giveUp aborts the upload, or finds that a request whose answer was lost has, and cancels its video.
func (c *partSender) giveUp(ctx context.Context, id string) error {
	err := c.try(ctx, "abort upload", func() error {
		_, err := c.client.AbortMultipartUpload(ctx, &s3.AbortMultipartUploadInput{Bucket: &c.upload.Input.Bucket, Key: &c.upload.Input.Key, UploadId: &id})
		return err
	})
	var refused smithy.APIError
	if errors.As(err, &refused) && refused.ErrorCode() == "NoSuchUpload" && c.lost.Load() > 0 {
		err = nil
	}
	for err == nil {
		if err = c.s.ask(ctx, http.MethodPost, "/v2/uploads/"+c.upload.ID+"/cancel", nil, http.StatusOK, nil); err == nil {
			return nil
		}
		if answered(err) || ctx.Err() != nil {
			return err
		}
		err = nil
		pause(ctx, 10*time.Millisecond)
	}
	return err
}

// verify implements torturedSender.
func (c *partSender) verify(t *testing.T) []unansweredVideo {
	t.Helper()
	if !c.gives {
		c.s.keeps(t, c.upload.MediaID, sha256.Sum256(c.content))
		return nil
	}
	var after s3Upload
	c.s.diver(t, http.MethodGet, "/uploads/"+c.upload.ID, nil, http.StatusOK, &after)
	if after.Status != "cancelled" {
		t.Errorf("a cancelled upload is %s", after.Status)
	}
	return nil
}
