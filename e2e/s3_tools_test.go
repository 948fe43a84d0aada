package e2e

import (
	"context"
)

// toolClients are rclone, below and above the size from which it cuts a file into parts, and s3cmd.
func toolClients() []s3Client {
	return []s3Client{
		{name: "rclone", kind: "multipart", retries: true, send: func(ctx context.Context, to s3Target, path string) error {
			return to.rclone(ctx, path)
		}},
		{name: "rclone-parts", kind: "multipart", retries: true, send: func(ctx context.Context, to s3Target, path string) error {
			return to.rclone(ctx, path, "--s3-upload-cutoff", "5M")
		}},
		{name: "s3cmd", kind: "multipart", retries: true, send: s3cmd},
	}
}

func (to s3Target) rclone(ctx context.Context, path string, args ...string) error {
	args = append(args, "copyto", path, "to:"+to.object())
	if to.ca != "" {
		args = append(args, "--ca-cert", to.ca)
	}
	return to.command(ctx, "rclone", args...)
}

func s3cmd(ctx context.Context, to s3Target, path string) error {
	args := []string{"--config=/dev/null", "--access_key=" + to.AccessKeyID, "--secret_key=" + to.SecretAccessKey, "--region=" + to.Region,
		"--host=" + to.host(), "--host-bucket=" + to.host()}
	if to.ca == "" {
		args = append(args, "--no-ssl")
	} else {
		args = append(args, "--ssl", "--ca-certs="+to.ca)
	}
	return to.command(ctx, "s3cmd", append(args, "put", path, "s3://"+to.object())...)
}

// curlClients are curl on a presigned URL, in the ways in which it may send a body, and with a
// signature of its own.
func curlClients() []s3Client {
	put := func(args ...string) func(context.Context, s3Target, string) error {
		return func(ctx context.Context, to s3Target, path string) error {
			return to.curl(ctx, append(args, "-X", "PUT", "-T", path, to.URL)...)
		}
	}
	return []s3Client{
		{name: "curl", kind: "put", send: put("--http1.1")},
		{name: "curl-http2", kind: "put", only: "https", send: put("--http2")},
		{name: "curl-expect", kind: "put", send: put("--http1.1", "-H", "Expect: 100-continue")},
		{name: "curl-no-expect", kind: "put", send: put("--http1.1", "-H", "Expect:")},
		{name: "curl-chunked", kind: "put", send: put("--http1.1", "-H", "Transfer-Encoding: chunked")},
		{name: "curl-type", kind: "put", send: put("-H", "Content-Type: video/mp4")},
		{name: "curl-sigv4", kind: "multipart", send: func(ctx context.Context, to s3Target, path string) error {
			return to.curl(ctx, "--aws-sigv4", "aws:amz:"+to.Region+":s3", "--user", to.AccessKeyID+":"+to.SecretAccessKey,
				"-H", "x-amz-content-sha256: UNSIGNED-PAYLOAD", "-T", path, to.Endpoint+"/"+to.object())
		}},
	}
}

func (to s3Target) curl(ctx context.Context, args ...string) error {
	args = append([]string{"-sS", "--fail-with-body"}, args...)
	if to.ca != "" {
		args = append(args, "--cacert", to.ca)
	}
	if to.connect != "" {
		args = append(args, "--connect-to", "::"+to.connect)
	}
	return to.command(ctx, "curl", args...)
}
