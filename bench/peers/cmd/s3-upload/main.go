// Command s3-upload brings one object of noise to an S3 server by the transfer manager of
// aws-sdk-go-v2, in parts that go side by side. The access key comes by the environment,
// as AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.
//
// It is a program of its own so that the versions of the SDK that the peer is built with
// stay out of the server's module.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/signal"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/feature/s3/transfermanager"
	"github.com/aws/aws-sdk-go-v2/service/s3"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	var o object
	flag.StringVar(&o.endpoint, "endpoint", "", "`URL` of the server")
	flag.StringVar(&o.bucket, "bucket", "", "`name` of the bucket")
	flag.StringVar(&o.key, "key", "", "`name` of the object")
	flag.Int64Var(&o.size, "size", 1<<30, "`bytes`")
	flag.Int64Var(&o.part, "part", 8<<20, "`bytes` of a part")
	flag.IntVar(&o.width, "parts", 8, "parts at once")
	flag.Parse()
	if err := o.upload(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "s3-upload:", err)
		os.Exit(1)
	}
}

type object struct {
	endpoint, bucket, key string
	size, part            int64
	width                 int
}

func (o object) upload(ctx context.Context) error {
	client := s3.New(s3.Options{
		Region: "us-east-1", BaseEndpoint: aws.String(o.endpoint), UsePathStyle: true,
		Credentials: credentials.NewStaticCredentialsProvider(os.Getenv("AWS_ACCESS_KEY_ID"), os.Getenv("AWS_SECRET_ACCESS_KEY"), ""),
	})
	manager := transfermanager.New(client, func(m *transfermanager.Options) {
		m.PartSizeBytes, m.Concurrency = o.part, o.width
	})
	_, err := manager.UploadObject(ctx, &transfermanager.UploadObjectInput{
		Bucket: aws.String(o.bucket), Key: aws.String(o.key), Body: io.LimitReader(newNoise(), o.size),
	})
	if err != nil {
		return fmt.Errorf("upload %s/%s: %w", o.bucket, o.key, err)
	}
	return nil
}

// noise is one block of random bytes over and over: to make it costs one copy.
type noise struct {
	block []byte
	at    int
}

func newNoise() *noise {
	n := &noise{block: make([]byte, 1<<20)}
	_, _ = rand.NewChaCha8([32]byte{}).Read(n.block) // never fails
	return n
}

// Read implements io.Reader; it never fails.
func (n *noise) Read(p []byte) (int, error) {
	read := copy(p, n.block[n.at:])
	n.at = (n.at + read) % len(n.block)
	return read, nil
}
