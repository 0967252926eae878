#!/usr/bin/env python3
"""The svd trainer against scikit-learn's randomized_svd on the same PPMI matrix: time, captured energy, singular values.

usage: compare.py TEXT [--dim N] [--window N] [--min-count N] [--threads N] [--work DIR]

Environment: ISOGLOSS names the program. Needs numpy, scipy, scikit-learn. `isogloss train` counts TEXT and decomposes; its time
(PPMI, transposition and decomposition together) is the one it tells on standard error. scikit-learn gets the PPMI matrix that is
made here from the same counts, in f32 as CSR, and only its decomposition is timed. Both are judged here, in f64, by ‖QᵀA‖²_F for an
orthonormal basis Q of their left vectors: what is captured of A, so that ‖A − QQᵀA‖²_F = ‖A‖²_F − ‖QᵀA‖²_F.
"""
import argparse
import os
import pathlib
import re
import subprocess
import time

import numpy
import scipy.sparse
from sklearn.utils.extmath import randomized_svd


def ppmi(folder, smoothing=0.75):
    starts, columns, values = (
        numpy.fromfile(folder / f"cooccur.{part}.bin", dtype=kind)
        for part, kind in (("starts", "u8"), ("columns", "u4"), ("values", "f4"))
    )
    n = len(starts) - 1
    rows = numpy.repeat(numpy.arange(n), numpy.diff(starts.astype("i8")))
    sums = numpy.bincount(rows, weights=values, minlength=n)
    smoothed = numpy.where(sums > 0, sums**smoothing, 0)
    lift = values * smoothed.sum() / (sums[rows] * smoothed[columns])
    keep = lift > 1
    entries = numpy.log(lift[keep]).astype("f4")
    matrix = scipy.sparse.csr_matrix((entries, (rows[keep], columns[keep])), shape=(n, n))
    matrix.sort_indices()
    return matrix


def read_vectors(path, dim):
    with open(path, encoding="utf-8") as lines:
        next(lines)
        return numpy.array([line.rsplit(" ", dim)[1:] for line in lines], dtype="f8")


def captured(matrix, basis):
    """‖QᵀA‖²_F."""
    q, _ = numpy.linalg.qr(basis)
    return float(((matrix.T.astype("f8") @ q) ** 2).sum())


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("text")
    parser.add_argument("--dim", type=int, default=300)
    parser.add_argument("--window", type=int, default=10)
    parser.add_argument("--min-count", type=int, default=5)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--work", type=pathlib.Path, default=pathlib.Path("bench-svd"))
    args = parser.parse_args()
    run = subprocess.run(
        [
            os.environ["ISOGLOSS"], "train", args.text, "-o", args.work, "--algorithm", "svd", "--dim", str(args.dim),
            "--window", str(args.window), "--min-count", str(args.min_count), "--eigenvalue-weighting", "1",
            "--threads", str(args.threads),
        ],
        check=True, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True,
    )
    told = re.search(r"PPMI and decomposition +([\d.]+) s", run.stderr)
    if not told:
        raise SystemExit(f"{args.work} holds a finished training, which was used again: delete it first")
    ours = float(told.group(1))
    matrix = ppmi(args.work)
    scaled = read_vectors(args.work / "vectors.txt", args.dim)
    values = numpy.linalg.norm(scaled, axis=0)
    start = time.monotonic()
    u, theirs_values, _ = randomized_svd(matrix, n_components=args.dim, n_iter=4, random_state=1)
    theirs = time.monotonic() - start
    whole = float((matrix.data.astype("f8") ** 2).sum())
    print(f"{matrix.shape[0]:,} words, {matrix.nnz:,} entries of PPMI, {args.dim} dimensions, {args.threads} threads")
    for name, seconds, basis, sigma in (
        ("scikit-learn", theirs, u.astype("f8"), theirs_values.astype("f8")),
        ("isogloss", ours, scaled / values, values),
    ):
        energy = captured(matrix, basis)
        print(
            f"{name:12} {seconds:7.1f} s   captured {energy:.0f} of {whole:.0f}   residual {(whole - energy) ** 0.5:.2f}"
            f"   σ_1 {sigma[0]:.3f}   σ_{args.dim} {sigma[-1]:.3f}"
        )
    apart = values / theirs_values - 1
    print(f"{theirs / ours:.1f} times as fast; σ/σ' − 1 from {apart.min():.2e} to {apart.max():.2e}")


if __name__ == "__main__":
    main()
