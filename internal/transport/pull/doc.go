// Package pull fetches originals from elsewhere: a customer names a URL, and the
// file behind it becomes the source of a video as if its owner had sent it.
//
// An import is a sender like any other. It begins an upload of its video at once, so
// that whoever asks sees the video uploading and whoever sends the file himself takes
// over: a new upload ends the one before, and the import sees its own over and is
// cancelled, quietly. The bytes go through the upload engine, whose durable offset is
// the only memory of how far an import is: after a kill, a cut or a move to another
// node the next run asks the origin for the rest.
//
// # Attempts
//
// An origin gets three attempts, 1 s and 5 s apart. One that brought 8 MiB or more before it
// broke does not count, but twenty are enough. Each goes on by Range with If-Range when the
// origin named a strong ETag or a Last-Modified; an answer that does not continue exactly what
// is here starts over, in an upload of its own, because an offset never goes down.
//
// An answer 429 or 503 is no attempt but a request for patience. It is granted: as long as
// Retry-After says, else a second, then two, up to five minutes, and in all, without another
// answer in between, a quarter of an hour for a single copy and a day for a row of an order.
//
// What can never end well is not tried again: an address that the guard refuses, a file
// over the limit, a page or a playlist where media should be.
//
// # Turns
//
// Imports wait in the database, not in the queue. One gets a job when its share, its project and
// its host have a turn free, so that neither a customer with a million files nor a slow host
// keeps others waiting; whoever ends lets the next one in, and so does whoever pauses between two
// attempts: a turn is a request under way. Single copies have a share of fixed size; each order
// of many has one of its own, as large as it asks for, within bounds. How many run at
// once on a node is up to the queue.
//
// # What nobody learns
//
// URL and header fields are sealed in the database and erased when the import ends. No
// error says more of the origin than its status, and none quotes the URL: see package egress.
package pull
