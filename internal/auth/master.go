package auth

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// masterKeySize is the length of the master key in bytes.
const masterKeySize = 32

// Master is the one secret of an installation. Every other secret is sealed
// under it or derived from it.
type Master struct {
	aead     cipher.AEAD
	playback []byte
}

// NewMaster makes a Master of 32 bytes.
func NewMaster(key []byte) (*Master, error) {
	if len(key) != masterKeySize {
		return nil, fmt.Errorf("master key: want %d bytes, have %d", masterKeySize, len(key))
	}
	sealing, err := hkdf.Key(sha256.New, key, nil, "tributary sealing", 32)
	if err != nil {
		return nil, fmt.Errorf("derive sealing key: %w", err)
	}
	playback, err := hkdf.Key(sha256.New, key, nil, "tributary playback", 32)
	if err != nil {
		return nil, fmt.Errorf("derive playback key: %w", err)
	}
	block, err := aes.NewCipher(sealing)
	if err != nil {
		return nil, fmt.Errorf("sealing cipher: %w", err)
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		return nil, fmt.Errorf("sealing cipher: %w", err)
	}
	return &Master{aead: aead, playback: playback}, nil
}

// LoadMaster takes the master key from text (64 hex digits) or, if that is
// empty, from dir/master.key, which is made with mode 0600 when absent.
func LoadMaster(text, dir string) (*Master, error) {
	if text == "" {
		var err error
		if text, err = masterFile(filepath.Join(dir, "master.key")); err != nil {
			return nil, err
		}
	}
	key, err := hex.DecodeString(strings.TrimSpace(text))
	if err != nil {
		return nil, errors.New("master key: want 64 hex digits, such as `openssl rand -hex 32` prints")
	}
	return NewMaster(key)
}

// masterFile reads the key file, or makes it so that it is whole or not there:
// records sealed under a half-written key could never be opened again.
func masterFile(path string) (string, error) {
	raw, err := os.ReadFile(path)
	if err == nil {
		return string(raw), nil
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("read master key: %w", err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return "", fmt.Errorf("make data folder: %w", err)
	}
	key := make([]byte, masterKeySize)
	_, _ = rand.Read(key)
	text := hex.EncodeToString(key) + "\n"
	tmp, err := os.CreateTemp(filepath.Dir(path), ".master-*") // mode 0600
	if err != nil {
		return "", fmt.Errorf("make master key: %w", err)
	}
	defer os.Remove(tmp.Name())
	_, err = tmp.WriteString(text)
	if err = errors.Join(err, tmp.Sync(), tmp.Close()); err != nil {
		return "", fmt.Errorf("write master key: %w", err)
	}
	if err := os.Link(tmp.Name(), path); errors.Is(err, fs.ErrExist) { // another process was first
		return masterFile(path)
	} else if err != nil {
		return "", fmt.Errorf("publish master key: %w", err)
	}
	return text, nil
}

// Seal encrypts plain with a random nonce in front. It can be opened only under
// the same label.
func (m *Master) Seal(plain []byte, label string) ([]byte, error) {
	nonce := make([]byte, m.aead.NonceSize())
	_, _ = rand.Read(nonce)
	return m.aead.Seal(nonce, nonce, plain, []byte(label)), nil
}

// Open decrypts what Seal made.
func (m *Master) Open(sealed []byte, label string) ([]byte, error) {
	n := m.aead.NonceSize()
	if len(sealed) < n {
		return nil, fmt.Errorf("open sealed %s: too short", label)
	}
	plain, err := m.aead.Open(nil, sealed[:n], sealed[n:], []byte(label))
	if err != nil {
		return nil, fmt.Errorf("open sealed %s (is this the right master key?): %w", label, err)
	}
	return plain, nil
}
