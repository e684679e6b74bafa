#!/usr/bin/env python3
# peers.py - clusters a corpus with a MinHash library for Python, for comparison
#
# usage: peers.py PEER IN.jsonl OUT.tsv      PEER: datasketch, fastsketchlsh, gaoya, rensa, rensa-flags
#        peers.py --versions
#
# Needs an environment with the libraries:
#
#   python3 -m venv DIR
#   DIR/bin/pip install numpy orjson xxhash datasketch==2.0.0 fastsketchlsh==1.0.1 gaoya==0.2.2 rensa==0.5.0
#
# Each peer is used as its documentation shows and made as quick as was found possible: it reads the
# records, makes sets of word 5-grams, 128 hashes, 16 bands of 8, joins what it finds alike at 0.75
# and writes a line `id, cluster` for each document. rensa-flags, its quickest way, says only which
# documents have an alike one: these are marked DUP.
#
# SPDX-License-Identifier: MIT
import importlib.metadata
import re
import sys

HASHES, BANDS, ROWS, GRAM, THRESHOLD = 128, 16, 8, 5, 0.75
PACKAGES = {"datasketch": "datasketch", "fastsketchlsh": "FastSketchLSH", "gaoya": "gaoya",
            "rensa": "rensa", "rensa-flags": "rensa"}
WORD = re.compile(r"\w+")
MASK = 0xFFFFFFFFFFFFFFFF


def load(path):
    import orjson
    ids, texts = [], []
    with open(path, "rb") as lines:
        for line in lines:
            record = orjson.loads(line)
            ids.append(record["id"])
            texts.append(record["text"])
    return ids, texts


def grams(text):
    words = WORD.findall(text.lower())
    if len(words) < GRAM:
        return [" ".join(words)]
    return list({" ".join(words[i:i + GRAM]) for i in range(len(words) - GRAM + 1)})


def gram_hashes(texts):
    """64-bit hashes of all word 5-grams, mixed by numpy, and where each document begins."""
    import numpy
    import xxhash
    known, parts, ends = {}, [], [0]
    factors = [numpy.uint64((0x9E3779B97F4A7C15 * (2 * k + 1)) & MASK) for k in range(GRAM)]
    for text in texts:
        words = WORD.findall(text.lower())
        for word in words:
            if word not in known:
                known[word] = xxhash.xxh3_64_intdigest(word.encode())
        hashes = numpy.zeros(max(GRAM, len(words)), dtype=numpy.uint64)
        hashes[:len(words)] = numpy.fromiter((known[w] for w in words), numpy.uint64, len(words))
        mixed = numpy.zeros(len(hashes) - GRAM + 1, dtype=numpy.uint64)
        for k, factor in enumerate(factors):
            mixed += hashes[k:k + len(mixed)] * factor
            mixed ^= mixed >> numpy.uint64(29)
            mixed *= numpy.uint64(0xBF58476D1CE4E5B9)
        parts.append(mixed)
        ends.append(ends[-1] + len(mixed))
    return numpy.concatenate(parts), numpy.array(ends, dtype=numpy.uint64)


class Sets:
    """Union-find."""

    def __init__(self, count):
        self.parent = list(range(count))

    def find(self, x):
        while self.parent[x] != x:
            self.parent[x] = self.parent[self.parent[x]]
            x = self.parent[x]
        return x

    def join(self, a, b):
        a, b = self.find(a), self.find(b)
        self.parent[max(a, b)] = min(a, b)


# ---- The peers: each returns the cluster of every document -----------------------------------------


def run_datasketch(texts):
    from datasketch import MinHash, MinHashLSH
    sets, sketches = Sets(len(texts)), []
    empty = MinHash(num_perm=HASHES, seed=1)
    index = MinHashLSH(threshold=THRESHOLD, num_perm=HASHES, params=(BANDS, ROWS))
    for number, text in enumerate(texts):
        sketch = empty.copy()
        sketch.update_batch([gram.encode() for gram in grams(text)])
        sketches.append(sketch)
        for other in index.query(sketch):
            if sets.find(number) != sets.find(other) and \
                    sketch.jaccard(sketches[other]) >= THRESHOLD:
                sets.join(number, other)
        index.insert(number, sketch)
    return [sets.find(i) for i in range(len(texts))]


