// Package s3 answers the S3 requests that upload clients make, and no others.
package s3
