// Package disk keeps blobs as files in one folder.
//
// A key is the file's path below the folder, so that an operator finds a video
// with ls and copies it with cp:
//
//	DIR/videos/9f0c…/720p/000003.m4s   the blob videos/9f0c…/720p/000003.m4s
//	DIR/.tmp/…                         puts that are not finished
//	DIR/.lock                          held shared by every process that uses DIR
//
// No part of a key starts with a dot, so the two names of the store's own can
// never be a blob's.
//
// # What survives a crash
//
// The kernel may write back what it was given in any order, and forgets what it
// has not written when the power goes. Only fsync makes an order. Put goes
//
//	write .tmp/x · fsync .tmp/x · rename .tmp/x → key · fsync the key's folder
//
// A crash before the rename leaves a file in .tmp, which the next [New] sweeps;
// one after it leaves the whole blob or the earlier one. Without the first fsync
// the name could become durable before the bytes; without the second, Put would
// have promised a name that a crash takes back.
//
// Append makes the file and fsyncs it and its folder before it hands out the
// appender. From there on bytes are durable when Sync returns. It writes at
// explicit offsets: after a crash the file may be longer than what was
// acknowledged, and the next appender has to overwrite that tail, which a file
// opened for appending cannot.
//
// A folder is an entry in the folder above it and is lost like any other. So
// the first time this process puts anything into a folder it fsyncs every folder
// above, also those it found in place: whoever made them may have died before its
// own fsync.
//
// # A key and a folder
//
// A file system holds either a file or a folder under one name. Where "a/b" is
// a blob, "a" cannot be one, and the Put or Append that tries is an error. No key
// scheme of Tributary's has a key that continues another.
package disk
