#!/usr/bin/env python3
"""The tiled trainers against word2vec.c, pWord2Vec and Stanford's `glove`: speed and quality on one text, same vocabulary and settings.

usage: compare.py TEXT EVAL_DIR [--epochs N] [--glove-epochs N] [--sample T] [--threads N ...] [--repeat N] [--work DIR]

TEXT is plain text, a document a line; it is cut into runs of a-z and 0-9 first, so that all sides see the same tokens. EVAL_DIR holds
EN-WS-353-ALL.txt, EN-SIMLEX-999.txt, EN-MEN-TR-3k.txt and questions-words.txt. Environment: ISOGLOSS and TILED (the example `tiled` of
isogloss-train) name our programs, WORD2VEC, PWORD2VEC, GLOVE and GLOVE_SHUFFLE the peers; a peer that is not named is left out.

X for skip-gram is counted with a dynamic window that reaches as far as word2vec's window of 5 after subsampling (5 / the share of tokens
kept); for GloVe with a window of 10, 1/d, on both sides, and handed to both. Wall times are medians; beside them stands the processor
time, which other work on the machine disturbs less, and the share of the machine that others took. Needs numpy.
"""
import argparse
import os
import pathlib
import re
import resource
import statistics
import subprocess
import time

import numpy

WORD = re.compile(r"[a-z0-9]+")
DIM, WINDOW, NEGATIVE, MIN_COUNT = 100, 5, 5, 5


def busy():
    fields = [int(field) for field in open("/proc/stat", encoding="ascii").readline().split()[1:]]
    return (sum(fields[:3]) + sum(fields[5:8])) / os.sysconf("SC_CLK_TCK")


def run(command, stdin=None, stdout=None):
    """Wall seconds, processor seconds, and how much of the machine others used meanwhile."""
    before, others, start = resource.getrusage(resource.RUSAGE_CHILDREN), busy(), time.monotonic()
    with open(stdin or os.devnull, "rb") as source, open(stdout or os.devnull, "wb") as sink:
        subprocess.run([str(part) for part in command], check=True, stdin=source, stdout=sink, stderr=subprocess.DEVNULL)
    wall = time.monotonic() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    own = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return wall, own, max(0.0, busy() - others - own) / wall / os.cpu_count()


def median(command, repeat):
    return tuple(statistics.median(column) for column in zip(*(run(command) for _ in range(repeat))))


def read_vectors(path):
    words, rows = [], []
    with open(path, encoding="utf-8", errors="replace") as lines:
        dim = int(next(lines).split()[1])
        for line in lines:
            fields = line.split()
            if len(fields) == dim + 1:
                words.append(fields[0])
                rows.append(numpy.array(fields[1:], numpy.float32))
    vectors = numpy.array(rows)
    return {word: i for i, word in enumerate(words)}, vectors / numpy.maximum(numpy.linalg.norm(vectors, axis=1), 1e-30)[:, None]


def ranks(values):
    values = numpy.asarray(values)
    _, inverse, counts = numpy.unique(values, return_inverse=True, return_counts=True)
    ends = numpy.cumsum(counts)
    return (ends - (counts - 1) / 2)[inverse]


def similarity(ids, unit, path):
    gold, found = [], []
    for line in open(path, encoding="utf-8"):
        fields = line.lower().split()
        if len(fields) == 3 and fields[0] in ids and fields[1] in ids:
            gold.append(float(fields[2]))
            found.append(unit[ids[fields[0]]] @ unit[ids[fields[1]]])
    return numpy.corrcoef(ranks(gold), ranks(found))[0, 1]


