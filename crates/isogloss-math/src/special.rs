//! Special functions.

/// B_{2j} / (2j)! for j = 1..=12: the coefficients of Euler and Maclaurin.
const BERNOULLI_OVER_FACTORIAL: [f64; 12] = [
    8.333_333_333_333_333e-2,
    -1.388_888_888_888_889e-3,
    3.306_878_306_878_307e-5,
    -8.267_195_767_195_768e-7,
    2.087_675_698_786_81e-8,
    -5.284_190_138_687_493e-10,
    1.338_253_653_068_467_9e-11,
    -3.389_680_296_322_583e-13,
    8.586_062_056_277_845e-15,
    -2.174_868_698_558_062e-16,
    5.509_002_828_360_23e-18,
    -1.395_446_468_581_252_3e-19,
];

/// Hurwitz zeta `ζ(s, q) = Σ_{k≥0} (k + q)^-s` for s > 1, q > 0, by Euler-Maclaurin.
///
/// The normaliser of a power law on the integers from q on: `P(r) = r^-s / ζ(s, q)`. Relative error about 1e-14, for large
/// q too, where the sum itself would need millions of terms. NaN outside of its domain.
///
/// ```text
/// ζ(s, q) ≈ Σ_{k<N} (q + k)^-s  +  x^(1−s)/(s − 1)  +  x^-s/2  +  Σ_j B_{2j}/(2j)! · s(s+1)…(s+2j−2) · x^(1−s−2j),   x = q + N
/// ```
pub fn hurwitz_zeta(s: f64, q: f64) -> f64 {
    if !(s > 1.0 && q > 0.0 && s.is_finite() && q.is_finite()) {
        return f64::NAN;
    }
    let mut sum = 0.0;
    let mut x = q;
    // The corrections shrink by about ((s + 2j) / 2πx)² from one to the next: x must be large against s.
    while x < 10.0 + s {
        let term = x.powf(-s);
        sum += term;
        x += 1.0;
        // The rest of the sum is less than the integral from here on and one more term.
        if x.powf(-s) * (1.0 + x / (s - 1.0)) < sum * 1e-18 {
            return sum;
        }
    }
    let power = x.powf(-s);
    sum + power * (x / (s - 1.0) + 0.5 + corrections(s, x))
}

/// The last sum of the formula, over `x^-s`.
fn corrections(s: f64, x: f64) -> f64 {
    let mut rising = s / x;
    let mut sum = 0.0;
    for (j, coefficient) in BERNOULLI_OVER_FACTORIAL.iter().enumerate() {
        sum += coefficient * rising;
        let next = s + 2.0 * j as f64 + 1.0;
        rising *= next * (next + 1.0) / (x * x);
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::f64::consts::PI;

    fn close(value: f64, expected: f64) {
        assert!((value / expected - 1.0).abs() < 2e-14, "{value} is not {expected}");
    }

    #[test]
    fn riemanns_values() {
        close(hurwitz_zeta(2.0, 1.0), PI * PI / 6.0);
        close(hurwitz_zeta(4.0, 1.0), PI.powi(4) / 90.0);
        close(hurwitz_zeta(3.0, 1.0), 1.202_056_903_159_594_2);
        close(hurwitz_zeta(1.5, 1.0), 2.612_375_348_685_488);
        // ζ(s) = 1/(s − 1) + γ + O(s − 1)
        let near = hurwitz_zeta(1.0 + 1e-7, 1.0);
        assert!((near - (1e7 + 0.577_215_67)).abs() < 1e-2, "{near}");
    }

    #[test]
    fn halves_follow_from_riemann() {
        // ζ(s, 1/2) = (2^s − 1) ζ(s)
        for s in [1.1, 2.0, 3.5, 7.0, 30.0] {
            close(hurwitz_zeta(s, 0.5), (2.0_f64.powf(s) - 1.0) * hurwitz_zeta(s, 1.0));
        }
    }

    #[test]
    fn long_summation_agrees() {
        // What remains after a million terms is the integral from their midpoint, to 1e-13 of the whole.
        for (s, q) in [(1.2_f64, 2.7_f64), (1.8, 1.0), (2.5, 40.25)] {
            let terms = 1_000_000;
            let direct: f64 = (0..terms).rev().map(|k| (f64::from(k) + q).powf(-s)).sum();
            let tail = (f64::from(terms) + q - 0.5).powf(1.0 - s) / (s - 1.0);
            let sum = direct + tail;
            assert!((hurwitz_zeta(s, q) / sum - 1.0).abs() < 1e-11, "ζ({s}, {q})");
        }
    }

    #[test]
    fn large_arguments() {
        // To first orders ζ(s, q) = q^(1−s)/(s − 1) + q^-s/2.
        let (s, q) = (2.1_f64, 1e7_f64);
        close(hurwitz_zeta(s, q), q.powf(1.0 - s) / (s - 1.0) + q.powf(-s) / 2.0);
        close(hurwitz_zeta(200.0, 1.0), 1.0);
        close(hurwitz_zeta(1000.0, 1.25), 1.25_f64.powf(-1000.0));
        assert_eq!(hurwitz_zeta(1e6, 3.0), 0.0);
    }

    #[test]
    fn nothing_outside_of_the_domain() {
        for (s, q) in [(1.0, 1.0), (0.5, 1.0), (2.0, 0.0), (2.0, -1.0), (f64::NAN, 1.0), (2.0, f64::INFINITY)]
        {
            assert!(hurwitz_zeta(s, q).is_nan());
        }
    }

    proptest! {
        #[test]
        fn recurrence(s in 1.01_f64..20.0, q in 0.1_f64..1e4) {
            let whole = hurwitz_zeta(s, q);
            prop_assert!((whole - (q.powf(-s) + hurwitz_zeta(s, q + 1.0))).abs() <= 1e-13 * whole);
        }

        #[test]
        fn falls_with_both_arguments(s in 1.01_f64..10.0, q in 1.0_f64..1e3) {
            prop_assert!(hurwitz_zeta(s, q + 0.5) < hurwitz_zeta(s, q));
            prop_assert!(hurwitz_zeta(s + 0.1, q) <= hurwitz_zeta(s, q));
        }
    }
}