def run_fastsketchlsh(texts):
    import numpy
    from FastSketchLSH import LSH, FastSimilaritySketch
    hashes, ends = gram_hashes(texts)
    sketches = FastSimilaritySketch(HASHES, 42).batch_csr(hashes, ends, prehashed=True, num_threads=1)
    index = LSH(num_perm=HASHES, num_bands=BANDS, num_threads=1)
    index.insert(sketches)
    found, starts = index.query(sketches, format="csr")
    sets = Sets(len(texts))
    for a in range(len(texts)):
        for b in found[starts[a]:starts[a + 1]]:
            b = int(b)
            if b < a and sets.find(a) != sets.find(b) and \
                    numpy.count_nonzero(sketches[a] == sketches[b]) >= THRESHOLD * HASHES:
                sets.join(a, b)
    return [sets.find(i) for i in range(len(texts))]


def run_gaoya(texts):
    from gaoya.minhash import MinHashStringIndex
    index = MinHashStringIndex(hash_size=32, jaccard_threshold=THRESHOLD, num_bands=BANDS,
                               band_size=ROWS, analyzer="word", lowercase=True,
                               ngram_range=(GRAM, GRAM))
    index.par_bulk_insert_docs(list(range(len(texts))), texts)
    sets = Sets(len(texts))
    for first in range(0, len(texts), 5000):
        for a, found in enumerate(index.par_bulk_query(texts[first:first + 5000]), first):
            for b in found:
                sets.join(a, int(b[0] if isinstance(b, tuple) else b))
    return [sets.find(i) for i in range(len(texts))]


def run_rensa(texts):
    from rensa import RMinHash, RMinHashLSH
    sketches, sets = [], Sets(len(texts))
    for first in range(0, len(texts), 2000):
        batch = [grams(text) for text in texts[first:first + 2000]]
        sketches += RMinHash.from_token_sets(batch, num_perm=HASHES, seed=42)
    index = RMinHashLSH(threshold=THRESHOLD, num_perm=HASHES, num_bands=BANDS)
    index.insert_pairs(enumerate(sketches))
    for first in range(0, len(sketches), 5000):
        for a, found in enumerate(index.query_all(sketches[first:first + 5000]), first):
            for b in found:
                if b < a and sets.find(a) != sets.find(b) and \
                        sketches[a].jaccard(sketches[b]) >= THRESHOLD:
                    sets.join(a, b)
    return [sets.find(i) for i in range(len(texts))]


def run_rensa_flags(texts):
    from rensa import RMinHash, RMinHashLSH
    hashes, ends = gram_hashes(texts)
    matrix = RMinHash.digest_matrix_from_flat_token_hashes_rho(hashes, ends, num_perm=HASHES, seed=42)
    index = RMinHashLSH(threshold=THRESHOLD, num_perm=HASHES, num_bands=BANDS)
    flags = index.query_duplicate_flags_matrix_one_shot(matrix)
    return [-1 if flag else number for number, flag in enumerate(flags)]


RUNS = {"datasketch": run_datasketch, "fastsketchlsh": run_fastsketchlsh, "gaoya": run_gaoya,
        "rensa": run_rensa, "rensa-flags": run_rensa_flags}


def main():
    if sys.argv[1] == "--versions":
        for peer, package in PACKAGES.items():
            try:
                print(f"{peer}\t{package} {importlib.metadata.version(package)}")
            except importlib.metadata.PackageNotFoundError:
                pass
        return
    peer, source, target = sys.argv[1:4]
    ids, texts = load(source)
    clusters = RUNS[peer](texts)
    with open(target, "w", encoding="utf-8") as out:
        for name, cluster in zip(ids, clusters):
            out.write(f"{name}\t{'DUP' if cluster < 0 else ids[cluster]}\n")


if __name__ == "__main__":
    main()
