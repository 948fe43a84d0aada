// Package omegastream speaks Omegastream's API at its own paths: uploads by tus in
// two versions, videos, collections, webhooks, account, and playback addresses.
//
// # Uploads
//
// V1, at /company/client/video/stream, is tus with the project's key on every request; the POST
// makes the video, whose id is in the header stream-media-id. Chunks obey rules on
// their declared size (at most 209,715,200 bytes; unless it is the final one a multiple
// of 262,144 and at least 5,242,880), which Settings.V1ChunkRules relaxes.
//
// V2, at /tusupload, takes no key: a back end makes the video, signs
//
//	Signature = hex(SHA-256(key + Expiration + Video-Id))
//
// and hands the three headers to the end user, who uploads directly. There are no
// chunk rules. A new POST for the same video ends the upload before it (410), because
// clients start again that way. A signature that expires in the middle goes on
// working for its upload as long as Settings.SignatureGrace.
//
// # Deliberate differences from the vendor
//
//   - V1 stays, although the vendor announced its end.
//   - Both playback (s3:// addresses) and playback_v2 (URLs) are filled; dash and audio
//     are null until they are produced.
//   - A video that plays in its first quality but is not finished is in-progress with
//     ready_to_stream true; the links of single files appear with process-completed.
//   - All ten webhook events are sent, with the video both as data and as data.video, and
//     signed by Standard Webhooks beside; the secret of an endpoint is told once, in the answer
//     that creates it.
//   - Videos begin private, as in the vendor's examples. Links to public ones carry no signature.
//   - On tus paths 409 is a wrong offset and nothing else, other lasting refusals are 400: the
//     most used client repeats a 409 for minutes. HEAD never answers 5xx, after
//     which that client starts from the first byte; it answers 423.
//   - A video being copied from a URL is uploaded from the start; one whose copy failed is
//     process-failed with the reason, and a new upload may still give it content. What
//     meta.downloaded_from tells leaves out the query, where links carry their credentials.
//   - A failed video may be deleted at once; the vendor's wait of four hours is
//     Settings.DeleteFailedAfter.
//   - The signature of a private video is told only to those who have it or a key, also at
//     /player/{uuid}/embedded.
//   - The REST API answers 429 over Settings.RequestsPerMinute.
//
// # Clients
//
// The paths, names and statuses are those that tus-js-client 4, go-tus, tus.py and back ends
// written against the vendor's manual rely on. The recorded exchanges in testdata
// are replayed byte by byte.
package omegastream
