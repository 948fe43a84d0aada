package gcore

import (
	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

// bibliographic pairs the codes of ISO 639-2/B that differ from ISO 639-2/T with those, in both
// directions: this API has the first kind, everybody else the second.
func bibliographic() [][2]string {
	return [][2]string{
		{"alb", "sqi"}, {"arm", "hye"}, {"baq", "eus"}, {"bur", "mya"}, {"chi", "zho"}, {"cze", "ces"}, {"dut", "nld"},
		{"fre", "fra"}, {"geo", "kat"}, {"ger", "deu"}, {"gre", "ell"}, {"ice", "isl"}, {"mac", "mkd"}, {"mao", "mri"},
		{"may", "msa"}, {"per", "fas"}, {"rum", "ron"}, {"slo", "slk"}, {"tib", "bod"}, {"wel", "cym"},
	}
}

// languageTag is what the rest of the server calls the language of a code: "ger" is "de".
// False for a code that names none.
func languageTag(code string) (string, bool) {
	if !isLanguageCode(code) {
		return "", false
	}
	for _, pair := range bibliographic() {
		if pair[0] == code {
			code = pair[1]
		}
	}
	base, err := language.ParseBase(code)
	if err != nil || base.String() == "und" {
		return "", false
	}
	return base.String(), true
}

// languageCode is the code of a language tag: "de-CH" is "ger". What has none stays as it is.
func languageCode(tag string) string {
	parsed, err := language.Raw.Parse(tag)
	if err != nil {
		return tag
	}
	base, _ := parsed.Base()
	code := base.ISO3()
	for _, pair := range bibliographic() {
		if pair[1] == code {
			return pair[0]
		}
	}
	return code
}

// languageName is the English name of a language, or its tag.
func languageName(tag string) string {
	if name := display.English.Tags().Name(language.Make(tag)); name != "" {
		return name
	}
	return tag
}
