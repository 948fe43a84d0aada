# Reads `go test -v`, whose output comes one package at a time, and prints it short.

/^ *--- PASS:/ { passed++ }
/^ *--- FAIL:/ { failed++ }
# What a test logs comes before its verdict, and verdicts of subtests come together.
/^ +[a-z_0-9]+\.go:[0-9]+: / && /left out/ { reason = $0; sub(/^ +/, "", reason) }
/^ *--- SKIP:/ { skipped++; print "left out: " $3 " (" reason ")" }

# A package that failed shows everything it said, one that passed its last line.
/^FAIL\t/ { printf "%s", held; print; held = ""; next }
/^ok  \t/ { print; held = ""; next }
/no test files/ { held = ""; next }
{ held = held $0 "\n" }

END {
	printf "%s", held
	printf "%-8s %5d passed %4d failed %4d left out\n", name, passed, failed, skipped >> summary
}
