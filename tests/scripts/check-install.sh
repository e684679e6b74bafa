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

# Of the scratch copy, as pkg-config gives them where it knows nothing else (who builds against the
# shared library needs the files of no other), or spelt out where there is no pkg-config.
flags() { # [--static]
    if command -v "$PKG_CONFIG" >/dev/null; then
        PKG_CONFIG_LIBDIR=$root/opt/nd/lib/pkgconfig PKG_CONFIG_SYSROOT_DIR=$root \
            "$PKG_CONFIG" "$@" --cflags --libs newsdupes
    else
        echo "-I$root/opt/nd/include -L$root/opt/nd/lib -lnewsdupes ${1:+-lutf8proc}"
    fi
}

build_example() { # PROGRAM FLAGS
    # shellcheck disable=SC2086
    $CC -std=c11 ${LINK_FLAGS:-} tests/example.c $2 -o "$1"
}
build_shared() { options=$(flags) && build_example "$work/shared" "$options"; }
# A linker takes the static library where it stands alone.
build_static() {
    mkdir "$work/alone" && cp "$root/opt/nd/lib/libnewsdupes.a" "$work/alone" &&
        options=$(flags --static) && build_example "$work/static" "-L$work/alone $options"
}
run_shared() { LD_LIBRARY_PATH=$root/opt/nd/lib ${RUN_ENV:-} "$work/shared" | grep '^ok'; }
run_static() { ${RUN_ENV:-} "$work/static" | grep '^ok'; }
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
step 'a user program builds through pkg-config' build_shared
step 'the user program runs' run_shared
step 'a program with the static library builds through pkg-config' build_static
step 'the program with the static library runs' run_static
step 'the installed program runs' run_program
step 'uninstall' make_here uninstall
step 'uninstall leaves nothing' nothing_is_left
exit $failed
