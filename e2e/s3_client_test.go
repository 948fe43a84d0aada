package e2e

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// s3Client is one way in which people send a file to S3.
type s3Client struct {
	name    string
	kind    string // of upload that it needs: "multipart" or "put"
	only    string // scheme that it speaks; "" = both
	retries bool   // by itself, when the network or the server breaks
	// send sends a file. The text of its error has what the client says.
	send func(ctx context.Context, to s3Target, path string) error
}

// s3Target is where a client sends to: what the API told, and whom to trust.
type s3Target struct {
	s3Input

	ca      string // file with the certificate of the server; "" = plain HTTP
	connect string // address that curl goes to, whatever the name says; "" = the named one
}

// scheme is how the target is spoken to.
func (to s3Target) scheme() string {
	if to.ca == "" {
		return "http"
	}
	return "https"
}

// host is the address of the target without its scheme, as some clients want it.
func (to s3Target) host() string { return strings.TrimPrefix(to.Endpoint, to.scheme()+"://") }

// target is an upload as a client is told of it.
func (s *server) target(u s3Upload) s3Target {
	to := s3Target{s3Input: u.Input}
	if s.opts.secure {
		to.ca = s.certificate()
	}
	return to
}

// s3Clients are all of them.
func s3Clients(t *testing.T) []s3Client {
	t.Helper()
	all := append(toolClients(), goClients()...)
	all = append(all, curlClients()...)
	all = append(all, awsCommands(t)...)
	all = append(all, boto3s(t)...)
	return append(all, nodeClients(t)...)
}

// patient are those that repeat by themselves what went wrong.
func patient(t *testing.T) []s3Client {
	t.Helper()
	var list []s3Client
	for _, c := range s3Clients(t) {
		if c.retries && c.only == "" {
			list = append(list, c)
		}
	}
	return list
}

// sends uploads a file by a client and returns the upload, which waits to be completed.
func (c s3Client) sends(t *testing.T, s *server, f file) s3Upload {
	t.Helper()
	u := s.s3Upload(t, c.kind)
	c.sendsTo(t, s.target(u), f)
	return u
}

func (c s3Client) sendsTo(t *testing.T, to s3Target, f file) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), uploadTime)
	defer cancel()
	if err := c.send(ctx, to, f.path); err != nil {
		t.Fatalf("%s: %v", c.name, err)
	}
}

// command runs a program as somebody would whose settings are those of the target and
// nothing else. What it says is in the error.
func (to s3Target) command(ctx context.Context, name string, args ...string) error {
	cmd := exec.CommandContext(ctx, name, args...)
	var said bytes.Buffer
	cmd.Env, cmd.Stdout, cmd.Stderr, cmd.WaitDelay = to.environment(), &said, &said, 5*time.Second
	onInterrupt(ctx, cmd)
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("%s: %w\n%s", filepath.Base(name), err, said.String())
	}
	return nil
}

// environment is this one without what would change the clients, and with the fields of the
// target under the names that they read.
func (to s3Target) environment() []string {
	var env []string
	for _, pair := range os.Environ() {
		name, _, _ := strings.Cut(pair, "=")
		if !strings.HasPrefix(name, "AWS_") && !strings.HasSuffix(name, "_CA_BUNDLE") && !strings.HasPrefix(name, "RCLONE_") {
			env = append(env, pair)
		}
	}
	input, err := json.Marshal(to.s3Input)
	if err != nil {
		panic(err) // strings only
	}
	env = append(env,
		"S3_INPUT="+string(input),
		"AWS_ACCESS_KEY_ID="+to.AccessKeyID, "AWS_SECRET_ACCESS_KEY="+to.SecretAccessKey, "AWS_DEFAULT_REGION="+to.Region,
		"AWS_CONFIG_FILE=/dev/null", "AWS_SHARED_CREDENTIALS_FILE=/dev/null", "AWS_EC2_METADATA_DISABLED=true",
		"RCLONE_CONFIG=/dev/null", "RCLONE_CONFIG_TO_TYPE=s3", "RCLONE_CONFIG_TO_PROVIDER=Other", "RCLONE_CONFIG_TO_REGION="+to.Region,
		"RCLONE_CONFIG_TO_ENDPOINT="+to.Endpoint, "RCLONE_CONFIG_TO_ACCESS_KEY_ID="+to.AccessKeyID,
		"RCLONE_CONFIG_TO_SECRET_ACCESS_KEY="+to.SecretAccessKey,
	)
	if to.ca != "" {
		env = append(env, "S3_CA="+to.ca, "NODE_EXTRA_CA_CERTS="+to.ca)
	}
	return env
}
