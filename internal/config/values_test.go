package config_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/tributary-video/tributary/internal/config"
)

func TestBytes(t *testing.T) {
	tests := []struct {
		in   string
		want config.Bytes
		out  string // "" = an error
	}{
		{"0", 0, "0B"},
		{"1048576", 1 << 20, "1MiB"},
		{"512KiB", 512 << 10, "512KiB"},
		{"50 MiB", 50 << 20, "50MiB"},
		{"10GB", 1e10, "9765625KiB"},
		{"1TiB", 1 << 40, "1TiB"},
		{"8191PiB", 8191 << 50, "8191PiB"},
		{in: ""}, {in: "MiB"}, {in: "-1"}, {in: "+1"}, {in: "1e3"}, {in: "0x10"}, {in: "1.5GiB"}, {in: "1mib"},
		{in: "8192PiB"}, {in: "9223372036854775808"}, {in: "1 000"},
	}
	for _, tt := range tests {
		var got config.Bytes
		err := got.UnmarshalText([]byte(tt.in))
		switch {
		case tt.out == "" && err == nil:
			t.Errorf("%q read as %d, want an error", tt.in, got)
		case tt.out != "" && (err != nil || got != tt.want || got.String() != tt.out):
			t.Errorf("%q = %d %s %v, want %d %s", tt.in, got, got, err, tt.want, tt.out)
		}
	}
}

func TestSecretIsNotPrinted(t *testing.T) {
	c := config.Config{MasterKey: "hunter2", BootstrapKey: "hunter2", SpeechKey: "hunter2", GcoreLinkSecrets: map[int64]config.Secret{1: "hunter2"}}
	var out bytes.Buffer
	slog.New(slog.NewTextHandler(&out, nil)).Info("x", "key", c.MasterKey, "config", c)
	slog.New(slog.NewJSONHandler(&out, nil)).Info("x", "key", c.MasterKey, "config", c)
	fmt.Fprintf(&out, "%v %+v %#v %s %q", c, c, c, c.MasterKey, c.MasterKey)
	if err := json.NewEncoder(&out).Encode(c); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(out.String(), "hunter2") {
		t.Errorf("secret printed:\n%s", &out)
	}
}