def analogies(ids, unit, path):
    questions = [line.lower().split() for line in open(path, encoding="utf-8") if not line.startswith(":")]
    questions = numpy.array([[ids[word] for word in question] for question in questions if all(word in ids for word in question)])
    right = 0
    for part in numpy.array_split(questions, max(1, len(questions) // 500)):
        scores = (unit[part[:, 1]] - unit[part[:, 0]] + unit[part[:, 2]]) @ unit.T
        for place in range(3):
            scores[numpy.arange(len(part)), part[:, place]] = -9
        right += (scores.argmax(axis=1) == part[:, 3]).sum()
    return 100 * right / len(questions)


def report(name, timing, work, unit_name, vectors, eval_dir):
    wall, own, others = timing
    ids, unit = read_vectors(vectors)
    ws, sl, men = (similarity(ids, unit, eval_dir / f"EN-{name}.txt") for name in ("WS-353-ALL", "SIMLEX-999", "MEN-TR-3k"))
    google = analogies(ids, unit, eval_dir / "questions-words.txt")
    print(
        f"{name:24} {wall:8.1f} s wall {own:8.1f} s cpu ({others:4.0%} others) {work / wall / 1e6:7.2f} M {unit_name}/s"
        f"   WS-353 {ws:.3f} SimLex {sl:.3f} MEN {men:.3f} Google {google:.1f} %",
        flush=True,
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("text", type=pathlib.Path)
    parser.add_argument("eval", type=pathlib.Path)
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--glove-epochs", type=int, default=5)
    parser.add_argument("--sample", type=float, default=1e-3)
    parser.add_argument("--threads", type=int, nargs="+", default=[2])
    parser.add_argument("--repeat", type=int, default=1)
    parser.add_argument("--work", type=pathlib.Path, default=pathlib.Path("bench-tiled"))
    args = parser.parse_args()
    args.work.mkdir(parents=True, exist_ok=True)

    text, counts = args.work / "text.txt", {}
    with open(args.text, encoding="utf-8") as lines, open(text, "w", encoding="utf-8") as out:
        for line in lines:
            words = WORD.findall(line.lower())
            if words:
                out.write(" ".join(words) + "\n")
                for word in words:
                    counts[word] = counts.get(word, 0) + 1
    tokens = sum(counts.values())
    uses = numpy.array([count for count in counts.values() if count >= MIN_COUNT], float)
    expected = args.sample * uses.sum()
    kept = (uses * numpy.minimum(1, (numpy.sqrt(uses / expected) + 1) * expected / uses)).sum() / uses.sum()
    reach = round(WINDOW / kept)
    print(f"{tokens:,} tokens, {len(uses):,} words, {kept:.3f} of the tokens kept: X with a dynamic window of {reach}")

    isogloss = [os.environ["ISOGLOSS"], "count", text, "--tokenizer", "whitespace", "--min-count", MIN_COUNT, "--quiet", "-o"]
    timing = run([*isogloss, args.work / "sgns", "--weighting", "dynamic", "--window", reach])
    print(f"counting for skip-gram   {timing[0]:8.1f} s wall {timing[1]:8.1f} s cpu ({timing[2]:4.0%} others)")
    run([*isogloss, args.work / "glove", "--window", 10, "--glove"])
    entries = os.path.getsize(args.work / "glove" / "cooccur.columns.bin") // 4
    tiled = os.environ["TILED"]
    for threads in args.threads:
        print(f"\nskip-gram, {args.epochs} epochs, {threads} threads (whole processes, vectors written; ours without counting)")
        out = args.work / f"tiled-{threads}.txt"
        sample = f"sample={args.sample}"
        command = [tiled, "sgns", args.work / "sgns", out, threads, f"epochs={args.epochs}", sample]
        report("tiled sgns", median(command, args.repeat), tokens * args.epochs, "words", out, args.eval)
        for name in ("PWORD2VEC", "WORD2VEC"):
            if name in os.environ:
                out = args.work / f"{name.lower()}-{threads}.txt"
                command = [os.environ[name], "-train", text, "-output", out, "-size", DIM, "-window", WINDOW, "-negative", NEGATIVE]
                command += ["-sample", args.sample, "-min-count", MIN_COUNT, "-iter", args.epochs, "-threads", threads, "-alpha", 0.025]
                command += ["-binary", 0] + (["-hs", 0, "-cbow", 0] if name == "WORD2VEC" else [])
                report(name.lower(), median(command, args.repeat), tokens * args.epochs, "words", out, args.eval)
        print(f"\nGloVe, {args.glove_epochs} epochs, {entries:,} entries, {threads} threads")
        out = args.work / f"tiled-glove-{threads}.txt"
        command = [tiled, "glove", args.work / "glove", out, threads, f"epochs={args.glove_epochs}"]
        report("tiled glove", median(command, args.repeat), entries * args.glove_epochs, "entries", out, args.eval)
        if "GLOVE" in os.environ:
            shuffled, out = args.work / "shuffled.bin", args.work / f"glove-{threads}"
            run([os.environ["GLOVE_SHUFFLE"], "-verbose", 0], args.work / "glove" / "cooccurrence.bin", shuffled)
            command = [os.environ["GLOVE"], "-input-file", shuffled, "-vocab-file", args.work / "glove" / "vocab.txt", "-save-file", out]
            command += ["-threads", threads, "-iter", args.glove_epochs, "-vector-size", DIM, "-binary", 0, "-write-header", 1]
            report("glove", median(command, args.repeat), entries * args.glove_epochs, "entries", f"{out}.txt", args.eval)


if __name__ == "__main__":
    main()
