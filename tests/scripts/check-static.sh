#!/bin/sh
# check-static.sh - the static program needs nothing but itself. Speaks TAP.
#
# usage: check-static.sh PROGRAM STATIC-PROGRAM
#
# SPDX-License-Identifier: MIT
set -u
program=$(realpath "$1") static=$(realpath "$2") || exit 1
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
failed=0

verdict() { # STATUS LABEL
    if [ "$1" -eq 0 ]; then
        echo "ok - $2"
    else
        echo "not ok - $2"
        failed=1
    fi
}

alone() { # in a root that holds the program and articles only
    if [ "$(id -u)" -eq 0 ]; then chroot "$work" "$@"; else unshare -r chroot "$work" "$@"; fi
}

! ldd "$static" >/dev/null 2>&1
verdict $? 'it needs no libraries'
cp -R "$static" data/sample "$work/"
gzip -r "$work/sample/vantry-courier"
(cd "$work" && "$program" sample) >"$work/wanted"
alone "/${static##*/}" sample | cmp - "$work/wanted"
verdict $? 'it runs in an empty root, with the same table'
printf '{"id":"%s","text":"No ferry today"}\n' 1 2 >"$work/two.jsonl"
(cd "$work" && "$program" --emit=leads two.jsonl) >"$work/wanted" 2>"$work/errors"
alone "/${static##*/}" --emit=leads two.jsonl 2>/dev/null | cmp - "$work/wanted"
verdict $? 'it reads JSON Lines as the other one does'
# Of encodings it has those that need no tables, and says so of others.
printf '<meta charset=latin1><p>\304hren im \326l' >"$work/latin1.html"
printf '<p>\303\204hren im \303\226l' >"$work/utf8.html"
printf '<meta charset=koi8-r><p>\304hren' >"$work/koi8.html"
alone "/${static##*/}" latin1.html utf8.html | grep -q exact
verdict $? 'it reads pages in Windows-1252'
alone "/${static##*/}" koi8.html 2>&1 >/dev/null | grep -q "koi8-r, which is not known here"
verdict $? 'it says when it does not know the encoding of a page'
alone "/${static##*/}" --encoding=koi8-r koi8.html 2>&1 | grep -q "known are UTF-8, UCS-2"
verdict $? 'it says which encodings it knows'
exit $failed
