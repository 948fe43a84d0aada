package player

import (
	"embed"
	"encoding/json"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
)

//go:embed dist
var dist embed.FS

//go:embed templates
var templates embed.FS

// AssetsPath is where [Player.Assets] must be mounted: the pages name their
// scripts and styles below it.
const AssetsPath = "/assets/"

// Player renders the pages and serves what they load. It holds no state that
// changes and is safe for concurrent use.
type Player struct {
	assets  assets
	embed   *template.Template
	landing *template.Template
	links   links
}

// links are the paths of built files, by the source they were built from.
type links struct {
	Icon    string
	Player  bundle
	Landing bundle
}

// bundle is one page's script and the styles it needs.
type bundle struct {
	Script string
	Styles []string
}

// New loads the embedded files. It fails only when the build in dist is incomplete.
func New() (*Player, error) {
	files, err := fs.Sub(dist, "dist")
	if err != nil {
		return nil, fmt.Errorf("open player assets: %w", err)
	}
	p := &Player{}
	if p.assets, err = loadAssets(files); err != nil {
		return nil, fmt.Errorf("load player assets: %w", err)
	}
	if p.links, err = readManifest(files); err != nil {
		return nil, fmt.Errorf("read player manifest: %w", err)
	}
	if p.embed, err = template.ParseFS(templates, "templates/embed.html", "templates/icons.html"); err != nil {
		return nil, fmt.Errorf("parse player page: %w", err)
	}
	if p.landing, err = template.ParseFS(templates, "templates/landing.html"); err != nil {
		return nil, fmt.Errorf("parse landing page: %w", err)
	}
	return p, nil
}

// Assets serves the files of the build, to be mounted at [AssetsPath]. Their names
// carry a hash of their content, so they may be cached for ever.
func (p *Player) Assets() http.Handler {
	return http.StripPrefix(AssetsPath, p.assets)
}

func readManifest(files fs.FS) (links, error) {
	raw, err := fs.ReadFile(files, "manifest.json")
	if err != nil {
		return links{}, err
	}
	var built map[string]struct {
		File string   `json:"file"`
		CSS  []string `json:"css"`
	}
	if err := json.Unmarshal(raw, &built); err != nil {
		return links{}, err
	}
	for _, source := range []string{"src/mark.svg", "src/player.js", "src/landing.js"} {
		if built[source].File == "" {
			return links{}, fmt.Errorf("find %s: %w", source, fs.ErrNotExist)
		}
	}
	page := func(source string) bundle {
		b := bundle{Script: AssetsPath + built[source].File}
		for _, style := range built[source].CSS {
			b.Styles = append(b.Styles, AssetsPath+style)
		}
		return b
	}
	return links{
		Icon:    AssetsPath + built["src/mark.svg"].File,
		Player:  page("src/player.js"),
		Landing: page("src/landing.js"),
	}, nil
}
