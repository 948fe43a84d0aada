// Package resumable speaks the IETF's resumable uploads for HTTP
// (draft-ietf-httpbis-resumable-upload) over the upload engine.
//
// It is no RFC yet. Clients say by Upload-Draft-Interop-Version which draft they were
// built for, and three are spoken: 6 (drafts -04, -05), 8 (-09 to -11) and 9
// (-12). To a client of any other, or that says nothing, no interim response is sent; it is
// answered as the newest is, and what it does not understand are headers.
//
// # The protocol in short
//
// A POST with Upload-Complete begins an upload. Before it reads the content the server
// sends 104 with the Location at which a cut upload goes on and its Upload-Limit, and
// while it reads 104 with the Upload-Offset that needs no sending again. "?1" says that
// the content is everything: its answer is what an ordinary POST would have got. After
// "?0" the answer is 201, and PATCH brings the rest: application/partial-upload at an
// Upload-Offset, the last one with "?1". HEAD tells the offset, DELETE ends the upload.
// A POST without Upload-Complete is an ordinary upload in one request.
//
// Unlike in tus, an upload with all of its bytes is not complete before its sender says
// so, and one that runs past its length is invalid from then on (not in version 6).
//
// # Answers chosen for what clients do
//
// By the drafts a client resumes after 5xx and gives up after 4xx. So a lock that will
// open, a body that broke off and a request overtaken by a newer one are 503 here, where
// tus has 423. To version 6 an upload that is over is 404, as its draft demands; to others 410.
//
// # Digests
//
// A Content-Digest with sha-256 is checked, and the content dropped when it differs. A
// Repr-Digest is of the whole, however many requests bring it. When the request that begins
// an upload tells it, the upload is summed as it comes; one that is summed anyway may tell it
// with the request that completes it. An upload that does not match is over. Only what one
// request of at most 64 MiB brings is dropped instead and may be sent again; a larger one
// would lose all it brought when it is cut, for nothing is recorded before its sum is known.
// Where a project wants no sum beside the write, that is all that is checked. Other
// algorithms are ignored, as RFC 9530 wants.
//
// # Clients
//
// Tested with tus-js-client 4.3.1 as "ietf-draft-05". On Node it must be given a buffer: a file
// stream that it sends in parts it never declares complete.
package resumable
