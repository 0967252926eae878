//! How steeply do the frequencies of words fall?
//!
//! Few words make most of every text, and most words occur once: frequency falls about as a power of the rank. The exponent
//! says how much of a text its commonest words are. It is blind to which words these are. Two readings stand side by side:
//! the maximum likelihood of the *distribution of frequencies* is the sound one; the straight line through the logarithms of
//! rank and frequency is what most papers report, and is biased, because ranks are sorted by the very frequencies they are
//! held against and the points are far from independent.
//!
//! # Definition
//! ```text
//! P(f) = f^-γ / ζ(γ, x_min),  f ≥ x_min                 over the types of the tail; ζ: Hurwitz
//! γ     = argmax  −n ln ζ(γ, x_min) − γ Σ ln f           n: types of the tail
//! x_min = argmin  sup_f |S(f) − P(F ≤ f)|                S: observed shares; Kolmogorov-Smirnov
//! α     = 1/(γ − 1)                                      of f(r) ∝ r^-α
//! slope = −Σ (ln r − r̄)(ln f_r − f̄) / Σ (ln r − r̄)²      least squares over r = 1..=slope_ranks, types ordered by frequency
//! ```
//! Candidates for x_min are the counts that occur whose tail keeps at least 50 types and at least 1 % of all types, from
//! 100 on only in steps of 1 %.
//!
//! # Shapes and units
//!
//! `counts`: (types,), zeros ignored; no units; curve: (rank, share of the tokens).
//!
//! # Invariances
//!
//! Order of the types; types that do not occur. γ and α are not invariant to the amount of text: a sample of
//! a text has relatively more rare words.
//!
//! # Baseline
//!
//! Prose has α near 1 (γ near 2); equally frequent words have α = 0. A small Kolmogorov-Smirnov distance
//! shows the law *fits*, not that it is *right*: a lognormal may fit as well.
//!
//! # Errors
//!
//! TooFew types (50); Degenerate where the counts fit no γ in (1, 64), as when all are equal; Parameter.
//!
//! # Cost
//!
//! O(types) per group of documents; the scan needs candidates · distinct counts, which gives up on a
//! candidate once it is worse than the best so far.
//!
//! # Source
//!
//! Clauset, Shalizi & Newman (2009), *SIAM Review* 51, 661-703, eqs. 3.5 and 3.9 and appendix B. They scan
//! every x_min; the limits are ours. Interval: delete-group jackknife over documents with x_min held, which
//! leaves out how uncertain the choice of x_min is.
//!
//! # Not here
//!
//! Goodness-of-fit p-values; lognormal and other rivals; the exponent at matched sizes.

mod fit;
mod law;
mod params;
mod tally;

#[cfg(test)]
mod tests;

pub use params::ZipfParams;

use crate::{AnalyseError, groups, line};
use fit::{Fit, TAIL_TYPES};
use isogloss_math::Estimate;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use tally::Tally;

/// One domain.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Zipf {
    /// Tokens N.
    pub tokens: u64,
    /// Types V.
    pub types: u64,
    /// Types that occur once, as a share of all types.
    pub hapax_share: f64,
    /// γ of `P(f) ∝ f^-γ`, f ≥ x_min: discrete power law of the frequency distribution, maximum likelihood.
    pub gamma: Estimate,
    /// Zipf's exponent α = 1/(γ − 1).
    pub alpha: Estimate,
    /// Smallest frequency of the tail, by Kolmogorov-Smirnov.
    pub x_min: u64,
    /// Types in the tail.
    pub tail_types: u64,
    /// Kolmogorov-Smirnov distance of the tail from the fitted law.
    pub ks_distance: f64,
    /// The textbooks' least-squares slope of log f on log r (sign turned), biased, over ranks 1..=`slope_ranks`.
    pub slope: Estimate,
    /// Last rank of the least-squares fit.
    pub slope_ranks: u64,
    /// (rank, relative frequency), thinned evenly in log rank, for a figure.
    pub curve: Vec<(f64, f64)>,
}

