package upload

import "sync"

// beside runs work on another goroutine and returns what waits for its end. Whoever
// starts it waits before it returns itself, so that nothing goes on when a chunk is over.
// A panic of the work goes on in wait, below those who recover for a request; on a
// goroutine of its own it would end the process.
func beside(work func()) (wait func()) {
	end := make(chan any, 1)
	go func() {
		defer func() { end <- recover() }()
		work()
	}()
	return sync.OnceFunc(func() {
		if p := <-end; p != nil {
			panic(p)
		}
	})
}
