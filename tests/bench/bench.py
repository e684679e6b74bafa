#!/usr/bin/env python3
# bench.py - times newsdupes and its peers on the same corpora, in turn
#
# usage: bench.py PROGRAM [NAME=VALUE...]
#
#   DOCS=N,…        sizes of the corpora of invented news that are made (corpus.py); 50000
#   CORPUS=PREFIX,… corpora that are there, and no invented ones unless DOCS is given: PREFIX.jsonl;
#                   PREFIX.planted.tsv (id, family), if reprints are known; PREFIX_txt/, the same as
#                   files ID.txt, if there are any
#   ROUNDS=3        how often each program runs, or runs five times when it is short
#   PEERS=DIR       a Python environment with the peers, see peers.py; without it they are left out
#   UPDATE=1        write data/speed.tsv, which README.md shows
#
# Repeats of one program differ on a shared machine: all programs run in turn in each round, those
# that take less than two seconds five times, and the minimum and the median are told, with the least
# processor time, which a busy machine disturbs less. What two threads gain is told by pairs of runs
# that follow each other: the median of their ratios. Processor time and the peak of memory are what
# the kernel counted for the process. Right is what was planted: recall is the share of the planted
# pairs that came out in one cluster, precision the share of joined pairs that were planted. A program
# that only flags documents has found a pair when it flagged one of the two. Stages are those of
# --stats on JSON Lines, in nanoseconds for each word of the corpus: with one thread by processor
# time, with two by the clock.
#
# Corpora are kept in ${TMPDIR:-/tmp}/newsdupes-bench and used again.
#
# SPDX-License-Identifier: MIT
import collections
import os
import platform
import re
import statistics
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
RECORD = os.path.join(os.path.dirname(os.path.dirname(HERE)), "data", "speed.tsv")
WORK = os.path.join(os.environ.get("TMPDIR", "/tmp"), "newsdupes-bench")
THREADS = (1, 2)
BUSY = 0.5  # load of the machine before anything is run
SHORT = 2.0  # seconds of a run that is repeated, ...
REPEATS = 5  # ... so often in a round
# Peers have one thread, and rensa reads whole texts, as the others do; it takes no longer.
ENVIRONMENT = {
    **os.environ,
    **{name: "1" for name in ("OMP_NUM_THREADS", "RAYON_NUM_THREADS", "OPENBLAS_NUM_THREADS",
                              "MKL_NUM_THREADS", "RENSA_NUM_THREADS", "RENSA_RHO_BAND_FOLD")},
    **{name: "100000" for name in ("RENSA_RHO_TOKEN_BUDGET", "RENSA_RHO_MEDIUM_TOKEN_BUDGET")},
}
STAGE = re.compile(r"newsdupes: seconds (.*?) +([\d.]+)  CPU ([\d.]+)  ns a word")
WORDS = re.compile(r"newsdupes: words +(\d+)")

Run = collections.namedtuple("Run", "turn wall cpu memory")


def say(text):
    print("bench: " + text, file=sys.stderr, flush=True)


# ---- What is run -----------------------------------------------------------------------------------


class Corpus:
    def __init__(self, prefix, label):
        self.prefix, self.label = prefix, label
        self.records, self.folder = prefix + ".jsonl", prefix + "_txt"
        self.planted = prefix + ".planted.tsv"
        self.bytes = os.path.getsize(self.records)
        with open(self.records, "rb") as lines:
            self.documents = sum(1 for _ in lines)


def invented(count):
    prefix = os.path.join(WORK, f"invented-{count}")
    if not os.path.exists(prefix + ".done"):
        say(f"making a corpus of {count} articles")
        os.makedirs(WORK, exist_ok=True)
        subprocess.run([sys.executable, os.path.join(HERE, "corpus.py"), prefix, str(count)],
                       check=True)
        open(prefix + ".done", "w").close()
    return Corpus(prefix, "invented news")


def warm_up(source):
    """Reads a file or a folder, so that no program waits for the disk: some systems let go within
    seconds of what is in memory and is not used."""
    folder = os.path.isdir(source)
    for name in [entry.path for entry in os.scandir(source)] if folder else [source]:
        with open(name, "rb") as file:
            while file.read(1 << 20):
                pass


