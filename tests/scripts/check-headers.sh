#!/bin/sh
# check-headers.sh - each header compiles alone; the public one as C11 and as C++17. Speaks TAP.
#
# SPDX-License-Identifier: MIT
set -u
CC=${CC:-cc} CXX=${CXX:-c++}
n=0 failed=0

# compile LABEL COMMAND... : an empty translation unit with the header in front
compile() {
    label=$1
    shift
    n=$((n + 1))
    if output=$("$@" 2>&1); then
        echo "ok $n - $label"
    else
        echo "not ok $n - $label"
        printf '%s\n' "$output" | sed 's/^/# /'
        failed=1
    fi
}

unit() { printf '#include "%s"\ntypedef int not_empty;\n' "$1"; }

# The system interfaces as the Makefile asks for them: a header may name types of POSIX.
c_alone() { unit "$1" | $CC -std=c11 -D_XOPEN_SOURCE=700 -D_DEFAULT_SOURCE -pedantic-errors -Wall -Wextra -Wundef -Werror "$2" "$3" -fsyntax-only -x c -; }
cxx_alone() { unit "$1" | $CXX -std=c++17 -pedantic-errors -Wall -Wextra -Wundef -Werror "$2" -fsyntax-only -x c++ -; }

compile 'newsdupes.h as C11' c_alone newsdupes.h -Iinclude -Iinclude
if command -v "${CXX%% *}" >/dev/null 2>&1; then
    compile 'newsdupes.h as C++17' cxx_alone newsdupes.h -Iinclude
else
    echo "ok $((n += 1)) - newsdupes.h as C++17 # SKIP no $CXX"
fi
for header in $(find src -name '*.h' | LC_ALL=C sort); do
    compile "${header#src/}" c_alone "${header#src/}" -Iinclude -Isrc
done
exit $failed
