#!/bin/sh
# check-docs.sh - what the documents say is what the program does. Speaks TAP.
#
# usage: check-docs.sh PROGRAM               check
#        check-docs.sh --update [PROGRAM]    rewrite what README.md shows (build/newsdupes), say what
#                                            changed; for those who write it, never for CI
#
# --help and the man page have the same long options, README.md no others; there is one version; the
# targets, files and calls that README.md names exist. Its table of accuracy, which begins with the
# column `set`, holds the figures of data/quality.tsv; what stands behind the line
# `<!-- data/speed.tsv -->` those of that file. Of its fenced blocks, one that is marked
#   console  is run: "$ command" with the output below it. A line "..." stands for lines left out, one
#            for each command; --update keeps as many lines before and behind it as there were;
#   c        is the text of tests/example.c from its first #include;
#   sh       holds recipes, separated by blank lines. Those that run newsdupes are run, as are the
#            examples of the man page and of --help; they must succeed, silent on standard error.
# Each console block and each recipe has a scratch folder of its own, see make_scratch.
#
# SPDX-License-Identifier: MIT
set -u
update=0
if [ "$1" = --update ]; then
    update=1
    shift
fi
program=$(realpath "${1:-build/newsdupes}") || exit 1
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
exec 3>&1
unset NEWSDUPES_KERNEL POSIXLY_CORRECT
export LC_ALL=C TZ=UTC HOME="$work/home"
mkdir -p "$HOME/.zsh" "$HOME/.config/fish/completions" # where completions go
man=$(find src -name 'newsdupes.1' | head -n 1)
n=0 failed=0

verdict() { # LABEL FILE-OF-COMPLAINTS
    n=$((n + 1))
    if [ -s "$2" ]; then
        printf '%s\n' "not ok $n - $1" >&3
        sed 's/^/# /' "$2" >&3
        failed=1
    else
        printf '%s\n' "ok $n - $1" >&3
    fi
}

skip() { # LABEL REASON
    n=$((n + 1))
    printf '%s\n' "ok $n - $1 # SKIP $2" >&3
}

# ---- Running what is shown ------------------------------------------------------------------------

