package gcore

import "testing"

func TestLanguageCodes(t *testing.T) {
	for code, tag := range map[string]string{
		"eng": "en", "ger": "de", "deu": "de", "fre": "fr", "chi": "zh", "dut": "nl", "ltz": "lb", "gre": "el", "cze": "cs", "per": "fa",
		"ast": "ast", "alb": "sq", "arm": "hy", "baq": "eu", "bur": "my", "geo": "ka", "ice": "is", "mac": "mk", "mao": "mi", "may": "ms",
		"rum": "ro", "slo": "sk", "tib": "bo", "wel": "cy",
	} {
		if got, ok := languageTag(code); !ok || got != tag {
			t.Errorf("%s is %q, %v; want %s", code, got, ok, tag)
		}
		if want := code; want != "deu" && languageCode(tag) != want {
			t.Errorf("%s is shown as %q, want %q", tag, languageCode(tag), want)
		}
	}
	for tag, code := range map[string]string{"de-CH": "ger", "zh-Hant": "chi", "en-GB": "eng", "ast": "ast", "": ""} {
		if got := languageCode(tag); got != code {
			t.Errorf("%q is shown as %q, want %q", tag, got, code)
		}
	}
	if got := languageName("de"); got != "German" {
		t.Errorf("de is %q", got)
	}
}