class Program:
    """One row of a table: a command, what it reads, and where its clusters come out."""

    def __init__(self, name, command, source, target, form=None):
        self.name, self.command, self.source, self.target = name, command, source, target
        self.form = form  # of what newsdupes reads
        self.runs, self.stages, self.words = [], {}, 0

    def run(self, turn):
        """Runs it once; why it failed, or None."""
        warm_up(self.source)
        with open(self.target + ".err", "w+b") as errors:
            began = time.perf_counter()
            process = subprocess.Popen(self.command, stderr=errors, env=ENVIRONMENT)
            _, status, usage = os.wait4(process.pid, 0)
            wall = time.perf_counter() - began
            process.returncode = os.waitstatus_to_exitcode(status)
            errors.seek(0)
            said = errors.read().decode(errors="replace")
        if process.returncode != 0:
            return f"exit status {process.returncode}: {said.strip().splitlines()[-1:]}"
        self.runs.append(Run(turn, wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024))
        self.take_stages(said)
        return None

    def take_stages(self, said):
        for stage, *seconds in STAGE.findall(said):
            before = self.stages.get(stage, seconds)
            self.stages[stage] = [min(float(a), float(b)) for a, b in zip(before, seconds)]
        self.words = int((WORDS.search(said) or [0, 0])[1])

    def stage(self, name, clock):
        """Nanoseconds a word, by the clock (0) or of processors (1)."""
        return f"{self.stages[name][clock] * 1e9 / max(1, self.words):.2f}"


def programs(program, corpus, python, peers):
    out = corpus.prefix + ".results"
    os.makedirs(out, exist_ok=True)
    rows = []
    for form, source in (("JSON Lines", corpus.records), ("folder", corpus.folder)):
        for threads in THREADS if os.path.exists(source) else ():
            name = f"newsdupes, {form}, {threads} thread{'s' * (threads > 1)}"
            target = os.path.join(out, f"{form.replace(' ', '-')}-{threads}.tsv")
            rows.append(Program(name, [program, "--stats", f"--threads={threads}", "-o", target,
                                       source], source, target, form))
    for peer, version in peers.items():
        target = os.path.join(out, peer + ".tsv")
        name = version + (", flags only" if peer.endswith("-flags") else "")
        rows.append(Program(name, [python, os.path.join(HERE, "peers.py"), peer, corpus.records,
                                   target], corpus.records, target))
    return rows


def is_short(row):
    return bool(row.runs) and row.runs[-1].wall < SHORT


def run_in_turn(rows, rounds):
    for turn in range(rounds * REPEATS):
        for row in [row for row in rows if turn % REPEATS == 0 or is_short(row)]:
            trouble = row.run(turn)
            if trouble:
                say(f"{row.name}: {trouble}")
                rows.remove(row)
            else:
                say(f"round {turn // REPEATS + 1}: {row.name}: {row.runs[-1].wall:.2f} s")


def speedup(one, two):
    """How much faster the second is by the median of pairs of runs, and of how many."""
    walls = {run.turn: run.wall for run in two.runs}
    ratios = [run.wall / walls[run.turn] for run in one.runs if run.turn in walls]
    return [f"{statistics.median(ratios):.2f}", len(ratios)]


# ---- Right and wrong -------------------------------------------------------------------------------


def clusters_of(row):
    """Cluster by id, of the table of newsdupes or of a peer's."""
    with open(row.target, encoding="utf-8", errors="surrogateescape") as lines:
        rows = [line.rstrip("\n").split("\t") for line in lines]
    if rows and "document" in rows[0]:
        head = rows[0]
        cluster, document = head.index("cluster"), head.index("document")
        rows = [(os.path.basename(r[document]).removesuffix(".txt"), r[cluster]) for r in rows[1:]]
    return dict((r[0], r[1]) for r in rows)


