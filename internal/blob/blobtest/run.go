package blobtest

import (
	"testing"

	"github.com/tributary-video/tributary/internal/blob"
)

// Run checks a store against the law of [blob.Store]. open is called once per
// test, returns an empty store and ends it with t.Cleanup.
func Run(t *testing.T, open func(t *testing.T) blob.Store) {
	t.Helper()
	for _, law := range laws() {
		t.Run(law.name, func(t *testing.T) { law.check(t, open(t)) })
	}
}

type law struct {
	name  string
	check func(*testing.T, blob.Store)
}

func laws() []law {
	return []law{
		{"InvalidKeysAreRefused", invalidKeys},
		{"LongKeysWork", longKeys},
		{"AbsentBlobsAreErrNotFound", absentBlobs},
		{"EndedContextStopsEverything", endedContext},
		{"CheckMeasures", checkMeasures},

		{"PutPublishesEverySize", putSizes},
		{"PutTwiceLastWins", putTwice},
		{"PutThatFailsChangesNothing", putFails},
		{"PutThatIsCancelledChangesNothing", putCancelled},
		{"PutIsSeenWholeOrNotAtAll", putWhole},
		{"ReaderOutlivesDeleteAndPut", readerOutlives},
		{"ReaderReadsAnywhereConcurrently", readAnywhere},

		{"AppendMakesAnEmptyBlob", appendMakes},
		{"AppendContinues", appendContinues},
		{"AppendOverwritesAboveItsOffset", appendOverwrites},
		{"AppendRefusesAHole", appendHole},
		{"AppendCloseEndsIt", appendClose},
		{"AppendIsReadableBelowSync", appendReadable},
		{"AppendManyBlobsAtOnce", appendMany},
		{"AppendCarries64MiB", appendLarge},

		{"DeleteIsRepeatable", deleteRepeat},
		{"DeleteTakesTheExactKeys", deleteExact},
		{"DeleteBesideCreation", deleteBeside},

		{"ListGoesInKeyOrder", listOrder},
		{"ListKeepsToItsPrefix", listPrefix},
		{"ListReturnsTheCallersError", listError},
		{"ListMayDeleteWhatItShows", listDelete},
		{"ListOfALevelAbove", listNested},
	}
}
