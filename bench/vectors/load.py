#!/usr/bin/env python3
"""Reading files of vectors: ours against gensim, in one run.

usage: load.py [--words N] [--dimensions N] [--repeats N] [--work DIR]

Environment: LOAD, the program that `cargo build --release -p isogloss-store --example load` makes. Needs gensim and numpy. A file
with random numbers of five digits is made in DIR, as word2vec's text, and of it word2vec's binary by gensim and safetensors by us
(ISOGLOSS, the command). Ours is the best and the median of five readings in a process, gensim's one reading in a process of its own.
"""
import argparse
import os
import pathlib
import re
import statistics
import subprocess
import sys

import numpy

GENSIM = """
import sys, time, gensim
started = time.monotonic()
gensim.models.KeyedVectors.load_word2vec_format(sys.argv[1], binary=sys.argv[1].endswith("bin"))
print(1e3 * (time.monotonic() - started))
"""


def make(path, words, dimensions):
    random = numpy.random.default_rng(1)
    with open(path, "w", encoding="utf-8") as out:
        out.write(f"{words} {dimensions}\n")
        for word in range(words):
            numbers = random.normal(size=dimensions) * 0.4
            out.write(f"w{word} " + " ".join(["%.5g" % number for number in numbers]) + "\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--words", type=int, default=400_000)
    parser.add_argument("--dimensions", type=int, default=100)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--work", default=".")
    args = parser.parse_args()
    work = pathlib.Path(args.work)
    text, binary, native = (work / f"big.{end}" for end in ("txt", "bin", "safetensors"))
    if not text.exists():
        make(text, args.words, args.dimensions)
    for target in (binary, native):
        if not target.exists():
            subprocess.run([os.environ["ISOGLOSS"], "convert", text, target], check=True, stdout=subprocess.DEVNULL)
    print("| file | ours, best, ms | ours, median, ms | gensim, median, ms | ratio of medians |\n| --- | --- | --- | --- | --- |")
    for path in (text, binary, native):
        ours, theirs = [], []
        for _ in range(args.repeats):
            out = subprocess.run([os.environ["LOAD"], path], check=True, capture_output=True, text=True).stdout
            ours += [float(ms) for ms in re.findall(r"^ *([\d.]+) ms", out, re.M)]
            if path != native:
                out = subprocess.run([sys.executable, "-c", GENSIM, path], check=True, capture_output=True, text=True).stdout
                theirs.append(float(out))
        median = statistics.median(ours)
        their = statistics.median(theirs) if theirs else None
        shown = f"{their:.0f} | {their / median:.1f}" if their else " | "
        print(f"| {path.name}, {path.stat().st_size / 1e6:.0f} MB | {min(ours):.1f} | {median:.1f} | {shown} |", flush=True)
