#!/usr/bin/env python3
# accuracy.py - measures accuracy on the labelled sets and compares it with data/quality.tsv
#
# usage: accuracy.py PROGRAM [SET...]            compare; status 1 when a figure has become worse
#        accuracy.py PROGRAM --update [SET...]   write what was measured into data/quality.tsv
#
# Each set is clustered at default settings, as a flat folder of files, which says nothing about
# sources, and again with --source where its records name them; the tables are scored by
# `newsdupes score`. data/quality.tsv has a line for each figure:
#
#   set, sources   the set, and the value of --source or "-"
#   measure        as `newsdupes score` names it
#   value          what was measured when it was recorded last
#   low, high      95 % interval of a share (Wilson), for sets whose positives are few
#   goal           the least value that is wanted; without one nothing is wanted
#
# A figure fails when it is more than TOLERANCE below the recorded value; when it misses a goal that
# the recorded value reached; when it, or its record, is not there; or when the number of documents
# is another one, which means that the set is. A goal that the recorded value missed too is "short",
# which fails nothing: the file keeps it in sight. --update keeps the goals.
#
# The sets are others' texts and no part of this repository: they are looked for in ../shared, or in
# the folder ACCURACY_SHARED; where there are none, nothing is measured. What is made of them is kept
# in ${TMPDIR:-/tmp}/newsdupes-accuracy and reused.
#
# SPDX-License-Identifier: MIT
import json
import os
import shutil
import subprocess
import sys
import tempfile
import textwrap
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
RECORD = os.path.join(ROOT, "data", "quality.tsv")
SHARED = os.environ.get("ACCURACY_SHARED", os.path.join(os.path.dirname(ROOT), "shared"))
DATA = os.path.join(SHARED, "data")
TOOLS = os.path.join(SHARED, "tools")
WORK = os.path.join(os.environ.get("TMPDIR", "/tmp"), "newsdupes-accuracy")

COLUMNS = ["set", "sources", "measure", "value", "low", "high", "goal"]
MEASURES = ("documents", "ari", "bcubed_f1", "precision", "recall", "alone")
TOLERANCE = 0.002  # results are the same everywhere; a change of the program moves one pair or two
FEW = 0.01         # an interval that is wider than this is recorded

# Sets as they are: the folder of their records, labels and judged pairs; the field of the source.
GIVEN = {
    "us_news": ("us_news", "us_news/labels.tsv", "us_news/pairs.tsv", "site"),
    "us_news_fullpage": ("us_news_fullpage", "us_news/labels.tsv", "us_news/pairs.tsv", "site"),
    "us_news_wrapped": ("us_news_fullpage", "us_news/labels.tsv", "us_news/pairs.tsv", "site"),
    "world_events": ("world_events", "world_events/labels.tsv", "world_events/pairs.tsv", "source"),
    "event_triples": ("event_triples", None, None, "source"),
    "extractors": ("extractors", "extractors/labels.tsv", None, None),
}
# Sets that a program makes of real articles, and how: they name their sources in the field "source".
MADE = {
    "reprints_clean": ("us_news", "--docs", "5000"),
    "reprints_scanned": ("us_news", "--docs", "5000", "--cer", "0.012"),
    "reprints_badscan": ("us_news", "--docs", "5000", "--cer", "0.03"),
    "reprints_chinese": ("chinese", "--docs", "4000"),
    "reprints_japanese": ("japanese", "--docs", "4000"),
    "reprints_africa16": ("africa16", "--docs", "4000"),
}
ALL = ["seeds", *GIVEN, *MADE]


class Failure(Exception):
    """A set could not be made, clustered or scored."""


