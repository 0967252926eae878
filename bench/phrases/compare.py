#!/usr/bin/env python3
"""--phrases against gensim's Phrases on the same tokens: the same pairs with the same scores.

usage: compare.py TEXT [--tokens N] [--npmi X] [--word2vec X] [--work DIR]

Environment: ISOGLOSS names the program. TEXT holds a document a line; it is lower-cased and cut at white space. Needs gensim.

gensim is asked in two ways. `export_phrases` scores every pair of its counts: that is our question. `find_phrases` cuts the
running text from left to right, and a pair that only ever stands where its first word was just taken by another is not among
what it reports: those are told apart. Its score after word2vec multiplies by the number of its types (pairs are types, too)
where the program word2phrase and we multiply by the number of tokens: its scores and its threshold are put to our scale.
"""
import argparse
import itertools
import json
import os
import pathlib
import re
import subprocess

import gensim
from gensim.models.phrases import Phrases

SPACE = re.compile("[ \t\n\r\v\f]+")
# Stands in no token, unlike gensim's "_".
DELIMITER = "\t"
# Of words, of pairs, and what is taken off a pair's count: the same for both.
MIN_COUNT = 5


def tokenise(text, out, limit):
    """Writes what both read; returns the documents."""
    documents, tokens = [], 0
    with open(text, encoding="utf-8", newline="\n") as lines:
        for line in lines:
            words = [word for word in SPACE.split(line.lower()) if word]
            if words:
                documents.append(words)
                tokens += len(words)
            if limit and tokens >= limit:
                break
    out.write_text("".join(" ".join(words) + "\n" for words in documents), encoding="utf-8", newline="\n")
    return documents


def ours(text, score, threshold, out):
    subprocess.run(
        [os.environ["ISOGLOSS"], "count", text, "-o", out, "--format", "lines", "--tokenizer", "whitespace", "--keep-case",
         "--phrases", score, "--phrase-threshold", str(threshold), "--quiet"],
        check=True, stdout=subprocess.DEVNULL,
    )
    found = json.loads((out / "phrases.json").read_text(encoding="utf-8"))
    assert found["settings"]["min_count"] == found["settings"]["delta"] == MIN_COUNT
    return {(pair["first"], pair["second"]): pair["score"] for pair in found["pairs"]}, found["tokens"]


def theirs(documents, score, threshold):
    scoring = {"npmi": "npmi", "word2vec": "default"}[score]
    # Its constructor wants NPMI's threshold to be one.
    model = Phrases(documents, min_count=MIN_COUNT, threshold=threshold, scoring=scoring, delimiter=DELIMITER)
    scale = 1.0 if score == "npmi" else model.corpus_word_count / len(model.vocab)
    model.threshold = threshold / scale
    pairs = lambda found: {tuple(pair.split(DELIMITER)): value * scale for pair, value in found.items()}
    return pairs(model.export_phrases()), pairs(model.find_phrases(documents))


def report(name, found, other):
    """One line: how many pairs, how many of them are ours, the largest difference of scores."""
    both = found.keys() & other.keys()
    worst = max((abs(found[pair] - other[pair]) / abs(other[pair]) for pair in both), default=0.0)
    print(f"  {name:32} {len(other):8,} pairs, {len(both):8,} of them ours; only theirs {len(other) - len(both):,}, only ours "
          f"{len(found) - len(both):,}; scores differ by at most {worst:.1e} (relative)")


def taken_before(documents, pairs, phrases):
    """Of these pairs, those that never stand free: a phrase that ends with the first word is cut before each of them."""
    free = set()
    for words in documents:
        taken = False
        for pair in itertools.pairwise(words):
            if taken:
                taken = False
                continue
            if pair in pairs:
                free.add(pair)
            taken = pair in phrases
    return len(pairs) - len(free)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("text")
    parser.add_argument("--tokens", type=int, default=1_000_000, help="stop after this many; 0: all")
    parser.add_argument("--npmi", type=float, default=0.5, help="its threshold")
    parser.add_argument("--word2vec", type=float, default=100.0, help="its threshold")
    parser.add_argument("--work", type=pathlib.Path, default=pathlib.Path("bench-phrases"))
    args = parser.parse_args()
    args.work.mkdir(parents=True, exist_ok=True)
    text = args.work / "text.txt"
    documents = tokenise(args.text, text, args.tokens)
    print(f"gensim {gensim.__version__}; {sum(map(len, documents)):,} tokens in {len(documents):,} documents")
    for score, threshold in (("npmi", args.npmi), ("word2vec", args.word2vec)):
        found, tokens = ours(text, score, threshold, args.work / score)
        assert tokens == sum(map(len, documents))
        scored, running = theirs(documents, score, threshold)
        print(f"{score} above {threshold}: {len(found):,} pairs")
        report("gensim, every pair it counted", found, scored)
        report("gensim, cutting the text", found, running)
        missing = found.keys() - running.keys()
        print(f"  of the {len(missing):,} that it does not cut, {taken_before(documents, missing, found):,} never stand free")


if __name__ == "__main__":
    main()
