// Package auth decides who is asking and what they may do.
//
// A key is "<project id>$<48 hex digits>", one shape for every API. Keys are
// stored sealed (AES-256-GCM under the master key, bound to their row), not
// hashed: the presigned uploads of one vendor sign with the key itself.
//
// Playback of a private video needs its signature, 40 hex digits of an HMAC
// over its id; it does not expire, and a new master key revokes all of them.
package auth
