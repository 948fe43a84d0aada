package config_test

import (
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/alecthomas/kong"
	"github.com/google/go-cmp/cmp"

	"github.com/tributary-video/tributary/internal/config"
)

// parse runs the settings through kong as the commands do.
func parse(t *testing.T, env map[string]string, args ...string) (config.Config, error) {
	t.Helper()
	var cli struct{ config.Config }
	getenv := func(name string) string { return env[name] }
	parser, err := kong.New(&cli, kong.Resolvers(&config.Layers{Getenv: getenv}), kong.Exit(func(int) { t.Fatal("kong exits") }))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := parser.Parse(args); err != nil {
		return config.Config{}, err
	}
	return cli.Config, cli.Finish(getenv)
}

func writeFile(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "settings.json")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestDefault(t *testing.T) {
	want := config.Config{
		Data: "./data", Listen: ":8080", Roles: []config.Role{config.Edge, config.Worker},
		Sandbox: config.SandboxAuto, MaxUploadSize: 1 << 40, UploadExpiry: 72 * time.Hour, Digest: config.DigestBackground,
		DeletedRetention: 7 * 24 * time.Hour, DrainTime: 30 * time.Second, LogFormat: "text", LogLevel: "info",
		Omegastream: config.Omegastream{RequestsPerMinute: 6000, SignatureGrace: 24 * time.Hour, V1ChunkRules: config.ChunkRulesStrict},
		Streamdiver: config.Streamdiver{RequestsPerSecond: 100, UploadTTL: 24 * time.Hour},
	}
	got, err := config.Default()
	if err != nil {
		t.Fatal(err)
	}
	opts := cmp.Comparer(func(a, b netip.Prefix) bool { return a == b })
	if d := cmp.Diff(want, got, opts); d != "" {
		t.Errorf("Default (-want +got):\n%s", d)
	}
	parsed, err := parse(t, nil)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(want, parsed, opts); d != "" {
		t.Errorf("parsed without arguments (-want +got):\n%s", d)
	}
}

