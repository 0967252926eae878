#!/usr/bin/env python3
"""Trainers on one text with the same settings: time, memory, word similarity, analogies.

usage: compare.py TEXT EVAL_DIR --run NAME[,NAME...] [--seeds N] [--epochs N] [--glove-epochs N] [--sample T] [--threads N]
                  [--tokens N] [--work DIR]

NAME: sgns, sgns-stream, cbow, glove, svd (ours); word2vec-sg, word2vec-cbow, pword2vec, stanford-glove, gensim-sg, gensim-cbow, fasttext
(theirs, fasttext without subwords). Environment: ISOGLOSS, WORD2VEC, PWORD2VEC, and GLOVE_DIR, the folder of Stanford's vocab_count,
cooccur, shuffle and glove. gensim and fasttext are Python packages. Needs numpy.

TEXT is plain text, a document a line, and is cut into runs of a-z and 0-9 first, so that all sides see the same tokens. EVAL_DIR holds
EN-WS-353-ALL.txt, EN-SIMLEX-999.txt, EN-MEN-TR-3k.txt and questions-words.txt; pairs and questions with unknown words are skipped. 100
dimensions, window 5 (GloVe and svd: 10, 1/d), 5 negative samples, minimum count 5. Every program runs from the text to written vectors, in
turn, once per seed (word2vec.c, pWord2Vec and fasttext are given none: their runs differ by what threads do). Times are medians, the rest means;
processor seconds say more than wall seconds where others work on the machine, whose share is shown. Every run is kept in
WORK/results.jsonl; what stands there is not run again.
"""
import argparse
import json
import os
import pathlib
import re
import statistics
import subprocess
import sys
import time

import numpy

WORD = re.compile(r"[a-z0-9]+")
DIM, WINDOW, GLOVE_WINDOW, NEGATIVE, MIN_COUNT = 100, 5, 10, 5, 5
GENSIM = """
import sys
from gensim.models import Word2Vec
text, out, sg, epochs, sample, threads, seed = sys.argv[1:]
model = Word2Vec(corpus_file=text, sg=int(sg), vector_size=100, window=5, negative=5, min_count=5, epochs=int(epochs),
                 sample=float(sample), workers=int(threads), seed=int(seed))
model.wv.save_word2vec_format(out)
"""
FASTTEXT = """
import sys
import fasttext
text, out, epochs, sample, threads = sys.argv[1:]
model = fasttext.train_unsupervised(text, model="skipgram", lr=0.025, dim=100, ws=5, epoch=int(epochs), minCount=5, minn=0, maxn=0,
                                    neg=5, t=float(sample), thread=int(threads), bucket=1, verbose=0)
with open(out, "w", encoding="utf-8") as file:
    words = model.get_words()
    file.write(f"{len(words)} 100\\n")
    for word in words:
        file.write(word + " " + " ".join(map(str, model.get_word_vector(word))) + "\\n")
"""


def busy():
    fields = [int(field) for field in open("/proc/stat", encoding="ascii").readline().split()[1:]]
    return (sum(fields[:3]) + sum(fields[5:8])) / os.sysconf("SC_CLK_TCK")


