"""Evaluations of word vectors beside gensim's: the numbers of both, and the time of each.

    ISOGLOSS=target/release/isogloss python bench/eval/compare.py VECTORS... --sets EN-WS-353-ALL.txt ... --questions questions-words.txt

VECTORS are files in word2vec's or GloVe's text format. Needs gensim. Times of ours are those of the whole command, reading
included; gensim's are of the evaluation alone.
"""

import argparse
import json
import os
import pathlib
import subprocess
import time
import warnings

from gensim import __version__
from gensim.models import KeyedVectors


def isogloss(*arguments):
    start = time.monotonic()
    command = [os.environ["ISOGLOSS"], *map(str, arguments), "--json", "--quiet"]
    out = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return json.loads(out), time.monotonic() - start


def read(path):
    with open(path, encoding="utf-8") as file:
        no_header = len(file.readline().split()) != 2
    return KeyedVectors.load_word2vec_format(path, no_header=no_header, unicode_errors="replace")


def similarity(path, vectors, sets, options):
    results, seconds = isogloss("similarity", path, "--set", *sets, "--oov", "zero" if options["dummy4unknown"] else "skip",
                                f"--case-insensitive={str(options['case_insensitive']).lower()}")
    for file, ours in zip(sets, results["results"]):
        start = time.monotonic()
        _, theirs, unknown = vectors.evaluate_word_pairs(str(file), **options)
        took = time.monotonic() - start
        known = round(ours["pairs"] * (1 - unknown / 100))
        difference = abs(theirs.statistic - ours["spearman"]["value"])
        print(f"| {path.name} | {file.stem} | {known} | {ours['known']} | {theirs.statistic:.6f} | {ours['spearman']['value']:.6f} "
              f"| {difference:.1e} | {took:.2f} | |")
    print(f"| {path.name} | all sets | | | | | | | {seconds:.2f} |")


def analogy(path, vectors, questions, options):
    results, seconds = isogloss("analogy", path, "--questions", questions, "--method", "3cosadd",
                                "--oov", "wrong" if options["dummy4unknown"] else "skip",
                                f"--case-insensitive={str(options['case_insensitive']).lower()}")
    start = time.monotonic()
    _, theirs = vectors.evaluate_word_analogies(str(questions), **options)
    took = time.monotonic() - start
    result = results["results"][0]
    for section, ours in zip(theirs, [*result["sections"], {"name": "all", **result["all"]}]):
        right, asked = len(section["correct"]), len(section["correct"]) + len(section["incorrect"])
        accuracy = ours["accuracy"][0]["without_premises"]
        ours_right = round((accuracy["value"] if accuracy else 0) * ours["asked"])
        print(f"| {path.name} | {ours['name']} | {asked} | {ours['asked']} | {right} | {ours_right} | {abs(right - ours_right)} | | |")
    print(f"| {path.name} | time | | | | | | {took:.2f} | {seconds:.2f} |")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("vectors", type=pathlib.Path, nargs="+")
    parser.add_argument("--sets", type=pathlib.Path, nargs="*", default=[])
    parser.add_argument("--questions", type=pathlib.Path)
    parser.add_argument("--case-sensitive", action="store_true")
    parser.add_argument("--dummy4unknown", action="store_true")
    args = parser.parse_args()
    options = {"case_insensitive": not args.case_sensitive, "dummy4unknown": args.dummy4unknown}
    warnings.filterwarnings("ignore")
    print(f"gensim {__version__}, {options}")
    print("| vectors | set or section | gensim: asked | ours | gensim: rho or right | ours | difference | gensim s | ours s |")
    print("| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    for path in args.vectors:
        vectors = read(path)
        if args.sets:
            similarity(path, vectors, args.sets, options)
        if args.questions:
            analogy(path, vectors, args.questions, options)


if __name__ == "__main__":
    main()
