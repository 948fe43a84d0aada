// Command tributary is a self-hosted video server that speaks the upload APIs
// of several video vendors, and the tools around it.
//
//	tributary serve                      run the server
//	tributary upload FILE…               upload, resumably
//	tributary import MANIFEST|URL…       bring videos from elsewhere, resumably
//	tributary keys list|create|revoke    API keys
//	tributary projects list|create|set   tenants
//	tributary doctor                     what is wrong with this machine's set-up
//	tributary version
//
// Results go to standard output, everything else to standard error. The exit
// code is 0, 1 for a failure and 2 for a command line or setting that makes no
// sense. Every flag may also be given as TRIBUTARY_<FLAG>; see package config
// for the settings file.
package main
