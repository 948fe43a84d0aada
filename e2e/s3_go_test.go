package e2e

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net/http"
	"os"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/feature/s3/manager"
	"github.com/aws/aws-sdk-go-v2/feature/s3/transfermanager"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/minio/minio-go/v7"
	miniocredentials "github.com/minio/minio-go/v7/pkg/credentials"
)

// goClients are Amazon's SDK for Go with both of its managers, and MinIO's.
func goClients() []s3Client {
	list := []s3Client{
		{name: "go-manager", send: goSDK{}.manager},
		{name: "go-manager-required", send: goSDK{sparing: true}.manager},
		{name: "go-transfermanager", send: goSDK{}.transfermanager},
		{name: "minio-go", send: goMinio{}.send},
		{name: "minio-go-crc32", send: goMinio{checksums: true}.send},
	}
	for i := range list {
		// A body that MinIO's client sums up on its way cannot be read again, so it gives up.
		list[i].kind, list[i].retries = "multipart", list[i].name != "minio-go-crc32"
	}
	return list
}

// spoken notes the protocols of the answers that a client gets.
type spoken struct{ protocols sync.Map }

func (s *spoken) note(res *http.Response) {
	if s != nil {
		s.protocols.Store(res.Proto, true)
	}
}

// goSDK is Amazon's SDK for Go.
type goSDK struct {
	sparing bool   // checksums only where they are required
	token   string // of a session
	seen    *spoken
}

func (g goSDK) client(to s3Target) (*s3.Client, error) {
	pool, err := to.pool()
	if err != nil {
		return nil, err
	}
	o := s3.Options{
		BaseEndpoint: &to.Endpoint, Region: to.Region, UsePathStyle: true,
		Credentials: credentials.NewStaticCredentialsProvider(to.AccessKeyID, to.SecretAccessKey, g.token),
		HTTPClient: noting{awshttp.NewBuildableClient().WithTransportOptions(func(tr *http.Transport) {
			tr.TLSClientConfig = &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}
		}).Do, g.seen},
	}
	if g.sparing {
		o.RequestChecksumCalculation = aws.RequestChecksumCalculationWhenRequired
	}
	return s3.New(o), nil
}

func (g goSDK) manager(ctx context.Context, to s3Target, path string) error {
	return g.upload(to, path, func(client *s3.Client, f *os.File) error {
		up := manager.NewUploader(client)                                                       //nolint:staticcheck // superseded, and in every product of the years before
		_, err := up.Upload(ctx, &s3.PutObjectInput{Bucket: &to.Bucket, Key: &to.Key, Body: f}) //nolint:staticcheck // see above
		return err
	})
}

func (g goSDK) transfermanager(ctx context.Context, to s3Target, path string) error {
	return g.upload(to, path, func(client *s3.Client, f *os.File) error {
		_, err := transfermanager.New(client).UploadObject(ctx, &transfermanager.UploadObjectInput{Bucket: &to.Bucket, Key: &to.Key, Body: f})
		return err
	})
}

func (g goSDK) upload(to s3Target, path string, send func(*s3.Client, *os.File) error) error {
	client, err := g.client(to)
	if err != nil {
		return err
	}
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	return send(client, f)
}

// goMinio is MinIO's client, which signs every chunk of what it sends over plain HTTP.
type goMinio struct {
	checksums bool // CRC32 behind each part
	http2     bool // which it does not speak by itself
	token     string
	seen      *spoken
}

func (g goMinio) send(ctx context.Context, to s3Target, path string) error {
	tr, err := minio.DefaultTransport(to.ca != "")
	if err != nil {
		return err
	}
	if to.ca != "" {
		if tr.TLSClientConfig.RootCAs, err = to.pool(); err != nil {
			return err
		}
		tr.ForceAttemptHTTP2 = g.http2
	}
	client, err := minio.New(to.host(), &minio.Options{
		Creds: miniocredentials.NewStaticV4(to.AccessKeyID, to.SecretAccessKey, g.token), Secure: to.ca != "",
		Transport: noting{tr.RoundTrip, g.seen}, TrailingHeaders: g.checksums,
	}) // without the region, so that it asks for it
	if err != nil {
		return err
	}
	o := minio.PutObjectOptions{PartSize: 5 << 20}
	if g.checksums {
		o.Checksum = minio.ChecksumCRC32
	}
	if _, err = client.FPutObject(ctx, to.Bucket, to.Key, path, o); err != nil {
		return fmt.Errorf("%s: %w", minio.ToErrorResponse(err).Code, err) // the text alone is the message
	}
	return nil
}

// pool is the certificate to trust.
func (to s3Target) pool() (*x509.CertPool, error) {
	pool := x509.NewCertPool()
	if to.ca == "" {
		return pool, nil
	}
	pem, err := os.ReadFile(to.ca)
	if err == nil && !pool.AppendCertsFromPEM(pem) {
		err = errors.New("the certificate is no PEM")
	}
	return pool, err
}

// noting sends requests and notes what was spoken. Amazon's SDK takes it for a client, MinIO's for a transport.
type noting struct {
	send func(req *http.Request) (*http.Response, error)
	seen *spoken
}

func (n noting) Do(req *http.Request) (*http.Response, error) {
	res, err := n.send(req)
	if err == nil {
		n.seen.note(res)
	}
	return res, err
}

// RoundTrip implements http.RoundTripper.
func (n noting) RoundTrip(req *http.Request) (*http.Response, error) { return n.Do(req) }
