package migration

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"github.com/tributary-video/tributary/internal/egress"
	"github.com/tributary-video/tributary/internal/media"
)

// linkTime is how long a signed link is good for: longer than most transfers, shorter than a
// night. One that ends before its turn is signed again.
const linkTime = 6 * time.Hour

// client speaks to an S3-compatible service, through the guard.
func (e *Engine) client(l Listing, c Credential) *s3.Client {
	o := s3.Options{
		BaseEndpoint: aws.String(l.Endpoint), Region: l.Region, UsePathStyle: true, HTTPClient: e.cfg.Guard.Client(egress.Import),
		Credentials: aws.AnonymousCredentials{},
	}
	if o.Region == "" {
		o.Region = "us-east-1"
	}
	if c.AccessKeyID != "" {
		o.Credentials = aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: c.AccessKeyID, SecretAccessKey: c.Secret, SessionToken: c.SessionToken}, nil
		})
	}
	return s3.New(o)
}

func (e *Engine) listS3(l Listing, c Credential) lister {
	return func(ctx context.Context, fn func(Row) error) error {
		client, in := e.client(l, c), &s3.ListObjectsV2Input{Bucket: &l.Bucket, Prefix: &l.Prefix}
		for {
			page, err := client.ListObjectsV2(ctx, in)
			if err != nil {
				return listed(err)
			}
			for _, object := range page.Contents {
				key := aws.ToString(object.Key)
				if !isVideo(key) {
					continue
				}
				err := fn(Row{
					SourceID: text(key), OriginURL: text((&url.URL{Scheme: "s3", Host: l.Bucket, Path: "/" + key}).String()),
					Directory: text(folder(strings.TrimPrefix(key, l.Prefix))), Size: aws.ToInt64(object.Size), CreatedAt: object.LastModified,
				})
				if err != nil {
					return err
				}
			}
			next := aws.ToString(page.NextContinuationToken)
			if !aws.ToBool(page.IsTruncated) || next == "" || next == aws.ToString(in.ContinuationToken) {
				return nil
			}
			in.ContinuationToken = &next
		}
	}
}

// presign turns the name of an object into a link.
func (e *Engine) presign(ctx context.Context, l Listing, c Credential, row *Row) error {
	u, err := url.Parse(string(row.OriginURL))
	if err != nil {
		return media.Errorf(media.Invalid, "The address is not allowed.")
	}
	key := strings.TrimPrefix(u.Path, "/")
	signed, err := s3.NewPresignClient(e.client(l, c)).PresignGetObject(ctx,
		&s3.GetObjectInput{Bucket: &l.Bucket, Key: &key}, s3.WithPresignExpires(linkTime))
	if err != nil {
		return fmt.Errorf("sign link: %w", err)
	}
	row.OriginURL = text(signed.URL)
	return nil
}

// listed says what a failed listing means.
func listed(err error) error {
	if answer, ok := errors.AsType[*smithyhttp.ResponseError](err); ok {
		return fmt.Errorf("list bucket: %w", answered(answer.HTTPStatusCode()))
	}
	return fmt.Errorf("list bucket: %w", err)
}