def pairs(counts):
    return sum(n * (n - 1) // 2 for n in counts)


def shares(families, clusters):
    """Recall and precision; precision is None for a program that only flags documents."""
    planted = pairs(collections.Counter(families.values()).values())
    if "DUP" in clusters.values():
        plain = collections.Counter(f for name, f in families.items() if clusters[name] != "DUP")
        return 1 - pairs(plain.values()) / max(1, planted), None
    both = collections.Counter((f, clusters[name]) for name, f in families.items())
    joined = pairs(collections.Counter(clusters.values()).values())
    right = pairs(both.values())
    return right / max(1, planted), right / max(1, joined)


def read_families(corpus):
    if not os.path.exists(corpus.planted):
        return None
    with open(corpus.planted, encoding="utf-8") as lines:
        return dict(line.rstrip("\n").split("\t")[:2] for line in lines)


# ---- What is told ----------------------------------------------------------------------------------


def facts(program, load, rounds):
    """(name, value) of what the figures depend on."""
    model = "unknown processor"
    with open("/proc/cpuinfo", encoding="utf-8", errors="replace") as lines:
        for line in lines:
            if line.startswith("model name"):
                model = line.split(":", 1)[1].strip()
                break
    version = subprocess.run([program, "--version"], capture_output=True, text=True).stdout
    yield "machine", f"{model}, {os.cpu_count()} processors"
    yield "system", f"{platform.system()} {'.'.join(platform.release().split('.')[:2])}"
    yield "program", ", ".join(" ".join(line.split()) for line in version.splitlines())
    if load > BUSY:
        yield "busy", f"{load:.1f}"
    yield "repeats", str(REPEATS)
    yield "rounds", str(rounds)


def share(value):
    return "" if value is None else f"{value:.4f}"


def figures(corpus, rows):
    """The lines of the record: what a corpus is, what each program did, what each stage took."""
    families = read_families(corpus)
    planted = pairs(collections.Counter(families.values()).values()) if families else 0
    yield ["corpus", corpus.label, corpus.documents, corpus.bytes, planted]
    for row in rows:
        walls = [run.wall for run in row.runs]
        right = shares(families, clusters_of(row)) if families else (None, None)
        yield ["run", row.name, f"{min(walls):.3f}", f"{statistics.median(walls):.3f}",
               f"{min(run.cpu for run in row.runs):.3f}", max(run.memory for run in row.runs),
               *map(share, right)]
    for form in dict.fromkeys(row.form for row in rows if row.form):
        pair = [row for row in rows if row.form == form]
        if len(pair) == len(THREADS):
            yield ["threads", form, *speedup(*pair)]
    staged = [row for row in rows if row.stages][:len(THREADS)]
    for stage in staged[0].stages if len(staged) == len(THREADS) else ():
        yield ["stage", stage, staged[0].stage(stage, 1), staged[1].stage(stage, 0)]


def print_table(lines):
    head = None
    least_peer = min((float(line[2]) for line in lines
                      if line[0] == "run" and not line[1].startswith("newsdupes")), default=0)
    for line in lines:
        if line[0] == "corpus":
            head = line
            print(f"\n{head[2]} articles of {head[1]}, {head[3] / 1e6:.0f} MB, {head[4]} planted pairs")
            print(f"{'program':34} {'min s':>8} {'median':>8} {'CPU s':>8} {'MB':>6} {'art/s':>8} "
                  f"{'MB/s':>6} {'x peer':>7} {'recall':>7} {'prec.':>7}")
        elif line[0] == "run":
            least = float(line[2])
            ratio = f"{least_peer / least:.2f}" if least_peer else ""
            print(f"{line[1]:34} {line[2]:>8} {line[3]:>8} {line[4]:>8} {line[5] / 1e6:6.0f} "
                  f"{head[2] / least:8.0f} {head[3] / 1e6 / least:6.1f} {ratio:>7} {line[6]:>7} "
                  f"{line[7]:>7}")
        elif line[0] == "threads":
            print(f"{line[1]}: two threads are {line[2]} times as fast, median of {line[3]} pairs")
        else:
            print(f"  {line[1]:32} {line[2]:>8} {line[3]:>8} ns a word, with two threads")


def peer_versions(python):
    if not os.path.exists(python):
        say("no peers: PEERS names no Python environment (see tests/bench/peers.py)")
        return {}
    listed = subprocess.run([python, os.path.join(HERE, "peers.py"), "--versions"],
                            capture_output=True, text=True, check=True).stdout
    return dict(line.split("\t") for line in listed.splitlines())


def options(arguments):
    values = {"DOCS": "", "CORPUS": "", "ROUNDS": "3", "PEERS": os.path.join(WORK, "peers"),
              "UPDATE": ""}
    for argument in arguments:
        name, equals, value = argument.partition("=")
        if not equals or name not in values:
            sys.exit(f"bench: unknown setting '{argument}'")
        values[name] = value or values[name]
    if not values["CORPUS"]:
        values["DOCS"] = values["DOCS"] or "50000"
    return values


def main():
    program = os.path.abspath(sys.argv[1])
    given = options(sys.argv[2:])
    rounds = int(given["ROUNDS"])
    python = os.path.join(given["PEERS"], "bin", "python")
    peers = peer_versions(python)
    load = os.getloadavg()[0]
    if load > BUSY:
        say(f"the machine is busy (load {load:.1f}): only processor time can be trusted")
    corpora = [invented(int(count)) for count in given["DOCS"].split(",") if count]
    corpora += [Corpus(prefix, "news") for prefix in given["CORPUS"].split(",") if prefix]
    measured = []
    for corpus in corpora:
        rows = programs(program, corpus, python, peers)
        run_in_turn(rows, rounds)
        measured.append((corpus, rows))
    record = [["fact", *fact] for fact in facts(program, load, rounds)]
    for fact in record:
        print(f"{fact[1]}: {fact[2]}")
    for corpus, rows in measured:
        lines = list(figures(corpus, rows))
        print_table(lines)
        record += lines
    if given["UPDATE"]:
        with open(RECORD, "w", encoding="utf-8") as file:
            file.writelines("\t".join(map(str, line)) + "\n" for line in record)


if __name__ == "__main__":
    main()
