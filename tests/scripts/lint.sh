#!/bin/sh
# lint.sh - cppcheck, shellcheck, mandoc and codespell over the tree, as far as they are installed
#
# SPDX-License-Identifier: MIT
# shellcheck disable=SC2046,SC2086   # lists of our own file names, without blanks
set -u
status=0

have() { command -v "$1" >/dev/null 2>&1 || { echo "lint: no $1 here, skipped"; return 1; }; }
check() { "$@" || { echo "lint: $1 complains" >&2; status=1; }; }

# mem.c hands memory over through a pointer of unknown type, which cppcheck loses sight of; its older
# check for uninitialised variables does not see that a callee sets them (the newer one stays on).
if have cppcheck; then
    check cppcheck --quiet --std=c11 --language=c --error-exitcode=1 --inline-suppr \
        --enable=warning,performance,portability --suppress=missingIncludeSystem \
        --suppress=memleak:src/base/mem.c --suppress=legacyUninitvar \
        -Iinclude -Isrc -j 2 $(find src -name '*.c' | sort)
fi
if have shellcheck; then
    check shellcheck -S warning $(find tests .github -name '*.sh' -not -path 'tests/cli/*/*' | sort) .ci/run
fi
pages=$(find src -name '*.1' | sort)
if [ -n "$pages" ] && have mandoc; then
    check mandoc -Tlint -W warning $pages
fi
# Names in the code, and options that the tests of the command line misspell on purpose.
if have codespell; then
    check codespell --quiet-level=2 -L nd,mone,treshold,upto,widht,curren src include tests/*/*.c tests/*/*.sh tests/*.c .github .ci \
        Makefile $(find . -maxdepth 1 -name README.md)
fi
[ $status -ne 0 ] || echo 'lint: ok'
exit $status
