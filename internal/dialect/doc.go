// Package dialect is what the vendors' APIs have in common once their words are
// taken away: reading a JSON body that a stranger wrote, answering with JSON, and
// letting one project ask only so often. Routes, field names and error texts
// belong to the dialects, in the folders below; they never import each other.
package dialect
