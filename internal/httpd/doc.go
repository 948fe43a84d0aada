// Package httpd is everything between the socket and a route: listener and TLS,
// deadlines, request ids, the access log, metrics, health and the orderly stop.
// It knows nothing of videos.
//
// A server is put together from the outside in:
//
//	mux := http.NewServeMux()                    // routes
//	stack := httpd.Stack{…}                      // what every request gets
//	server := httpd.Server{Handler: stack.Wrap(httpd.Canonical(mux)), …}
//	err := server.Run(ctx)                       // until ctx ends and requests are drained
//
// # Bodies
//
// An upload may take hours, so no deadline covers a whole request. Instead
// every body read must make progress: [Steady] moves a read deadline forward
// with each read that brings bytes and ends the request when none come.
// [Stack] gives every body the default; a transport calls Steady again to
// change it. Writing an answer is held to the same rule.
//
// A handler that refuses before it has read the body calls [Refuse], because a
// browser that is still sending reports a network error instead of the status
// when the connection closes under it.
//
// # Paths
//
// Clients differ in trailing and double slashes, and many drop the body, the
// method or the credentials on a redirect. [Canonical] gives all spellings the
// same answer and never redirects. A handler that verifies a signature over the
// path as sent reads Request.RequestURI, which is left alone.
package httpd
