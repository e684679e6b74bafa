#!/bin/sh
# lint.sh - cppcheck, shellcheck, mandoc and codespell over the tree, as far as they are installed
#
# SPDX-License-Identifier: MIT
# shellcheck disable=SC2046,SC2086   # lists of our own file names, without blanks
set -u
status=0

have() { command -v "$1" >/dev/null 2>&1 || { echo "lint: no $1 here, skipped"; return 1; }; }
check() { "$@" || { echo "lint: $1 complains" >&2; status=1; }; }

if have cppcheck; then
    check cppcheck --quiet --std=c11 --language=c --error-exitcode=1 --inline-suppr \
        --enable=warning,performance,portability --suppress=missingIncludeSystem \
        -Iinclude -Isrc -DND_WITH_SIMDJSON=1 -j 2 $(find src -name '*.c' | sort)
fi
if have shellcheck; then
    check shellcheck -S warning $(find tests -name '*.sh' -not -path 'tests/cli/*/*' | sort) .ci/run
fi
pages=$(find src -name '*.1' | sort)
if [ -n "$pages" ] && have mandoc; then
    check mandoc -Tlint -W warning $pages
fi
if have codespell; then
    check codespell --quiet-level=2 -L nd src include tests/*/*.c tests/*/*.sh tests/*.c .github .ci \
        Makefile $(find . -maxdepth 1 -name README.md)
fi
[ $status -ne 0 ] || echo 'lint: ok'
exit $status
