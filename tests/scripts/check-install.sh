#!/bin/sh
# check-install.sh - installs into a scratch folder, builds the example against it as a user would,
# and uninstalls. Speaks TAP.
#
# SPDX-License-Identifier: MIT
set -u
CC=${CC:-cc} MAKE=${MAKE:-make} PKG_CONFIG=${PKG_CONFIG:-pkg-config}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
root=$work/root
n=0 failed=0

step() { # LABEL COMMAND...
    label=$1
    shift
    n=$((n + 1))
    if "$@" >"$work/log" 2>&1; then
        echo "ok $n - $label"
    else
        echo "not ok $n - $label"
        sed 's/^/# /' "$work/log"
        failed=1
    fi
}

make_here() { $MAKE --no-print-directory DESTDIR="$root" PREFIX=/opt/nd "$@"; }

files_are_there() {
    for f in bin/newsdupes lib/libnewsdupes.a lib/libnewsdupes.so include/newsdupes.h \
        lib/pkgconfig/newsdupes.pc share/man/man1/newsdupes.1 \
        share/bash-completion/completions/newsdupes share/zsh/site-functions/_newsdupes \
        share/fish/vendor_completions.d/newsdupes.fish; do
        [ -s "$root/opt/nd/$f" ] || { echo "missing $f"; return 1; }
    done
}

flags() { # of the scratch copy, as pkg-config gives them, or spelt out where there is none
    PKG_CONFIG_PATH=$root/opt/nd/lib/pkgconfig PKG_CONFIG_SYSROOT_DIR=$root \
        "$PKG_CONFIG" --cflags --libs newsdupes 2>/dev/null ||
        echo "-I$root/opt/nd/include -L$root/opt/nd/lib -lnewsdupes"
}

# shellcheck disable=SC2046
build_example() { $CC -std=c11 ${LINK_FLAGS:-} tests/example.c $(flags) -o "$work/example"; }
run_example() { LD_LIBRARY_PATH=$root/opt/nd/lib ${RUN_ENV:-} "$work/example" | grep '^ok'; }
# What is below the prefix goes with it, when what was installed is moved.
moves_with_its_prefix() { ! grep '^[a-z]*dir=/' "$root/opt/nd/lib/pkgconfig/newsdupes.pc"; }
run_program() { ${RUN_ENV:-} "$root/opt/nd/bin/newsdupes" --version; }
nothing_is_left() {
    left=$(find "$root" ! -type d)
    [ -z "$left" ] || { echo "$left"; return 1; }
}

step 'install' make_here install
step 'all files are there' files_are_there
step 'newsdupes.pc can be moved' moves_with_its_prefix
step 'a user program builds through pkg-config' build_example
step 'the user program runs' run_example
step 'the installed program runs' run_program
step 'uninstall' make_here uninstall
step 'uninstall leaves nothing' nothing_is_left
exit $failed
