// Package config turns what the operator said into one [Config].
//
// Every setting has one name, spelled three ways:
//
//	flag         --omegastream-v1-chunk-rules=warn
//	environment  TRIBUTARY_OMEGASTREAM_V1_CHUNK_RULES=warn
//	file         {"omegastream": {"v1_chunk_rules": "warn"}}
//
// The flag wins over the environment, the environment over the file, the file
// over the default. An environment variable that is empty counts as absent, so
// that a compose file may pass on variables nobody set.
//
// The file is JSON, named by --config or TRIBUTARY_CONFIG. Its keys are flag
// names with "-" or "_"; objects nest where a name has parts; lists are JSON
// arrays; sizes and durations are strings ("50MiB", "72h"). A key that is no
// setting is an error: a misspelt limit that silently stays at its default is
// worse than a server that does not start.
//
// Secrets come from the environment only, because command lines are visible to every
// user of a machine and files get copied: TRIBUTARY_BOOTSTRAP_KEY, TRIBUTARY_MASTER_KEY,
// TRIBUTARY_SPEECH_KEY and TRIBUTARY_GCORE_LINK_SECRETS.
//
// The struct tags of Config are the one table of names, defaults and help. They
// are kong's; [Layers] is the kong resolver that adds environment and file.
package config
