#!/usr/bin/env python3
"""sgns-stream and cbow against word2vec.c on the same text with the same settings: speed, word similarity, analogies.

usage: compare.py CORPUS EVAL_DIR [--model sgns-stream|cbow] [--tokens N] [--epochs N] [--sample X] [--threads N] [--seeds N] [--work DIR]

Environment: WORD2VEC and ISOGLOSS name the two programs. CORPUS holds JSON lines with a `text` (.jsonl.zst, needs the zstd
command) or plain text; EVAL_DIR the files EN-WS-353-ALL.txt and EN-SIMLEX-999.txt (word, word, score) and questions-words.txt.
Needs numpy. word2vec.c has no seed: it runs once, isogloss with each of the seeds, and the means of those are shown.
"""
import argparse
import json
import os
import pathlib
import re
import subprocess
import time

import numpy

WORD = re.compile(r"[a-z0-9]+")


def paragraphs(corpus):
    if not corpus.endswith(".zst"):
        yield from open(corpus, encoding="utf-8")
        return
    source = subprocess.Popen(["zstd", "-dcq", "--long=27", corpus], stdout=subprocess.PIPE)
    for line in source.stdout:
        yield from json.loads(line)["text"].split("\n")
    source.wait()


def tokenise(corpus, text, limit):
    """Writes a paragraph a line in tokens that both programs cut alike; returns how many."""
    tokens = 0
    with open(text, "w", encoding="utf-8") as out:
        for paragraph in paragraphs(corpus):
            words = WORD.findall(paragraph.lower())
            if words:
                out.write(" ".join(words) + "\n")
                tokens += len(words)
            if limit and tokens >= limit:
                break
    return tokens


def timed(command):
    start = time.monotonic()
    subprocess.run([str(part) for part in command], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.monotonic() - start


def read_vectors(path):
    """Ids by word, and unit rows."""
    ids, rows = {}, []
    with open(path, encoding="utf-8", errors="replace") as lines:
        next(lines)
        for line in lines:
            word, *numbers = line.split()
            ids[word] = len(rows)
            rows.append(numpy.array(numbers, dtype="f4"))
    matrix = numpy.stack(rows)
    return ids, matrix / numpy.maximum(numpy.linalg.norm(matrix, axis=1, keepdims=True), 1e-12)


def ranks(values):
    values = numpy.asarray(values)
    order = numpy.argsort(values, kind="stable")
    _, first, inverse, counts = numpy.unique(values[order], return_index=True, return_inverse=True, return_counts=True)
    result = numpy.empty(len(values))
    result[order] = (first + (counts - 1) / 2)[inverse]
    return result


def similarity(ids, matrix, pairs_file):
    """Spearman over the pairs whose words are known."""
    gold, found = [], []
    for line in open(pairs_file, encoding="utf-8"):
        fields = line.split()
        if len(fields) == 3 and all(word.lower() in ids for word in fields[:2]):
            a, b = (matrix[ids[word.lower()]] for word in fields[:2])
            gold.append(float(fields[2]))
            found.append(float(a @ b))
    return numpy.corrcoef(ranks(gold), ranks(found))[0, 1]


def analogies(ids, matrix, questions_file):
    """Share of the questions of known words whose answer is nearest to b − a + c, those three left out."""
    questions = [line.lower().split() for line in open(questions_file, encoding="utf-8") if not line.startswith(":")]
    known = numpy.array([[ids[word] for word in q] for q in questions if all(word in ids for word in q)])
    right = 0
    for start in range(0, len(known), 512):
        a, b, c, d = known[start : start + 512].T
        scores = (matrix[b] - matrix[a] + matrix[c]) @ matrix.T
        for asked in (a, b, c):
            scores[numpy.arange(len(scores)), asked] = -numpy.inf
        right += int((scores.argmax(axis=1) == d).sum())
    return right / len(known)


def judge(path, folder):
    ids, matrix = read_vectors(path)
    return [similarity(ids, matrix, folder / name) for name in ("EN-WS-353-ALL.txt", "EN-SIMLEX-999.txt")] + [
        analogies(ids, matrix, folder / "questions-words.txt")
    ]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus")
    parser.add_argument("eval", type=pathlib.Path)
    parser.add_argument("--model", choices=("sgns-stream", "cbow"), default="sgns-stream")
    parser.add_argument("--tokens", type=int, default=0, help="stop after this many tokens")
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--sample", default="1e-3")
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--work", type=pathlib.Path, default=pathlib.Path("bench-word2vec"))
    args = parser.parse_args()
    args.work.mkdir(parents=True, exist_ok=True)
    text = args.work / "text.txt"
    tokens = tokenise(args.corpus, text, args.tokens)
    alpha = 0.025 if args.model == "sgns-stream" else 0.05
    runs = {"word2vec.c": [], "isogloss": []}
    output = args.work / f"word2vec-{args.model}.txt"
    seconds = timed([
        os.environ["WORD2VEC"], "-train", text, "-output", output, "-size", 100, "-window", 5, "-negative", 5, "-hs", 0,
        "-sample", args.sample, "-min-count", 5, "-iter", args.epochs, "-threads", args.threads,
        "-cbow", int(args.model == "cbow"), "-alpha", alpha,
    ])
    runs["word2vec.c"].append([seconds] + judge(output, args.eval))
    for seed in range(1, args.seeds + 1):
        output = args.work / f"{args.model}-{args.epochs}-{args.sample}-{seed}-{time.time_ns()}"
        seconds = timed([
            os.environ["ISOGLOSS"], "train", text, "-o", output, "--algorithm", args.model, "--tokenizer", "whitespace",
            "--epochs", args.epochs, "--sample", args.sample, "--threads", args.threads, "--seed", seed,
        ])
        runs["isogloss"].append([seconds] + judge(output / "vectors.txt", args.eval))
    print(f"{args.model}: {tokens:,} tokens, {args.epochs} epochs, sample {args.sample}, {args.threads} threads (whole processes)")
    for name, results in runs.items():
        seconds, ws353, simlex, google = numpy.mean(results, axis=0)
        rate = tokens * args.epochs / seconds / 1e3
        print(f"{name:11} {seconds:8.1f} s {rate:7.0f} k words/s   WS-353 {ws353:.3f}  SimLex-999 {simlex:.3f}  Google {google:.3f}")


if __name__ == "__main__":
    main()
