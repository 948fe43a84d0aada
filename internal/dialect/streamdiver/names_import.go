package streamdiver

// This file goes on where names_media.go ends: words about imports.

// What the status of an import or of one of its files may be. Only Success is the vendor's own.
const (
	importPending   = "Pending"
	importRunning   = "Running"
	importSuccess   = "Success"
	importFailed    = "Failed"
	importCancelled = "Cancelled"
)

// notSupported is said of a file that is no media: a page of a video platform, a playlist.
const notSupported = "source type is not supported"
