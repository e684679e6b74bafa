#!/usr/bin/env python3
# corpus.py - writes a corpus of invented news with planted reprints, the same for everyone
#
# usage: corpus.py PREFIX DOCS [SEED]
#
# Writes PREFIX.jsonl (id, text), PREFIX_txt/ID.txt, and PREFIX.planted.tsv: id, family, kind.
#
# Two thirds of the documents are articles of their own: 80 to 1,500 words, half of them function
# words, the others of an invented vocabulary whose frequencies fall as those of real words do
# (Zipf); common phrases recur everywhere, and each article has names of its own. One third are
# reprints of an article: as it is, in another typography, with one to four words in a hundred
# edited, cut, sentences lost or swapped, between other headers and footers. Half of all documents
# stand in the template of one of forty sites. Nothing in it means anything.
#
# SPDX-License-Identifier: MIT
import bisect
import itertools
import json
import math
import os
import random
import sys

FUNCTION_WORDS = (
    "the of and a to in is that it was for on with as at by from be this have are not but had his they "
    "she which or we an were been their has would what will there if can all her who one so no up when "
    "more about than into them could out time only its two other may then do first any my now such like "
    "our over even most me after also made many must before through back years where much your way down "
    "should because long each just those people how too little state good very make year still own work "
    "here between both under last never day same while might off since against asked without").split()
ONSETS = "b c d f g h j k l m n p r s t v w z br ch dr gr pl sh st th tr".split()
VOWELS = "a e i o u a e i o u ai ea ou".split()
CODAS = [""] * 9 + "l n r s t m nd st".split()
SITES = 40


