#!/usr/bin/env bash
# bench.sh - times newsdupes and its peers on one corpus of 50,000 articles, in one go
#
# usage: bench.sh PROGRAM          env: ROUNDS (3), PEERS (the peers' environment; installed when absent),
#                                  BENCH_TOOLS (folder with make_corpus.py, setup_peers.sh, peers/),
#                                  BENCH_DATA (folder with the base articles)
# A peer runs at its own settings. Corpus and peers are kept in ${TMPDIR:-/tmp}/newsdupes-bench and reused.
#
# SPDX-License-Identifier: MIT
set -euo pipefail
program=$(realpath "$1")
here=$(cd "$(dirname "$0")" && pwd)
tools=${BENCH_TOOLS:-$here/../../../shared/bench}
data=${BENCH_DATA:-$tools/../data}
work=${TMPDIR:-/tmp}/newsdupes-bench
peers=${PEERS:-$work/peers}
corpus=$work/c50k

if [ ! -x "$tools/make_corpus.py" ]; then
    echo 'bench: no corpus maker here (../shared/bench); set BENCH_TOOLS and BENCH_DATA'
    exit 0
fi
mkdir -p "$work"
if [ ! -f "$corpus.done" ]; then
    echo 'bench: making the corpus' >&2
    python3 "$tools/make_corpus.py" "$corpus" 50000 12 \
        "$data/us_news/docs.jsonl.zst" "$data/us_press/docs.jsonl.zst" --folder >&2
    touch "$corpus.done"
fi
if [ ! -x "$peers/bin/python" ]; then
    echo 'bench: installing the peers' >&2
    "$tools/setup_peers.sh" "$peers" >&2 || echo 'bench: no peers; newsdupes alone' >&2
fi
exec python3 "$here/measure.py" "${ROUNDS:-3}" "$program" "$corpus" "$peers/bin/python" "$tools/peers"