/// How the frequencies of one domain's words fall.
///
/// `counts`: of every type, any order, zeros ignored. `without[j]`: the same without document group j (empty: no interval).
///
/// # Errors
/// [`AnalyseError::TooFew`] with fewer than 50 types, [`AnalyseError::Degenerate`] where no power law fits at all,
/// [`AnalyseError::ShapeMismatch`] where a group has other types, [`AnalyseError::Parameter`].
///
/// ```
/// use isogloss_analyse::zipf::{ZipfParams, zipf};
///
/// // Frequencies that fall exactly as 1/rank: a slope of 1.
/// let counts: Vec<u64> = (1..=2_000).map(|rank| 1_000_000 / rank).collect();
/// let zipf = zipf(&counts, &[], &ZipfParams::default())?;
/// assert!((zipf.slope.value - 1.0).abs() < 0.001);
/// assert!((zipf.alpha.value - 1.0).abs() < 0.05);
/// # Ok::<(), isogloss_analyse::AnalyseError>(())
/// ```
pub fn zipf(counts: &[u64], without: &[Vec<u64>], params: &ZipfParams) -> Result<Zipf, AnalyseError> {
    params.check()?;
    if let Some(group) = without.iter().find(|group| group.len() != counts.len()) {
        return Err(AnalyseError::ShapeMismatch {
            what: "types of a group",
            left: counts.len(),
            right: group.len(),
        });
    }
    let full = Tally::of(counts);
    let (tokens, types) = (full.tokens(), full.types());
    if types < TAIL_TYPES {
        return Err(AnalyseError::TooFew {
            what: "types",
            given: types as usize,
            needed: TAIL_TYPES as usize,
        });
    }
    let fit = Fit::best(&full).ok_or(NO_LAW)?;
    let without: Vec<Tally> = without.par_iter().map(|group| Tally::of(group)).collect();
    let sizes = groups::sizes(tokens, without.iter().map(Tally::tokens));
    let gammas: Vec<Option<f64>> = without.iter().map(|rest| gamma_of(rest, fit.x_min)).collect();
    let alphas: Vec<Option<f64>> = gammas.iter().map(|gamma| gamma.map(alpha)).collect();
    let slope_ranks = params.slope_ranks.min(types);
    let slopes: Vec<Option<f64>> = without.iter().map(|rest| slope(rest, slope_ranks)).collect();
    let likelihood = "maximum likelihood of a discrete power law, x_min by Kolmogorov-Smirnov and held";
    Ok(Zipf {
        tokens,
        types,
        hapax_share: full
            .pairs()
            .first()
            .map_or(0.0, |&(count, once)| if count == 1 { once as f64 } else { 0.0 })
            / types as f64,
        gamma: groups::estimate(fit.gamma, &gammas, &sizes, likelihood),
        alpha: groups::estimate(alpha(fit.gamma), &alphas, &sizes, &format!("1/(γ − 1), γ by {likelihood}")),
        x_min: fit.x_min,
        tail_types: fit.tail_types,
        ks_distance: fit.distance,
        slope: groups::estimate(
            slope(&full, slope_ranks).ok_or(NO_LAW)?,
            &slopes,
            &sizes,
            &format!("least squares of log f on log r over ranks 1 to {slope_ranks} (biased)"),
        ),
        slope_ranks,
        curve: curve(&full, params.curve_points),
    })
}

/// γ by maximum likelihood over the types with at least `x_min` uses, x_min given.
///
/// # Errors
/// [`AnalyseError::Parameter`] for `x_min` 0, [`AnalyseError::Degenerate`] where the counts fit no γ in (1, 64).
pub fn gamma(counts: &[u64], x_min: u64) -> Result<f64, AnalyseError> {
    if x_min == 0 {
        return Err(AnalyseError::Parameter { name: "x_min", needs: "must be at least 1" });
    }
    gamma_of(&Tally::of(counts), x_min).ok_or(NO_LAW)
}

const NO_LAW: AnalyseError =
    AnalyseError::Degenerate { what: "no power law fits the frequencies: they are all equal, or nearly" };

fn gamma_of(tally: &Tally, x_min: u64) -> Option<f64> {
    law::maximum_likelihood(tally.tail(x_min), x_min)
}

/// Zipf's exponent from that of the distribution of frequencies; γ is above 1 + 1/128, see `law`.
fn alpha(gamma: f64) -> f64 {
    1.0 / (gamma - 1.0)
}

/// Minus the least-squares slope of ln f on ln r over the first `ranks` ranks; `None` with fewer than two.
fn slope(tally: &Tally, ranks: u64) -> Option<f64> {
    let points: Vec<(f64, f64)> =
        (1..=ranks).zip(tally.by_rank()).map(|(r, f)| ((r as f64).ln(), (f as f64).ln())).collect();
    line::slope(&points).map(|slope| -slope)
}

/// At most `points` ranks from the first to the last, evenly in log rank, each with its share of the tokens.
fn curve(tally: &Tally, points: usize) -> Vec<(f64, f64)> {
    let (tokens, last) = (tally.tokens() as f64, tally.types());
    let steps = points.saturating_sub(1).max(1) as f64;
    let mut ranks: Vec<u64> =
        (0..points).map(|i| ((last as f64).powf(i as f64 / steps).round() as u64).clamp(1, last)).collect();
    ranks.dedup();
    let mut wanted = ranks.into_iter().peekable();
    let mut curve = Vec::new();
    let mut passed = 0;
    for &(count, types) in tally.pairs().iter().rev() {
        passed += types;
        while let Some(rank) = wanted.next_if(|&rank| rank <= passed) {
            curve.push((rank as f64, count as f64 / tokens));
        }
    }
    curve
}
