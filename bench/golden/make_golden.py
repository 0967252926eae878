#!/usr/bin/env python3
"""Golden numbers: what numpy and scipy make of small synthetic inputs.

    python3 -m venv venv && venv/bin/pip install numpy scipy
    venv/bin/python bench/golden/make_golden.py

Writes crates/isogloss-analyse/tests/golden.json, which crates/isogloss-analyse/tests/golden.rs holds against our own code. The inputs
come from a fixed seed and travel in the file, so the tests need no Python. Nothing here follows our code: each number is had
from a library function, or from the definition in the plainest way.
"""

import json
import math
import platform
from pathlib import Path

import numpy as np
import scipy
from scipy import linalg, optimize, special, stats
from scipy.spatial import distance

ROOT = Path(__file__).resolve().parents[2]
OUTPUT = ROOT / "crates" / "isogloss-analyse" / "tests" / "golden.json"
SEED = 20_260_711


def zeta():
    points = [(s, q) for s in (1.05, 1.5, 2.0, 3.3, 12.0) for q in (0.5, 1.0, 7.0, 1e4)]
    return {"points": points, "values": [float(special.zeta(s, q)) for s, q in points]}


def gamma_at(counts, x_min):
    """Maximum likelihood of the discrete power law from x_min on."""
    tail = counts[counts >= x_min]
    logs = np.log(tail).sum()

    def minus_log_likelihood(gamma):
        return len(tail) * np.log(special.zeta(gamma, x_min)) + gamma * logs

    found = optimize.minimize_scalar(minus_log_likelihood, bounds=(1.01, 20), method="bounded", options={"xatol": 1e-13})
    # A minimum is flat: its place is known to the root of the precision. The slope's root polishes it.
    step = 1e-4

    def slope(gamma):
        f = minus_log_likelihood
        return (8 * (f(gamma + step) - f(gamma - step)) - (f(gamma + 2 * step) - f(gamma - 2 * step))) / (12 * step)

    return float(optimize.brentq(slope, found.x - 1e-3, found.x + 1e-3, xtol=1e-14))


def ks_distance(counts, x_min, gamma):
    """sup |S - P| over every integer from x_min to the largest count."""
    tail = counts[counts >= x_min]
    grid = np.arange(x_min, tail.max() + 1)
    empirical = np.searchsorted(np.sort(tail), grid, side="right") / len(tail)
    law = 1 - special.zeta(gamma, grid + 1.0) / special.zeta(gamma, x_min)
    return float(np.abs(empirical - law).max())


def best_tail(counts):
    """x_min by Kolmogorov-Smirnov over the documented candidates: at least 50 types and 1 % of all, steps of 1 %."""
    fits, last = [], 0.0
    for x_min in np.unique(counts):
        tail = counts[counts >= x_min]
        if len(tail) < max(50, math.ceil(len(counts) / 100)) or len(np.unique(tail)) < 2 or x_min < last * 1.01:
            continue
        last = float(x_min)
        gamma = gamma_at(counts, int(x_min))
        fits.append((ks_distance(counts, int(x_min), gamma), int(x_min), gamma, len(tail)))
    ks, x_min, gamma, types = min(fits)
    return {"x_min": x_min, "gamma": gamma, "alpha": 1 / (gamma - 1), "ks_distance": ks, "tail_types": types}


def zipf(rng):
    # Types with 1 to 7 uses that follow no law, and a tail that does.
    counts = np.concatenate([rng.integers(1, 8, 300), (8 * (1 - rng.random(500)) ** (-1 / 1.1)).astype(int)])
    counts = counts[counts < 100_000]
    rng.shuffle(counts)
    falling = np.sort(counts)[::-1][:100]
    line = stats.linregress(np.log(np.arange(1, 101)), np.log(falling))
    return {
        "counts": counts.tolist(),
        "at": [{"x_min": x, "gamma": gamma_at(counts, x)} for x in (1, 2, 8, 20)],
        "best": best_tail(counts),
        "slope_ranks": 100,
        "slope": -float(line.slope),
    }


def g_squared(a, b, w):
    table = [[a[w], a.sum() - a[w]], [b[w], b.sum() - b[w]]]
    return float(stats.chi2_contingency(table, correction=False, lambda_="log-likelihood").statistic)


def domains(rng):
    """Two word distributions of unequal size, with words that only one of them has."""
    p = 1 / (np.arange(1, 301) + 2.7)
    q = p * np.exp(rng.normal(0, 0.8, 300))
    a = rng.multinomial(20_000, p / p.sum())
    b = rng.multinomial(3_000, q / q.sum())
    union = (a + b) > 0
    a, b = a[union], b[union]
    joint = np.stack([a, b]) / (a.sum() + b.sum())
    independent = np.outer(joint.sum(axis=1), joint.sum(axis=0))
    smooth_a, smooth_b = a + 0.5, b + 0.5
    return {
        "a": a.tolist(),
        "b": b.tolist(),
        "entropy_a": float(stats.entropy(a, base=2)),
        "entropy_b": float(stats.entropy(b, base=2)),
        "mutual_information": float(stats.entropy(joint.ravel(), independent.ravel(), base=2)),
        "jensen_shannon": float(distance.jensenshannon(a, b, base=2) ** 2),
        "kl_ab": float(stats.entropy(smooth_a, smooth_b, base=2)),
        "kl_ba": float(stats.entropy(smooth_b, smooth_a, base=2)),
        "g2": [g_squared(a, b, w) for w in range(len(a))],
    }


