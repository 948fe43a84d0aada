package apivideo

import "net/http"

// Summaries are made by a language model of the vendor's. There are none here.

func (d *Dialect) listSummaries(c call) (reply, error) {
	p, err := c.page()
	if err != nil {
		return reply{}, err
	}
	return reply{http.StatusOK, listOf(c, p, []struct{}{})}, nil
}

func (d *Dialect) createSummary(call) (reply, error) {
	return reply{}, fault{status: http.StatusNotImplemented, slug: notSupported}
}

func (d *Dialect) noSummary(call) (reply, error) { return reply{}, notFound("summaryId") }
