package s3

import (
	"errors"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Clients differ in all that XML leaves open. What of it is an attack is refused like what is none.
func TestParseManifest(t *testing.T) {
	const part = "<Part><PartNumber>1</PartNumber><ETag>a</ETag></Part>"
	want := []listedPart{{PartNumber: 1, ETag: "a"}}
	for name, tt := range map[string]struct {
		body string
		want []listedPart
		code Code
	}{
		"plain":           {"<CompleteMultipartUpload>" + part + "</CompleteMultipartUpload>", want, ""},
		"prolog":          {`<?xml version="1.0" encoding="UTF-8"?>` + "\n<CompleteMultipartUpload>" + part + "</CompleteMultipartUpload>", want, ""},
		"namespace":       {`<CompleteMultipartUpload xmlns="` + xmlns + `">` + part + "</CompleteMultipartUpload>", want, ""},
		"unknown element": {"<CompleteMultipartUpload><a><b/></a>" + part + "</CompleteMultipartUpload>", want, ""},
		"other encoding":  {`<?xml version="1.0" encoding="UTF-16"?><CompleteMultipartUpload>` + part + "</CompleteMultipartUpload>", nil, MalformedXML},
		"own entity": {`<!DOCTYPE a [<!ENTITY b "x">]><CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>&b;</ETag></Part></CompleteMultipartUpload>`,
			nil, MalformedXML},
		"entity of a file": {`<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><CompleteMultipartUpload>&b;` + part + "</CompleteMultipartUpload>",
			nil, MalformedXML},
		"deep":       {"<CompleteMultipartUpload>" + strings.Repeat("<a>", maxManifest/3-20), nil, MalformedXML},
		"deep parts": {"<CompleteMultipartUpload>" + strings.Repeat("<Part>", maxManifest/6-20), nil, MalformedXML},
		"cut":        {"<CompleteMultipartUpload>" + part, nil, MalformedXML},
		"too many":   {"<CompleteMultipartUpload>" + strings.Repeat("<Part/>", maxManifest/7-20) + "</CompleteMultipartUpload>", nil, MalformedXML},
		"huge number": {"<CompleteMultipartUpload><Part><PartNumber>" + strings.Repeat("9", 1<<20) + "</PartNumber></Part></CompleteMultipartUpload>",
			nil, MalformedXML},
	} {
		t.Run(name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			got, err := parseManifest([]byte(tt.body))
			runtime.ReadMemStats(&after)
			code := Code("")
			if e, refused := errors.AsType[*Error](err); refused {
				code = e.Code
			}
			if diff := cmp.Diff(tt.want, got, cmp.AllowUnexported(listedPart{})); diff != "" || code != tt.code || code == "" && err != nil {
				t.Errorf("%v (-want +got):\n%s", err, diff)
			}
			// Contract of hostile media, section 4: 8 times the input and 16 MiB.
			if took, most := after.TotalAlloc-before.TotalAlloc, uint64(8*len(tt.body)+16<<20); took > most {
				t.Errorf("%d bytes of memory for %d, want at most %d", took, len(tt.body), most)
			}
		})
	}
}
