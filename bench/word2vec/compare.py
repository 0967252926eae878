#!/usr/bin/env python3
"""sgns-stream against word2vec.c on the same text with the same settings: speed and word similarity.

usage: compare.py CORPUS.jsonl.zst EVAL_DIR [--tokens N] [--epochs N] [--threads N] [--work DIR]

Environment: WORD2VEC and ISOGLOSS name the two programs. CORPUS holds JSON lines with a `text`; EVAL_DIR the files
EN-WS-353-ALL.txt and EN-SIMLEX-999.txt (word, word, score). Needs the zstd command, nothing beyond Python's library.
"""
import argparse
import json
import math
import os
import pathlib
import re
import subprocess
import time

WORD = re.compile(r"[a-z0-9]+")


def tokenise(corpus, text, limit):
    """Writes a paragraph a line in tokens that both programs cut alike; returns how many."""
    tokens = 0
    source = subprocess.Popen(["zstd", "-dcq", "--long=27", corpus], stdout=subprocess.PIPE)
    with open(text, "w", encoding="utf-8") as out:
        for line in source.stdout:
            for paragraph in json.loads(line)["text"].lower().split("\n"):
                words = WORD.findall(paragraph)
                if words:
                    out.write(" ".join(words) + "\n")
                    tokens += len(words)
            if limit and tokens >= limit:
                break
    source.stdout.close()
    source.wait()
    return tokens


def timed(command):
    start = time.monotonic()
    subprocess.run([str(part) for part in command], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.monotonic() - start


def read_vectors(path):
    vectors = {}
    with open(path, encoding="utf-8", errors="replace") as lines:
        next(lines)
        for line in lines:
            word, *numbers = line.split()
            vectors[word] = [float(number) for number in numbers]
    return vectors


def cosine(x, y):
    dot = sum(a * b for a, b in zip(x, y))
    return dot / math.sqrt(sum(a * a for a in x) * sum(b * b for b in y))


def ranks(values):
    order = sorted(range(len(values)), key=values.__getitem__)
    result = [0.0] * len(values)
    start = 0
    while start < len(order):
        end = start
        while end < len(order) and values[order[end]] == values[order[start]]:
            end += 1
        for place in order[start:end]:
            result[place] = (start + end - 1) / 2
        start = end
    return result


def spearman(x, y):
    x, y = ranks(x), ranks(y)
    mean_x, mean_y = sum(x) / len(x), sum(y) / len(y)
    covariance = sum((a - mean_x) * (b - mean_y) for a, b in zip(x, y))
    return covariance / math.sqrt(sum((a - mean_x) ** 2 for a in x) * sum((b - mean_y) ** 2 for b in y))


def similarity(vectors, pairs_file):
    """Spearman over the pairs whose words are known, and how many those are."""
    gold, found = [], []
    for line in open(pairs_file, encoding="utf-8"):
        fields = line.split()
        if len(fields) == 3 and all(word.lower() in vectors for word in fields[:2]):
            gold.append(float(fields[2]))
            found.append(cosine(vectors[fields[0].lower()], vectors[fields[1].lower()]))
    return spearman(gold, found), len(gold)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus")
    parser.add_argument("eval", type=pathlib.Path)
    parser.add_argument("--tokens", type=int, default=0, help="stop after this many tokens")
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--work", type=pathlib.Path, default=pathlib.Path("bench-word2vec"))
    args = parser.parse_args()
    args.work.mkdir(parents=True, exist_ok=True)
    text, other = args.work / "text.txt", args.work / "other.txt"
    tokens = tokenise(args.corpus, text, args.tokens)
    other.write_text("a comparison needs two inputs and this one has no words to train on\n", encoding="utf-8")

    seconds = {
        "word2vec.c": timed([
            os.environ["WORD2VEC"], "-train", text, "-output", args.work / "word2vec.txt", "-size", 100, "-window", 5,
            "-negative", 5, "-hs", 0, "-sample", "1e-3", "-min-count", 5, "-iter", args.epochs, "-threads", args.threads,
            "-cbow", 0, "-alpha", 0.025,
        ]),
        "isogloss": timed([
            os.environ["ISOGLOSS"], "compare", text, other, "-o", args.work / "run", "--algorithm", "sgns-stream",
            "--no-noise-floor", "--epochs", args.epochs, "--threads", args.threads,
        ]),
    }
    files = {"word2vec.c": args.work / "word2vec.txt", "isogloss": args.work / "run" / "text" / "vectors.txt"}
    print(f"{tokens:,} tokens, {args.epochs} epochs, {args.threads} threads (whole processes, reading included)")
    for name, path in files.items():
        vectors = read_vectors(path)
        rate = tokens * args.epochs / seconds[name] / 1e3
        scores = [similarity(vectors, args.eval / file) for file in ("EN-WS-353-ALL.txt", "EN-SIMLEX-999.txt")]
        shown = ", ".join(f"{label} {rho:.3f} ({n} pairs)" for label, (rho, n) in zip(("WS-353", "SimLex-999"), scores))
        print(f"{name:11} {seconds[name]:8.1f} s {rate:7.0f} k words/s   {shown}")


if __name__ == "__main__":
    main()
