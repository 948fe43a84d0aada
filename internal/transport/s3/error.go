package s3

import (
	"errors"
	"net/http"

	"github.com/tributary-video/tributary/internal/media"
)

// Code is an error code of S3.
type Code string

// The codes that are answered; which status each has is in [Code.status].
const (
	AccessDenied                      Code = "AccessDenied"
	AuthorizationHeaderMalformed      Code = "AuthorizationHeaderMalformed"
	AuthorizationQueryParametersError Code = "AuthorizationQueryParametersError"
	BadDigest                         Code = "BadDigest"
	BucketAlreadyOwnedByYou           Code = "BucketAlreadyOwnedByYou"
	EntityTooLarge                    Code = "EntityTooLarge"
	EntityTooSmall                    Code = "EntityTooSmall"
	IncompleteBody                    Code = "IncompleteBody"
	InternalError                     Code = "InternalError"
	InvalidAccessKeyID                Code = "InvalidAccessKeyId"
	InvalidArgument                   Code = "InvalidArgument"
	InvalidDigest                     Code = "InvalidDigest"
	InvalidPart                       Code = "InvalidPart"
	InvalidPartOrder                  Code = "InvalidPartOrder"
	InvalidRequest                    Code = "InvalidRequest"
	MalformedXML                      Code = "MalformedXML"
	MethodNotAllowed                  Code = "MethodNotAllowed"
	MissingContentLength              Code = "MissingContentLength"
	NoSuchKey                         Code = "NoSuchKey"
	NoSuchUpload                      Code = "NoSuchUpload"
	NotImplemented                    Code = "NotImplemented"
	PreconditionFailed                Code = "PreconditionFailed"
	RequestTimeTooSkewed              Code = "RequestTimeTooSkewed"
	SignatureDoesNotMatch             Code = "SignatureDoesNotMatch"
	SlowDown                          Code = "SlowDown"
	ContentSHA256Mismatch             Code = "XAmzContentSHA256Mismatch"
)

// status is the HTTP status of a code (S3 API Reference, "Error responses").
func (c Code) status() int {
	switch c {
	case AccessDenied, InvalidAccessKeyID, SignatureDoesNotMatch, RequestTimeTooSkewed:
		return http.StatusForbidden
	case NoSuchKey, NoSuchUpload:
		return http.StatusNotFound
	case MethodNotAllowed:
		return http.StatusMethodNotAllowed
	case BucketAlreadyOwnedByYou:
		return http.StatusConflict
	case MissingContentLength:
		return http.StatusLengthRequired
	case PreconditionFailed:
		return http.StatusPreconditionFailed
	case NotImplemented:
		return http.StatusNotImplemented
	case SlowDown:
		return http.StatusServiceUnavailable
	case InternalError:
		return http.StatusInternalServerError
	}
	return http.StatusBadRequest
}

// Error is a refusal in the words of S3. Message is shown to the client.
type Error struct {
	Code    Code
	Message string
}

func (e *Error) Error() string { return string(e.Code) + ": " + e.Message }

// refuse makes an error that is answered with a code.
func refuse(code Code, message string) error { return &Error{Code: code, Message: message} }

// asError finds what a client is told of an error. Errors of the core are sorted by
// their kind; a test fails when one is missing.
func asError(err error) *Error {
	if e, ok := errors.AsType[*Error](err); ok {
		return e
	}
	kind := media.KindOf(err)
	if kind == media.Internal {
		return &Error{InternalError, "internal error, please try again"}
	}
	return &Error{codeOf(kind), media.PublicText(err)}
}

// codeOf is the one table from kinds to codes.
func codeOf(kind media.Kind) Code {
	switch kind {
	case media.Invalid, media.WrongType, media.WrongVersion:
		return InvalidRequest
	case media.Unauthorized, media.Forbidden:
		return AccessDenied
	case media.NotFound, media.Gone:
		return NoSuchUpload
	case media.Conflict, media.OffsetMismatch, media.Locked, media.TooMany, media.NoSpace, media.Unavailable:
		return SlowDown // clients try these again
	case media.TooLarge:
		return EntityTooLarge
	case media.Mismatch:
		return BadDigest
	}
	return InternalError
}
