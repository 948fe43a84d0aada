// Package webhook tells customers' servers what happened to their videos.
//
// A message is a row in the outbox, written in the transaction of the change
// it is about, and delivered at least once: after a crash between the
// receiver's 200 and our record of it, the message is sent again. Every
// attempt carries the same id and the same bytes, so a receiver that remembers
// ids sees each event once. Messages about one video reach one endpoint in
// order; a message that waits for its next attempt holds back only those.
//
// Every message is signed by Standard Webhooks (standardwebhooks.com), beside
// whatever a vendor's dialect adds: HMAC-SHA256 over "id.timestamp.body" under
// the endpoint's secret. The timestamp is that of the attempt, so a receiver
// can refuse what is replayed to it later.
//
// Ten attempts are spread over three days ([Next]). Then, or when trying
// again can never help, the message is parked: kept, shown, and sent again only
// by hand.
package webhook
