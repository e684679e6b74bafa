#!/bin/sh
# check-reproducible.sh - builds the last commit twice, and compares program, libraries and packages
#
# usage: check-reproducible.sh FOLDER      made anew; env: MAKE
#
# The second time the folder, the time zone, the locale, the umask and the number of jobs are others.
# Debian packages are built where debhelper is installed.
#
# SPDX-License-Identifier: MIT
set -eu
folder=$1 MAKE=${MAKE:-make}
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)
export SOURCE_DATE_EPOCH
rm -rf "$folder"

build() { # FOLDER JOBS
    mkdir -p "$1/tree"
    git archive HEAD | tar -x -C "$1/tree"
    $MAKE --no-print-directory -C "$1/tree" -j"$2" all >"$1/log"
    for built in newsdupes libnewsdupes.a libnewsdupes.so completion.bash; do
        cp "$1"/tree/build/*/$built "$1/"
    done
    ! command -v dh >/dev/null || JOBS=$2 .github/debian/build.sh "$1/deb" >>"$1/log"
    (
        cd "$1"
        set -- newsdupes lib* completion.bash
        [ ! -d deb ] || set -- "$@" deb/*.deb
        sha256sum "$@"
    ) >"$1.sums"
}

build "$folder/one" 2
(umask 027 && TZ=Asia/Tokyo LC_ALL=C.UTF-8 && export TZ LC_ALL &&
    build "$folder/another-one" 1)
cat "$folder/one.sums"
cmp "$folder/one.sums" "$folder/another-one.sums"
command -v dh >/dev/null || echo 'check-reproducible: no debhelper here, packages not compared'
echo 'check-reproducible: ok'
