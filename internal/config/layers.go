package config

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/alecthomas/kong"
)

// maxFile is far above any real settings file; it keeps --config /dev/zero from
// filling memory.
const maxFile = 1 << 20

// Layers is the kong resolver for flags that are not on the command line: it
// asks the environment, then the settings file. Use a new one for each parse. A flag
// with the tag layers:"-" is for the command line alone.
type Layers struct {
	Getenv func(string) string // usually os.Getenv

	loaded bool
	file   map[string]string // flag name → value
}

// Validate is part of kong's interface; keys are checked when the file is read.
func (l *Layers) Validate(*kong.Application) error { return nil }

// Resolve returns the value of a flag as text, nil when neither layer has it.
func (l *Layers) Resolve(ctx *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
	if flag.Name == "help" || flag.Tag.Get("layers") == "-" {
		return nil, nil
	}
	if v := l.Getenv(EnvName(flag.Name)); v != "" {
		return v, nil
	}
	if err := l.load(ctx); err != nil {
		return nil, err
	}
	if v, ok := l.file[flag.Name]; ok {
		return v, nil
	}
	return nil, nil
}

// EnvName returns the environment variable of a flag.
func EnvName(flag string) string {
	return "TRIBUTARY_" + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}

// load reads the settings file once, if the chosen command takes one.
func (l *Layers) load(ctx *kong.Context) error {
	if l.loaded {
		return nil
	}
	l.loaded = true
	flags := ctx.Flags()
	at := slices.IndexFunc(flags, func(f *kong.Flag) bool { return f.Name == "config" })
	if at < 0 {
		return nil
	}
	path, _ := ctx.FlagValue(flags[at]).(string)
	if path == "" {
		path = l.Getenv(EnvName("config"))
	}
	if path == "" {
		return nil
	}
	values, err := readFile(path)
	if err != nil {
		return err
	}
	for name := range values {
		known := func(f *kong.Flag) bool { return f.Name == name && name != "config" && name != "help" }
		if !slices.ContainsFunc(flags, known) {
			return fmt.Errorf("settings file %s: %q is not a setting: see `tributary serve --help` for the names", path, name)
		}
	}
	l.file = values
	return nil
}

func readFile(path string) (map[string]string, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("open settings file: %w", err)
	}
	defer f.Close() //nolint:errcheck // only read
	raw, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err != nil {
		return nil, fmt.Errorf("read settings file %s: %w", path, err)
	}
	if len(raw) > maxFile {
		return nil, fmt.Errorf("settings file %s is larger than 1 MiB: is it the right file?", path)
	}
	values, err := parse(raw)
	if err != nil {
		return nil, fmt.Errorf("settings file %s: %w", path, err)
	}
	return values, nil
}

// parse flattens a JSON object to flag names and their text.
func parse(raw []byte) (map[string]string, error) {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	var top map[string]any
	if err := d.Decode(&top); err != nil {
		return nil, fmt.Errorf("parse JSON: %w", err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("parse JSON: text after the closing brace")
	}
	values := map[string]string{}
	return values, flatten(values, "", top)
}

func flatten(into map[string]string, prefix string, from map[string]any) error {
	for key, v := range from {
		name := prefix + strings.ReplaceAll(key, "_", "-")
		if object, ok := v.(map[string]any); ok {
			if err := flatten(into, name+"-", object); err != nil {
				return err
			}
			continue
		}
		if _, twice := into[name]; twice {
			return fmt.Errorf("%q is set twice", name)
		}
		s, err := text(v)
		if err != nil {
			return fmt.Errorf("%q: %w", name, err)
		}
		into[name] = s
	}
	return nil
}

func text(v any) (string, error) {
	switch v := v.(type) {
	case string:
		return v, nil
	case bool, json.Number:
		return fmt.Sprint(v), nil
	case []any:
		parts := make([]string, len(v))
		for i := range v {
			s, err := text(v[i])
			if err != nil {
				return "", err
			}
			parts[i] = s
		}
		return strings.Join(parts, ","), nil
	}
	return "", errors.New("write a string, a number, true or false, or a list of them")
}