class Words:
    """The invented language: words by their frequency, phrases, names."""

    def __init__(self, r):
        made = {self.word(r) for _ in range(120000)}
        common = sorted(made, key=lambda word: (len(word) + r.random() * 8, word))
        units = [None] * (2 * len(FUNCTION_WORDS))
        units[::2] = FUNCTION_WORDS
        units[1::2] = common[:len(FUNCTION_WORDS)]
        units += common[len(FUNCTION_WORDS):60000]
        weights = [1 / (rank + 4) for rank in range(len(units))]
        self.units, self.weights = units, list(itertools.accumulate(weights))
        phrases = [" ".join(self.draw(r, r.randint(2, 4))) for _ in range(12000)]
        total = self.weights[-1]
        for rank, phrase in enumerate(phrases):
            self.units.append(phrase)
            self.weights.append(self.weights[-1] + total * 0.03 / (rank + 20))
        self.names = [w.capitalize() for w in common[60000:90000]]

    @staticmethod
    def word(r):
        return "".join(r.choice(ONSETS) + r.choice(VOWELS) + r.choice(CODAS)
                       for _ in range(r.choice((1, 2, 2, 3, 3))))

    def draw(self, r, count):
        return r.choices(self.units, cum_weights=self.weights, k=count)

    def sentence(self, r, words):
        text = " ".join(words)
        text = text[0].upper() + text[1:]
        kind = r.random()
        if kind < 0.12:
            return f"“{text},” {r.choice(self.names)} said."
        if kind < 0.2:
            return f"{text}, {r.randint(2, 9000):,} of them."
        return text + "."

    def article(self, r):
        """A list of paragraphs, which are lists of sentences."""
        left = int(min(1500, max(80, r.lognormvariate(math.log(340), 0.6))))
        topics = r.sample(self.names, 12)
        stream = self.draw(r, left)
        for at in r.sample(range(left), left // 14):
            stream[at] = r.choice(topics)
        paragraphs, at = [], 0
        while at < left:
            paragraphs.append([])
            for _ in range(r.randint(1, 4)):
                size = r.randint(7, 28)
                if at < left:
                    paragraphs[-1].append(self.sentence(r, stream[at:at + size]))
                at += size
        return paragraphs

    def line(self, r, low, high):
        return " ".join(self.draw(r, r.randint(low, high)))


def join(paragraphs):
    return "\n\n".join(" ".join(p) for p in paragraphs if p)


# ---- Reprints --------------------------------------------------------------------------------------


def header(r, words):
    date = f"{r.choice(words.names)} {r.randint(1, 28)}, {r.randint(2012, 2024)}"
    return r.choice((f"{r.choice(words.names).upper()} (WNA) — ",
                     f"By {r.choice(words.names)} {r.choice(words.names)}, Staff Writer\n{date}\n\n",
                     f"{date} | {r.randint(2, 9)} min read\n\n"))


def footer(r, words):
    return r.choice((f"\n\nReporting by {r.choice(words.names)}; editing by {r.choice(words.names)}.",
                     f"\n\nShare this article | Comments ({r.randint(0, 999)}) | Print this page",
                     "\n\nSign up for our newsletter and get the day's stories every morning."))


def edited(text, r, words, share):
    parts = text.split(" ")
    for at in r.sample(range(len(parts)), max(1, int(share * len(parts)))):
        kind = r.random()
        parts[at] = words.draw(r, 1)[0] if kind < 0.7 else "" if kind < 0.85 else parts[at] + " still"
    return " ".join(parts)


def in_other_type(text, r):
    text = text.replace("“", '"').replace("”", '"').replace("\n\n", "\n")
    return text.replace(". ", ".  ") if r.random() < 0.5 else text.replace(" ", "\u00a0", 3)


def shortened(paragraphs, r, low, high):
    sentences = sum(len(p) for p in paragraphs)
    left = max(1, int(r.uniform(low, high) * sentences))
    kept = []
    for p in paragraphs:
        kept.append(p[:left])
        left -= len(kept[-1])
    return kept


def rearranged(paragraphs, r, lose):
    copy = [list(p) for p in paragraphs]
    if len(copy) < 3:
        return copy
    at = r.randrange(1, len(copy) - 1)
    if lose:
        del copy[at][r.randrange(len(copy[at]))]
    else:
        copy[at], copy[at + 1] = copy[at + 1], copy[at]
    return copy


def framed(text, r, words):
    return header(r, words) + text + footer(r, words)


# (kind, weight, how)
KINDS = (
    ("exact", 15, lambda a, r, w: join(a)),
    ("framed", 20, lambda a, r, w: framed(join(a), r, w)),
    ("type", 8, lambda a, r, w: in_other_type(join(a), r)),
    ("edit1", 12, lambda a, r, w: edited(join(a), r, w, 0.01)),
    ("edit2", 8, lambda a, r, w: edited(join(a), r, w, 0.02)),
    ("edit4", 6, lambda a, r, w: edited(join(a), r, w, 0.04)),
    ("cut", 14, lambda a, r, w: join(shortened(a, r, 0.75, 0.97))),
    ("lost", 7, lambda a, r, w: join(rearranged(a, r, True))),
    ("swapped", 4, lambda a, r, w: join(rearranged(a, r, False))),
    ("all", 6, lambda a, r, w: framed(edited(join(shortened(a, r, 0.9, 1)), r, w, 0.01), r, w)),
)
KIND_WEIGHTS = list(itertools.accumulate(weight for _, weight, _ in KINDS))


def copies(r):
    """How many reprints an article has that has any: most one or two, a few dozens."""
    return (1, 2, 3, r.randint(4, 8), r.randint(9, 40))[bisect.bisect(
        (0.62, 0.83, 0.93, 0.99), r.random())]


def site(r, words):
    menu = "\n".join(words.line(r, 1, 3).title() for _ in range(r.randint(3, 9)))
    foot = "\n".join(words.line(r, 4, 40) for _ in range(r.randint(2, 7)))
    return f"{words.line(r, 2, 3).title()}\n{menu}\n\n", "\n\n" + foot


# ---- The corpus ------------------------------------------------------------------------------------


def documents(count, seed):
    """Yields (family, kind, text) in an order that puts families apart."""
    r = random.Random(seed)
    words = Words(r)
    sites = [site(r, words) for _ in range(SITES)]
    plan, own, left = [], count - count // 3, count // 3
    for family in r.sample(range(own), own):
        plan.append((r.random(), family, -1))
        for copy in range(min(left, copies(r)) if left else 0):
            plan.append((r.random(), family, copy))
            left -= 1
    for _, family, copy in sorted(plan):
        article = words.article(random.Random(f"{seed} {family}"))
        kind, text = "base", join(article)
        if copy >= 0:
            kind, _, make = KINDS[bisect.bisect(KIND_WEIGHTS, r.random() * KIND_WEIGHTS[-1])]
            text = make(article, r, words)
        if r.random() < 0.5:
            head, foot = r.choice(sites)
            text = head + text + foot
        yield family, kind, text


def main():
    prefix, count = sys.argv[1], int(sys.argv[2])
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else 1
    os.makedirs(prefix + "_txt", exist_ok=True)
    with open(prefix + ".jsonl", "w", encoding="utf-8") as records, \
            open(prefix + ".planted.tsv", "w", encoding="utf-8") as planted:
        for number, (family, kind, text) in enumerate(documents(count, seed)):
            name = f"d{number:07}"
            records.write(json.dumps({"id": name, "text": text}, ensure_ascii=False) + "\n")
            planted.write(f"{name}\t{family}\t{kind}\n")
            with open(f"{prefix}_txt/{name}.txt", "w", encoding="utf-8") as file:
                file.write(text)


if __name__ == "__main__":
    main()
