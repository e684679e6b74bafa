#!/bin/sh
# run-tests.sh - runs test commands, adds up their cases, ends with `N passed, N failed`
#
# usage: run-tests.sh COMMAND...      each argument is a command line; env: RUN_ENV, B (build folder)
#
# A command reports its cases in TAP (`ok ...`, `not ok ...`; `# SKIP` counts as neither), or closes
# with a line `N passed, N failed` of its own. One that ends badly without a failed case, or runs no
# case, counts as a failure: a crash must not look like a success. What a failed command printed,
# but for the cases that passed, is shown. Status 1 when anything failed.
#
# SPDX-License-Identifier: MIT
set -u
export CMOCKA_MESSAGE_OUTPUT=TAP LC_ALL=C RUN_ENV="${RUN_ENV:-}"
export B="${B:-build}"

passed=0 failed=0
log=$(mktemp) || exit 1
trap 'rm -f "$log"' EXIT
trap 'exit 130' INT TERM

# Prints "passed failed skipped" for the output in $log.
count() {
    awk '/^[0-9]+ passed, [0-9]+ failed$/ { total = 1; p = $1; f = $3 }
         total { next }
         /^ok / { if (/# SKIP/) s++; else p++ }
         /^not ok / { if (/# SKIP/) s++; else f++ }
         END { print p + 0, f + 0, s + 0 }' "$log"
}

for command in "$@"; do
    case $command in
    "$B"/*) run="$RUN_ENV $command" ;; # a script puts RUN_ENV before the programs that it runs
    *) run=$command ;;
    esac
    # shellcheck disable=SC2086
    env $run >"$log" 2>&1 </dev/null
    status=$?
    # shellcheck disable=SC2046
    set -- $(count)
    if [ "$2" -eq 0 ] && { [ "$status" -ne 0 ] || [ $(($1 + $3)) -eq 0 ]; }; then
        echo "# ended with status $status" >>"$log"
        set -- "$1" 1 "$3"
    fi
    name=${command%% *}
    name=${name#"$B"/} name=${name#tests/}
    if [ "$2" -gt 0 ]; then grep -v '^ok ' "$log" | sed 's/^/    /'; fi
    printf '%-32s %4d passed' "$name" "$1"
    [ "$2" -eq 0 ] || printf ', %d failed' "$2"
    [ "$3" -eq 0 ] || printf ', %d skipped' "$3"
    echo
    passed=$((passed + $1)) failed=$((failed + $2))
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
