package e2e

import (
	"context"
	"testing"
)

// awsCommands are the AWS CLI of the system and, if it is another, the one that people have put before it.
func awsCommands(t *testing.T) []s3Client {
	t.Helper()
	var list []s3Client
	for _, p := range programs(t, "aws") {
		list = append(list, s3Client{name: p.name, kind: "multipart", retries: true, send: func(ctx context.Context, to s3Target, file string) error {
			args := []string{"--endpoint-url", to.Endpoint, "s3", "cp", "--only-show-errors", file, "s3://" + to.object()}
			if to.ca != "" {
				args = append(args, "--ca-bundle", to.ca)
			}
			return to.command(ctx, p.path, args...)
		}})
	}
	return list
}

// boto3s is boto3 in each Python that has it.
func boto3s(t *testing.T) []s3Client {
	t.Helper()
	var list []s3Client
	for _, p := range pythons(t, "boto3") {
		list = append(list, s3Client{name: "boto3-" + p.name, kind: "multipart", retries: true, send: func(ctx context.Context, to s3Target, file string) error {
			return to.command(ctx, p.path, "s3_boto3.py", file)
		}})
	}
	return list
}

// nodeClients are Amazon's SDK for JavaScript with what a body may be.
func nodeClients(t *testing.T) []s3Client {
	t.Helper()
	if err := install("."); err != nil {
		t.Fatal(err)
	}
	var list []s3Client
	for _, mode := range []string{"buffer", "file", "stream"} {
		// A stream cannot be read again, so the SDK does not repeat a request that has one.
		list = append(list, s3Client{name: "lib-storage-" + mode, kind: "multipart", retries: mode != "stream",
			send: func(ctx context.Context, to s3Target, path string) error {
				return to.command(ctx, "node", "s3.mjs", mode, path)
			}})
	}
	return list
}
