// Package apivideo speaks the API of api.video: its REST routes, its progressive
// uploads with and without an upload token, its playback addresses and webhooks. An
// SDK of the vendor works with another base URL and another key, and nothing else.
//
// A handler gets a [call], whose key was right, and returns what to answer; what it
// returns as an error becomes problem JSON in one place. Records that only this vendor
// knows (players, watermarks, upload tokens, live streams) are documents of the
// catalog, one kind each; what other APIs see too (videos, captions, chapters) are the
// catalog's own.
package apivideo
