package auth

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
)

// playbackDigits is the length of a playback signature in hex digits.
const playbackDigits = 40

// PlaybackSignature is what the URL of a private video must carry: the first 40
// hex digits of HMAC-SHA256(playback key, video id).
func (m *Master) PlaybackSignature(videoID string) string {
	return m.sign("video/" + videoID)[:playbackDigits]
}

// VerifyPlayback checks a playback signature in constant time.
func (m *Master) VerifyPlayback(videoID, signature string) bool {
	return subtle.ConstantTimeCompare([]byte(m.PlaybackSignature(videoID)), []byte(signature)) == 1
}

// DownloadSignature is what a link to the original must carry until it expires.
func (m *Master) DownloadSignature(videoID, expires string) string {
	return m.sign("source/" + videoID + "/" + expires)[:playbackDigits]
}

// VerifyDownload checks a download signature in constant time; the expiry itself is the caller's to compare.
func (m *Master) VerifyDownload(videoID, expires, signature string) bool {
	return subtle.ConstantTimeCompare([]byte(m.DownloadSignature(videoID, expires)), []byte(signature)) == 1
}

func (m *Master) sign(text string) string {
	mac := hmac.New(sha256.New, m.playback)
	mac.Write([]byte(text))
	return hex.EncodeToString(mac.Sum(nil))
}
