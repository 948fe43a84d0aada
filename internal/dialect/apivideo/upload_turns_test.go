package apivideo

import "testing"

func TestTurns(t *testing.T) {
	var turns turns
	release, err := turns.take(t.Context(), "a")
	if err != nil {
		t.Fatal(err)
	}
	other, err := turns.take(t.Context(), "b")
	if err != nil {
		t.Fatal(err)
	}
	other()
	next := make(chan func())
	go func() {
		release, _ := turns.take(t.Context(), "a")
		next <- release
	}()
	select {
	case <-next:
		t.Fatal("two have the same turn")
	default:
	}
	release()
	release()
	(<-next)()
	if len(turns.busy) > 0 {
		t.Errorf("left behind: %v", turns.busy)
	}
}
