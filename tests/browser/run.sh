#!/usr/bin/env bash
# The tests named, or all of them. Each file starts a demonstration of its own and stops it, whatever happens. EVISA names the program.
set -euo pipefail
cd "$(dirname "$0")"
[ -d node_modules ] || npm ci --ignore-scripts --no-audit --no-fund
readonly FILE_MS_MAX=900000 # a file takes two to six minutes on two cores
[ "$#" -gt 0 ] || set -- *.test.mjs
exec node --test --test-reporter=spec --test-concurrency=1 --test-timeout="$FILE_MS_MAX" "$@"