# `newsdupes` as a user would type it. A pipe hides how its first command ended; this one tells.
make_commands() {
    mkdir "$work/bin"
    cat >"$work/bin/newsdupes" <<END
#!/bin/sh
${RUN_ENV:-} '$program' "\$@"
status=\$?
case \$status in
0 | 141) ;; # 141: its reader had enough
*) echo "newsdupes \$* ended with status \$status" >>'$work/statuses' ;;
esac
exit \$status
END
    # Where there is no pager, a pager's place is taken.
    command -v less >/dev/null 2>&1 || printf '#!/bin/sh\nexec cat\n' >"$work/bin/less"
    chmod +x "$work"/bin/*
    PATH=$work/bin:$PATH
}

# The folder in which examples are run: data/sample and its labels; the same as news/ and labels.tsv;
# two articles, a.txt and b.txt, here and there; incoming/ without copies; records with two sets of
# field names; tables; archives; the table of news/, clusters.tsv, and the log of having moved its
# copies; yesterday/ and today/, and what was made of them; archive/; a list of sources, sources.txt.
make_scratch() { # COMMANDS that will be run there
    rm -rf "$work/scratch"
    mkdir -p "$work/scratch/data" "$work/scratch/incoming"
    cp -R data/sample data/sample.labels.tsv "$work/scratch/data"
    cp -R data/sample "$work/scratch/news"
    cp data/sample.labels.tsv "$work/scratch/labels.tsv"
    echo 'The ferry to Osk island sails again from Monday morning' >"$work/scratch/a.txt"
    echo 'FERRY NEWS The ferry to Osk island sails again from Monday' >"$work/scratch/b.txt"
    cp "$work/scratch/a.txt" "$work/scratch/b.txt" "$work/scratch/news"
    cp "$work/scratch/a.txt" "$work/scratch/incoming"
    printf '{"id":"%s","site":"post","text":"No ferry today"}\n' 1 2 \
        >"$work/scratch/articles.jsonl"
    printf '{"url":"a","body":"No ferry today"}\n{"url":"b","body":"No ferry today"}\n' |
        gzip >"$work/scratch/today.jsonl.gz"
    printf '%s\n' vantry-courier gorsefell-herald >"$work/scratch/sources.txt"
    printf 'id,site,body\n1,post,"No ferry, today"\n2,star,"No ferry, today"\n' \
        >"$work/scratch/articles.csv"
    printf '#!/bin/sh\ncat "$@" >/dev/null\n' >"$work/scratch/tell-the-desk"
    chmod +x "$work/scratch/tell-the-desk"
    tar -c -z -f "$work/scratch/today.tar.gz" -C "$work/scratch" news
    printf '%s\r\n' WARC/1.0 'WARC-Type: resource' 'WARC-Target-URI: https://a/1' \
        'Content-Type: text/plain' 'Content-Length: 14' '' 'No ferry today' '' |
        gzip >"$work/scratch/crawl.warc.gz"
    case $1 in *'.parquet'*) run_in_scratch \
        "duckdb -c \"COPY (SELECT 'a' AS url, 'No ferry' AS body) TO 'articles.parquet'\"" ;; esac
    case $1 in *news.db*) run_in_scratch \
        "sqlite3 news.db \"CREATE TABLE articles(id, text); INSERT INTO articles VALUES(1, 'No ferry')\"" ;; esac
    case $1 in *apply*) run_in_scratch 'newsdupes --stamp news/ >clusters.tsv' ;; esac
    case $1 in *archive/*) cp -R "$work/scratch/news" "$work/scratch/archive" ;; esac
    case $1 in *yesterday* | *today/*)
        cp -R "$work/scratch/news" "$work/scratch/yesterday"
        cp -R "$work/scratch/incoming" "$work/scratch/today"
        for day in yesterday today; do
            echo 'abcdefghijklmnop	1	lead	news/a.txt' >"$work/scratch/$day.tsv"
            echo 'abcdefghijklmnop	news/a.txt' >"$work/scratch/$day.leads"
        done ;;
    esac
    case $1 in *move-to*) ;; *undo=clusters*) run_in_scratch 'newsdupes apply --move-to=copies --yes clusters.tsv' ;; esac
}

run_in_scratch() { # COMMANDS: their output on standard output and error
    (cd "$work/scratch" && exec sh -e -c "$1") </dev/null
}

# Whether this one has to be passed over for want of a library or a program; $lacking says which.
lacks_library() {
    lacking=''
    for tool in duckdb flock jq mlr parallel sqlite3; do
        case " $1" in *[\ \(]"$tool "* | *"
$tool "*) command -v $tool >/dev/null 2>&1 || lacking=$tool ;; esac
    done
    case $1 in *json*) lacks simdjson && lacking=simdjson ;; esac
    case $1 in *html*) lacks gumbo && lacking=gumbo ;; esac
    case $1 in *.gz*) lacks libarchive && lacking=libarchive ;; esac
    [ -n "$lacking" ]
}
lacks() { "$work/bin/newsdupes" --version | grep -q "^$1.*without"; }

# Runs commands that show no output; the label is their first line that is no comment.
check_recipe() { # WHERE COMMANDS
    label="$1: $(printf '%s\n' "$2" | grep -v '^ *#' | head -n 1)"
    if lacks_library "$2"; then
        skip "$label" "no $lacking here"
        return
    fi
    make_scratch "$2"
    : >"$work/statuses"
    run_in_scratch "$2" >/dev/null 2>"$work/complaints" ||
        echo "ended with status $?" >>"$work/complaints"
    cat "$work/statuses" >>"$work/complaints"
    verdict "$label" "$work/complaints"
}

# ---- README.md ------------------------------------------------------------------------------------

# Cuts the output in the file `got` as the one in the file `shown` is cut: so many lines before the
# line "...", and so many behind it.
cut_as_shown() {
    dots=$(grep -n -x -F ... "$work/shown" | head -n 1 | cut -d : -f 1)
    total=$(wc -l <"$work/got")
    before=$((${dots:-0} - 1))
    behind=$(($(wc -l <"$work/shown") - ${dots:-0}))
    if [ -z "$dots" ] || [ "$total" -le $((before + behind)) ]; then
        cat "$work/got"
        return
    fi
    head -n "$before" "$work/got"
    echo ...
    tail -n "$behind" "$work/got"
}

# Ends a command of a console block: prints what it should show, and judges what it does.
end_command() {
    [ -n "$command" ] || return 0
    if lacks_library "$command"; then
        cat "$work/shown"
        skip "README: $command" "no $lacking here"
    else
        run_in_scratch "$command" >"$work/got" 2>&1
        cut_as_shown >"$work/wanted"
        cat "$work/wanted"
        diff "$work/shown" "$work/wanted" >"$work/complaints"
        verdict "README: $command" "$work/complaints"
    fi
    command=''
}

end_recipe() {
    # The command of a line for crontab, behind its five fields of time.
    recipe=$(printf '%s' "$recipe" | sed 's/^[0-9*]* [0-9*]* [*] [*] [*] //')
    if printf '%s' "$recipe" | grep -qE '(^ *|[|(] *|&& |[|] parallel |^flock .* )newsdupes '; then
        check_recipe README "$recipe"
    fi
    recipe=''
}

end_program() {
    sed -n '/^#include/,$p' tests/example.c >"$work/wanted"
    cat "$work/wanted"
    diff "$work/shown" "$work/wanted" >"$work/complaints"
    verdict 'README: the C program is tests/example.c' "$work/complaints"
}

# The rows of the table of accuracy: shares in thousandths; intervals where they are recorded, which is
# where positives are few; a star where a goal is missed; a dash where there were no pairs at all.
accuracy_rows() {
    awk -F '\t' '
        function cell(measure,    value) {
            if (!(measure in share)) return ""
            if (low[measure] == 0 && high[measure] == 1) return "–"
            value = sprintf("%.3f%s", share[measure], missed[measure])
            return low[measure] == "" ? value : sprintf("%s (%.3f–%.3f)", value, low[measure], high[measure])
        }
        function row() {
            if (run != "") printf "| %s | %s | %s | %s | %s | %s |\n", run, cell("precision"),
                cell("recall"), cell("ari"), cell("bcubed_f1"), cell("alone")
            split("", share); split("", low); split("", high); split("", missed)
        }
        NR == 1 { next }
        { name = $2 == "-" ? $1 : $1 ", sources given" }
        name != run { row(); run = name }
        { share[$3] = $4; missed[$3] = $7 != "" && $4 < $7 ? "*" : "" }
        $5 != "" { low[$3] = $5; high[$3] = $6 }
        END { row() }' data/quality.tsv
}

# What data/speed.tsv holds: what was measured on, a table for each corpus, the stages of the last one.
speed_text() {
    awk -F '\t' '
        function grouped(number,    text) {
            text = sprintf("%.0f", number)
            while (match(text, /[0-9][0-9][0-9][0-9](,|$)/))
                text = substr(text, 1, RSTART) "," substr(text, RSTART + 1)
            return text
        }
        function shown(format, value) { return value == "" ? "–" : sprintf(format, value) }
        $1 == "fact" { fact[$2] = $3 }
        $1 == "fact" && $2 == "rounds" {
            printf "\n%s%s;\n%s.\nSeconds are the least of %s rounds in turn%s.\n", fact["machine"],
                "system" in fact ? ", " fact["system"] : "", fact["program"], fact["rounds"],
                "repeats" in fact ? ", each with " fact["repeats"] " runs of what is short" : ""
            if ("busy" in fact) print "The machine was busy with other work: only processor time tells."
        }
        $1 == "corpus" {
            documents = $3; megabytes = $4 / 1e6; count = 0
            printf "\n%s articles of %s (%s MB) with %s planted pairs:\n\n", grouped($3), $2,
                grouped(megabytes), grouped($5)
            print "| program | s | CPU s | articles/s | MB/s | memory | recall | precision |"
            print "|---|---|---|---|---|---|---|---|"
        }
        $1 == "run" {
            printf "| %s | %.2f | %s | %s | %s | %s | %s | %s |\n", $2, $3, shown("%.2f", $5),
                grouped(documents / $3), grouped(megabytes / $3),
                $6 == "" ? "–" : grouped($6 / 1e6) " MB", shown("%.3f", $7), shown("%.3f", $8)
        }
        $1 == "threads" {
            printf "\n%s: two threads are %s times as fast as one, by the median of %s pairs of runs.\n", $2,
                $3, $4
        }
        $1 == "stage" { stage[++count] = $2; one[count] = $3; two[count] = $4 }
        END {
            if (count == 0) { print ""; exit }
            print "\nStages, by the processor time of one thread, and by the clock with two:\n"
            print "| stage | ns a word | two threads |\n|---|---|---|"
            for (i = 1; i <= count; i++) {
                printf "| %s | %.1f | %.1f |\n", stage[i], one[i], two[i]
                sum += one[i]; both += two[i]
            }
            printf "| all | %.1f | %.1f |\n\n", sum, both
        }' data/speed.tsv
}

end_speed() { # LINE, the last one
    speed_text >"$work/wanted"
    cat "$work/wanted"
    diff "$work/shown" "$work/wanted" >"$work/complaints"
    verdict 'README: the figures of speed are those of data/speed.tsv' "$work/complaints"
    block=''
    printf '%s\n' "$1"
}

begin_table() { # LINE, the header
    block=table
    printf '%s\n' "$1"
    : >"$work/shown"
}

# The line of dashes stays as it is.
end_table() {
    head -n 1 "$work/shown" >"$work/wanted"
    accuracy_rows >>"$work/wanted"
    cat "$work/wanted"
    diff "$work/shown" "$work/wanted" >"$work/complaints"
    verdict 'README: the table of accuracy holds data/quality.tsv' "$work/complaints"
    block=''
}

begin_block() { # LINE, the opening fence
    block=${1#'```'} command='' recipe=''
    : >"$work/shown"
    [ "$block" != console ] || make_scratch ''
    printf '%s\n' "$1"
}

end_block() {
    case $block in
    console) end_command ;;
    sh) end_recipe ;;
    c) end_program ;;
    esac
    block=''
    echo '```'
}

line_of_block() { # LINE
    case $block:$1 in
    'console:$ '*)
        end_command
        : >"$work/shown"
        command=${1#'$ '}
        printf '%s\n' "$1"
        ;;
    console:* | c:* | table:* | speed:*) printf '%s\n' "$1" >>"$work/shown" ;;
    sh:)
        end_recipe
        echo
        ;;
    sh:*)
        recipe="$recipe$1
"
        printf '%s\n' "$1"
        ;;
    *) printf '%s\n' "$1" ;;
    esac
}

# Prints README.md as it should be.
render() {
    block=''
    while IFS= read -r line; do
        case $block:$line in table:'|'*) ;; table:*) end_table ;; esac
        case $block:$line in
        ':| set |'*) begin_table "$line" ;;
        ':<!-- data/speed.tsv -->')
            block=speed
            : >"$work/shown"
            printf '%s\n' "$line"
            ;;
        'speed:<!-- end -->') end_speed "$line" ;;
        ':```'?*) begin_block "$line" ;;
        :*) printf '%s\n' "$line" ;;
        *':```') end_block ;;
        *) line_of_block "$line" ;;
        esac
    done
}

# The parts of pipelines that run the program: other programs have options too.
newsdupes_parts() { tr '|' '\n' <README.md | grep -E 'newsdupes .*--|^ *`?--|`--'; }

# Names in README.md and where they must be: targets in the Makefile, calls in the header, files here.
check_names() {
    : >"$work/complaints"
    for target in $(grep -oE '(^|`)make [a-z][a-z-]*' README.md | cut -d ' ' -f 2 | sort -u); do
        grep -qE "^([a-z-]+ )*$target( [a-z-]+)*:" Makefile || echo "make $target"
    done >>"$work/complaints"
    for name in $(grep -oE '\b(nd|ND)_[A-Za-z0-9_]+' README.md | sort -u); do
        grep -qw "$name" include/newsdupes.h || echo "$name"
    done >>"$work/complaints"
    for link in $(grep -oE '\]\([^):#]+' README.md | cut -c 3- | sort -u); do
        [ -e "$link" ] || echo "$link"
    done >>"$work/complaints"
    verdict 'the README names nothing that is not there' "$work/complaints"
}

check_readme() {
    render <README.md >"$work/README.md"
    newsdupes_parts | options | comm -13 "$work/help" - >"$work/unknown"
    verdict 'the README names no option that --help lacks' "$work/unknown"
    check_names
}

# ---- --help, version and man page -----------------------------------------------------------------

options() { grep -oE -e '--[a-z0-9][a-z0-9-]*' | sort -u; }

# In man source a dash is written "\-", and mdoc's "Fl -name" is "--name".
man_text() { sed -e 's/\\-/-/g' -e 's/Fl -/--/g' "$man"; }

check_help() {
    : >"$work/complaints"
    [ -s "$work/help" ] || echo 'no options in --help' >"$work/complaints"
    verdict '--help lists options' "$work/complaints"
    for command in $(newsdupes help | sed -n '/^Commands:/,/^$/s/^  \([a-z]*\) .*/\1/p'); do
        newsdupes help "$command" | sed -n '/^Examples:/,/^$/s/^  \(.*\)/\1/p' | sed 's/   .*//'
    done | sort -u >"$work/examples"
    while IFS= read -r line; do check_recipe --help "$line"; done <"$work/examples"
}

