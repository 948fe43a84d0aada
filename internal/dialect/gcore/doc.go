// Package gcore speaks the API of Gcore Video Hosting: its REST routes below /streaming and
// /iam, its tus uploads with a token, copies from URLs, batches, and its playback
// addresses. A client of the vendor works with another host and another key, and nothing else.
//
// A handler gets a [call], whose key was right, and returns what to answer; what it
// returns as an error becomes the vendor's JSON in one place. This API knows videos and
// directories by integers ([media.Video.Seq], [media.Collection.Seq]), and viewers know a
// video by its project and slug. What only this vendor keeps with a video lies in
// [media.Wishes.Vendor]; records that only it knows are documents of the catalog.
//
// # What differs from the vendor, on purpose
//
//   - The creation of one video is answered with an object, which hand-written clients want, or
//     a list of one, which the vendor's SDKs want: see [Settings.CreateReply].
//   - A request may be repeated under its Idempotency-Key for a day. Its receipt is recorded with
//     the videos, so a crash at any point leads neither to a second video nor to a copy that
//     never begins.
//   - A login's password is an API key; there are no users, so whoever logs in is called what he says.
//   - A quality set is a wish ([media.Wishes.Sizes]): nothing is scaled up, a source that plays as it is
//     plays at once whatever the set, and stays if the set has its size.
//   - Secure links are off until an operator gives a project a secret; see [Settings.LinkSecrets].
//   - A video's captions from speech are one for all who ask, and are named by their language. A
//     subtitle that is asked for in place of a text has the id 0 until something was heard.
//   - Deleting a directory deletes all in it at once, or nothing.
//   - What is no media is told by its bytes, after the transfer; the video is empty again then.
//   - A list narrowed to ready also has videos that lack a quality for good, which show viewable.
//   - Live streams, players and statistics are refused as features that are disabled.
package gcore