def run(command, output=None):
    """Runs a command that must succeed, silent on standard error; its output, or into a file."""
    with open(output or os.devnull, "wb") as out:
        done = subprocess.run(command, stdout=out if output else subprocess.PIPE,
                              stderr=subprocess.PIPE)
    said = done.stderr.decode(errors="replace").strip().splitlines()
    if done.returncode != 0 or said:
        raise Failure(f"{os.path.basename(command[0])}: status {done.returncode}: "
                      f"{said[0] if said else 'no message'}")
    return None if output else done.stdout.decode()


# ---- The sets --------------------------------------------------------------------------------------

def made(path, make):
    """Makes a file or folder once: it gets its name when it is whole."""
    path = os.path.join(WORK, path)
    if not os.path.exists(path):
        part = f"{path}.{os.getpid()}.part"
        make(part)
        os.rename(part, path)
    return path


def read_records(path):
    return [json.loads(line) for line in run(["zstd", "-dcq", path]).split("\n") if line]


def write_wrapped(path, source):
    """The records with their texts re-wrapped at 70 columns, paragraphs lost."""
    with open(path, "w", encoding="utf-8") as out:
        for record in read_records(source):
            record["text"] = "\n".join(textwrap.wrap(record["text"], 70))
            out.write(json.dumps(record, ensure_ascii=False) + "\n")


def write_labels(path, source):
    """Labels that put each record in a cluster of its own."""
    with open(path, "w", encoding="utf-8") as out:
        for number, record in enumerate(read_records(source)):
            out.write(f"{record['id']}\t{number}\n")


def as_folder(name, records):
    return made(name, lambda path: run([os.path.join(TOOLS, "jsonl2dir.py"), records, path]))


def given(name):
    """Records, labels, judged pairs and field of the source of a set that is as it is."""
    folder, labels, judged, field = GIVEN[name]
    records = os.path.join(DATA, folder, "docs.jsonl.zst")
    if name.endswith("_wrapped"):
        records = made(f"{name}.jsonl", lambda path, source=records: write_wrapped(path, source))
    labels = (os.path.join(DATA, labels) if labels else
              made(f"{name}.labels", lambda path: write_labels(path, records)))
    return records, labels, judged and os.path.join(DATA, judged), field


def reprints(name):
    base, *options = MADE[name]
    source = os.path.join(DATA, base, "docs.jsonl.zst")
    folder = made(f"{name}.made", lambda path: run(
        [os.path.join(TOOLS, "make_reprints.py"), source, path, *options]))
    return os.path.join(folder, "docs.jsonl"), os.path.join(folder, "labels.tsv"), None, "source"


# ---- Measuring -------------------------------------------------------------------------------------

def score(program, inputs, labels, judged):
    """The measures of one run."""
    with tempfile.TemporaryDirectory() as scratch:
        table = os.path.join(scratch, "clusters.tsv")
        run([program, "--quiet", *inputs], table)  # warnings of odd texts are right
        lines = run([program, "score", "--no-header", *([f"--judged={judged}"] if judged else []),
                     labels, table]).splitlines()
    return dict(line.split("\t") for line in lines)


def figures(name, sources, measures):
    """The lines of data/quality.tsv, without goals, for the measures of one run."""
    for measure in MEASURES:
        if measure not in measures:
            continue
        low, high = measures.get(f"{measure}_low", ""), measures.get(f"{measure}_high", "")
        if low and float(high) - float(low) <= FEW:
            low = high = ""
        yield dict(zip(COLUMNS, (name, sources, measure, measures[measure], low, high, "")))


def measure_set(program, name):
    if name == "seeds":
        labels = os.path.join(DATA, "seeds.labels.tsv")
        yield from figures(name, "-", score(program, [os.path.join(DATA, "seeds")], labels, None))
        return
    records, labels, judged, field = given(name) if name in GIVEN else reprints(name)
    folder = as_folder(name, records)
    yield from figures(name, "-", score(program, [folder], labels, judged))
    if field:
        told = f"field:{field}"
        yield from figures(name, told, score(program, [f"--source={told}", records], labels, judged))


# ---- Comparing -------------------------------------------------------------------------------------

