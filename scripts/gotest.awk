# Reads `go test -v`, whose output comes one package at a time, and prints it short.

/^ *--- PASS:/ { passed++ }
/^ *--- FAIL:/ { failed++ }
/^ *--- SKIP:/ { skipped++; sub(/^ +/, "", last); print "left out: " $3 " (" last ")" }
{ last = $0 }

# A package that failed shows everything it said, one that passed its last line.
/^FAIL\t/ { printf "%s", held; print; held = ""; next }
/^ok  \t/ { print; held = ""; next }
/no test files/ { held = ""; next }
{ held = held $0 "\n" }

END {
	printf "%s", held
	printf "%-8s %5d passed %4d failed %4d left out\n", name, passed, failed, skipped >> summary
}
