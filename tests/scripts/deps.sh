#!/bin/sh
# deps.sh - finds out what the build and the tests lack, and installs it through apt-get
#
# usage: deps.sh            install what is missing; silent when nothing is
#        deps.sh --build    only check what the build needs; one line and status 1 when it lacks some
#        deps.sh --static   install what only a static program needs, too
#
# A library counts as there when pkg-config knows it or a program with it compiles and links, so
# other systems than Debian are fine as long as they have the libraries. AUTO_DEPS=0 forbids
# installing. libsimdjson, libarchive, zlib and libgumbo are wanted, not needed: without them the program
# refuses JSON Lines, compressed files and archives, and HTML.
#
# SPDX-License-Identifier: MIT
set -u

CC=${CC:-cc} CXX=${CXX:-c++} PKG_CONFIG=${PKG_CONFIG:-pkg-config}
needed='' wanted='' as_root=''

say() { printf 'newsdupes: %s\n' "$*" >&2; }
die() { say "$*"; exit 1; }

# $CC may hold options ("ccache gcc"), so it is split into words on purpose.
c_works() { printf 'int main(void) { return 0; }\n' | $CC -x c -o /dev/null - >/dev/null 2>&1; }
cxx_works() {
    printf '#include <vector>\nint main() { return 0; }\n' | $CXX -x c++ -o /dev/null - >/dev/null 2>&1
}

# has_library PKG-CONFIG-NAME LIBRARY INCLUDES DEBIAN-PACKAGE
has_library() {
    "$PKG_CONFIG" --exists "$1" 2>/dev/null && return 0
    if c_works; then
        { printf '#include <%s>\n' $3; printf 'int main(void) { return 0; }\n'; } |
            $CC -x c -o /dev/null - ${2:+-l$2} >/dev/null 2>&1
    else
        dpkg -s "$4" >/dev/null 2>&1
    fi
}

has_simdjson() {
    "$PKG_CONFIG" --exists simdjson 2>/dev/null && return 0
    if cxx_works; then
        printf '#if !__has_include(<simdjson.h>)\n#error none\n#endif\n' |
            $CXX -std=c++17 -E -x c++ - >/dev/null 2>&1
    else
        dpkg -s libsimdjson-dev >/dev/null 2>&1
    fi
}

has_static() { [ -e "$($CC -print-file-name="lib$1.a")" ]; }

# What a static libarchive needs for what is read through it.
find_static() {
    for pair in acl:libacl1-dev bz2:libbz2-dev lz4:liblz4-dev lzma:liblzma-dev \
        nettle:nettle-dev z:zlib1g-dev zstd:libzstd-dev; do
        has_static "${pair%:*}" || needed="$needed ${pair#*:}"
    done
}

# The package of a compiler: of the usual names gcc's, of any other the name itself.
compiler_package() {
    case $1 in
    cc | gcc) echo gcc libc6-dev ;;
    c++ | g++) echo g++ ;;
    *clang*) echo clang ;;
    *) echo "${1%% *}" ;;
    esac
}

find_missing() { # $1: --build, --static or nothing
    c_works || needed="$needed $(compiler_package "$CC")"
    has_library libxxhash '' xxhash.h libxxhash-dev || needed="$needed libxxhash-dev"
    has_library libutf8proc utf8proc utf8proc.h libutf8proc-dev || needed="$needed libutf8proc-dev"
    [ "$1" = --build ] && return
    [ "$1" != --static ] || [ "${LIBARCHIVE:-1}" = 0 ] || find_static
    has_library cmocka cmocka 'stdarg.h stddef.h setjmp.h stdint.h cmocka.h' libcmocka-dev ||
        needed="$needed libcmocka-dev"
    command -v "$PKG_CONFIG" >/dev/null 2>&1 || needed="$needed pkg-config"
    [ "${LIBARCHIVE:-1}" = 0 ] || has_library libarchive archive archive.h libarchive-dev ||
        wanted="$wanted libarchive-dev"
    [ "${LIBARCHIVE:-1}" = 0 ] || has_library zlib z zlib.h zlib1g-dev ||
        wanted="$wanted zlib1g-dev"
    [ "${GUMBO:-1}" = 0 ] || has_library gumbo gumbo gumbo.h libgumbo-dev ||
        wanted="$wanted libgumbo-dev"
    [ "${SIMDJSON:-1}" = 0 ] && return
    cxx_works || wanted="$wanted $(compiler_package "$CXX")"
    has_simdjson || wanted="$wanted libsimdjson-dev"
}

known() { apt-cache show "$1" >/dev/null 2>&1; }

all_known() {
    for package in "$@"; do known "$package" || return 1; done
}

# Decides how to become root; sudo may ask for a password only where there is somebody to answer.
find_root() {
    if [ "$(id -u)" -eq 0 ]; then
        as_root='env'
    elif command -v sudo >/dev/null 2>&1; then
        if [ -t 0 ]; then as_root='sudo env'; else as_root='sudo -n env'; fi
    else
        return 1
    fi
}

# Output is kept to what matters: nothing on success, the last lines on failure.
quietly() {
    log=$(mktemp) || return 1
    if "$@" >"$log" 2>&1; then rm -f "$log"; return 0; fi
    tail -n 5 "$log" >&2
    rm -f "$log"
    return 1
}

apt() {
    # shellcheck disable=SC2086
    quietly $as_root DEBIAN_FRONTEND=noninteractive apt-get -qq -y "$@"
}

install_missing() {
    updated=no
    # shellcheck disable=SC2086
    if ! all_known $needed || { [ -n "$wanted" ] && ! all_known $wanted && ! known libc6; }; then
        say 'apt-get update'
        apt update || say 'apt-get update failed; trying with the lists that are here'
        updated=yes
    fi
    for package in $wanted; do
        # Not every release has it; the build goes on without.
        if known "$package"; then needed="$needed $package"; fi
    done
    [ -n "$needed" ] || return 0
    say "installing$needed"
    # shellcheck disable=SC2086
    apt install --no-install-recommends $needed && return 0
    [ "$updated" = no ] && apt update && apt install --no-install-recommends $needed
}

find_missing "${1:-}"
if [ "${1:-}" = --build ]; then
    [ -z "$needed" ] || die "missing:$needed; run 'make deps' to install"
    exit 0
fi
[ -n "$needed$wanted" ] || exit 0
if [ "${AUTO_DEPS:-1}" = 0 ]; then
    [ -n "$needed" ] || exit 0
    die "missing:$needed$wanted; install them (AUTO_DEPS=0 forbids doing it here)"
fi
if ! command -v apt-get >/dev/null 2>&1; then
    [ -n "$needed" ] || exit 0
    die "missing (by their Debian names):$needed$wanted; there is no apt-get here to install them"
fi
if ! find_root; then
    [ -n "$needed" ] || exit 0
    die "missing:$needed$wanted; as root: apt-get install$needed$wanted"
fi
required=$needed
install_missing && exit 0
[ -z "$required" ] || die "could not install:$needed"
say "could not install:$needed; going on without what needs them"
