// Package upload is the engine under every way in: it takes bytes, makes them
// durable and turns the finished whole into a video's source. It knows nothing
// of HTTP or of any vendor.
//
// An upload is an ordered list of segments, each a growing blob written by
// one lease. The order that survives a crash is always the same:
//
//	write the bytes → sync them → record the offset → answer
//
// The offset in the database is therefore the truth. Bytes of a blob beyond what
// is recorded are garbage from a writer that died, and the next one
// overwrites them or leaves them behind.
//
// A slow body takes these steps one after the other. Of a fast one, the piece before is
// written, summed beside that, and when it is time synced and recorded, while the next
// is received: one piece at a time, so the order is the same.
//
// # Leases
//
// One writer at a time. A new writer, or someone who asks for the status, stops
// the one before: it is interrupted, commits what it has, and only then the
// newcomer goes on. Across processes the epoch fences: every lease has a number,
// every record of an offset is conditional on it, and every epoch writes a blob of its
// own, so a writer that was frozen and thaws can touch nothing that counts.
//
// # Joining
//
// Partial uploads bring a file in pieces, side by side. A final one joins them: its
// segments are theirs, in the order it names, and nothing is copied. A blob
// therefore belongs to the upload that wrote it and counts as long as any upload
// refers to it, whatever has become of its own. Uploads that are over, and those
// of purged videos, refer to nothing; the sweep removes what nobody refers to.
//
// # States
//
//	receiving → sealed → finishing → done
//	          ↘ terminated, expired, lost, refused
//
// Sealed means that every byte is durable and the length is known; finishing,
// that the consequences (the video's source, jobs, events) are being
// committed. They commit in one transaction, so the last request is answered
// only when they have. It is that of the last checkpoint, and nobody sees these two states; when
// the consequences fail, the checkpoint is recorded alone and whoever comes next retries them.
package upload
