#!/bin/sh
# check-style.sh - formatting, line width, licence lines, names, banned functions
#
# clang-format decides where it is installed (version 14, as others disagree about details). The
# rest is plain text search. Every complaint is one line; status 1 when there is one.
#
# SPDX-License-Identifier: MIT
set -u
export LC_ALL=C
complaints=$(mktemp) || exit 1
trap 'rm -f "$complaints"' EXIT

complain() { # TITLE, complaints on standard input
    lines=$(cat)
    [ -z "$lines" ] || printf '%s\n' "$lines" "check-style: $1" >>"$complaints"
}

files=$(find src include tests -name '*.[ch]' -o -name '*.cpp' -o -name '*.def' | sort)
scripts=$(find tests .ci -name '*.sh' -o -path '.ci/run' | sort)
code=$(printf '%s\n' "$files" | grep -v '\.def$')

format=$(command -v clang-format-14 || true)
if [ -n "$format" ]; then
    # shellcheck disable=SC2086
    "$format" -n --Werror $code 2>&1 | grep 'error:' | complain 'not formatted; run clang-format-14 -i'
else
    echo 'check-style: no clang-format-14 here, formatting not checked'
fi

# shellcheck disable=SC2086
awk 'length($0) > 100 { print FILENAME ":" FNR ": " length($0) " columns" }' $files |
    while IFS=: read -r file line rest; do # columns are characters, awk counted bytes
        width=$(sed -n "${line}p" "$file" | LC_ALL=C.UTF-8 wc -m)
        [ "$width" -le 101 ] || echo "$file:$line:$rest"
    done | complain 'lines wider than 100 columns'

# shellcheck disable=SC2086
grep -nE '[[:space:]]$|	' $files | complain 'tabs or blanks at the end of a line'

# shellcheck disable=SC2086
grep -L 'SPDX-License-Identifier: MIT' $files $scripts Makefile |
    complain 'files without a licence line'

# shellcheck disable=SC2086
grep -nE '(^|[^[:alnum:]_])(strcpy|strcat|sprintf|vsprintf|strtok|gets|atoi|atol|alloca)[[:space:]]*\(' $code |
    complain 'banned functions'

printf '%s\n' "$code" | grep '^src/' | grep -v '^src/base/mem\.c$' |
    xargs grep -nE '(^|[^[:alnum:]_.>])(malloc|calloc|realloc|free|strdup|strndup|aligned_alloc)[[:space:]]*\(' |
    complain 'memory outside base/mem.c'

printf '%s\n' "$code" | grep -E '^(src|include)/' |
    xargs grep -nE '^[[:space:]]*typedef[[:space:]]+(struct|union)' |
    complain 'typedef of a struct'

printf '%s\n' "$code" | grep -E '^(src|include)/.*\.h$' | xargs sed -nE 's/^struct ([a-z0-9_]+) \{.*/\1/p' |
    sort | uniq -d | complain 'two structs of one name'

if [ -s "$complaints" ]; then
    cat "$complaints" >&2
    exit 1
fi
echo 'check-style: ok'
