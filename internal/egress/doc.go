// Package egress makes the HTTP clients for everything that leaves the server
// at somebody else's wish: webhooks to an address a customer typed, imports
// from a URL a customer sent. No other code may dial out.
//
// Such an address is hostile. It may spell the server itself in one of many
// ways, name a machine of the private network or a cloud's metadata service,
// answer a harmless address when it is checked and another when it is
// connected to, or redirect there later. Looking at the URL cannot settle any
// of this, so the decision is taken where nothing can change any more: in the
// dialer, on the address the socket is about to connect to. The checks of the
// URL before it ([Guard.CheckURL]) only refuse early what can never succeed.
//
// # What may be reached
//
// Public unicast addresses, on port 80, 443 and those from 1024 that are not
// known for mail, databases or management. Imports may use http and https,
// webhooks https. Destinations on the operator's [Allow] list are free of all three rules;
// the addresses this server listens on are refused even then.
//
// A [Service] is something else: a program that the operator named in the configuration,
// such as an engine that transcribes speech. It gets a Guard of its own with its host on the allow
// list, so that what customers name may still not go there.
//
// # What a caller learns
//
// Every refusal is one error, [ErrNotAllowed], with one public text, and takes
// half a second: neither text nor time tells what listens behind a forbidden
// address. Other failures carry a sentence that is safe to show;
// read it with media.PublicText. Do not show or log the error of an http.Client
// itself: it prints the URL, query string included.
package egress
