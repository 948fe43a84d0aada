#!/bin/sh
# Proves that the committed build of the pages is what their sources give: builds
# them afresh and compares, byte for byte. Run it before a release and in CI.
set -eu
cd "$(dirname "$0")"
committed=../internal/playback/player/dist
fresh=$(mktemp -d)
trap 'rm -rf "$fresh"' EXIT
npm ci --silent
npm run --silent build -- --outDir "$fresh/dist" --logLevel warn
if ! diff -rq "$committed" "$fresh/dist"; then
	echo "dist is not what web/ builds: run go generate ./internal/playback/player" >&2
	exit 1
fi
