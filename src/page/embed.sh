#!/bin/sh
# embed.sh - the style and the script of the page as C, with the hashes that its policy names
#
# usage: embed.sh STYLE SCRIPT > parts.c
#
# A Content-Security-Policy names what may be run or styled by the SHA-256 of the element's content,
# in base64, so the hash is made here, from the file that goes in.
#
# SPDX-License-Identifier: MIT
set -eu
export LC_ALL=C

string() { # NAME FILE
    printf 'const char nd_page_%s[] =\n' "$1"
    sed -e 's/[\\"]/\\&/g' -e 's/.*/    "&\\n"/' -e '$s/$/;/' "$2"
}

# A digest of 64 hexadecimal digits as base64: three digits make two letters, the last one alone makes
# one, with two bits of padding.
base64() {
    awk '{
        letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
        for (i = 1; i <= 64; i += 3) {
            value = 0
            for (j = i; j < i + 3; j++)
                value = value * 16 + (j <= 64 ? index("0123456789abcdef", substr($1, j, 1)) - 1 : 0)
            out = out substr(letters, int(value / 64) + 1, 1)
            if (i < 64) out = out substr(letters, value % 64 + 1, 1)
        }
        print out "="
    }'
}

hash() { # NAME FILE
    digest=$({ sha256sum "$2" 2>/dev/null || shasum -a 256 "$2"; } | base64)
    printf 'const char nd_page_%s_hash[] = "sha256-%s";\n' "$1" "$digest"
}

echo '/* Made by embed.sh. SPDX-License-Identifier: MIT */'
echo '#include "page/parts.h"'
string style "$1"
hash style "$1"
string script "$2"
hash script "$2"
