//! How far apart are the distributions of words?
//!
//! One number for "do they use the same words as often?", symmetric (Jensen-Shannon) and directed (Kullback-Leibler). It
//! is blind to meaning: two corpora that use every word equally often, each in another sense, have divergence 0. And it
//! sees topics first: two halves of one encyclopedia, cut by subject, are far apart.
//!
//! # Definition
//! ```text
//! M    = (P_a + P_b)/2
//! JSD  = ½ Σ P_a log2(P_a/M) + ½ Σ P_b log2(P_b/M)                    observed shares, no smoothing needed
//! KL   = Σ Q_a log2(Q_a/Q_b)         Q_x(w) = (c_x(w) + ½)/(N_x + V/2)    V: types of the union
//! unseen_a = Σ_{w: c_b(w) = 0} P_a(w)
//! ```
//! KL is infinite as soon as b lacks one word of a, so it is only had with smoothing, and its value depends on that
//! choice: half a count for every type of the union (Jeffreys' prior; Krichevsky & Trofimov 1981).
//!
//! # Shapes and units
//!
//! `a`, `b`: (types of the union,), zeros allowed; bits; unseen: shares in [0, 1].
//!
//! # Invariances
//!
//! Order of the types; types that neither uses; exchanging a and b keeps JSD and swaps the others; JSD is
//! unchanged when all counts of a domain are multiplied.
//!
//! # Baseline
//!
//! 0 ≤ JSD ≤ 1, 1 for no common word. Two samples of one language are not at 0: rare words differ by chance.
//! The corrected JSD with its interval is in [`crate::information`].
//!
//! # Errors
//!
//! ShapeMismatch; TooFew where a domain has no token.
//!
//! # Cost
//!
//! O(types), no memory.
//!
//! # Source
//!
//! Lin (1991), *IEEE Trans. Inf. Theory* 37, 145-151; Kullback & Leibler (1951).
//!
//! # Not here
//!
//! Intervals and bias (see information).

use crate::AnalyseError;
use serde::{Deserialize, Serialize};

#[cfg(test)]
mod tests;

/// Added to every count before a Kullback-Leibler divergence.
const SMOOTHING: f64 = 0.5;

/// Two domains' word distributions held against each other, bits.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Divergence {
    /// Jensen-Shannon divergence of the observed shares, in [0, 1].
    pub jensen_shannon: f64,
    /// D_KL(P_a ‖ P_b), both smoothed.
    pub kl_ab: f64,
    /// D_KL(P_b ‖ P_a), both smoothed.
    pub kl_ba: f64,
    /// The smoothing, in words: "0.5 added to the count of each of the V types of the union".
    pub smoothing: String,
    /// Share of a's tokens that b never uses, and of b's that a never uses.
    pub unseen: (f64, f64),
}

/// How far two domains' word distributions lie apart.
///
/// `a[w]`, `b[w]`: counts over the union vocabulary.
///
/// # Errors
/// [`AnalyseError::ShapeMismatch`]; [`AnalyseError::TooFew`] where a domain has no token.
///
/// ```
/// let divergence = isogloss_analyse::divergence::divergence(&[1, 1, 0], &[0, 1, 1])?;
/// assert_eq!(divergence.jensen_shannon, 0.5); // half of what is said tells the domain, half tells nothing
/// assert_eq!(divergence.unseen, (0.5, 0.5));
/// # Ok::<(), isogloss_analyse::AnalyseError>(())
/// ```
pub fn divergence(a: &[u64], b: &[u64]) -> Result<Divergence, AnalyseError> {
    if a.len() != b.len() {
        return Err(AnalyseError::ShapeMismatch {
            what: "types of the union",
            left: a.len(),
            right: b.len(),
        });
    }
    let (n_a, n_b) = (a.iter().sum::<u64>() as f64, b.iter().sum::<u64>() as f64);
    if n_a == 0.0 || n_b == 0.0 {
        return Err(AnalyseError::TooFew { what: "tokens of a domain", given: 0, needed: 1 });
    }
    let union = || a.iter().zip(b).filter(|&(&x, &y)| x > 0 || y > 0).map(|(&x, &y)| (x as f64, y as f64));
    let types = union().count();
    let smoothed = SMOOTHING * types as f64;
    let (mut jensen_shannon, mut kl_ab, mut kl_ba) = (0.0, 0.0, 0.0);
    let mut unseen = (0.0, 0.0);
    for (x, y) in union() {
        jensen_shannon += jensen_shannon_term(x / n_a, y / n_b);
        let (q_a, q_b) = ((x + SMOOTHING) / (n_a + smoothed), (y + SMOOTHING) / (n_b + smoothed));
        let log_ratio = (q_a / q_b).log2();
        kl_ab += q_a * log_ratio;
        kl_ba -= q_b * log_ratio;
        unseen.0 += if y == 0.0 { x } else { 0.0 };
        unseen.1 += if x == 0.0 { y } else { 0.0 };
    }
    Ok(Divergence {
        jensen_shannon: jensen_shannon.clamp(0.0, 1.0),
        kl_ab: kl_ab.max(0.0),
        kl_ba: kl_ba.max(0.0),
        smoothing: format!("{SMOOTHING} added to the count of each of the {types} types of the union"),
        unseen: (unseen.0 / n_a, unseen.1 / n_b),
    })
}

/// One word's term of the Jensen-Shannon divergence, bits: never negative.
pub(crate) fn jensen_shannon_term(p: f64, q: f64) -> f64 {
    let mean = (p + q) / 2.0;
    let half = |x: f64| if x > 0.0 { 0.5 * x * (x / mean).log2() } else { 0.0 };
    half(p) + half(q)
}
