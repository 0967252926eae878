//! The discrete power law `P(x) = x^-γ / ζ(γ, x_min)`, x = x_min, x_min + 1, ...: likelihood and distance.

use isogloss_math::special::hurwitz_zeta;

/// γ is looked for between these. Below, the mean log count would exceed that of any 64-bit count; above, fewer than one
/// type in 2⁶³ would not be at x_min.
const GAMMA: (f64, f64) = (1.0 + 1.0 / 128.0, 64.0);

/// γ of the largest likelihood for `(count, types)` pairs that start at `x_min`; `None` where all types have the count x_min.
///
/// log L = −n ln ζ(γ, x_min) − γ Σ ln x is concave in γ and largest where the law's mean log count is the sample's,
/// `−ζ'(γ, x_min)/ζ(γ, x_min) = (1/n) Σ ln x`. The left side is nearly linear in u = 1/(γ − 1), so the root is looked for in
/// u, by the Illinois variant of regula falsi, to 1e-13 of itself.
pub fn maximum_likelihood(tail: &[(u64, u64)], x_min: u64) -> Option<f64> {
    let x_min = x_min as f64;
    let types: f64 = tail.iter().map(|&(_, types)| types as f64).sum();
    // Logarithms relative to x_min: nothing cancels where all counts are near it.
    let observed = tail.iter().map(|&(x, types)| types as f64 * (x as f64 / x_min).ln()).sum::<f64>() / types;
    let excess = |u: f64| mean_log(1.0 + 1.0 / u, x_min) - observed;
    let (mut left, mut right) = (1.0 / (GAMMA.1 - 1.0), 1.0 / (GAMMA.0 - 1.0));
    let (mut f_left, mut f_right) = (excess(left), excess(right));
    if !(f_left < 0.0 && f_right > 0.0) {
        return None;
    }
    for _ in 0..200 {
        let middle = (left * f_right - right * f_left) / (f_right - f_left);
        let f_middle = excess(middle);
        let before = if f_middle > 0.0 {
            let before = std::mem::replace(&mut right, middle);
            f_right = f_middle;
            f_left /= 2.0;
            before
        } else {
            let before = std::mem::replace(&mut left, middle);
            f_left = f_middle;
            f_right /= 2.0;
            before
        };
        if f_middle == 0.0 || (before - middle).abs() <= 1e-13 * middle || right - left <= 1e-13 * middle {
            return Some(1.0 + 1.0 / middle);
        }
    }
    Some(1.0 + 2.0 / (left + right))
}

/// B_{2j}/(2j)!, j = 1..=8: the coefficients of Euler and Maclaurin.
const BERNOULLI_OVER_FACTORIAL: [f64; 8] = [
    1.0 / 12.0,
    -1.0 / 720.0,
    1.0 / 30_240.0,
    -1.0 / 1_209_600.0,
    1.0 / 47_900_160.0,
    -691.0 / 1_307_674_368_000.0,
    1.0 / 74_724_249_600.0,
    -3_617.0 / 10_670_622_842_880_000.0,
];

/// E ln(X/q) = −ζ'(s, q)/ζ(s, q) − ln q of the law with exponent `s` from `q` on.
///
/// ```text
/// numerator = Σ_{x≥q} ln(x/q) (x/q)^-s,   denominator = Σ_{x≥q} (x/q)^-s,   both by Euler-Maclaurin from X on, with y = X/q:
/// ∫ = q y^(1−s) (ln y/(s−1) + 1/(s−1)²) and q y^(1−s)/(s−1);  the derivatives of the first are those of −∂/∂s of the second
/// ```
/// Both are scaled by q^s, for q^-s alone underflows where q and s are large.
pub fn mean_log(s: f64, q: f64) -> f64 {
    let (mut numerator, mut denominator) = (0.0, 0.0);
    let mut x = q;
    while x < 10.0 + s {
        let power = (x / q).powf(-s);
        numerator += power * (x / q).ln();
        denominator += power;
        x += 1.0;
    }
    let (y, log) = (x / q, (x / q).ln());
    let power = y.powf(-s);
    // (s)_m = s(s+1)…(s+m−1) over x^m for m = 2j − 1, and the logarithmic derivative Σ 1/(s+i) of (s)_m.
    let (mut rising, mut harmonic) = (s / x, 1.0 / s);
    let (mut of_numerator, mut of_denominator) = (0.0, 0.0);
    for (j, coefficient) in BERNOULLI_OVER_FACTORIAL.iter().enumerate() {
        of_numerator += coefficient * rising * (log - harmonic);
        of_denominator += coefficient * rising;
        let next = s + 2.0 * j as f64 + 1.0;
        rising *= next * (next + 1.0) / (x * x);
        harmonic += 1.0 / next + 1.0 / (next + 1.0);
    }
    numerator += power * (x * (log / (s - 1.0) + (s - 1.0).powi(-2)) + log / 2.0 + of_numerator);
    denominator += power * (x / (s - 1.0) + 0.5 + of_denominator);
    numerator / denominator
}

/// The Kolmogorov-Smirnov distance `sup_x |S(x) − P(X ≤ x)|` of a tail from the law, over all integers x ≥ x_min; `None` as
/// soon as it exceeds `give_up`.
///
/// Between two counts that occur S stands still and P rises, so the supremum is at a count or just before one.
pub fn distance(tail: &[(u64, u64)], x_min: u64, gamma: f64, give_up: f64) -> Option<f64> {
    let normaliser = hurwitz_zeta(gamma, x_min as f64);
    if !normaliser.is_normal() {
        return None;
    }
    let types: f64 = tail.iter().map(|&(_, types)| types as f64).sum();
    let (mut below, mut largest) = (0.0, 0.0_f64);
    for &(x, here) in tail {
        let at_least = hurwitz_zeta(gamma, x as f64) / normaliser;
        let above = at_least - (x as f64).powf(-gamma) / normaliser;
        let before = (below / types - (1.0 - at_least)).abs();
        below += here as f64;
        largest = largest.max(before).max((below / types - (1.0 - above)).abs());
        if largest > give_up {
            return None;
        }
    }
    Some(largest)
}
