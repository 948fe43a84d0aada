package apivideo

import (
	"strings"
	"testing"

	"github.com/tributary-video/tributary/internal/transport/form"
)

// Every refusal of package form has the vendor's words, and no two the same.
func TestUploadFaults(t *testing.T) {
	seen := map[slug]form.Code{}
	for _, code := range form.Codes() {
		f, ok := uploadFault(code)
		if !ok || f.slug == "" || f.status != 400 || f.entry().Title == "" {
			t.Errorf("code %d: %+v", code, f)
		}
		if other, twice := seen[f.slug]; twice {
			t.Errorf("codes %d and %d are both %s", code, other, f.slug)
		}
		seen[f.slug] = code
		if strings.HasPrefix(string(f.slug), "video-content-range-") != strings.Contains(string(f.slug), "range") {
			t.Errorf("code %d: %s", code, f.slug)
		}
	}
	if _, ok := uploadFault(0); ok {
		t.Error("code 0 has words")
	}
}
