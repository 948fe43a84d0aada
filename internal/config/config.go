package config

import (
	"fmt"
	"net/netip"
	"path/filepath"
	"slices"
	"time"

	"github.com/alecthomas/kong"
)

// Role is a part of the work that a process takes on.
type Role string

// The roles. One process may have both.
const (
	Edge   Role = "edge"   // answers HTTP
	Worker Role = "worker" // takes jobs
)

// Sandbox says what happens to media tools when they cannot be locked in.
type Sandbox string

// The sandbox modes (--sandbox).
const (
	SandboxAuto     Sandbox = "auto"     // sandboxed if the system can, else with resource limits only
	SandboxRequired Sandbox = "required" // no sandbox, no media work
	SandboxOff      Sandbox = "off"      // resource limits only
)

// ChunkRules says how strictly Omegastream's V1 upload judges chunk sizes.
type ChunkRules string

// The modes of omegastream.v1_chunk_rules. Some mobile clients send 512 KiB
// chunks, which strict refuses.
const (
	ChunkRulesStrict ChunkRules = "strict"
	ChunkRulesWarn   ChunkRules = "warn" // accepted and logged
	ChunkRulesOff    ChunkRules = "off"
)

// Digest says when the SHA-256 of an upload is computed.
type Digest string

// The digest modes (--digest).
const (
	DigestInline     Digest = "inline"     // while the bytes arrive: no second read, but about 0.5 s of CPU per GiB before the answer
	DigestBackground Digest = "background" // by a job, from storage
	DigestOff        Digest = "off"        // never; each range has its CRC32C all the same
)

// Config is everything an operator can set. Fill it with kong and [Layers], or
// start from [Default]; then call [Config.Finish].
type Config struct {
	File string `name:"config" placeholder:"FILE" help:"JSON file with settings."`

	Data      string `default:"./data" placeholder:"DIR" help:"Folder for everything stored on this machine (${default})."`
	Listen    string `default:":8080" placeholder:"ADDR" help:"Address to listen on; port 0 picks a free one (${default})."`
	PublicURL string `placeholder:"URL" help:"How clients reach the server, for the links it hands out. By default what each request says."`
	Roles     []Role `default:"edge,worker" enum:"edge,worker" placeholder:"ROLE" help:"What this process does: edge answers HTTP, worker processes (${default})."`
	Database  string `placeholder:"URL" help:"postgres://… ; by default SQLite in the data folder."`
	Storage   string `placeholder:"URL" help:"s3://bucket?endpoint=…&region=…&path-style=1 ; by default files in the data folder."`

	AllowNet       []string       `placeholder:"CIDR|HOST" help:"Private destinations that imports and webhooks may reach, plain http included."`
	TrustedProxies []netip.Prefix `placeholder:"CIDR" help:"Proxies whose X-Forwarded-For, -Proto and -Host headers are believed."`

	TLSCert       string `name:"tls-cert" placeholder:"FILE" help:"Certificate chain, PEM."`
	TLSKey        string `name:"tls-key" placeholder:"FILE" help:"Private key of the certificate, PEM."`
	TLSSelfSigned bool   `name:"tls-self-signed" help:"Make a certificate of our own and keep it in the data folder."`
	TLSDomain     string `name:"tls-domain" placeholder:"NAME" help:"Get certificates for this name by ACME; needs --listen :443."`

	Sandbox     Sandbox `default:"auto" enum:"auto,required,off" placeholder:"MODE" help:"Lock media tools in: auto, required or off (${default})."`
	Speech      string  `placeholder:"ENGINE" help:"What makes captions of speech: https://HOST/v1?model=NAME for a server with OpenAI's API, command:PROGRAM ARGUMENTS or pocketsphinx; by default nothing."`
	EncodeSlots int     `default:"0" placeholder:"N" help:"Chunks encoded at once on this machine; 0 means half its CPUs, but two where there are two."`

	MaxUploadSize    Bytes         `default:"1TiB" placeholder:"SIZE" help:"Largest upload accepted (${default})."`
	UploadExpiry     time.Duration `default:"72h" placeholder:"TIME" help:"How long an upload may lie idle (${default})."`
	Digest           Digest        `default:"background" enum:"inline,background,off" placeholder:"MODE" help:"When the SHA-256 of an upload is computed: inline, background or off (${default})."`
	DeletedRetention time.Duration `default:"168h" placeholder:"TIME" help:"How long deleted videos keep their bytes (${default})."`

	StopDelay time.Duration `default:"0s" placeholder:"TIME" help:"After SIGTERM, how long /readyz says no before the port closes; the check interval of a load balancer (${default})."`
	DrainTime time.Duration `default:"30s" placeholder:"TIME" help:"After that, how long running requests may go on (${default})."`

	LogFormat string `default:"text" enum:"text,json" placeholder:"FORMAT" help:"text or json, to standard error (${default})."`
	LogLevel  string `default:"info" enum:"debug,info,warn,error" placeholder:"LEVEL" help:"debug, info, warn or error (${default})."`

	Omegastream Omegastream `embed:"" prefix:"omegastream-"`
	Gcore       Gcore       `embed:"" prefix:"gcore-"`
	Streamdiver Streamdiver `embed:"" prefix:"streamdiver-"`

	BootstrapKey Secret `kong:"-"` // "" = make one on first start
	MasterKey    Secret `kong:"-"` // 64 hex digits; "" = the data folder's master.key
	SpeechKey    Secret `kong:"-"` // of the server that Speech names; "" = it wants none

	// GcoreLinkSecrets sign links to the videos of a project, by its id; see package dialect/gcore.
	GcoreLinkSecrets map[int64]Secret `kong:"-"`
}

// Omegastream holds the settings of that dialect.
type Omegastream struct {
	RequestsPerMinute int           `default:"6000" placeholder:"N" help:"REST requests of one project per minute, 429 beyond; 0 means no limit (${default})."`
	SignatureGrace    time.Duration `default:"24h" placeholder:"TIME" help:"How long an expired V2 signature still continues its upload; 0 is strict (${default})."`
	V1ChunkRules      ChunkRules    `name:"v1-chunk-rules" default:"strict" enum:"strict,warn,off" placeholder:"MODE" help:"Chunk sizes of V1 uploads: strict, warn or off (${default})."`
	DeleteFailedAfter time.Duration `default:"0s" placeholder:"TIME" help:"How long a failed video is kept from deletion; the vendor waits 4h (${default})."`
}

// Streamdiver holds the settings of that dialect.
type Streamdiver struct {
	RequestsPerSecond int           `default:"100" placeholder:"N" help:"Requests of one key per second, 429 beyond; 0 means no limit (${default})."`
	UploadTTL         time.Duration `name:"upload-ttl" default:"24h" placeholder:"TIME" help:"How long an upload takes its file, and its access key is good; at most 168h (${default})."`
}

// Default returns the configuration of `tributary serve` without any setting.
func Default() (Config, error) {
	var c Config
	if err := kong.ApplyDefaults(&c); err != nil {
		return Config{}, fmt.Errorf("apply default settings: %w", err)
	}
	return c, nil
}

// Has reports whether the process takes on role.
func (c Config) Has(role Role) bool { return slices.Contains(c.Roles, role) }

// TLS reports whether the listener speaks TLS.
func (c Config) TLS() bool {
	return c.TLSCert != "" || c.TLSSelfSigned || c.TLSDomain != ""
}

// InData returns the path of a file in the data folder.
func (c Config) InData(elem ...string) string {
	return filepath.Join(append([]string{c.Data}, elem...)...)
}
