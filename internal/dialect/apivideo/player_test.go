package apivideo_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tributary-video/tributary/internal/testkit"
)

// defaults are the attributes of a player of which nothing was said.
const defaults = `"text":"rgba(255, 255, 255, 1)","link":"rgba(255, 255, 255, 1)","linkHover":"rgba(255, 255, 255, 1)",` +
	`"trackPlayed":"rgba(88, 131, 255, .95)","trackUnplayed":"rgba(255, 255, 255, .35)","trackBackground":"rgba(255, 255, 255, .2)",` +
	`"backgroundTop":"rgba(0, 0, 0, .7)","backgroundBottom":"rgba(0, 0, 0, .7)","backgroundText":"rgba(255, 255, 255, 1)",` +
	`"enableApi":true,"enableControls":true,"forceAutoplay":false,"hideTitle":false,"forceLoop":false`

// times cuts the times out of an answer, and fails unless they are times.
func times(t *testing.T, a answer) (created, updated string) {
	t.Helper()
	body := a.decode(t)
	created, _ = body["createdAt"].(string)
	updated, _ = body["updatedAt"].(string)
	for _, text := range []string{created, updated} {
		if at, err := time.Parse("2006-01-02T15:04:05+00:00", text); text != "" && (err != nil || time.Since(at).Abs() > time.Minute) {
			t.Errorf("time %q", text)
		}
	}
	return created, updated
}

func TestPlayer(t *testing.T) {
	f := newFixture(t, nil)
	a := f.api(t, 201, "POST", "/players", `{}`, "Content-Type: application/x-www-form-urlencoded")
	id := a.decode(t)["playerId"].(string)
	if len(id) != 24 || !strings.HasPrefix(id, "pl") {
		t.Errorf("id %q", id)
	}
	created, updated := times(t, a)
	end := func(updated, logo string) string {
		return `,"createdAt":"` + created + `","updatedAt":"` + updated + `","assets":` + logo + `}`
	}
	noLogo := `{"logo":null,"link":null}`
	f.want(t, a, 201, `{"playerId":"`+id+`",`+defaults+end(updated, noLogo))
	f.want(t, f.api(t, 200, "GET", "/players/"+id, ""), 200, a.body)

	changed := f.api(t, 200, "PATCH", "/players/"+id, `{"name":"Dark","linkActive":"#fff","hideTitle":true,"text":null}`)
	_, updated = times(t, changed)
	look := strings.Replace(strings.Replace(defaults, `"hideTitle":false`, `"hideTitle":true`, 1), `"trackPlayed"`, `"linkActive":"#fff","trackPlayed"`, 1)
	want := `{"playerId":"` + id + `","name":"Dark",` + look
	f.want(t, changed, 200, want+end(updated, noLogo))

	body, header := form(t, part{"link", "", "", "https://harbour.example/"}, part{"logo", "logo.png", "image/png", asPNG(t, halves(20, 10))})
	logo := f.as(t, f.key, "POST", "/players/"+id+"/logo", body, header)
	_, updated = times(t, logo)
	f.want(t, logo, 201, want+end(updated, `{"logo":"{pub}/player/`+id+`/logo.png","link":"https://harbour.example/"}`))
	picture := f.do(t, "GET", "/player/"+id+"/logo.png", "")
	if picture.status != 200 || picture.header.Get("Content-Type") != "image/png" || !strings.HasPrefix(picture.body, "\x89PNG") {
		t.Errorf("logo: %d %v", picture.status, picture.header)
	}
	f.send(t, "/players/"+id+"/logo", asPNG(t, halves(8, 8)))
	if keys := f.blobKeys(t, "players"); len(keys) != 1 {
		t.Errorf("blobs %q", keys)
	}
	if got := f.api(t, 200, "GET", "/players/"+id, "").decode(t); testkit.At(got, "assets", "link") != nil {
		t.Errorf("a logo without link: %v", got["assets"])
	}
	f.api(t, 204, "DELETE", "/players/"+id+"/logo", "")
	if keys := f.blobKeys(t, "players"); len(keys) != 0 {
		t.Errorf("blobs %q", keys)
	}
	if picture := f.do(t, "GET", "/player/"+id+"/logo.png", ""); picture.status != 404 || picture.body != "" {
		t.Errorf("logo after its end: %d %q", picture.status, picture.body)
	}
	f.api(t, 204, "DELETE", "/players/"+id, "")
	f.as(t, f.key, "GET", "/players/"+id, "").problem(t, 404, "resource-not-found", "playerId")
	f.as(t, f.key, "DELETE", "/players/"+id, "").problem(t, 404, "resource-not-found", "playerId")
}