check_version() {
    : >"$work/complaints"
    version=$(sed -n 's/^#define ND_VERSION_STRING "\(.*\)"/\1/p' include/newsdupes.h)
    newsdupes --version | head -n 1 | grep -qF "$version" ||
        echo "--version does not say $version" >"$work/complaints"
    grep -q "^## $version" .github/CHANGELOG.md ||
        echo "CHANGELOG.md has no $version" >>"$work/complaints"
    verdict "version $version everywhere" "$work/complaints"
}

check_man() {
    man_text | options | comm -3 "$work/help" - >"$work/complaints"
    verdict 'the man page and --help list the same options' "$work/complaints"
    : >"$work/complaints"
    for section in NAME SYNOPSIS DESCRIPTION OPTIONS 'EXIT STATUS' ENVIRONMENT EXAMPLES; do
        grep -qiE "^\.S[Hh] \"?$section" "$man" || echo "no $section" >>"$work/complaints"
    done
    verdict 'the man page has its sections' "$work/complaints"
    sed -n '/^\.Sh EXAMPLES/,/^\.Sh SEE/s/^\.Dl //p' "$man" |
        sed -e 's/\\-/-/g' -e 's/\\(aq/'\''/g' -e 's/\\(dq/"/g' -e 's/\\e/\\/g' >"$work/examples"
    while IFS= read -r line; do check_recipe 'man page' "$line"; done <"$work/examples"
}

make_commands
newsdupes --help | options >"$work/help"
if [ $update = 1 ]; then
    exec 3>/dev/null
    check_readme
    if cmp -s README.md "$work/README.md"; then
        echo 'README.md: as it was'
    else
        diff -u README.md "$work/README.md"
        cp "$work/README.md" README.md
    fi
    exit 0
fi
check_help
check_version
[ -z "$man" ] || check_man
check_readme
exit $failed
