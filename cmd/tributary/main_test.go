package main

import (
	"bytes"
	"fmt"
	"os"
	"regexp"
	"testing"
)

// TestMain lets the test binary be the program, for tests that need a process.
func TestMain(m *testing.M) {
	if os.Getenv("TRIBUTARY_TEST_AS_PROGRAM") == "yes" {
		os.Exit(runMain())
	}
	os.Exit(m.Run())
}

// runWith runs one command line in this process.
func runWith(t *testing.T, env map[string]string, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, log bytes.Buffer
	code = run(t.Context(), args, world{
		Getenv: func(name string) string { return env[name] },
		Stdout: &out, Stderr: &log,
	})
	return code, out.String(), log.String()
}

func TestCommandLines(t *testing.T) {
	data := t.TempDir()
	key := "1$000102030405060708090a0b0c0d0e0f1011121314151617"
	tests := []struct {
		args   []string
		env    map[string]string
		code   int
		stdout string // patterns; "" = nothing printed
		stderr string
	}{
		{args: nil, code: 2, stderr: `expected one of "serve", .*\nSee: tributary --help`},
		{args: []string{"--help"}, code: 0, stdout: `(?s)Usage: tributary <command>.*serve.*upload.*keys list.*doctor.*version`},
		{args: []string{"serve", "--help"}, code: 0, stdout: `(?s)--data=DIR.*\(\./data\).*--allow-net=.*--tls-self-signed.*--sandbox=MODE`},
		{args: []string{"swim"}, code: 2, stderr: `unexpected argument swim`},
		{args: []string{"version"}, code: 0, stdout: `^tributary \S+ .*go1\.\d+`},
		{args: []string{"version", "extra"}, code: 2, stderr: `unexpected argument extra`},
		{args: []string{"serve", "--speed=9"}, code: 2, stderr: `unknown flag --speed`},
		{args: []string{"serve", "--listen=8080"}, code: 2, stderr: `--listen "8080" is not an address: .* such as :8080`},
		{args: []string{"serve"}, env: map[string]string{"TRIBUTARY_SANDBOX": "maybe"}, code: 2, stderr: `sandbox.*must be one of`},
		{args: []string{"serve"}, env: map[string]string{"TRIBUTARY_BOOTSTRAP_KEY": "1"}, code: 2, stderr: `single quotes`},
		{args: []string{"serve", "--config=" + data + "/absent.json"}, code: 2, stderr: `open settings file: .*no such file`},
		{args: []string{"doctor", "--tls-cert=a.pem"}, code: 2, stderr: `give both`},
		{args: []string{"keys"}, code: 2, stderr: `expected one of "list", "create", "revoke"`},
		{args: []string{"keys", "create"}, code: 2, stderr: `missing flags: --project=ID`},
		{args: []string{"keys", "revoke", "seven"}, code: 2, stderr: `expected a valid 64 bit int`},
		{args: []string{"projects", "create"}, code: 2, stderr: `expected "<name>"`},
		{args: []string{"projects", "set"}, code: 2, stderr: `expected "<id>"`},
		{args: []string{"projects", "set", "1"}, code: 2, stderr: `nothing to set`},
		{args: []string{"projects", "set", "1"}, env: map[string]string{"TRIBUTARY_DIGEST": "off", "TRIBUTARY_MAX_UPLOAD_SIZE": "1GiB"},
			code: 2, stderr: `nothing to set`},
		{args: []string{"projects", "set", "1", "--max-stored=-1GiB"}, code: 2, stderr: `not a size`},
		{args: []string{"projects", "set", "1", "--max-uploads=-1"}, code: 2, stderr: `max-uploads`},
		{args: []string{"projects", "set", "1", "--digest=sometimes"}, code: 2, stderr: `inline, background, off or default`},
		{args: []string{"projects", "set", "7", "--digest=off", "--data=" + data}, code: 1, stderr: `project not found`},
		{args: []string{"upload", "--server=http://h", "--key=" + key}, code: 2, stderr: `expected "<file> \.\.\."`},
		{args: []string{"upload", "a.mp4"}, code: 2, stderr: `missing flags: .*--server=URL`},
		{args: []string{"upload", "a.mp4", "--server=http://h", "--key=1"}, code: 2, stderr: `the key has no \$`},
		{args: []string{"upload", "a.mp4", "--server=h:80", "--key=" + key}, code: 2, stderr: `server "h:80" is not a URL`},
		{args: []string{"upload", "a", "--server=http://h", "--key=" + key, "--chunk-size=1MiB"}, code: 2, stderr: `from 5MiB to 200MiB`},
		{args: []string{"upload", "a", "b", "--server=http://h", "--key=" + key, "--title=T"}, code: 2, stderr: `--title names one video`},
		{args: []string{"upload", data + "/absent.mp4"}, env: map[string]string{"TRIBUTARY_SERVER": "http://h", "TRIBUTARY_KEY": key},
			code: 1, stderr: `absent.mp4: no such file`},
	}
	for _, tt := range tests {
		t.Run(fmt.Sprint(tt.args), func(t *testing.T) {
			code, stdout, stderr := runWith(t, tt.env, tt.args...)
			if code != tt.code {
				t.Errorf("exit code %d, want %d", code, tt.code)
			}
			match(t, "standard output", stdout, tt.stdout)
			match(t, "standard error", stderr, tt.stderr)
		})
	}
}

func match(t *testing.T, what, got, pattern string) {
	t.Helper()
	if pattern == "" && got != "" {
		t.Errorf("%s is %q, want nothing", what, got)
	}
	if !regexp.MustCompile(pattern).MatchString(got) {
		t.Errorf("%s is %q, want %s", what, got, pattern)
	}
}
