#!/usr/bin/env python3
"""`isogloss count` against Stanford GloVe's vocab_count, cooccur and shuffle on the same text: time, processor time, entries.

usage: compare.py TEXT [--tokens N ...] [--window N] [--min-count N] [--threads N] [--repeat N] [--work DIR]

TEXT is plain text; a line is a document. It is lower-cased and cut at white space first, so that both sides see the same
tokens. Environment: GLOVE_VOCAB_COUNT, GLOVE_COOCCUR, GLOVE_SHUFFLE and ISOGLOSS name the programs. Every figure is the median
of --repeat runs, both sides by turns. What is compared:

  words         vocab_count             isogloss count --vocabulary-only --tokenizer whitespace
  social        vocab_count             isogloss count --vocabulary-only (the default tokeniser)
  X             cooccur, then shuffle   isogloss count --tokenizer whitespace (vocabulary, ids, postings and X: all from the text)

Then every entry of X is compared: the same pairs, values equal to 1e-5 of themselves. Needs numpy.
"""
import argparse
import os
import pathlib
import resource
import shutil
import statistics
import subprocess
import time
import unicodedata

import numpy

RECORD = numpy.dtype([("row", "<i4"), ("column", "<i4"), ("value", "<f8")])


def prepare(source, path, limit):
    """Writes the first `limit` tokens, whole lines, as both sides will cut them; returns how many."""
    tokens = 0
    with open(source, encoding="utf-8") as lines, open(path, "w", encoding="utf-8") as out:
        for line in lines:
            words = unicodedata.normalize("NFC", line.lower()).split()
            if words:
                out.write(" ".join(words) + "\n")
                tokens += len(words)
            if tokens >= limit:
                break
    return tokens


def timed(command, work, stdin=None, stdout=None):
    """Wall and processor seconds of a command."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.monotonic()
    with open(stdin or os.devnull, "rb") as source, open(stdout or os.devnull, "wb") as sink:
        subprocess.run([str(part) for part in command], check=True, stdin=source, stdout=sink, stderr=subprocess.DEVNULL, cwd=work)
    wall = time.monotonic() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return numpy.array([wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime])


class Bench:
    def __init__(self, args, text):
        self.work, self.text = args.work, text
        self.glove = {name: os.environ[f"GLOVE_{name.upper()}"] for name in ("vocab_count", "cooccur", "shuffle")}
        self.window, self.min_count, self.threads = args.window, args.min_count, args.threads
        self.out = self.work / "isogloss"

    def isogloss(self, *more):
        # A finished count would be used again.
        shutil.rmtree(self.out, ignore_errors=True)
        command = [os.environ["ISOGLOSS"], "count", self.text, "-o", self.out, "--min-count", self.min_count]
        return timed([*command, "--threads", self.threads, "--quiet", *more], self.work)

    def vocab_count(self):
        command = [self.glove["vocab_count"], "-verbose", 0, "-min-count", self.min_count]
        return timed(command, self.work, self.text, self.work / "vocab.txt")

    def cooccur(self):
        command = [self.glove["cooccur"], "-verbose", 0, "-symmetric", 1, "-window-size", self.window]
        command += ["-vocab-file", self.work / "vocab.txt", "-overflow-file", self.work / "overflow"]
        return timed(command, self.work, self.text, self.work / "cooccurrence.bin")

    def shuffle(self):
        command = [self.glove["shuffle"], "-verbose", 0, "-temp-file", self.work / "shuffle"]
        return timed(command, self.work, self.work / "cooccurrence.bin", self.work / "shuffled.bin")

    def words(self):
        return self.isogloss("--vocabulary-only", "--tokenizer", "whitespace")

    def social(self):
        return self.isogloss("--vocabulary-only")

    def x(self, *more):
        return self.isogloss("--tokenizer", "whitespace", "--window", self.window, *more)


def read_vocabulary(path):
    lines = open(path, encoding="utf-8", newline="\n").read().splitlines()
    return [tuple(line.rsplit(" ", 1)) for line in lines]


def compare_entries(bench):
    """Number of entries and the largest relative difference of two values."""
    bench.x("--glove")
    theirs, ours = (read_vocabulary(path / "vocab.txt") for path in (bench.work, bench.out))
    if sorted(theirs) != sorted(ours):
        raise SystemExit(f"the vocabularies differ: {list(set(theirs) ^ set(ours))[:10]}")
    # Words of one count may stand in another order.
    number = {word: i for i, (word, _) in enumerate(theirs, 1)}
    renumbered = numpy.array([0] + [number[word] for word, _ in ours], dtype=numpy.int64)
    theirs, ours = (numpy.memmap(path / "cooccurrence.bin", RECORD, "r") for path in (bench.work, bench.out))
    if len(theirs) != len(ours):
        raise SystemExit(f"{len(theirs)} entries against {len(ours)} of ours")
    key = renumbered[ours["row"]] * len(renumbered) + renumbered[ours["column"]]
    order = numpy.argsort(key)
    if not numpy.array_equal(key[order], theirs["row"].astype(numpy.int64) * len(renumbered) + theirs["column"]):
        raise SystemExit("the pairs differ")
    difference = float(numpy.max(numpy.abs(ours["value"][order] - theirs["value"]) / theirs["value"]))
    if difference > 1e-5:
        raise SystemExit(f"a value differs by {difference:.1e} of itself")
    return len(theirs), difference


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("text", type=pathlib.Path)
    parser.add_argument("--tokens", type=int, nargs="+", default=[1_000_000, 4_000_000, 16_000_000, 36_000_000])
    parser.add_argument("--window", type=int, default=10)
    parser.add_argument("--min-count", type=int, default=5)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--work", type=pathlib.Path, default=pathlib.Path("bench-glove"))
    args = parser.parse_args()
    args.work.mkdir(parents=True, exist_ok=True)
    args.work = args.work.resolve()
    print(f"window {args.window}, min-count {args.min_count}, {args.threads} threads (theirs: 1), medians of {args.repeat}")
    print("| tokens | work | GloVe wall, cpu s | isogloss wall, cpu s | wall ratio | cpu ratio | M tokens/s |")
    print("| ---: | --- | ---: | ---: | ---: | ---: | ---: |")
    for limit in args.tokens:
        text = args.work / "text.txt"
        tokens = prepare(args.text, text, limit)
        bench = Bench(args, text)
        runs = {name: [] for name in ("vocab_count", "words", "social", "glove_x", "x", "wc")}
        for _ in range(args.repeat):
            runs["vocab_count"].append(bench.vocab_count())
            runs["words"].append(bench.words())
            runs["social"].append(bench.social())
            runs["glove_x"].append(bench.cooccur() + bench.shuffle())
            runs["x"].append(bench.x())
            runs["wc"].append(timed(["wc", "-w", text], args.work))
        median = {name: [statistics.median(run[i] for run in times) for i in (0, 1)] for name, times in runs.items()}
        for work, theirs, ours in (("words", "vocab_count", "words"), ("social", "vocab_count", "social"), ("X", "glove_x", "x")):
            (a, b), (c, d) = median[theirs], median[ours]
            times = f"{a:.2f}, {b:.2f} | {c:.2f}, {d:.2f} | {a / c:.1f} | {b / d:.1f}"
            print(f"| {tokens:,} | {work} | {times} | {tokens / c / 1e6:.1f} |", flush=True)
        entries, difference = compare_entries(bench)
        size = text.stat().st_size / 1e6
        print(f"  {entries:,} entries, largest difference {difference:.1e}; {size:.0f} MB, wc -w: {median['wc'][0]:.2f} s", flush=True)


if __name__ == "__main__":
    main()
