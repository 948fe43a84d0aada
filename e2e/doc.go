// Package e2e holds no code, only tests of what an operator installs and a
// client talks to: the built binary, on a port of 127.0.0.1, with a data folder
// of its own.
//
// Nothing of Tributary is imported. A test starts the program, speaks to it
// through the clients people really use (tus-js-client, go-tus, the SDKs of the
// vendors, a browser, curl), breaks the network or kills the process, and looks at what a user
// would see afterwards. The module is separate because of those clients: their
// dependencies are no business of the server.
//
// The harness builds the binary once; E2E_BINARY names one to test instead. The
// clients from npm are installed by the first test that needs them.
package e2e