func TestListPlayers(t *testing.T) {
	f := newFixture(t, nil)
	for _, name := range []string{"beta", "Alpha", "gamma"} {
		f.api(t, 201, "POST", "/players", `{"name":"`+name+`"}`)
	}
	if a := f.as(t, f.foreign, "POST", "/players", `{"name":"foreign"}`); a.status != 201 {
		t.Fatalf("%d %s", a.status, a.body)
	}
	for query, want := range map[string][]any{
		"":                               {"gamma", "Alpha", "beta"},
		"?sortBy=name":                   {"Alpha", "beta", "gamma"},
		"?sortBy=name&sortOrder=desc":    {"gamma", "beta", "Alpha"},
		"?sortBy=createdAt":              {"beta", "Alpha", "gamma"},
		"?sortBy=updatedAt":              {"beta", "Alpha", "gamma"},
		"?sortBy=name&pageSize=1":        {"Alpha"},
		"?currentPage=9":                 {},
		"?sortOrder=asc&pageSize=2":      {"beta", "Alpha"},
		"?currentPage=2&pageSize=2":      {"beta"},
		"?sortBy=createdAt&pageSize=100": {"beta", "Alpha", "gamma"},
	} {
		list := f.api(t, 200, "GET", "/players"+query, "").decode(t)
		names := []any{}
		for _, p := range list["data"].([]any) {
			names = append(names, testkit.At(p, "name"))
		}
		if diff := cmp.Diff(want, names); diff != "" {
			t.Errorf("%s: %s", query, diff)
		}
		if testkit.At(list, "pagination", "itemsTotal") != 3.0 {
			t.Errorf("%s: %v", query, list["pagination"])
		}
	}
	f.as(t, f.key, "GET", "/players?sortBy=text", "").problem(t, 400, "invalid-query-parameter", "sortBy")
}

func TestRefusedPlayers(t *testing.T) {
	f := newFixture(t, nil)
	id := f.api(t, 201, "POST", "/players", `{}`).decode(t)["playerId"].(string)
	for body, name := range map[string]string{
		`{"name":"` + strings.Repeat("ä", 101) + `"}`:            "name",
		`{"enableApi":"yes"}`:                                    "enableApi",
		`{"text":5}`:                                             "text",
		`{"text":""}`:                                            "text",
		`{"link":"red;background:url(//evil)"}`:                  "link",
		`{"backgroundTop":"</style>"}`:                           "backgroundTop",
		`{"trackPlayed":"` + strings.Repeat("f", 101) + `"}`:     "trackPlayed",
		`{"linkActive":"\\72 ed"}`:                               "linkActive",
		`{"linkHover":"rgba(0,0,0,1)/*"}`:                        "linkHover",
		`{"name":"` + strings.Repeat("a", 101) + `","text":"<"}`: "name",
	} {
		f.as(t, f.key, "POST", "/players", body).problem(t, 400, "invalid-attribute", name)
		f.as(t, f.key, "PATCH", "/players/"+id, body).problem(t, 400, "invalid-attribute", name)
	}
	f.as(t, f.key, "POST", "/players", "").problem(t, 400, "invalid-payload", "")
	f.as(t, f.foreign, "PATCH", "/players/"+id, `{}`).problem(t, 404, "resource-not-found", "playerId")
	f.as(t, f.foreign, "DELETE", "/players/"+id, "").problem(t, 404, "resource-not-found", "playerId")
	f.send(t, "/players/"+id+"/logo", "text").problem(t, 400, "uploaded-file-extension-invalid", "file")
	f.api(t, 200, "GET", "/players/"+id, "")
}
