// Package media holds the nouns of Tributary: projects, videos, sources,
// renditions, jobs and events, the states a video moves through and the kinds
// of error every other package speaks in.
//
// It imports the standard library only, so that everything may import it. It
// does nothing: no storage, no network, no clock. What it knows is what the
// words mean and which combinations of them are legal.
package media
