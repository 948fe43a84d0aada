// Package speech makes text of what is said in a video.
//
// There is one seam, [Engine]: a few minutes of sound in a file, and the language if it
// is known, become cues with times. Behind it is what the operator chose with one setting
// (--speech), see [Parse]:
//
//	https://host/v1?model=whisper-1    a server with OpenAI's API for transcriptions
//	command:/usr/local/bin/hear {wav}  a program that prints WebVTT or SubRip
//	pocketsphinx                       Debian's package of that name: English, small, rough
//
// An engine is a large program that reads what strangers sent, and some engines are
// somebody else's. So what comes back is not believed: [New] wraps each engine in bounds on
// how much text a second of sound may give, on times, and on the characters in it.
//
// Sound comes in pieces ([Record]), because hours of it fit no request and no memory, and
// because a piece that is done need not be done again. A piece ends where it is quiet, so
// that no word is cut in two. Package pipeline takes the pieces out of a video one after the
// other; a [Task] says how far it is.
package speech
