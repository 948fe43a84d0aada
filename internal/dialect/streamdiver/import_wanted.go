package streamdiver

import (
	"cmp"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"path"
	"strings"

	"github.com/tributary-video/tributary/internal/dialect"
)

const (
	// maxImportFiles is how many files one import may have (contract section 6).
	maxImportFiles = 100
	// maxImportURL is the longest URL, in bytes: as much as a request line will take.
	maxImportURL = 8 << 10
)

// wantedFile is a file that is to be fetched.
type wantedFile struct {
	importFile

	url    string // without user and password
	header http.Header
}

// importFiles reads the files that are wanted. What is wrong with one is a fault of its field, such as
// "files[2].url".
func (a *attributes) importFiles() []wantedFile {
	var given []json.RawMessage
	a.read("files", "an array of objects", &given)
	if len(given) == 0 || len(given) > maxImportFiles {
		a.faults.add("files", fmt.Sprintf("must be 1 to %d", maxImportFiles))
		return nil
	}
	files := make([]wantedFile, len(given))
	for i, raw := range given {
		field := fmt.Sprintf("files[%d]", i)
		one, err := readAttributes(raw)
		if err != nil {
			a.faults.add(field, "must be an object")
			continue
		}
		files[i] = one.importFile()
		for name, reason := range one.faults {
			a.faults.add(field+"."+name, reason)
		}
	}
	return files
}

// importFile reads one file. Its names follow from its URL where they are not given.
func (a *attributes) importFile() wantedFile {
	var f wantedFile
	u := a.origin()
	if u == nil {
		return f
	}
	f.header = takeUser(u)
	f.url = u.String()
	f.URL = (&url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path}).String()
	if a.has(fieldFileName) {
		f.FileName = a.fileName()
	} else {
		f.FileName = fileNameOf(u)
	}
	f.Name, _ = a.text("name", maxName)
	f.Name = cmp.Or(f.Name, titleOf(f.FileName))
	f.Language = a.language()
	return f
}

// fileNameOf is the name that a URL ends in, or else its host.
func fileNameOf(u *url.URL) string {
	name := dialect.CleanText(path.Base(u.Path))
	if name == "" || name == "." || name == "/" {
		name = u.Hostname()
	}
	return strings.ToValidUTF8(name[:min(len(name), maxFileName)], "")
}

// origin reads where a file is; nil if that is at fault.
func (a *attributes) origin() *url.URL {
	text, _ := a.text("url", maxImportURL)
	u, err := url.Parse(strings.TrimSpace(text))
	switch {
	case text == "":
		a.faults.add("url", "is required")
	case err != nil:
		a.faults.add("url", "is not a URL")
	case u.Scheme != "http" && u.Scheme != "https":
		a.faults.add("url", "must begin with http:// or https://")
	case u.Hostname() == "":
		a.faults.add("url", "has no host")
	default:
		u.Fragment, u.RawFragment = "", ""
		return u
	}
	return nil
}

// takeUser moves user and password of a URL to the header that they mean (RFC 7617).
func takeUser(u *url.URL) http.Header {
	if u.User == nil {
		return nil
	}
	password, _ := u.User.Password()
	credentials := base64.StdEncoding.EncodeToString([]byte(u.User.Username() + ":" + password))
	u.User = nil
	return http.Header{"Authorization": {"Basic " + credentials}}
}
