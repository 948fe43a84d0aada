package mp4

import (
	"fmt"

	"github.com/tributary-video/tributary/internal/media"
)

const (
	maxIndex   = 256 << 20  // bytes of moov and moof boxes together
	maxSamples = 50_000_000 // of all tracks together
	maxTracks  = 256        // what a program may be asked to list; policy is stricter

	// maxBoxes bounds the boxes looked at inside one moov or moof.
	maxBoxes = 100_000
	// maxTopLevel bounds the boxes at file level: 12 hours in fragments of a
	// quarter of a second, each a moof and its mdat.
	maxTopLevel = 400_000

	// maxSeconds ends a track before arithmetic on its times could overflow. It
	// is far above any limit on the length of a video.
	maxSeconds = 1_000_000

	maxTimescale   = 1_000_000_000
	maxConfig      = 64 << 10 // bytes of one codec configuration box
	maxDescription = 16       // sample descriptions of one track
)

// budget is what one Open may spend on a file. Every loop over claimed numbers draws from it.
type budget struct {
	samples int64
	index   int64
	boxes   int
}

// newBudget derives the number of samples from the size of the file: a sample
// costs up to 40 bytes while it is indexed and checked, and the whole may cost 8
// bytes for every byte of the file plus 16 MiB.
func newBudget(size int64) *budget {
	return &budget{
		samples: min(maxSamples, (16<<20+7*size)/40),
		index:   maxIndex,
	}
}

func (b *budget) takeSamples(n int64) error {
	if n > b.samples {
		return media.Refuse(media.MediaDamaged, "", fmt.Errorf("index claims %d samples, %d are left to claim", n, b.samples))
	}
	b.samples -= n
	return nil
}

func (b *budget) takeIndex(n int64) error {
	if n > b.index {
		return media.Refuse(media.MediaDamaged, "", fmt.Errorf("index of %d bytes is over the limit", n))
	}
	b.index -= n
	return nil
}