def key(figure):
    return tuple(figure[column] for column in COLUMNS[:3])


def read_record():
    if not os.path.exists(RECORD):
        return {}
    with open(RECORD, encoding="utf-8") as lines:
        columns = next(lines).rstrip("\n").split("\t")
        return {key(f): f for f in (dict(zip(columns, l.rstrip("\n").split("\t"))) for l in lines)}


def write_record(record):
    rows = sorted(record.values(), key=lambda f: (ALL.index(f["set"]), f["sources"] != "-",
                                                  MEASURES.index(f["measure"])))
    with open(RECORD + ".part", "w", encoding="utf-8") as out:
        for row in [dict(zip(COLUMNS, COLUMNS)), *rows]:
            out.write("\t".join(row[column] for column in COLUMNS) + "\n")
    os.rename(RECORD + ".part", RECORD)


def verdict(recorded, value):
    """What a measured value is beside a recorded figure; capitals fail."""
    if recorded is None:
        return "NOT RECORDED"
    was, goal = float(recorded["value"]), float(recorded["goal"] or "-inf")
    if recorded["measure"] == "documents":
        return "ok" if value == was else "ANOTHER SET"
    if value < goal <= was:
        return "GOAL MISSED"
    if value < was - TOLERANCE:
        return "WORSE"
    if value < goal:
        return "short"
    return "better" if value > was + TOLERANCE else "ok"


def show(name, sources, measure, was, value, goal, said):
    print(f"{name:<18} {sources:<13} {measure:<10} {was:>9} {value:>9} {goal:>6}  {said}", flush=True)


def compare(figure, recorded):
    """Shows a figure; returns whether it passes."""
    said = verdict(recorded, float(figure["value"]))
    interval = f" ({figure['low']} to {figure['high']})" if figure["low"] else ""
    show(*key(figure), recorded["value"] if recorded else "-", figure["value"],
         recorded["goal"] if recorded else "", said + interval)
    return not said.isupper()


def update(record, found, names):
    """Replaces the figures of some sets in the record; goals stay, and serve all runs of a set."""
    goals = {(f["set"], f["measure"]): f["goal"] for f in record.values() if f["goal"]}
    kept = {k: f for k, f in record.items() if f["set"] not in names}
    for figure in found:
        kept[key(figure)] = {**figure, "goal": goals.get((figure["set"], figure["measure"]), "")}
    write_record(kept)


def main():
    program, *names = sys.argv[1:]
    updating = "--update" in names
    names = [name for name in names if name != "--update"] or ALL
    if not os.path.isdir(TOOLS) or not shutil.which("zstd"):
        print(f"accuracy: skipped: {'no zstd' if os.path.isdir(TOOLS) else 'no ' + TOOLS} here")
        return 0
    os.makedirs(WORK, exist_ok=True)
    record, found, passed, failed = read_record(), [], 0, 0
    show("set", "sources", "measure", "recorded", "measured", "goal", "")
    for name in names:
        began = time.monotonic()
        try:
            new = list(measure_set(os.path.realpath(program), name))
        except (Failure, OSError, ValueError) as failure:
            print(f"{name}: {failure}")
            failed += 1
            continue
        verdicts = [compare(figure, record.get(key(figure))) for figure in new]
        passed += sum(verdicts)
        failed += len(verdicts) - sum(verdicts)
        for lost in (k for k in record if k[0] == name and k not in set(map(key, new))):
            show(*lost, record[lost]["value"], "-", record[lost]["goal"], "NOT MEASURED")
            failed += 1
        found += new
        print(f"{name}: {time.monotonic() - began:.1f} s", flush=True)
    if updating:
        update(record, found, {figure["set"] for figure in found})
        print(f"accuracy: wrote {os.path.relpath(RECORD)}")
        return 0
    print(f"tolerance {TOLERANCE}\n{passed} passed, {failed} failed")
    return 1 if failed else 0


sys.exit(main())