def run(commands):
    """Wall and processor seconds, peak MiB, and the share of the machine that others took, of commands one after the other."""
    others, start, own, peak = busy(), time.monotonic(), 0.0, 0
    for command, stdin, stdout in commands:
        with open(stdin or os.devnull, "rb") as source, open(stdout or os.devnull, "wb") as sink:
            child = subprocess.Popen([str(part) for part in command], stdin=source, stdout=sink, stderr=subprocess.DEVNULL)
            _, status, usage = os.wait4(child.pid, 0)
        if status != 0:
            sys.exit(f"failed: {' '.join(str(part) for part in command)}")
        own += usage.ru_utime + usage.ru_stime
        peak = max(peak, usage.ru_maxrss // 1024)
    wall = time.monotonic() - start
    return {"wall": wall, "cpu": own, "peak": peak, "others": max(0.0, busy() - others - own) / wall / os.cpu_count()}


def commands(name, text, out, seed, args):
    """What runs, and the file of vectors that it leaves."""
    common = ["--seed", seed, "--threads", args.threads]
    if name in ("sgns", "sgns-stream", "cbow", "glove", "svd"):
        command = [os.environ["ISOGLOSS"], "train", text, "-o", out, "--algorithm", name, "--tokenizer", "whitespace", "--quiet"]
        command += ["--dim", DIM, "--min-count", MIN_COUNT, *common]
        if name in ("glove", "svd"):
            command += ["--window", GLOVE_WINDOW] + (["--epochs", args.glove_epochs] if name == "glove" else [])
        else:
            command += ["--window", WINDOW, "--negative", NEGATIVE, "--epochs", args.epochs, "--sample", args.sample]
        return [(command, None, None)], out / "vectors.txt"
    if name in ("word2vec-sg", "word2vec-cbow", "pword2vec"):
        program = os.environ["PWORD2VEC" if name == "pword2vec" else "WORD2VEC"]
        command = [program, "-train", text, "-output", out, "-size", DIM, "-window", WINDOW, "-negative", NEGATIVE, "-binary", 0]
        command += ["-sample", args.sample, "-min-count", MIN_COUNT, "-iter", args.epochs, "-threads", args.threads]
        if name != "pword2vec":
            command += ["-hs", 0, "-cbow", int(name == "word2vec-cbow")]
        command += ["-alpha", 0.05 if name == "word2vec-cbow" else 0.025]
        return [(command, None, None)], out
    if name in ("gensim-sg", "gensim-cbow"):
        sg = int(name == "gensim-sg")
        return [([sys.executable, "-c", GENSIM, text, out, sg, args.epochs, args.sample, args.threads, seed], None, None)], out
    if name == "fasttext":
        return [([sys.executable, "-c", FASTTEXT, text, out, args.epochs, args.sample, args.threads], None, None)], out
    if name == "stanford-glove":
        folder = pathlib.Path(os.environ["GLOVE_DIR"])
        vocabulary, pairs, shuffled = (out.with_suffix(end) for end in (".vocab", ".cooccur", ".shuffled"))
        glove = [folder / "glove", "-input-file", shuffled, "-vocab-file", vocabulary, "-save-file", out, "-threads", args.threads]
        glove += ["-iter", args.glove_epochs, "-vector-size", DIM, "-binary", 0, "-write-header", 1, "-seed", seed]
        cooccur = [folder / "cooccur", "-verbose", 0, "-vocab-file", vocabulary, "-window-size", GLOVE_WINDOW, "-memory", 4]
        return [
            ([folder / "vocab_count", "-min-count", MIN_COUNT, "-verbose", 0], text, vocabulary),
            (cooccur, text, pairs),
            ([folder / "shuffle", "-verbose", 0, "-memory", 4, "-seed", seed], pairs, shuffled),
            (glove, None, None),
        ], pathlib.Path(f"{out}.txt")
    sys.exit(f"no trainer is called {name}")


def tokenise(source, text, limit):
    """Writes runs of a-z and 0-9, a document a line; returns how many."""
    tokens = 0
    with open(source, encoding="utf-8") as lines, open(text, "w", encoding="utf-8") as out:
        for line in lines:
            words = WORD.findall(line.lower())
            if words:
                out.write(" ".join(words) + "\n")
                tokens += len(words)
            if limit and tokens >= limit:
                break
    return tokens


def read_vectors(path):
    """Ids by word, and unit rows."""
    ids, rows = {}, []
    with open(path, encoding="utf-8", errors="replace") as lines:
        dim = int(next(lines).split()[1])
        for line in lines:
            word, *numbers = line.split()
            if len(numbers) == dim:
                ids[word] = len(rows)
                rows.append(numpy.array(numbers, dtype="f4"))
    matrix = numpy.stack(rows)
    return ids, matrix / numpy.maximum(numpy.linalg.norm(matrix, axis=1, keepdims=True), 1e-12)


def ranks(values):
    _, inverse, counts = numpy.unique(numpy.asarray(values), return_inverse=True, return_counts=True)
    ends = numpy.cumsum(counts)
    return (ends - (counts - 1) / 2)[inverse]


def similarity(ids, matrix, path):
    """Spearman over the pairs whose words are known."""
    gold, found = [], []
    for line in open(path, encoding="utf-8"):
        fields = line.lower().split()
        if len(fields) == 3 and fields[0] in ids and fields[1] in ids:
            gold.append(float(fields[2]))
            found.append(float(matrix[ids[fields[0]]] @ matrix[ids[fields[1]]]))
    return float(numpy.corrcoef(ranks(gold), ranks(found))[0, 1])


def analogies(ids, matrix, path):
    """Percentage of the questions of known words whose answer is nearest to b − a + c, those three left out."""
    questions = [line.lower().split() for line in open(path, encoding="utf-8") if not line.startswith(":")]
    known = numpy.array([[ids[word] for word in q] for q in questions if all(word in ids for word in q)])
    right = 0
    for start in range(0, len(known), 512):
        a, b, c, d = known[start : start + 512].T
        scores = (matrix[b] - matrix[a] + matrix[c]) @ matrix.T
        for asked in (a, b, c):
            scores[numpy.arange(len(scores)), asked] = -numpy.inf
        right += int((scores.argmax(axis=1) == d).sum())
    return 100 * right / len(known)


def judge(path, folder):
    ids, matrix = read_vectors(path)
    sets = {"WS-353": "WS-353-ALL", "SimLex": "SIMLEX-999", "MEN": "MEN-TR-3k"}
    scores = {name: similarity(ids, matrix, folder / f"EN-{file}.txt") for name, file in sets.items()}
    return scores | {"Google": analogies(ids, matrix, folder / "questions-words.txt")}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("text", type=pathlib.Path)
    parser.add_argument("eval", type=pathlib.Path)
    parser.add_argument("--run", required=True, type=lambda names: names.split(","))
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--glove-epochs", type=int, default=25)
    parser.add_argument("--sample", type=float, default=1e-3)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--tokens", type=int, default=0, help="stop after this many")
    parser.add_argument("--work", type=pathlib.Path, default=pathlib.Path("bench-train"))
    args = parser.parse_args()
    args.work.mkdir(parents=True, exist_ok=True)
    text, kept = args.work / "text.txt", args.work / "results.jsonl"
    tokens = tokenise(args.text, text, args.tokens)
    results = [json.loads(line) for line in open(kept, encoding="utf-8")] if kept.exists() else []
    for seed in range(1, args.seeds + 1):
        for name in args.run:
            epochs = {"svd": 1, "glove": args.glove_epochs, "stanford-glove": args.glove_epochs}.get(name, args.epochs)
            sample = 0 if name in ("svd", "glove", "stanford-glove") else args.sample
            what = {"name": name, "seed": seed, "tokens": tokens, "epochs": epochs, "sample": sample, "threads": args.threads}
            if any(what.items() <= result.items() for result in results):
                continue
            out = args.work / f"{name}-{seed}-{time.time_ns()}"
            steps, vectors = commands(name, text, out, seed, args)
            results.append(what | run(steps) | judge(vectors, args.eval))
            with open(kept, "a", encoding="utf-8") as file:
                file.write(json.dumps(results[-1]) + "\n")
            for path in args.work.glob(f"{out.name}*"):
                subprocess.run(["rm", "-r", path], check=True)

    print(f"{tokens:,} tokens, {args.threads} threads, {args.seeds} seeds; whole processes, from text to written vectors")
    print("| trainer | epochs | wall, s | cpu, s | others | M words/s | peak, MiB | WS-353 | SimLex | MEN | Google, % |")
    print("| --- " * 11 + "|")
    for name in args.run:
        runs = [r for r in results if (r["name"], r["tokens"], r["threads"]) == (name, tokens, args.threads)]
        runs = [r for r in runs if r["seed"] <= args.seeds and r["sample"] in (0, args.sample)]
        for epochs in sorted({r["epochs"] for r in runs}):
            same = [r for r in runs if r["epochs"] == epochs]
            wall, cpu, peak = (statistics.median(r[key] for r in same) for key in ("wall", "cpu", "peak"))
            mean = {key: statistics.mean(r[key] for r in same) for key in ("others", "WS-353", "SimLex", "MEN", "Google")}
            print(
                f"| {name} | {epochs} | {wall:.1f} | {cpu:.1f} | {mean['others']:.0%} | {tokens * epochs / wall / 1e6:.2f} | {peak:.0f} "
                f"| {mean['WS-353']:.3f} | {mean['SimLex']:.3f} | {mean['MEN']:.3f} | {mean['Google']:.1f} |",
                flush=True,
            )


if __name__ == "__main__":
    main()
