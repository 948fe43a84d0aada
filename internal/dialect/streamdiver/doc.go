// Package streamdiver is Streamdiver's API: uploads by S3 or by one PUT, imports, media,
// channels and webhooks.
package streamdiver
