package upload

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// fill is what one round of reading brought.
type fill struct{ filled, largest int }

func TestBufferFollowsTheFlow(t *testing.T) {
	const small, middle, large = smallBuffer, middleBuffer, largeBuffer
	for name, c := range map[string]struct {
		fills []fill
		want  []int // size of the buffer after each
	}{
		"flood":      {[]fill{{small, small}, {middle, middle}, {large, middle}, {large, 9000}}, []int{middle, large, large, large}},
		"read ahead": {[]fill{{small, small - 1000}, {middle, middle - 3000}, {large, large - 3000}}, []int{middle, large, large}},
		"trickle":    {[]fill{{1000, 1000}, {small, 1000}, {small, small/2 - 1}}, []int{small, small, small}},
		"usual line": {[]fill{{small, small}, {middle, 9000}, {middle, middle/2 - 1}}, []int{middle, middle, middle}},
		"flood that becomes a trickle": {
			[]fill{{small, small}, {middle, middle}, {1000, 1000}, {1000, 1000}, {1000, 1000}},
			[]int{middle, large, middle, small, small}},
		"trickle that becomes a flood": {[]fill{{1000, 1000}, {small, small}, {middle, middle}}, []int{small, middle, large}},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBuffer()
			defer b.release()
			sizes := []int{}
			for _, f := range c.fills {
				b.follow(f.filled, f.largest)
				sizes = append(sizes, len(b.bytes()))
			}
			if diff := cmp.Diff(c.want, sizes); diff != "" {
				t.Errorf("sizes (-want +got):\n%s", diff)
			}
		})
	}
}

func TestLargeBuffersAreCounted(t *testing.T) {
	for round := range 2 { // the second finds all given back
		large := 0
		var held []*buffer
		for range maxLarge + 10 {
			b := newBuffer()
			b.follow(smallBuffer, smallBuffer)
			b.follow(middleBuffer, middleBuffer)
			if len(b.bytes()) == largeBuffer {
				large++
			}
			held = append(held, b)
		}
		for _, b := range held {
			b.release()
		}
		if large != maxLarge {
			t.Errorf("round %d: %d large buffers, want %d", round, large, maxLarge)
		}
	}
}
