#!/bin/sh
# check-layers.sh - includes go downwards only, and foreign libraries stay in their layer
#
# The rules are the table below: for each folder, what its files may include. An include that no
# pattern of its folder allows is printed, and the status is 1.
#
# SPDX-License-Identifier: MIT
set -u
c11='assert|errno|inttypes|limits|stdalign|stdarg|stdatomic|stdbool|stddef|stdint|stdlib|string|math'
posix='dirent|fcntl|fts|getopt|iconv|langinfo|locale|poll|regex|semaphore|signal|stdio|strings|sys/[a-z]+|time|unistd|wchar'
core='base|simd|text|sketch|match'

allowed() {
    case $1 in
    src/simd/k_sequence.h) echo '"simd/kernels\.h"|<xxhash\.h>' ;;
    src/simd/k_*) echo '"simd/(kernels|k_[a-z0-9_]+)\.h"|<[a-z0-9_]*(intrin|neon)\.h>|<std(def|int|bool)\.h>|<string\.h>' ;;
    src/base/*) echo "\"(newsdupes|base/.*)\.h\"|<($c11)\.h>" ;;
    src/simd/*) echo "\"(newsdupes|(base|simd)/.*)\.h\"|<($c11|xxhash|cpuid|sys/auxv)\.h>" ;;
    src/tables/*) echo "\"((simd|text|tables)/.*)\.h\"|<($c11|stdio|utf8proc)\.h>" ;;
    src/text/*) echo "\"(newsdupes|(base|simd|text)/.*)\.h\"|<($c11|utf8proc)\.h>" ;;
    src/sketch/*) echo "\"(newsdupes|(base|simd|sketch)/.*)\.h\"|<($c11)\.h>" ;;
    src/match/*) echo "\"(newsdupes|($core)/.*)\.h\"|<($c11)\.h>" ;;
    src/io/*) echo "\"(newsdupes|(base|io)/.*)\.h\"|<($c11|$posix)\.h>" ;;
    src/read/*) echo "\"(newsdupes|(base|io|read)/.*)\.h\"|<($c11|$posix|setjmp|simdjson|archive|archive_entry|zlib|gumbo)\.h>|<[a-z_]+>" ;;
    src/act/*) echo "\"(newsdupes|(base|io|act)/.*)\.h\"|<($c11|$posix)\.h>" ;;
    src/score/*) echo "\"(newsdupes|(base|score)/.*)\.h\"|<($c11)\.h>" ;;
    src/page/*) echo "\"(newsdupes|io/(escape|markup)|(base|page)/.*)\.h\"|<($c11)\.h>" ;;
    src/par/*) echo "\"(newsdupes|(base|par)/.*)\.h\"|<($c11|pthread|sched|semaphore|signal|unistd)\.h>" ;;
    src/cli/*) echo "\"(newsdupes|base/(buf|mem|names)|(score|page|io|read|act|par|cli)/.*)\.(h|def)\"|<($c11|$posix)\.h>" ;;
    src/*.[ch]) echo "\"(newsdupes|compare|($core)/.*)\.h\"|<($c11)\.h>" ;;
    include/*) echo '<std(bool|def|int)\.h>' ;;
    *) echo '.' ;;
    esac
}

found=$(find src include -name '*.[ch]' -o -name '*.cpp' | LC_ALL=C sort | while read -r file; do
    grep -nE '^[[:space:]]*#[[:space:]]*include' "$file" |
        grep -vE "include[[:space:]]+($(allowed "$file"))" | sed "s|^|$file:|"
done)
if [ -n "$found" ]; then
    printf '%s\n' "$found" 'check-layers: these includes break the layers' >&2
    exit 1
fi
echo 'check-layers: ok'
