#!/bin/sh
# check-size.sh - limits on the size of functions and files of src, include and tests
#
# Function: 70 lines and a branching of 15 (pmccabe's modified count: a switch counts once).
# File: 700 lines. Exceptions, with their reasons, stand in the list below and nowhere else, as
# "file:function" or "file". Limits only get tighter.
#
# SPDX-License-Identifier: MIT
set -u
export LC_ALL=C
exceptions='
# the table of well-formed sequences of the Unicode standard, as one expression
tests/unit/test_decode.c:only_well_formed_sequences_are_read
# the rules of words in one place, as the oracle of the fast path
tests/unit/test_unicode.c:fold_by_rules
'
most_lines=70 most_branches=15 most_file_lines=700

excepted() { printf '%s' "$exceptions" | grep -qxF "$1"; }

if ! command -v pmccabe >/dev/null 2>&1; then
    echo 'check-size: no pmccabe here, functions not checked'
    functions=''
else
    # modified branching, branching, statements, first line, lines, file(line): name
    functions=$(find src tests -name '*.c' -o -name '*.cpp' | sort | xargs pmccabe |
        awk -F '\t' -v lines=$most_lines -v branches=$most_branches '
            $5 > lines || $1 > branches {
                file = $6; sub(/\(.*/, "", file); name = $6; sub(/.*: /, "", name)
                print file ":" name " " $5 " lines, branching " $1 }')
fi
files=$(find src include tests -name '*.[ch]' -o -name '*.cpp' | sort | xargs wc -l |
    awk -v most=$most_file_lines '$2 != "total" && $1 > most { print $2 " " $1 " lines" }')

complaints=$(printf '%s\n' "$functions" "$files" | while read -r where what; do
    [ -z "$where" ] || excepted "$where" || echo "$where: $what"
done)
if [ -n "$complaints" ]; then
    printf '%s\n' "$complaints" 'check-size: over the limits' >&2
    exit 1
fi
echo 'check-size: ok'
