package apivideo_test

import (
	"strings"
	"testing"

	"github.com/tributary-video/tributary/internal/testkit"
)

func TestAnalytics(t *testing.T) {
	f := newFixture(t, nil)
	const day = `from=2026-11-19T00:00:00%2B00:00&to=2026-11-20T01:00:00+01:00`
	const frame = `"timeframe":{"from":"2026-11-19T00:00:00+00:00","to":"2026-11-20T00:00:00+00:00"}`
	for path, want := range map[string]string{
		"/data/metrics/play/count?" + day:                              `{"context":{"metric":"play","aggregation":"count",` + frame + `},"data":0}`,
		"/data/metrics/watch-time/average?" + day:                      `{"context":{"metric":"watch-time","aggregation":"average",` + frame + `},"data":0}`,
		"/data/metrics/view/count?" + day:                              `{"context":{"metric":"view-5","aggregation":"count",` + frame + `},"data":0}`,
		"/data/metrics/view/count?unique=true&viewDuration=10s&" + day: `{"context":{"metric":"unique-view-10","aggregation":"count",` + frame + `},"data":0}`,
	} {
		f.want(t, f.api(t, 200, "GET", path, ""), 200, want)
	}
	list := func(path, query string) string {
		uri := func(rel string) string {
			return `{"rel":"` + rel + `","uri":"` + path + `?currentPage=1&from=2026-11-19T00%3A00%3A00%2B00%3A00&pageSize=25` + query + `&to=2026-11-20T00%3A00%3A00%2B00%3A00"}`
		}
		return `,"data":[],"pagination":{"currentPage":1,"pageSize":25,"pagesTotal":1,"itemsTotal":0,"currentPageItems":0,"links":[` +
			uri("self") + "," + uri("first") + "," + uri("last") + `]}}`
	}
	const escaped = `?from=2026-11-19T00:00:00%2B00:00&to=2026-11-20T00:00:00%2B00:00`
	f.want(t, f.api(t, 200, "GET", "/data/buckets/play/media-id"+escaped, ""), 200,
		`{"context":{"metric":"play","breakdown":"media-id",`+frame+`}`+list("/data/buckets/play/media-id", ""))
	f.want(t, f.api(t, 200, "GET", "/data/timeseries/play"+escaped, ""), 200,
		`{"context":{"metric":"play","interval":"hour",`+frame+`}`+list("/data/timeseries/play", ""))
	for path, name := range map[string]string{
		"/data/metrics/plays/count":                          "metric",
		"/data/metrics/start/sum":                            "aggregation",
		"/data/buckets/play/planet":                          "breakdown",
		"/data/buckets/watch-time/browser":                   "metric",
		"/data/timeseries/play?interval=year":                "interval",
		"/data/timeseries/play?from=yesterday":               "from",
		"/data/metrics/view/count?viewDuration=7s":           "viewDuration",
		"/data/metrics/play/count?from=2999-01-01T00:00:00Z": "from",
	} {
		f.as(t, f.key, "GET", path, "").problem(t, 400, "invalid-attribute", name)
	}
	f.as(t, f.key, "GET", "/data/timeseries/play?pageSize=0", "").problem(t, 400, "invalid-query-parameter", "pageSize")
}

func TestSummaries(t *testing.T) {
	f := newFixture(t, nil)
	if list := f.api(t, 200, "GET", "/summaries", "").decode(t); len(list["data"].([]any)) != 0 || testkit.At(list, "pagination", "pagesTotal") != 1.0 {
		t.Errorf("list %v", list)
	}
	f.as(t, f.key, "POST", "/summaries", `{"videoId":"vi"}`).problem(t, 501, "not-supported", "")
	for _, request := range []string{"GET /summaries/x/source", "PATCH /summaries/x/source", "DELETE /summaries/x"} {
		method, path, _ := strings.Cut(request, " ")
		f.as(t, f.key, method, path, "").problem(t, 404, "resource-not-found", "summaryId")
	}
}
