#!/bin/sh
# deeds.sh - `newsdupes apply` loses nothing, and its log is true, whatever fails or ends it
#
# usage: deeds.sh PROGRAM      a newsdupes linked with fault.c; best built with AddressSanitizer
#
# A small archive is dealt with again and again, and each time another call fails, or a signal comes
# before it. After each run leads and other files must be as they were, each copy in the one place
# where the log says it is, and moving back what the log says must restore the archive. Speaks TAP: a
# case is an action and a kind of fault.
#
# SPDX-License-Identifier: MIT
set -u
program=$(pwd)/$1
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
export LC_ALL=C
export ASAN_OPTIONS="${ASAN_OPTIONS:+$ASAN_OPTIONS:}exitcode=99:allocator_may_return_null=1"
export UBSAN_OPTIONS="${UBSAN_OPTIONS:+$UBSAN_OPTIONS:}exitcode=99"
LIMIT=5000

# A lead, a copy with its bytes and one without, and a file that stands alone; with a table.
archive() {
    mkdir -p "$1/kept/east" "$1/kept/west"
    echo 'the whole report' >"$1/kept/east/lead"
    echo 'the whole report' >"$1/kept/west/same"
    echo 'the report' >"$1/kept/west/copy"
    echo 'another report' >"$1/kept/west/alone"
    touch -d @1000000000 "$1"/kept/*/*
    {
        printf '%s\t' cluster relation lead bytes modified && echo document
        row 1 lead news/east/lead 17
        row 1 reprint news/west/copy 11
        row 1 exact news/west/same 17
        printf '2\tunique\tnews/west/alone\t15\t1000000000.000000000\tnews/west/alone\n'
    } >"$1/table"
    # The same as --against prints it: the lead is old, and not below the root.
    awk -F '\t' -v OFS='\t' '
        $2 == "lead" { next }
        { sub("^", NR == 1 || $2 == "unique" ? "" : "../one/", $3) }
        { $NF = (NR == 1 ? "bytes_lead" : $2 == "unique" ? $4 : 17) OFS \
            (NR == 1 ? "modified_lead" : $5) OFS $NF; print }' "$1/table" >"$1/against"
}
row() { printf '%s\t%s\tnews/east/lead\t%s\t1000000000.000000000\t%s\n' "$1" "$2" "$4" "$3"; }

# run KIND N ARGUMENT... : one run in the current folder; leaves status, stderr, flag if it fired
run() {
    run_kind=$1 run_at=$2
    shift 2
    rm -f flag
    # The subshell takes the note that a shell makes of a process that was killed.
    # shellcheck disable=SC2086
    (
        ND_FAULT_KIND=$run_kind ND_FAULT_AT=$run_at ND_FAULT_FLAG=flag \
            ${RUN_ENV:-} "$program" apply "$@" >stdout 2>stderr </dev/null
        echo $? >status
    ) 2>/dev/null
    status=$(cat status)
}

fresh() {
    rm -rf news copies log
    cp -R -p kept news
}

# What the log says of the document $1: its last state; "none" without a row.
state_of() {
    [ -e log ] && awk -F '\t' -v name="$1" '$NF == name { state = $1 } END { print state }' log |
        grep . || echo none
}

# check KIND : complains about how the last run ended
check_end() {
    case $1:$status in
    *:0 | term:143 | kill:137) ;;
    *:2 | *:3) grep -q '^newsdupes: ' stderr || echo "status $status without a message" ;;
    *) echo "status $status" && head -n 30 stderr ;;
    esac
}

# check_copy ACTION KIND NAME : complains when a copy is not where the log says it is
check_copy() {
    state=$(state_of "news/west/$3")
    home=no away=no
    cmp -s "kept/west/$3" "news/west/$3" && home=yes
    cmp -s "kept/west/$3" "copies/news/west/$3" && away=yes
    case $1:$state:$home:$away in
    *:none:yes:no | *:left:yes:no | *:will:yes:no) ;;
    move:done:no:yes | delete:done:no:no | hardlink:done:yes:no) ;;
    # The log could not be written any more, or the machine went down.
    move:will:no:yes | move:will:yes:yes | delete:will:no:no)
        [ "$2" = kill ] || [ "$status" -eq 2 ] || echo "$3: not noted"
        ;;
    *) echo "$3: $state in the log, at home $home, away $away" ;;
    esac
}

check_files() {
    cmp kept/east/lead news/east/lead
    cmp kept/west/alone news/west/alone
    check_copy "$1" "$2" copy
    check_copy "$1" "$2" same
    [ "$2" = kill ] || find news -name '.*' | sed 's/^/left behind: /'
    [ "$1:$(state_of news/west/same)" != hardlink:done ] ||
        [ "$(stat -c %h news/west/same)" -eq 2 ] || echo 'not linked'
}

# Moves back what can be, without a fault; then all is as it was.
check_undo() {
    [ ! -e log ] || run none 0 --undo=log --yes
    diff -r kept news || head -n 3 stderr log
    [ -z "$(find copies -type f 2>/dev/null)" ] || echo 'copies are not back'
}

# deal ACTION KIND N : deals with the archive as $table says; check what is left
table=table
deal() {
    fresh
    case $1 in move) option=--move-to=copies ;; *) option=--$1 ;; esac
    run "$2" "$3" "$option" --yes --log=log "$table"
    check_end "$2"
    check_files "$1" "$2"
    fired=no
    [ ! -e flag ] || fired=yes
    [ "$1" != move ] || check_undo
}

# deal undo KIND N : moves back what was moved before
undo() {
    fresh
    run none 0 --move-to=copies --yes --log=log table
    run "$1" "$2" --undo=log --yes
    check_end "$1"
    cmp kept/east/lead news/east/lead
    for name in copy same; do
        cmp -s "kept/west/$name" "news/west/$name" ||
            cmp "kept/west/$name" "copies/news/west/$name"
    done
    fired=no
    [ ! -e flag ] || fired=yes
    check_undo
}

cases=0 failed=0
scenario() { # ACTION KIND
    cases=$((cases + 1)) n=0 fired=yes
    rm -rf "$work/one"
    archive "$work/one"
    cd "$work/one" || exit 1
    : >complaints
    while [ $fired = yes ] && [ $n -lt $LIMIT ]; do
        n=$((n + 1))
        case $1 in undo) undo "$2" $n ;; *) deal "$1" "$2" $n ;; esac >found 2>&1
        sed "s/^/$2 $n: /" found >>complaints
    done
    if [ -s complaints ] || [ $n -lt 10 ]; then
        echo "not ok $cases - $1, $2, $table: $((n - 1)) faults"
        sed 's/^/# /' complaints | head -n 40
        failed=1
    else
        echo "ok $cases - $1, $2, $table: $((n - 1)) faults"
    fi
}

for kind in memory file deed term kill; do
    for action in move delete hardlink undo; do scenario $action $kind; done
done
table=against
for kind in file deed; do
    for action in move delete hardlink; do scenario $action $kind; done
done
table=table
export ND_FAULT_OLD=1 # no renameat2
for kind in deed kill; do
    for action in move undo; do scenario $action $kind; done
done
exit $failed
