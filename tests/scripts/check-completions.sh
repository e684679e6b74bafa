#!/bin/sh
# check-completions.sh - what shells complete is what --help says. Speaks TAP.
#
# usage: check-completions.sh PROGRAM
#
# The options in the script of each shell are compared with --help of each command. Then lines are typed
# into each shell that is here, on a terminal, with a tab at their ends, and what the shell made of
# them is compared. A shell that is not installed is skipped.
#
# SPDX-License-Identifier: MIT
set -u
program=$(realpath "$1") || exit 1
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
export LC_ALL=C TERM=xterm HOME="$work" ZDOTDIR="$work" XDG_CONFIG_HOME="$work" XDG_DATA_HOME="$work"
cd "$work" || exit 1
n=0 failed=0

verdict() { # LABEL FILE-OF-COMPLAINTS
    n=$((n + 1))
    if [ -s "$2" ]; then
        echo "not ok $n - $1"
        sed 's/^/# /' "$2"
        failed=1
    else
        echo "ok $n - $1"
    fi
}

skip() { # LABEL REASON
    n=$((n + 1))
    echo "ok $n - $1 # SKIP $2"
}

newsdupes() { ${RUN_ENV:-} "$program" "$@"; }
have() { command -v "$1" >/dev/null 2>&1; }
names() { grep -oE -e '--[a-z0-9][a-z0-9-]*' | sort -u; }

# ---- The options of each command -------------------------------------------------------------------

# Those in --help; of the default command, without what belongs to others only.
helped() { newsdupes help "$1" | sed -n '/^Only with/q; s/^  \(-.,\|   \) \(--[a-z0-9-]*\).*/\2/p' | sort -u; }

# Those in a script. In bash and zsh they stand behind the name of the command, in fish commands stand
# before each option.
in_bash() { sed -n "s/^ *$1) words='\( --.*\)' ;;/\1/p" script.bash | names; }
in_zsh() { sed -n "/^    $1)\$/,/;;/s/\[.*//p" script.zsh | names; }
in_fish() { grep -E "^complete -c newsdupes( -n '__newsdupes_runs ([a-z ]* )?$1( [a-z ]*)?')?( -s .)? -l" script.fish |
    sed 's/.* -l \([a-z0-9-]*\) .*/--\1/' | sort -u; }

check_options() { # SHELL
    : >complaints
    for command in $(cat commands); do
        helped "$command" >wanted
        [ -s wanted ] || echo "no options in the help of $command" >>complaints
        "in_$1" "$command" | diff wanted - | sed "s/^/$command: /" >>complaints
    done
    verdict "$1 completes the options that --help lists, for each command" complaints
}

# ---- Lines that are typed ---------------------------------------------------------------------------

# What is typed before the tab, and what the command gets.
cat >cases <<'END'
newsdupes --exi|<--exit-code>
newsdupes --emit=l|<--emit=leads>
newsdupes --emit c|<--emit><copies>
newsdupes --format=j|<--format=jsonl>
newsdupes audit --pairs=mis|<audit><--pairs=missed>
newsdupes audit --pairs al|<audit><--pairs><all>
newsdupes --pairs la|<--pairs><labels.tsv>
newsdupes apply --relation=exact,rep|<apply><--relation=exact,reprint>
newsdupes --keep=longest,ear|<--keep=longest,earliest>
newsdupes compare --color=al|<compare><--color=always>
newsdupes --against=la|<--against=labels.tsv>
newsdupes --source=fi|<--source=field:>
newsdupes bo|<boilerplate>
newsdupes to|<today.jsonl>
newsdupes help au|<help><audit>
newsdupes completion z|<completion><zsh>
newsdupes score la|<score><labels.tsv>
newsdupes -o la|<-o><labels.tsv>
newsdupes --files-from=la|<--files-from=labels.tsv>
newsdupes --threads=la|<--threads=la>
newsdupes compare --emi|<compare><--emi>
END

make_places() {
    mkdir -p bash-completion fish
    echo x | tee labels.tsv today.jsonl >/dev/null
    cat >rc.bash <<'END'
. ./script.bash
newsdupes() { printf 'got'; printf '<%s>' "$@"; echo; }
END
    cat >.zshrc <<'END'
fpath=($ZDOTDIR $fpath)
autoload -Uz compinit && compinit -D -u
newsdupes() { printf 'got'; printf '<%s>' "$@"; echo; }
END
    cat >rc.fish <<'END'
source script.fish
function newsdupes; printf got; printf '<%s>' $argv; echo; end
END
    cp script.zsh _newsdupes
}

type_into() { # SHELL: on standard input what is typed
    case $1 in
    bash) set -- 'bash --noprofile --rcfile rc.bash -i' ;;
    zsh) set -- 'zsh -d -i' ;;
    fish) set -- "fish --no-config -C 'source rc.fish'" ;;
    esac
    timeout 60 script -q -e -c "$1" /dev/null 2>&1
}

check_typed() { # SHELL
    label="$1 completes what is typed"
    have "$1" || { skip "$label" "no $1 here"; return; }
    have script || { skip "$label" 'no script(1) here'; return; }
    sed 's/.*|/got/' cases >wanted
    { sed "s/|.*/$(printf '\t')/" cases; echo exit; } | type_into "$1" | tr -d '\r' |
        grep -a -o 'got<.*>' >got
    diff wanted got >complaints
    verdict "$label" complaints
}

newsdupes help | sed -n '/^Commands:/,/^$/s/^  \([a-z]*\) .*/\1/p' >commands
for shell in bash zsh fish; do
    newsdupes completion $shell >script.$shell
done
make_places
for shell in bash zsh fish; do
    check_options $shell
    check_typed $shell
done
exit $failed