func TestPrecedence(t *testing.T) {
	file := writeFile(t, `{"listen": ":1", "upload_expiry": "1h", "digest": "off", "omegastream": {"v1_chunk_rules": "off"}}`)
	tests := []struct {
		name   string
		env    map[string]string
		args   []string
		listen string
		expiry time.Duration
		rules  config.ChunkRules
		digest config.Digest
	}{
		{name: "default", listen: ":8080", expiry: 72 * time.Hour, rules: "strict", digest: "background"},
		{name: "file", args: []string{"--config", file}, listen: ":1", expiry: time.Hour, rules: "off", digest: "off"},
		{name: "file named by environment", env: map[string]string{"TRIBUTARY_CONFIG": file}, listen: ":1", expiry: time.Hour, rules: "off", digest: "off"},
		{name: "environment over file", args: []string{"--config", file},
			env:    map[string]string{"TRIBUTARY_LISTEN": ":2", "TRIBUTARY_OMEGASTREAM_V1_CHUNK_RULES": "warn", "TRIBUTARY_DIGEST": "inline"},
			listen: ":2", expiry: time.Hour, rules: "warn", digest: "inline"},
		{name: "empty environment is absent", args: []string{"--config", file},
			env: map[string]string{"TRIBUTARY_LISTEN": ""}, listen: ":1", expiry: time.Hour, rules: "off", digest: "off"},
		{name: "flag over environment and file", args: []string{"--config", file, "--listen=:3", "--omegastream-v1-chunk-rules=strict", "--digest=background"},
			env:    map[string]string{"TRIBUTARY_LISTEN": ":2", "TRIBUTARY_OMEGASTREAM_V1_CHUNK_RULES": "warn", "TRIBUTARY_UPLOAD_EXPIRY": "2h"},
			listen: ":3", expiry: 2 * time.Hour, rules: "strict", digest: "background"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c, err := parse(t, tt.env, tt.args...)
			if err != nil {
				t.Fatal(err)
			}
			got := []any{c.Listen, c.UploadExpiry, c.Omegastream.V1ChunkRules, c.Digest}
			if d := cmp.Diff([]any{tt.listen, tt.expiry, tt.rules, tt.digest}, got); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
}

func TestEveryLayerReadsEveryType(t *testing.T) {
	file := writeFile(t, `{
		"roles": ["worker"], "database": "postgres://h/d", "tls-self-signed": true, "encode_slots": 3, "speech": "pocketsphinx",
		"max_upload_size": "2GiB", "trusted_proxies": ["10.0.0.0/8", "::1/128"], "allow_net": ["media.internal", "10.1.0.0/16"]}`)
	env := map[string]string{
		"TRIBUTARY_ROLES": "worker", "TRIBUTARY_DATABASE": "postgres://h/d", "TRIBUTARY_TLS_SELF_SIGNED": "true",
		"TRIBUTARY_ENCODE_SLOTS": "3", "TRIBUTARY_SPEECH": "pocketsphinx", "TRIBUTARY_MAX_UPLOAD_SIZE": "2048MiB",
		"TRIBUTARY_TRUSTED_PROXIES": "10.0.0.0/8,::1/128", "TRIBUTARY_ALLOW_NET": "media.internal,10.1.0.0/16",
	}
	flags := []string{"--roles=worker", "--database=postgres://h/d", "--tls-self-signed", "--encode-slots=3", "--speech=pocketsphinx",
		"--max-upload-size=2147483648", "--trusted-proxies=10.0.0.0/8,::1/128", "--allow-net=media.internal", "--allow-net=10.1.0.0/16"}
	for _, layer := range []struct {
		name string
		env  map[string]string
		args []string
	}{{"file", nil, []string{"--config", file}}, {"environment", env, nil}, {"flags", nil, flags}} {
		t.Run(layer.name, func(t *testing.T) {
			c, err := parse(t, layer.env, layer.args...)
			if err != nil {
				t.Fatal(err)
			}
			want := []any{[]config.Role{config.Worker}, "postgres://h/d", true, 3, "pocketsphinx", "2GiB", "[10.0.0.0/8 ::1/128]", "media.internal,10.1.0.0/16"}
			proxies := "["
			for i, p := range c.TrustedProxies {
				proxies += strings.Repeat(" ", min(i, 1)) + p.String()
			}
			got := []any{c.Roles, c.Database, c.TLSSelfSigned, c.EncodeSlots, c.Speech, c.MaxUploadSize.String(), proxies + "]", strings.Join(c.AllowNet, ",")}
			if d := cmp.Diff(want, got); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
}

func TestRefusals(t *testing.T) {
	tests := []struct {
		name string
		file string
		env  map[string]string
		args []string
		want string // part of the error
	}{
		{name: "listen", args: []string{"--listen=8080"}, want: "such as :8080"},
		{name: "port", args: []string{"--listen=:99999"}, want: "such as :8080"},
		{name: "roles", args: []string{"--roles=boss"}, want: "roles"},
		{name: "split without database", args: []string{"--roles=edge"}, want: "--database postgres://"},
		{name: "database", args: []string{"--database=mysql://u:hunter2@h/d"}, want: "leave it out for SQLite"},
		{name: "storage", args: []string{"--storage=s3:bucket"}, want: "write s3://bucket"},
		{name: "public URL with a path", args: []string{"--public-url=https://example.com/video"}, want: "https://HOST"},
		{name: "allow-net with a scheme", args: []string{"--allow-net=http://10.0.0.1"}, want: "without scheme"},
		{name: "two kinds of TLS", args: []string{"--tls-self-signed", "--tls-domain=example.com"}, want: "choose one"},
		{name: "certificate without key", args: []string{"--tls-cert=a.pem"}, want: "give both"},
		{name: "uploads that live too long", args: []string{"--streamdiver-upload-ttl=169h"}, want: "from 1s to 168h"},
		{name: "requests below none", args: []string{"--streamdiver-requests-per-second=-1"}, want: "must not be negative; 0 means no limit"},
		{name: "quality set without a name", args: []string{"--gcore-quality-sets=3"}, want: "such as 3:Small:360/480"},
		{name: "quality set without a number", file: `{"gcore": {"quality_sets": ["Small:360"]}}`, want: "such as 3:Small:360/480"},
		{name: "quality set of words", args: []string{"--gcore-quality-sets=3:Small:large"}, want: "such as 3:Small:360/480"},
		{name: "quality set of too much", args: []string{"--gcore-quality-sets=3:Small:360:480"}, want: "such as 3:Small:360/480"},
		{name: "link secret without a project", env: map[string]string{"TRIBUTARY_GCORE_LINK_SECRETS": "hunter2"}, want: "write PROJECT=SECRET"},
		{name: "two link secrets of a project", env: map[string]string{"TRIBUTARY_GCORE_LINK_SECRETS": "1=hunter2,1=hunter2"}, want: "write PROJECT=SECRET"},
		{name: "link secrets in the file", file: `{"gcore": {"link_secrets": "1=hunter2"}}`, want: `"gcore-link-secrets" is not a setting`},
		{name: "speech", args: []string{"--speech=whisper"}, want: "command:PROGRAM"},
		{name: "speech with a key in the address", args: []string{"--speech=https://u:hunter2@h/v1"}, want: "TRIBUTARY_SPEECH_KEY"},
		{name: "speech without a program", args: []string{"--speech=command: "}, want: "names no program"},
		{name: "sandbox", args: []string{"--sandbox=maybe"}, want: "must be one of"},
		{name: "digest", args: []string{"--digest=sometimes"}, want: "must be one of"},
		{name: "size", args: []string{"--max-upload-size=1.5GiB"}, want: "such as 50MiB"},
		{name: "size too large", args: []string{"--max-upload-size=9000PiB"}, want: "at most"},
		{name: "zero size", args: []string{"--max-upload-size=0"}, want: "more than 0"},
		{name: "negative grace", args: []string{"--omegastream-signature-grace=-1s"}, want: "0 is strict"},
		{name: "bootstrap key eaten by a shell", env: map[string]string{"TRIBUTARY_BOOTSTRAP_KEY": "1"}, want: "single quotes"},
		{name: "master key", env: map[string]string{"TRIBUTARY_MASTER_KEY": "hunter2"}, want: "openssl rand -hex 32"},
		{name: "misspelt file key", file: `{"max_uplaod_size": "1GiB"}`, want: `"max-uplaod-size" is not a setting`},
		{name: "secret in the file", file: `{"master_key": "00"}`, want: `"master-key" is not a setting`},
		{name: "file in the file", file: `{"config": "x"}`, want: `"config" is not a setting`},
		{name: "set twice", file: `{"omegastream": {"v1_chunk_rules": "off"}, "omegastream_v1_chunk_rules": "warn"}`, want: "set twice"},
		{name: "two objects", file: `{} {}`, want: "after the closing brace"},
		{name: "null", file: `{"listen": null}`, want: "write a string"},
		{name: "no file", args: []string{"--config=/nowhere/at/all"}, want: "open settings file"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			args := tt.args
			if tt.file != "" {
				args = append(args, "--config", writeFile(t, tt.file))
			}
			_, err := parse(t, tt.env, args...)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Fatalf("error %v, want %q in it", err, tt.want)
			}
			if strings.Contains(err.Error(), "hunter2") {
				t.Errorf("error repeats a secret: %v", err)
			}
		})
	}
}
