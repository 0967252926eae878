//! Which of the paper's claims hold for these two domains?
//!
//! The paper says of its two domains, a = Wikipedia and b = Twitter, that b's entropy is higher, that its analogies are
//! worse, that its attention is more dispersed, and so on. Here every such sentence gets a verdict, and a verdict is only
//! ever read off an interval: a difference of which nobody knows how sure it is supports nothing.
//!
//! # Definition
//! ```text
//! directed claim "x > 0"      supported: low > 0     refuted: high < 0     else not resolvable
//! symmetric claim "x ≠ 0"     supported: low > 0 or high < 0               else not resolvable, never refuted
//! "x > 0" of an x ≥ 0         supported: low > 0                           else not resolvable
//! "x > 0 and y > 0"           supported: both lows > 0   refuted: both highs < 0   else not resolvable
//! ```
//! A claim for which no test is built shows its figures and says so, as does every claim where there is nothing to test against; a claim whose figures could not be computed says why.
//!
//! # Shapes and units
//!
//! Figures carry theirs in their label.
//!
//! # Invariances
//!
//! Exchanging the domains exchanges supported and refuted for directed claims (those whose id ends in
//! `-in-b`) and changes nothing for the others.
//!
//! # Baseline
//!
//! Intervals are 95 % one by one: of 20 claims without substance one is expected to look supported or refuted.
//!
//! # Errors
//!
//! None: what cannot be had is [`Verdict::NotComputable`] with its reason.
//!
//! # Not here
//!
//! The figures (each from its own section); findings in plain words.

mod catalogue;
mod input;
#[cfg(test)]
mod tests;

pub use catalogue::claims;
pub use input::{ClaimInput, Figure, Pair, WordFigures};

use isogloss_math::Estimate;
use serde::{Deserialize, Serialize};

/// What the figures say of a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The whole interval lies on the claim's side.
    Supported,
    /// The whole interval lies on the other side.
    Refuted,
    /// The interval holds zero, or there is none: this much text cannot tell.
    NotResolvable,
    /// No test of it is built yet.
    NotTestedYet,
    /// There is nothing to test it against: vectors come without the text that could be resampled.
    NotTested,
    /// Its section could not be computed.
    NotComputable,
}

/// One claim of the paper.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Claim {
    /// A short stable name: "entropy-higher-in-b".
    pub id: String,
    /// "§2".
    pub section: String,
    /// The claim in words, with the domains' names.
    pub text: String,
    /// What the figures say.
    pub verdict: Verdict,
    /// The figures the verdict rests on.
    pub figures: Vec<ClaimFigure>,
    /// Why there is no verdict, or what to mind.
    pub note: String,
}

/// A named figure.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ClaimFigure {
    /// What it is: "H_twitter − H_wiki, bits".
    pub label: String,
    /// The figure.
    pub estimate: Estimate,
}

/// The verdict on "x > 0" from an interval of x.
///
/// Not resolvable where the interval holds zero (a bound at zero included), or where there is no interval.
pub fn verdict_positive(x: &Estimate) -> Verdict {
    match x.low.zip(x.high) {
        Some((low, _)) if low > 0.0 => Verdict::Supported,
        Some((_, high)) if high < 0.0 => Verdict::Refuted,
        _ => Verdict::NotResolvable,
    }
}

/// The verdict on "x ≠ 0": supported where the interval excludes zero, never refuted by an interval that holds it.
pub fn verdict_nonzero(x: &Estimate) -> Verdict {
    match verdict_positive(x) {
        Verdict::Refuted => Verdict::Supported,
        verdict => verdict,
    }
}

/// The verdict on "x > 0" of a quantity that cannot be negative: an interval below zero is one more that cannot tell,
/// for only the correction of its bias brought it there.
pub fn verdict_positive_quantity(x: &Estimate) -> Verdict {
    match verdict_positive(x) {
        Verdict::Supported => Verdict::Supported,
        _ => Verdict::NotResolvable,
    }
}

/// The verdict on "x > 0 and y > 0": refuted only if both are below zero.
pub fn verdict_both_positive(x: &Estimate, y: &Estimate) -> Verdict {
    let (x, y) = (verdict_positive(x), verdict_positive(y));
    if x == y { x } else { Verdict::NotResolvable }
}
