#!/bin/sh
# check-docs.sh - what the documents say is what the program does. Speaks TAP.
#
# usage: check-docs.sh PROGRAM
# The same long options in --help and man page, which has its sections; no unknown option in the
# README; one version everywhere. A line "$ newsdupes ..." of the README that shows output is run in
# the top folder and compared; a line "..." stands for the rest of the output.
#
# SPDX-License-Identifier: MIT
set -u
program=$1
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
export LC_ALL=C
man=$(find src -name 'newsdupes.1' | head -n 1)
n=0 failed=0

verdict() { # LABEL FILE-OF-COMPLAINTS
    n=$((n + 1))
    if [ -s "$2" ]; then
        echo "not ok $n - $1"
        sed 's/^/# /' "$2"
        failed=1
    else
        echo "ok $n - $1"
    fi
}

options() { grep -oE -e '--[a-z0-9][a-z0-9-]*' | sort -u; }

# In man source a dash is written "\-", and mdoc's "Fl -name" is "--name".
man_text() { sed -e 's/\\-/-/g' -e 's/Fl -/--/g' "$man"; }

# shellcheck disable=SC2086
${RUN_ENV:-} "$program" --help >"$work/help.txt" 2>&1
options <"$work/help.txt" >"$work/help"
version=$(sed -n 's/^#define ND_VERSION_STRING "\(.*\)"/\1/p' include/newsdupes.h)

[ -s "$work/help" ] && : >"$work/none" || echo 'no options in --help' >"$work/none"
verdict '--help lists options' "$work/none"

# shellcheck disable=SC2086
${RUN_ENV:-} "$program" --version | head -n 1 | grep -qF "$version" && : >"$work/version" ||
    echo "--version does not say $version" >"$work/version"
grep -q "^## $version" .github/CHANGELOG.md || echo "CHANGELOG.md has no $version" >>"$work/version"
verdict "version $version everywhere" "$work/version"

if [ -n "$man" ]; then
    man_text | options >"$work/man"
    comm -3 "$work/help" "$work/man" >"$work/diff"
    verdict 'the man page and --help list the same options' "$work/diff"
    : >"$work/sections"
    for section in NAME SYNOPSIS DESCRIPTION OPTIONS 'EXIT STATUS' ENVIRONMENT EXAMPLES; do
        grep -qiE "^\.S[Hh] \"?$section" "$man" || echo "no $section" >>"$work/sections"
    done
    verdict 'the man page has its sections' "$work/sections"
fi

# Runs one command of the README and compares what it prints with the lines in the file $2.
run_shown() {
    sh -c "$1" >"$work/got" 2>&1 </dev/null
    if [ "$(tail -n 1 "$2")" = ... ]; then
        sed '$d' "$2" >"$work/shown.cut"
        head -n "$(wc -l <"$work/shown.cut")" "$work/got" | diff "$work/shown.cut" -
    else
        diff "$2" "$work/got"
    fi
}

# Splits README.md into NAME.command and NAME.shown; a block ends with its fence or indentation.
extract_shown() {
    awk -v out="$work/readme" '
        /^```/ { inside = 0; next }
        { line = $0; sub(/^    /, "", line) }
        line ~ /^\$ / { inside = line ~ /^\$ newsdupes /; if (inside) {
            n++; print substr(line, 3) >(out n ".command"); printf "" >(out n ".shown") }; next }
        inside && $0 == "" { inside = 0 }
        inside { print line >(out n ".shown") }' README.md
}

check_shown() {
    mkdir "$work/bin"
    # shellcheck disable=SC2086
    printf '#!/bin/sh\nexec %s "$@"\n' "${RUN_ENV:-} $(realpath "$program")" >"$work/bin/newsdupes"
    chmod +x "$work/bin/newsdupes"
    extract_shown
    for command in "$work"/readme*.command; do
        [ -s "${command%.command}.shown" ] || continue
        PATH=$work/bin:$PATH run_shown "$(cat "$command")" "${command%.command}.shown" >"$work/diff"
        verdict "README: $(cat "$command")" "$work/diff"
    done
}

if [ -f README.md ]; then
    check_shown
    # Only the lines that run the program: make and git have options too.
    grep -E 'newsdupes .*--|^`?--|`--' README.md | options | comm -13 "$work/help" - >"$work/unknown"
    verdict 'the README names no option that --help lacks' "$work/unknown"
fi
exit $failed
