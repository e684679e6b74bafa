#!/bin/sh
# static-simdjson.sh - finds or makes a static libsimdjson, which Debian does not package
#
# usage: static-simdjson.sh FILE.a      env: CXX, AR, SIMDJSON_SOURCE, AUTO_DEPS
#
# The system's own, if there is one; else compiled from the folder SIMDJSON_SOURCE, or from the source
# package of the release, which apt-get downloads (AUTO_DEPS=0 forbids it).
#
# SPDX-License-Identifier: MIT
set -eu
CXX=${CXX:-c++} AR=${AR:-ar}
library=$1
work=$library.source
source=${SIMDJSON_SOURCE:-$work/simdjson}

die() { printf 'newsdupes: %s\n' "$*" >&2; exit 1; }

apt() {
    apt-get -qq -o Dir::Etc::SourceList=/dev/null -o Dir::Etc::SourceParts="$work/parts" \
        -o Dir::State::lists="$work/lists" -o APT::Sandbox::User=root "$@"
}

# Asks for the source packages of what apt-get installs from, without changing its own lists.
download() {
    work=$(realpath -m "$work")
    rm -rf "$work"
    mkdir -p "$work/parts" "$work/lists/partial" "$work/simdjson"
    cat /etc/apt/sources.list /etc/apt/sources.list.d/*.list 2>/dev/null |
        sed -n 's/^deb /deb-src /p' >"$work/parts/all.list"
    for list in /etc/apt/sources.list.d/*.sources; do
        [ ! -e "$list" ] || { sed 's/^Types:.*/Types: deb-src/' "$list" && echo; }
    done >"$work/parts/all.sources"
    apt update && (cd "$work" && apt source --download-only simdjson) &&
        tar -x -f "$work"/simdjson_*.orig.tar.* -C "$work/simdjson" --strip-components=1
}

known=$($CXX -print-file-name=libsimdjson.a)
if [ -e "$known" ]; then
    cp "$known" "$library"
    exit
fi
if [ -z "${SIMDJSON_SOURCE:-}" ]; then
    hint='set SIMDJSON_SOURCE to the folder of its source, or SIMDJSON=0'
    [ "${AUTO_DEPS:-1}" != 0 ] || die "no static libsimdjson here; $hint"
    command -v apt-get >/dev/null || die "no static libsimdjson and no apt-get here; $hint"
    download >"$library.log" 2>&1 || { cat "$library.log" >&2; die "no source of simdjson; $hint"; }
fi
$CXX -std=c++17 -O2 -DNDEBUG -I"$source/include" -I"$source/src" -c "$source/src/simdjson.cpp" \
    -o "$library.o"
$AR rcsD "$library" "$library.o"
rm -rf "$library.o" "$library.log" "$work"
