#!/bin/sh
# run.sh - runs the golden cases of the command line. Speaks TAP.
#
# usage: run.sh PROGRAM [--update] [CASE...]
#
# A case is a folder beside this script:
#   cmd      commands for sh -e, run in a scratch copy of in/ (or an empty folder)
#   stdout   what must come out, byte for byte
#   stderr   a glob pattern for each line; without it there must be none
#   status   the exit status; without it 0
#   kernels  an empty file: run with each kernel of this machine too
# In cmd, $NEWSDUPES is the program, $T a number of threads, and `. "$CASES/articles.sh"` gives texts.
# Each case runs with each number of threads in NEWSDUPES_TEST_THREADS (1 and 4). A case that this
# machine cannot run ends with status 77. RUN_ENV goes before the program. --update rewrites what is
# expected, from the first run, and shows what changed.
#
# SPDX-License-Identifier: MIT
set -u
CASES=$(cd "$(dirname "$0")" && pwd) || exit 1
program=$(cd "$(dirname "$1")" && pwd)/$(basename "$1") || exit 1
shift
update=0
if [ "${1:-}" = --update ]; then
    update=1
    shift
fi
work=$(mktemp -d) || exit 1
trap 'chmod -R u+rwx "$work"; rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
unset NEWSDUPES_KERNEL POSIXLY_CORRECT
NEWSDUPES="${RUN_ENV:-} $program"
LC_ALL=C TZ=UTC
export NEWSDUPES CASES LC_ALL TZ
number=0 passed=0 failed=0 skipped=0

# Whether each line of $2 matches the pattern in the same line of $1.
lines_match() {
    exec 3<"$1" 4<"$2"
    while :; do
        IFS= read -r pattern <&3
        no_pattern=$?
        IFS= read -r line <&4
        no_line=$?
        [ $no_pattern -eq $no_line ] || return 1
        [ $no_pattern -eq 0 ] || return 0
        # shellcheck disable=SC2254
        case $line in $pattern) ;; *) return 1 ;; esac
    done
}

# Runs the case $1 with $2 threads and the kernel $3 (empty: the best); leaves out, err and $status.
run_case() {
    chmod -R u+rwx "$work/scratch" 2>/dev/null
    rm -rf "$work/scratch"
    mkdir "$work/scratch"
    [ ! -d "$CASES/$1/in" ] || cp -R "$CASES/$1/in/." "$work/scratch"
    (
        cd "$work/scratch" || exit 1
        [ -z "$3" ] || export NEWSDUPES_KERNEL="$3"
        T=$2 exec sh -e "$CASES/$1/cmd"
    ) >"$work/out" 2>"$work/err" </dev/null
    status=$?
}

expected() { if [ -f "$CASES/$1/$2" ]; then cat "$CASES/$1/$2"; else printf '%s' "$3"; fi; }

# Compares out, err and $status with what the case $1 expects; says what differs on standard output.
judge() {
    verdict=0
    expected "$1" stdout '' >"$work/stdout"
    expected "$1" stderr '' >"$work/stderr"
    if ! cmp -s "$work/stdout" "$work/out"; then
        diff -u "$work/stdout" "$work/out"
        verdict=1
    fi
    if ! lines_match "$work/stderr" "$work/err"; then
        diff -u "$work/stderr" "$work/err"
        verdict=1
    fi
    if [ "$status" != "$(expected "$1" status 0)" ]; then
        echo "status $status"
        verdict=1
    fi
    return $verdict
}

rewrite() {
    judge "$1" && return
    cp "$work/out" "$CASES/$1/stdout"
    lines_match "$work/stderr" "$work/err" || sed 's/[][\\*?]/\\&/g' "$work/err" >"$CASES/$1/stderr"
    echo "$status" >"$CASES/$1/status"
    [ -s "$CASES/$1/stdout" ] || rm -f "$CASES/$1/stdout"
    [ -s "$CASES/$1/stderr" ] || rm -f "$CASES/$1/stderr"
    [ "$status" -ne 0 ] || rm -f "$CASES/$1/status"
}

# Runs and judges one variant; $4 says which it is.
try() {
    number=$((number + 1))
    run_case "$1" "$2" "$3"
    if [ "$status" -eq 77 ]; then
        skipped=$((skipped + 1))
        echo "ok $number - $1 ($4) # SKIP not on this machine"
    elif judge "$1" >"$work/why"; then
        passed=$((passed + 1))
        echo "ok $number - $1 ($4)"
    else
        failed=$((failed + 1))
        echo "not ok $number - $1 ($4)"
        sed 's/^/# /' "$work/why"
    fi
}

kernels=$($NEWSDUPES --version -v | sed -n 's/^kernels *//p')
if [ $# -eq 0 ]; then
    cd "$CASES" || exit 1
    for cmd in */cmd; do set -- "$@" "${cmd%/cmd}"; done
fi
for name in "$@"; do
    if [ $update -eq 1 ]; then
        run_case "$name" 1 ''
        [ "$status" -eq 77 ] || rewrite "$name"
    fi
    for threads in ${NEWSDUPES_TEST_THREADS:-1 4}; do
        try "$name" "$threads" '' "threads $threads"
    done
    [ ! -f "$CASES/$name/kernels" ] || for kernel in $kernels; do
        try "$name" 2 "$kernel" "kernel $kernel"
    done
done
echo "1..$number"
[ $skipped -eq 0 ] || echo "# $skipped skipped"
echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