def procrustes(rng):
    a = rng.normal(size=(60, 8)).round(6)
    turn = linalg.qr(rng.normal(size=(8, 8)))[0]
    b = (a @ turn.T + 0.3 * rng.normal(size=(60, 8))).round(6)
    # orthogonal_procrustes(B, A): the R that takes B to A; its scale is the sum of the singular values of BᵀA.
    rotation, scale = linalg.orthogonal_procrustes(b, a)
    return {
        "rows": 60,
        "columns": 8,
        "a": a.ravel().tolist(),
        "b": b.ravel().tolist(),
        "rotation": rotation.ravel().tolist(),
        "singular_values": linalg.svdvals(b.T @ a).tolist(),
        "scale": float(scale),
    }


def spectrum(rng):
    # Multiples of 1/64 are exact in 32 bits.
    words, k = 120, 20
    dense = np.where(rng.random((words, words)) < 0.1, rng.integers(1, 400, (words, words)) / 64, 0.0)
    rows, columns = np.nonzero(dense)
    values = np.linalg.svd(dense, compute_uv=False)
    leading = values[:k]
    i = np.arange(2, k + 1)
    return {
        "words": words,
        "rows": rows.tolist(),
        "columns": columns.tolist(),
        "values": dense[rows, columns].tolist(),
        "k": k,
        "singular_values": leading.tolist(),
        "effective_rank": float(np.exp(stats.entropy(leading))),
        "decay_exponent": -float(np.polyfit(np.log(i), np.log(leading[1:]), 1)[0]),
        "energy_share": float((leading**2).sum() / (dense**2).sum()),
    }


def unbiased_hsic(k, l):
    """Song et al. (2012), eq. 5, term by term."""
    n = len(k)
    k, l = k - np.diag(np.diag(k)), l - np.diag(np.diag(l))
    one = np.ones(n)
    return (
        np.trace(k @ l) + (one @ k @ one) * (one @ l @ one) / ((n - 1) * (n - 2)) - 2 / (n - 2) * (one @ k @ l @ one)
    ) / (n * (n - 3))


def biased_hsic(k, l):
    h = np.eye(len(k)) - 1 / len(k)
    return np.trace(k @ h @ l @ h)


def spaces(rng):
    """Two spaces of different width with something in common. Multiples of 1/64 are exact in 32 bits."""
    words, wide, narrow = 40, 9, 6
    a = rng.integers(-120, 200, (words, wide)) / 64
    b = np.round((a[:, :narrow] + 1.5 * rng.normal(size=(words, narrow))) * 64) / 64
    unit = [x / np.linalg.norm(x, axis=1, keepdims=True) for x in (a, b)]
    k, l = (x @ x.T for x in unit)
    pairs = np.triu_indices(words, 1)

    def cka(hsic):
        return float(hsic(k, l) / np.sqrt(hsic(k, k) * hsic(l, l)))

    variances = np.linalg.eigvalsh(np.cov(unit[0].T, bias=True))
    along = unit[0] @ np.linalg.eigh(unit[0].T @ unit[0])[1]
    z = np.exp(np.hstack([along, -along])).sum(axis=0)
    return {
        "words": words,
        "wide": wide,
        "narrow": narrow,
        "a": a.ravel().tolist(),
        "b": b.ravel().tolist(),
        "rsa": float(stats.spearmanr(k[pairs], l[pairs]).statistic),
        "debiased_cka": cka(unbiased_hsic),
        "plug_in_cka": cka(biased_hsic),
        "participation_ratio": float(variances.sum() ** 2 / (variances**2).sum()),
        "effective_rank": float(np.exp(stats.entropy(np.sqrt(variances)))),
        "isotropy": float(z.min() / z.max()),
        "mean_cosine": float(k.mean()),
    }


def reduction(rng):
    """A wider space on its leading principal components (of unit, centred, unit rows), laid on a narrower one."""
    words, wide, narrow = 60, 8, 5
    a = rng.integers(-200, 200, (words, narrow)) / 64
    turn = linalg.qr(rng.normal(size=(wide, wide)))[0]
    b = np.round((np.hstack([a, np.zeros((words, wide - narrow))]) @ turn + 0.4 * rng.normal(size=(words, wide))) * 64) / 64

    def unit(x):
        return x / np.linalg.norm(x, axis=1, keepdims=True)

    def comparable(x):
        x = unit(x)
        return unit(x - x.mean(axis=0))

    full = comparable(b)
    _, values, axes = np.linalg.svd(full, full_matrices=False)
    left, right = comparable(a), comparable(full @ axes[:narrow].T)
    turn, _ = linalg.orthogonal_procrustes(right, left)
    return {
        "words": words,
        "wide": wide,
        "narrow": narrow,
        "a": a.ravel().tolist(),
        "b": b.ravel().tolist(),
        "kept": float((values[:narrow] ** 2).sum() / (values**2).sum()),
        "shifts": np.linalg.norm(left - right @ turn, axis=1).tolist(),
    }


def main():
    rng = np.random.default_rng(SEED)
    golden = {
        "made_with": {
            "script": "bench/golden/make_golden.py",
            "python": platform.python_version(),
            "numpy": np.__version__,
            "scipy": scipy.__version__,
            "seed": SEED,
        },
        "zeta": zeta(),
        "zipf": zipf(rng),
        "domains": domains(rng),
        "procrustes": procrustes(rng),
        "spectrum": spectrum(rng),
        "spaces": spaces(rng),
        "reduction": reduction(rng),
    }
    OUTPUT.parent.mkdir(exist_ok=True)
    # A line per figure: long lists on one line, so that a change shows where it is.
    parts = []
    for name, part in golden.items():
        lines = ",\n".join(f"    {json.dumps(key)}: {json.dumps(value)}" for key, value in part.items())
        parts.append(f"  {json.dumps(name)}: {{\n{lines}\n  }}")
    OUTPUT.write_text("{\n" + ",\n".join(parts) + "\n}\n")


if __name__ == "__main__":
    main()
