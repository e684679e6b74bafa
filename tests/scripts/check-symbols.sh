#!/bin/sh
# check-symbols.sh - the shared library shows what newsdupes.h declares, and nothing else; every
# symbol of the static one begins with nd_. Speaks TAP.
#
# usage: check-symbols.sh SHARED STATIC
#
# SPDX-License-Identifier: MIT
set -u
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
export LC_ALL=C

# Declarations begin a line with ND_API; the name is the word before the first parenthesis.
sed -n 's/^ND_API [^(]*[ *]\(nd_[a-z0-9_]*\)(.*/\1/p' include/newsdupes.h | sort >"$work/declared"
nm -D --defined-only "$1" | awk '$2 != "A" { sub(/@.*/, "", $3); print $3 }' | sort >"$work/exported"
nm --defined-only "$2" 2>/dev/null | awk '$2 ~ /^[A-Z]$/ && $3 !~ /^nd_|^__(asan|odr_asan|ubsan)/ { print $3 }' |
    sort -u >"$work/foreign"

failed=0
if [ -s "$work/declared" ] && diff "$work/declared" "$work/exported" >"$work/diff"; then
    echo "ok 1 - the shared library exports the $(wc -l <"$work/declared") calls of newsdupes.h"
else
    echo 'not ok 1 - declared (<) and exported (>) differ'
    sed 's/^/# /' "$work/diff"
    failed=1
fi
if [ -s "$work/foreign" ]; then
    echo 'not ok 2 - symbols of the static library without the prefix nd_'
    sed 's/^/# /' "$work/foreign"
    failed=1
else
    echo 'ok 2 - all symbols of the static library begin with nd_'
fi
exit $failed
