#!/bin/sh
# build.sh - builds Debian packages of the last commit, and lets lintian judge them
#
# usage: .github/debian/build.sh FOLDER      made anew: the packages, and the tree they were built in
#
# The time in the packages is that of the commit, so that the same commit gives the same packages.
# The maintainer is who builds them, as Debian's tools find out: by DEBFULLNAME and DEBEMAIL, NAME and
# EMAIL, or what git knows; where one of the two is unknown, the authors, at an address that no mail
# reaches. The tests are not run again; DEB_BUILD_OPTIONS= in the environment runs them.
#
# SPDX-License-Identifier: MIT
set -eu
folder=$1
version=$(sed -n 's/^#define ND_VERSION_STRING "\(.*\)"/\1/p' include/newsdupes.h)
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)}
DEB_BUILD_OPTIONS=${DEB_BUILD_OPTIONS-nocheck noautodbgsym}
export SOURCE_DATE_EPOCH DEB_BUILD_OPTIONS LC_ALL=C

for tool in dpkg-buildpackage:dpkg-dev dh:debhelper; do
    command -v "${tool%:*}" >/dev/null || {
        echo "build.sh: no ${tool%:*} here; apt-get install ${tool#*:}" >&2
        exit 2
    }
done

# "Name <address>"; DEBEMAIL may be all of that.
maintainer() {
    name=${DEBFULLNAME:-${NAME:-}} email=${DEBEMAIL:-${EMAIL:-}}
    case $email in *' <'*'>')
        name=${name:-${email%% <*}}
        email=${email##*<}
        email=${email%>}
        ;;
    esac
    [ -n "$name" ] || name=$(git config user.name || true)
    [ -n "$email" ] || email=$(git config user.email || true)
    if [ -z "$name" ] || [ -z "$email" ]; then
        sed -n 's/^Maintainer: //p' .github/debian/control
        return
    fi
    if [ "$(printf '%s <%s>' "$name" "$email" | grep -c '^[^<>]* <[^<> ]*@[^<> ]*>$')" -ne 1 ] ||
        [ "$(printf '%s%s' "$name" "$email" | wc -l)" -ne 0 ]; then
        echo "build.sh: '$name <$email>' is no maintainer; set DEBFULLNAME and DEBEMAIL" >&2
        return 1
    fi
    printf '%s <%s>\n' "$name" "$email"
}

maintainer=$(maintainer) || exit 2
tree=$folder/newsdupes-$version
rm -rf "$folder"
mkdir -p "$tree"
git archive HEAD | tar -x -C "$tree"
mv "$tree/.github/debian" "$tree/debian"
MAINTAINER=$maintainer awk '/^Maintainer: / { $0 = "Maintainer: " ENVIRON["MAINTAINER"] } { print }' \
    .github/debian/control >"$tree/debian/control"
cat >"$tree/debian/changelog" <<END
newsdupes ($version-0upstream1) unstable; urgency=medium

  * What changed stands in changelog.gz.

 -- $maintainer  $(date -u -R -d "@$SOURCE_DATE_EPOCH")
END
(cd "$tree" && dpkg-buildpackage -us -uc -b -j"${JOBS:-2}") >"$folder/log" 2>&1 || {
    tail -n 30 "$folder/log" >&2
    exit 1
}
if command -v lintian >/dev/null; then
    lintian --allow-root --fail-on error,warning "$folder"/*.changes
else
    echo 'build.sh: no lintian here, not judged'
fi
ls "$folder"/*.deb
