// Package streamdiver speaks the API of Streamdiver: access tokens by OAuth client credentials,
// uploads whose bytes come by S3, imports, media, channels and webhooks.
//
// The vendor describes operations and flow, and few names. What it does not tell is ours, and
// lies in names.go, so that whoever has the vendor's description can put it right in one place.
//
// An upload goes in three steps. Create makes a video, an access key and an [s3.Access] to one
// object, as credentials or as a presigned URL. Any S3 client brings the object; this package
// has no part in it but [Dialect.AccessKey], which says what a key may do and when it has ended.
// Complete makes the object the source of the video; from then on the video is called a media.
//
// Upload and media are one record, [media.Video], and the id of one is computed from the
// other's. So every video has an upload here, whatever API made it, and no state is kept twice:
// created, uploading, completed, cancelled and expired follow from the video, the clock and
// what was brought (see [transfer]). What only this API knows is a document beside the video:
//
//	streamdiver.upload   file name, type, language, life of the key; id of the video
//	streamdiver.key      the secret of an upload that is open, sealed; id of the access key
//	streamdiver.removed  the upload was deleted, its media stays; id of the video
//	streamdiver.import   the files of an import, each an upload that the server brings; id of the import
//	streamdiver.channel  what a channel has and a collection has not; id of the channel
//
// A handler gets a [call], whose token was right, and returns a [reply]; what it returns as an
// error becomes the vendor's JSON in one place, problem.go.
package streamdiver
