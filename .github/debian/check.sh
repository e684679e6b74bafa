#!/bin/sh
# check.sh - installs the packages in a clean Debian, runs what is in them, and removes them
#
# usage: .github/debian/check.sh FOLDER      that build.sh made; as root, with mmdebstrap
#
# SPDX-License-Identifier: MIT
set -eu
folder=$(realpath "$1")
release=${RELEASE:-$(. /etc/os-release && echo "$VERSION_CODENAME")}
command -v mmdebstrap >/dev/null || {
    echo 'check.sh: no mmdebstrap here; apt-get install mmdebstrap' >&2
    exit 2
}

# What is done in the clean root; stops at the first thing that fails.
cat >"$folder/inside" <<'END'
set -eu
cd /tmp/here
export DEBIAN_FRONTEND=noninteractive LC_ALL=C
apt-get -qq -y install ./*.deb >/dev/null
newsdupes --version
[ "$(newsdupes sample | newsdupes score --no-header sample.labels.tsv - | sed -n 's/^f1\t//p')" = 1.0000 ]
newsdupes --jsonl --emit=leads articles.jsonl.gz | wc -l
bash -c '. /usr/share/bash-completion/completions/newsdupes && complete -p newsdupes'
dpkg --verify newsdupes libnewsdupes0 libnewsdupes-dev
apt-get -qq -y install gcc libc6-dev pkg-config >/dev/null
cc example.c $(pkg-config --cflags --libs newsdupes) -o example
./example | grep '^ok'
apt-get -qq -y purge newsdupes libnewsdupes0 libnewsdupes-dev >/dev/null
[ -z "$(find /usr /etc -name '*newsdupes*')" ]
echo 'the packages install, run and leave nothing'
END

mkdir -p "$folder/here"
cp -R data/sample data/sample.labels.tsv tests/example.c "$folder"/*.deb "$folder/here"
printf '{"id":"%s","text":"No ferry today"}\n' 1 2 | gzip >"$folder/here/articles.jsonl.gz"
mmdebstrap --quiet --variant=apt --customize-hook="copy-in '$folder/here' /tmp" \
    --customize-hook="upload '$folder/inside' /tmp/inside" \
    --customize-hook='chroot "$1" sh /tmp/inside' "$release" /dev/null
