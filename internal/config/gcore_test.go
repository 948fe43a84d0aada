package config_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tributary-video/tributary/internal/config"
)

func TestQualitySets(t *testing.T) {
	want := []config.QualitySet{
		{ID: 3, Name: "Small", Sizes: []int{360}}, {ID: 4, Name: "As large", Sizes: []int{480, 1080}, Default: true}, {ID: 5, Name: "All"},
	}
	const text = "3:Small:360,4:As large:480/1080:default,5:All"
	for name, tt := range map[string]struct {
		env  map[string]string
		args []string
	}{
		"file":        {args: []string{"--config", writeFile(t, `{"gcore": {"quality_sets": ["3:Small:360", "4:As large:480/1080:default", "5:All"]}}`)}},
		"environment": {env: map[string]string{"TRIBUTARY_GCORE_QUALITY_SETS": text}},
		"flags":       {args: []string{"--gcore-quality-sets=" + text}},
	} {
		c, err := parse(t, tt.env, tt.args...)
		if diff := cmp.Diff(want, c.Gcore.QualitySets); err != nil || diff != "" {
			t.Errorf("%s: %v (-want +got):\n%s", name, err, diff)
		}
	}
	for _, q := range want {
		var again config.QualitySet
		text, err := q.MarshalText()
		if err == nil {
			err = again.UnmarshalText(text)
		}
		if diff := cmp.Diff(q, again); err != nil || diff != "" {
			t.Errorf("%s: %v (-want +got):\n%s", text, err, diff)
		}
	}
}

func TestLinkSecrets(t *testing.T) {
	c, err := parse(t, map[string]string{"TRIBUTARY_GCORE_LINK_SECRETS": "1=a=b, 22=c"})
	if diff := cmp.Diff(map[int64]config.Secret{1: "a=b", 22: "c"}, c.GcoreLinkSecrets); err != nil || diff != "" {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
}
