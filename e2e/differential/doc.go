// Package differential holds a test that sends the same tus requests, legal and illegal, to
// Tributary and to tusd, and compares the answers.
//
// tusd is the reference server of the protocol, so a difference means that one of
// the two is wrong or has chosen. Which it is stands, for every difference ever
// seen, in a reviewed list with its reason; a difference that is not there fails the test, and so
// does an entry that nothing needs.
//
// The requests are drawn at random from a seed that is printed. What they are drawn from
// follows the state of the uploads, so that most are answered by more than "no such upload".
package differential
