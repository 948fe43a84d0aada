package apivideo

// The problems of section 6 of the contract.
const (
	badCredentials      slug = "authentication-invalid-user-credentials"
	missingAuthHeader   slug = "authentication-missing-authorization-header"
	invalidAuthHeader   slug = "authentication-invalid-authorization-header-value"
	invalidAPIKey       slug = "authentication-invalid-api-key"
	invalidAccessToken  slug = "authentication-invalid-access-token"
	missingUploadToken  slug = "authentication-missing-upload-token"
	invalidUploadToken  slug = "authentication-invalid-upload-token"
	suspendedAccount    slug = "authorization-suspended-account"
	attributeRequired   slug = "attribute-required"
	invalidAttribute    slug = "invalid-attribute"
	invalidPayload      slug = "invalid-payload"
	invalidQuery        slug = "invalid-query-parameter"
	webhookLimitReached slug = "webhook-limit-reached"
	resourceNotFound    slug = "resource-not-found"
	unrecognizedURL     slug = "unrecognized-request-url"
	methodNotAllowed    slug = "method-not-allowed"
	tooManyRequests     slug = "too-many-requests"
	serverError         slug = "server-error"
	notSupported        slug = "not-supported"

	fileTooLarge slug = "uploaded-file-too-large"
)

// title is the sentence that goes with a slug, "" for one that is unknown.
func title(s slug) string {
	return map[slug]string{
		badCredentials:      "The user credentials were incorrect.",
		missingAuthHeader:   `The "Authorization" header is missing.`,
		invalidAuthHeader:   `The "Authorization" header value is invalid.`,
		invalidAPIKey:       "The API key is invalid.",
		invalidAccessToken:  "The access token is invalid or expired.",
		missingUploadToken:  "The upload token is missing.",
		invalidUploadToken:  "The upload token is invalid or expired.",
		suspendedAccount:    "Suspended account",
		attributeRequired:   "This attribute is required.",
		invalidAttribute:    "An attribute is invalid.",
		invalidPayload:      "The payload is invalid.",
		invalidQuery:        "A query parameter is invalid.",
		webhookLimitReached: "Webhook limit reached.",
		resourceNotFound:    "The requested resource was not found.",
		unrecognizedURL:     "Unrecognized request URL.",
		methodNotAllowed:    "Method is not allowed for this route.",
		tooManyRequests:     "Too many requests.",
		serverError:         "Server error",
		notSupported:        "Not supported by this server.",
		fileTooLarge:        "The uploaded file is too large.",
	}[s]
}
