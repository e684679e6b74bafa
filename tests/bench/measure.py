#!/usr/bin/env python3
# measure.py - runs programs alternately and prints a table of their times, memory and recall
#
# usage: measure.py ROUNDS PROGRAM CORPUS PEER-PYTHON PEER-DRIVERS
#
# CORPUS.jsonl, CORPUS_txt/ and CORPUS.planted.tsv are what make_corpus.py wrote. Repeats of one
# program differ on a shared machine, so all programs run once in each round and minima are compared.
# CPU time and peak memory are those that the kernel counted for the process and its children.
# Recall is the share of the planted pairs (documents of one family) that came out in one cluster;
# a program that only flags documents (marked "flags") is credited with a pair when it flagged either.
#
# SPDX-License-Identifier: MIT
import collections
import itertools
import os
import platform
import statistics
import subprocess
import sys
import time

PEERS = ("rensa_batch", "rensa_flat", "gaoya_idx", "fastsketchlsh", "datasketch2")
ONE_THREAD = {key: "1" for key in ("OMP_NUM_THREADS", "RAYON_NUM_THREADS", "OPENBLAS_NUM_THREADS",
                                   "MKL_NUM_THREADS", "RENSA_NUM_THREADS")}
# By default rensa_flat reads only the beginning of a long article; this lifts it at no cost in time.
WHOLE_TEXTS = {"RENSA_RHO_TOKEN_BUDGET": "100000", "RENSA_RHO_MEDIUM_TOKEN_BUDGET": "100000",
               "RENSA_RHO_BAND_FOLD": "1"}


def run(command, output):
    """Wall seconds, CPU seconds, peak MB; ends the benchmark when the command fails."""
    with open(output, "wb") as out, open(output + ".err", "wb") as err:
        began = time.perf_counter()
        process = subprocess.Popen(command, stdout=out, stderr=err,
                                   env={**os.environ, **ONE_THREAD, **WHOLE_TEXTS})
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        last = open(output + ".err", errors="replace").read().strip().splitlines()[-1:]
        return None, f"exit status {process.returncode}: {' '.join(last)}"
    return (wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024), None


def families(path):
    groups = collections.defaultdict(list)
    for line in open(path, encoding="utf-8"):
        name, family = line.rstrip("\n").split("\t")[:2]
        groups[family].append(name)
    return [sorted(members) for members in groups.values() if len(members) > 1]


def own_clusters(path):
    with open(path, encoding="utf-8", errors="surrogateescape") as rows:
        head = next(rows).rstrip("\n").split("\t")
        cluster, document = head.index("cluster"), head.index("document")
        table = {}
        for row in rows:
            fields = row.rstrip("\n").split("\t")
            name = os.path.basename(fields[document])
            table[name[:-4] if name.endswith(".txt") else name] = fields[cluster]
    return table


def peer_clusters(path):
    return dict(line.rstrip("\n").split("\t")[:2] for line in open(path, encoding="utf-8"))


def recall(groups, table, flags):
    found = pairs = 0
    for members in groups:
        for a, b in itertools.combinations(members, 2):
            pairs += 1
            x, y = table.get(a), table.get(b)
            found += ("DUP" in (x, y)) if flags else (x is not None and x == y)
    return found / max(1, pairs)


def warm_up(corpus):
    """Reads every input once, so that the first program does not wait for the disk alone."""
    folder = corpus + "_txt"
    names = [os.path.join(folder, n) for n in os.listdir(folder)] if os.path.isdir(folder) else []
    for name in [corpus + ".jsonl", *names]:
        with open(name, "rb") as file:
            while file.read(1 << 20):
                pass


def commands(program, corpus, python, drivers, out):
    rows = []
    for label, source in (("JSON Lines", corpus + ".jsonl"), ("folder", corpus + "_txt")):
        for threads in (1, 2):
            name = f"newsdupes, {label}, {threads} thread{'s' * (threads > 1)}"
            if os.path.exists(source):
                rows.append((name, [program, f"--threads={threads}", source], None))
    for peer in PEERS:
        driver = os.path.join(drivers, peer + ".py")
        if os.path.exists(python) and os.path.exists(driver):
            target = os.path.join(out, peer + ".tsv")
            rows.append((peer, [python, driver, corpus + ".jsonl", target, "1"], target))
    return rows


def machine(program):
    model = "unknown processor"
    for line in open("/proc/cpuinfo"):
        if line.startswith("model name"):
            model = line.split(":", 1)[1].strip()
            break
    print(f"machine: {model}, {os.cpu_count()} processors, load {os.getloadavg()[0]:.2f}")
    print(f"kernel: {platform.system()} {platform.release()}")
    version = subprocess.run([program, "--version"], capture_output=True, text=True).stdout
    print("program: " + ", ".join(" ".join(line.split()) for line in version.splitlines()))


def peer_versions(python):
    code = ("import importlib.metadata as m\n"
            "for n in ('rensa','gaoya','fastsketchlsh','datasketch'):\n"
            "  try: print(n, m.version(n), end=', ')\n"
            "  except m.PackageNotFoundError: pass")
    if os.path.exists(python):
        text = subprocess.run([python, "-c", code], capture_output=True, text=True).stdout
        print("peers: " + text.rstrip(", "))


def main():
    rounds, program, corpus, python, drivers = int(sys.argv[1]), *sys.argv[2:6]
    out = corpus + ".results"
    os.makedirs(out, exist_ok=True)
    rows = commands(program, corpus, python, drivers, out)
    taken = collections.defaultdict(list)
    wrong = {}
    warm_up(corpus)
    for turn in range(rounds):
        for number, (name, command, _) in enumerate(rows):
            if name in wrong:
                continue
            result, trouble = run(command, os.path.join(out, f"{number}.out"))
            if trouble:
                wrong[name] = trouble
                print(f"{name}: {trouble}", file=sys.stderr)
            else:
                taken[name].append(result)
                print(f"round {turn + 1}: {name}: {result[0]:.2f} s", file=sys.stderr)
    articles = sum(1 for _ in open(corpus + ".jsonl", "rb"))
    megabytes = os.path.getsize(corpus + ".jsonl") / 1e6
    groups = families(corpus + ".planted.tsv")
    peers = [min(t[0] for t in taken[name]) for name, _, target in rows if target and taken[name]]
    machine(program)
    peer_versions(python)
    print(f"corpus: {articles} articles, {megabytes:.0f} MB as JSON Lines, "
          f"{sum(len(g) * (len(g) - 1) // 2 for g in groups)} planted pairs; {rounds} rounds\n")
    print(f"{'program':32} {'min s':>7} {'median':>7} {'CPU s':>7} {'MB RSS':>7} {'art/s':>8} "
          f"{'MB/s':>6} {'x peer':>7} {'recall':>7}")
    for number, (name, _, target) in enumerate(rows):
        if not taken[name]:
            continue
        walls = [t[0] for t in taken[name]]
        least = min(walls)
        if target:
            table = peer_clusters(target)
        else:
            table = own_clusters(os.path.join(out, f"{number}.out"))
        flags = "DUP" in table.values()
        ratio = f"{min(peers) / least:7.2f}" if peers else "      -"
        print(f"{name + (' (flags)' if flags else ''):32} {least:7.2f} {statistics.median(walls):7.2f} "
              f"{min(t[1] for t in taken[name]):7.2f} {max(t[2] for t in taken[name]):7.0f} "
              f"{articles / least:8.0f} {megabytes / least:6.1f} {ratio} "
              f"{recall(groups, table, flags):7.4f}")
    return 1 if wrong else 0


sys.exit(main())
