#!/bin/sh
# run.sh - fails the first, second, third ... allocation or file call of a run until one is whole
#
# usage: run.sh PROGRAM      a newsdupes linked with fault.c; best built with AddressSanitizer
#
# After each failure the program must have ended by itself with the right status and one clear line,
# with no output file and no temporary file left, or else have gone on and written the same result
# as without the fault. A signal, too, leaves no file, and a kill no temporary one. Speaks TAP: a case is a scenario.
#
# SPDX-License-Identifier: MIT
set -u
program=$1
here=$(pwd)
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
export LC_ALL=C
export ASAN_OPTIONS="${ASAN_OPTIONS:+$ASAN_OPTIONS:}exitcode=99:allocator_may_return_null=1"
export UBSAN_OPTIONS="${UBSAN_OPTIONS:+$UBSAN_OPTIONS:}exitcode=99"
LIMIT=20000

# Eight documents: copies, an abridged one, Latin-1, UTF-16, an empty one, two records of a stream;
# packed/ has some of them once more; a table with labels and judged pairs; and one with sizes and times.
corpus() {
    mkdir -p "$1/in"
    report='The council of Port Ellery voted on Monday to rebuild the old harbour wall after two
storms in one month had broken it in three places, the mayor said after the meeting. Work will begin
in the spring and will cost four million crowns, half of which the islands will pay themselves.'
    printf '%s\n' "$report" >"$1/in/a.txt"
    printf 'HARBOUR NEWS\n\n%s\n\nFollow us for more.\n' "$report" >"$1/in/b.txt"
    printf '%s\n' "$report" | head -n 2 >"$1/in/c.txt"
    printf 'Caf\351 owners in the old town want the market back on Sundays.\n' >"$1/in/d.txt"
    printf '\377\376N\000o\000 \000f\000e\000r\000r\000y\000' >"$1/in/e.txt"
    : >"$1/in/f.txt"
    printf '{"id":"g","text":"%s"}\n{"id":"h","text":"No ferry will run \\u00e0 today"}\n' \
        "$(printf '%s' "$report" | tr '\n' ' ')" >"$1/in/s.jsonl"
    printf '%s\t%s\t%s\n' x/a 1 reprint b 1 excerpt c 2 excerpt d 2 single >"$1/labels.tsv"
    printf '%s\t%s\t%s\n' cluster relation document 1 lead n/x_a.txt 1 reprint n/b.txt \
        1 exact n/c.txt 2 unique n/d.txt >"$1/clusters.tsv"
    printf '%s\t%s\t%s\n' x/a b 1 x/a c 0 b c P >"$1/pairs.tsv"
    echo in >"$1/sources"
    touch -d @1000000000 "$1"/in/*
    printf '%s\t%s\t%s\t%s\t%s\t%s\n' cluster relation lead bytes modified document \
        1 lead in/b.txt "$(stat -c %s "$1/in/b.txt")" 1000000000.000000000 in/b.txt \
        1 reprint in/b.txt "$(stat -c %s "$1/in/a.txt")" 1000000000.000000000 in/a.txt \
        >"$1/stamped.tsv"
    mkdir -p "$1/packed"
    gzip -n <"$1/in/b.txt" >"$1/packed/b.gz"
    gzip -n <"$1/in/s.jsonl" >"$1/packed/t.jsonl.gz"
    printf '<title>x</title><p>No f\351rry <b>today</b>' >"$1/packed/p.html"
    printf '%s\r\n' WARC/1.0 'WARC-Type: response' 'WARC-Target-URI: a' 'Content-Type: application/http' \
        'Content-Length: 90' '' 'HTTP/1.1 200 OK' 'Content-Type: text/html' 'Transfer-Encoding: chunked' \
        '' 9 '<p>ferry ' 0 '' '' >"$1/crawl.warc"
    # The same, as a server may send it: compressed, in an encoding that the server names.
    printf '<p>No f\351rry today' | gzip -n >"$1/packed.part"
    printf '%s\r\n' 'HTTP/1.1 200 OK' 'Content-Type: text/html; charset=latin2' 'Content-Encoding: gzip' '' |
        cat - "$1/packed.part" >"$1/sent.part"
    printf '%s\r\n' WARC/1.0 'WARC-Type: response' 'WARC-Target-URI: b' 'WARC-Date: 2024-01-31T10:00:00Z' \
        'Content-Type: application/http' "Content-Length: $(stat -c %s "$1/sent.part")" '' |
        cat - "$1/sent.part" >>"$1/crawl.warc"
    printf '\r\n\r\n' >>"$1/crawl.warc"
    rm "$1/packed.part" "$1/sent.part"
    printf 'id,text\n1,"No ""ferry"" today"\n2,x\n' >"$1/table.csv"
    tar -c -z -f "$1/packed/all.tgz" -C "$1/in" a.txt c.txt s.jsonl
}

# A file that is read in several places at the same time.
blocks() {
    mkdir -p "$1"
    awk 'BEGIN {
        for (i = 0; i < 9000; i++) padding = padding "0123456789"
        for (i = 0; i < 9; i++) printf "{\"id\":\"%d\",\"x\":\"%s\",\"text\":\"No ferry today\"}\n", i, padding
    }' >"$1/blocks.jsonl"
}

# So many records that there are arrays of a megabyte.
many() {
    mkdir -p "$1"
    awk 'BEGIN {
        for (i = 0; i < 200; i++)
            printf "{\"id\":%d,\"text\":\"No ferry to island %d on day %d or %d\"}\n", i, i % 99, i, i
    }' >"$1/many.jsonl"
}

# Pages of one site and records of another one, each site with a footer, for what is learned from many.
pages() {
    mkdir -p "$1/in/pages"
    for n in 1 2 3 4; do
        awk -v n="$n" 'BEGIN { for (i = 0; i < 60; i++) printf "own%sword%s ", n, i }' >"$1/in/own"
        { cat "$1/in/own"; seq -s ' ' 500 560; } >"$1/in/pages/$n.txt"
        printf '{"id":"r%s","site":"post","text":"%s %s"}\n' "$n" "$(tr n m <"$1/in/own")" \
            "$(seq -s ' ' 700 750)" >>"$1/in/p.jsonl"
    done
    rm "$1/in/own"
}

# once FOLDER KIND N ARGUMENT... : one run in FOLDER; leaves status, out/, stderr, flag if it fired
once() (
    folder=$1 kind=$2 at=$3
    shift 3
    cd "$folder" || exit 1
    rm -rf out tmp flag
    mkdir out tmp
    # shellcheck disable=SC2086
    TMPDIR=$folder/tmp ND_FAULT_KIND=$kind ND_FAULT_AT=$at ND_FAULT_FLAG=$folder/flag \
        ${RUN_ENV:-} "$here/$program" "$@" >stdout 2>stderr </dev/null
    echo $? >status
)

# judge FOLDER REFERENCE KIND N : complains about what the last run left behind
judge() {
    status=$(cat "$1/status")
    [ -z "$(ls -A "$1/tmp")" ] || echo "$3 $4: left $(ls -A "$1/tmp")"
    case $3:$status in
    *:0) same "$1" "$2" || echo "$3 $4: status 0, and another result" ;;
    kill:137) ;;
    term:143) [ -z "$(ls -A "$1/out")" ] || same "$1" "$2" || echo "$3 $4: left $(ls -A "$1/out")" ;;
    *:2 | *:3)
        grep -q '^newsdupes: ' "$1/stderr" || echo "$3 $4: status $status without a message"
        [ "$3" != memory ] || grep -qiE 'memory|allocate' "$1/stderr" ||
            echo "$3 $4: the message does not speak of memory: $(head -n 1 "$1/stderr")"
        [ "$3" != memory ] || [ "$status" -eq 2 ] || echo "$3 $4: status 3"
        [ "$status" -ne 2 ] || [ -z "$(ls -A "$1/out")" ] || echo "$3 $4: left $(ls -A "$1/out")"
        ;;
    *) echo "$3 $4: status $status"; sed -n '1,30p' "$1/stderr" ;;
    esac
}

same() { cmp -s "$1/stdout" "$2/stdout" && diff -r "$1/out" "$2/out" >/dev/null; }

# walk FOLDER REFERENCE KIND FIRST STEP ARGUMENT... : every STEP-th fault from FIRST on
walk() (
    folder=$1 reference=$2 kind=$3 n=$4 step=$5
    shift 5
    $make "$folder"
    while [ "$n" -le $LIMIT ]; do
        once "$folder" "$kind" "$n" "$@" 2>/dev/null # the shell's note of what was killed
        judge "$folder" "$reference" "$kind" "$n"
        [ -e "$folder/flag" ] || break
        n=$((n + step))
    done >"$folder/complaints" 2>&1
    echo "$n" >"$folder/last"
    [ "$n" -le $LIMIT ] || echo "$kind: more than $LIMIT calls" >>"$folder/complaints"
)

cases=0 failed=0
scenario() { # LABEL KIND ARGUMENT...
    label=$1 kind=$2
    shift 2
    cases=$((cases + 1))
    rm -rf "$work/reference" "$work/one" "$work/two"
    $make "$work/reference"
    once "$work/reference" none 0 "$@"
    if [ "$(cat "$work/reference/status")" -ne 0 ]; then
        echo "not ok $cases - $label: fails without a fault"
        sed 's/^/# /' "$work/reference/stderr"
        failed=1
        return
    fi
    walk "$work/one" "$work/reference" "$kind" 1 2 "$@" &
    walk "$work/two" "$work/reference" "$kind" 2 2 "$@"
    wait
    last=$(sort -n "$work/one/last" "$work/two/last" | head -n 1)
    if [ -s "$work/one/complaints" ] || [ -s "$work/two/complaints" ]; then
        echo "not ok $cases - $label: $((last - 1)) faults"
        sed 's/^/# /' "$work/one/complaints" "$work/two/complaints" | head -n 60
        failed=1
    else
        echo "ok $cases - $label: $((last - 1)) faults"
    fi
}

make=corpus records=in/s.jsonl more_records=in/p.jsonl
if ! ${RUN_ENV:-} "$program" --version | grep -qi 'simdjson  *[0-9]'; then
    records=in/a.txt more_records=in/pages/1.txt
fi
scenario 'allocations, table to a file' memory --threads=1 -o out/table.tsv in $records
scenario 'allocations, table to standard output' memory --threads=1 in/a.txt in/b.txt in/d.txt
scenario 'allocations, kept' memory --threads=1 --keep=source-rank:sources,latest in/a.txt in/b.txt
scenario 'allocations, against' memory --threads=1 --against=in/a.txt in/b.txt in/c.txt
scenario 'allocations, pairs as JSON Lines' memory --threads=1 --pairs --format=jsonl in/a.txt in/b.txt in/c.txt
scenario 'allocations, leads' memory --threads=1 --emit=leads -o out/leads in $records
scenario 'allocations, two threads' memory --threads=2 -o out/table.tsv in
scenario 'allocations, compare' memory compare in/a.txt in/b.txt
scenario 'allocations, compare in columns' memory compare --layout=columns --color=always -o out/text \
    in/a.txt in/b.txt
scenario 'allocations, compare as a page' memory compare --html in/a.txt in/b.txt
scenario 'file calls, compare' file compare -o out/text in/a.txt in/b.txt
scenario 'allocations, report' memory report --threads=1 -o out/page.html in/a.txt in/b.txt in/c.txt in/d.txt
scenario 'allocations, report of new and old' memory report --threads=1 --keep=latest --against=in/a.txt \
    in/b.txt in/c.txt
scenario 'file calls, report' file report --threads=1 -o out/page.html in/a.txt in/b.txt in/c.txt
scenario 'allocations, audit' memory audit --threads=1 --pairs=all -o out/pairs.tsv in/a.txt in/b.txt
scenario 'allocations, score' memory score -o out/measures.tsv labels.tsv clusters.tsv
scenario 'allocations, wrong pairs' memory score --judged=pairs.tsv --wrong=9 labels.tsv clusters.tsv
scenario 'allocations, stamps' memory --threads=1 --stamp in/a.txt in/b.txt
scenario 'allocations, apply' memory apply --delete stamped.tsv
scenario 'file calls, apply' file apply --move-to=out/copies stamped.tsv
scenario 'file calls, score' file score --judged=pairs.tsv -o out/measures.tsv labels.tsv clusters.tsv
if ! ${RUN_ENV:-} "$program" --version | grep -q without; then
    scenario 'allocations, packed' memory --threads=1 -q packed
    scenario 'allocations, packed leads' memory --threads=1 -q --emit=leads packed
    scenario 'allocations, a table' memory --threads=1 --csv --emit=leads table.csv
    scenario 'allocations, a crawl' memory --threads=1 --keep=latest --emit=leads crawl.warc
    scenario 'file calls, packed leads' file --threads=1 -q --emit=leads packed
    scenario 'room, packed leads' room --threads=1 -q --emit=leads packed
    scenario 'a signal, packed leads' term --threads=1 -q --emit=leads -o out/leads packed
    scenario 'a kill, packed leads' kill --threads=1 -q --emit=leads packed
    scenario 'looking and opening, packed leads' deed --threads=1 -q --emit=leads packed
fi
scenario 'file calls, table to a file' file --threads=1 -o out/table.tsv in $records
scenario 'file calls, copies to standard output' file --threads=1 --emit=copies in
scenario 'looking and opening, table to a file' deed --threads=1 --against=packed -o out/table.tsv in
if ${RUN_ENV:-} "$program" --version | grep -qi 'simdjson  *[0-9]'; then
    make=blocks
    scenario 'file calls, a file of several blocks' file --threads=2 -o out/table.tsv blocks.jsonl
    scenario 'allocations, a file of several blocks' memory --threads=2 -o out/table.tsv blocks.jsonl
    make=many
    scenario 'room, arrays in files' room --threads=1 --memory=32M --keep=path many.jsonl
    scenario 'looking and opening, arrays in files' deed --threads=1 --memory=32M many.jsonl
fi
make=pages
scenario 'allocations, boilerplate' memory boilerplate --threads=1 -o out/list.tsv \
    in/pages $more_records
scenario 'allocations, sources by pattern' memory --threads=1 --source='pattern:^in/([a-z]*)' \
    -o out/table.tsv in/pages
scenario 'allocations, sources by field' memory --threads=1 --source=field:site in/pages $more_records
scenario 'file calls, boilerplate' file boilerplate --threads=1 in/pages $more_records
exit $failed
