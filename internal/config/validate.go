package config

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Finish takes the secrets from the environment, brings URLs to one form and
// checks every setting. All that is wrong is in the one error, each line
// with its remedy.
func (c *Config) Finish(getenv func(string) string) error {
	if v := getenv("TRIBUTARY_BOOTSTRAP_KEY"); v != "" {
		c.BootstrapKey = Secret(v)
	}
	if v := getenv("TRIBUTARY_MASTER_KEY"); v != "" {
		c.MasterKey = Secret(v)
	}
	if v := getenv("TRIBUTARY_SPEECH_KEY"); v != "" {
		c.SpeechKey = Secret(v)
	}
	var links error
	c.GcoreLinkSecrets, links = readLinkSecrets(getenv("TRIBUTARY_GCORE_LINK_SECRETS"))
	c.PublicURL = strings.TrimRight(c.PublicURL, "/")
	return errors.Join(
		c.checkPlaces(),
		c.checkAddresses(),
		c.checkTLS(),
		c.checkSpeech(),
		c.checkNumbers(),
		c.checkSecrets(),
		links,
	)
}

func (c *Config) checkPlaces() error {
	var errs []error
	if c.Data == "" {
		errs = append(errs, errors.New("--data is empty: name a folder"))
	}
	if c.Database != "" {
		u, err := url.Parse(c.Database)
		if err != nil || u.Scheme != "postgres" && u.Scheme != "postgresql" {
			// The URL may hold a password; it is not repeated.
			errs = append(errs, errors.New("--database is not a PostgreSQL URL: write postgres://user:password@host/name, or leave it out for SQLite"))
		}
	}
	if c.Storage != "" {
		u, err := url.Parse(c.Storage)
		if err != nil || u.Scheme != "s3" || u.Host == "" {
			errs = append(errs, errors.New("--storage is not an S3 URL: write s3://bucket?endpoint=…&region=…, or leave it out for files"))
		}
	}
	switch {
	case len(c.Roles) == 0:
		errs = append(errs, errors.New("--roles is empty: write edge, worker or both"))
	case c.Database == "" && (!c.Has(Edge) || !c.Has(Worker)):
		errs = append(errs, errors.New("--roles splits the work, but SQLite serves one process: give --database postgres://… or both roles"))
	}
	return errors.Join(errs...)
}

func (c *Config) checkAddresses() error {
	var errs []error
	if _, port, err := net.SplitHostPort(c.Listen); err != nil || !isPort(port) {
		errs = append(errs, fmt.Errorf("--listen %q is not an address: write HOST:PORT or :PORT, such as :8080", c.Listen))
	}
	if c.PublicURL != "" {
		u, err := url.Parse(c.PublicURL)
		if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.Path != "" || u.RawQuery != "" || u.User != nil {
			errs = append(errs, fmt.Errorf("--public-url %q is not the start of a URL: write https://HOST or https://HOST:PORT; the APIs live at fixed paths", c.PublicURL))
		}
	}
	host := regexp.MustCompile(`^([a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?\.)*[a-zA-Z]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?$`)
	for _, entry := range c.AllowNet {
		_, prefixErr := netip.ParsePrefix(entry)
		_, addrErr := netip.ParseAddr(entry)
		if prefixErr != nil && addrErr != nil && !host.MatchString(entry) {
			errs = append(errs, fmt.Errorf("--allow-net %q is neither a network nor a host name: write 10.1.0.0/16 or media.internal, without scheme or port", entry))
		}
	}
	return errors.Join(errs...)
}

func isPort(s string) bool {
	_, err := strconv.ParseUint(s, 10, 16)
	return err == nil
}

func (c *Config) checkTLS() error {
	ways := 0
	for _, chosen := range []bool{c.TLSCert != "" || c.TLSKey != "", c.TLSSelfSigned, c.TLSDomain != ""} {
		if chosen {
			ways++
		}
	}
	switch {
	case ways > 1:
		return errors.New("--tls-cert, --tls-self-signed and --tls-domain exclude each other: choose one")
	case (c.TLSCert == "") != (c.TLSKey == ""):
		return errors.New("--tls-cert and --tls-key belong together: give both")
	}
	return nil
}

func (c *Config) checkSpeech() error {
	if c.Speech == "" || c.Speech == "pocketsphinx" {
		return nil
	}
	if command, ok := strings.CutPrefix(c.Speech, "command:"); ok {
		if strings.TrimSpace(command) == "" {
			return errors.New("--speech command: names no program: write command:/usr/local/bin/hear {wav}")
		}
		return nil
	}
	u, err := url.Parse(c.Speech)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil {
		// The URL may hold a key in the wrong place; it is not repeated.
		return errors.New("--speech is no speech engine: write https://HOST/v1?model=NAME, command:PROGRAM ARGUMENTS or pocketsphinx; a key goes into TRIBUTARY_SPEECH_KEY")
	}
	return nil
}

func (c *Config) checkNumbers() error {
	var errs []error
	atLeast := func(name string, ok bool, remedy string) {
		if !ok {
			errs = append(errs, fmt.Errorf("--%s: %s", name, remedy))
		}
	}
	atLeast("max-upload-size", c.MaxUploadSize > 0, "must be more than 0")
	atLeast("upload-expiry", c.UploadExpiry > 0, "must be more than 0, such as 72h")
	atLeast("deleted-retention", c.DeletedRetention >= 0, "must not be negative; 0 removes the bytes at once")
	atLeast("encode-slots", c.EncodeSlots >= 0, "must not be negative; 0 means half the CPUs")
	atLeast("stop-delay", c.StopDelay >= 0, "must not be negative")
	atLeast("drain-time", c.DrainTime >= 0, "must not be negative")
	atLeast("omegastream-signature-grace", c.Omegastream.SignatureGrace >= 0, "must not be negative; 0 is strict")
	atLeast("omegastream-delete-failed-after", c.Omegastream.DeleteFailedAfter >= 0, "must not be negative; 0 means at once")
	atLeast("streamdiver-requests-per-second", c.Streamdiver.RequestsPerSecond >= 0, "must not be negative; 0 means no limit")
	ttl := c.Streamdiver.UploadTTL
	atLeast("streamdiver-upload-ttl", ttl >= time.Second && ttl <= 7*24*time.Hour, "must be from 1s to 168h, the longest that a presigned URL may live")
	return errors.Join(errs...)
}

func (c *Config) checkSecrets() error {
	var errs []error
	key := regexp.MustCompile(`^[1-9][0-9]{0,17}\$[0-9a-f]{48}$`)
	if c.BootstrapKey != "" && !key.MatchString(string(c.BootstrapKey)) {
		errs = append(errs, errors.New("TRIBUTARY_BOOTSTRAP_KEY is not a key: write PROJECT$SECRET with 48 lower-case hex digits, in single quotes because shells expand the $"))
	}
	master := regexp.MustCompile(`^[0-9a-fA-F]{64}$`)
	if c.MasterKey != "" && !master.MatchString(string(c.MasterKey)) {
		errs = append(errs, errors.New("TRIBUTARY_MASTER_KEY is not 64 hex digits: make one with `openssl rand -hex 32`"))
	}
	return errors.Join(errs...)
}
