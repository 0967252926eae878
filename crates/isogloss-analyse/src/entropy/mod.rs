//! How many bits does a word carry?
//!
//! The entropy of the distribution of words says how hard the next word is to guess if one knows the vocabulary and its
//! frequencies, and nothing of order or meaning. It is blind to what the words are: a corpus of a thousand equally
//! frequent misspellings has more of it than a novel. It grows with the size of the sample, for rare words keep
//! arriving: two corpora are compared at a matched number of tokens.
//!
//! # Definition
//! ```text
//! H     = −Σ_w p(w) log2 p(w) = log2 N − (1/N) Σ_w c(w) log2 c(w)      p(w) = c(w)/N
//! H_MM  = H + (V − 1)/(2 N ln 2)                                       V: types that occur
//! evenness = H / log2 V                                                1 where V = 1: one type is as even as can be
//! ```
//!
//! # Shapes and units
//!
//! `counts`: (types,), zeros ignored; bits.
//!
//! # Invariances
//!
//! Order of the types; types that do not occur; evenness is 1 for equal counts.
//!
//! # Baseline
//!
//! H ≤ log2 V. The plug-in value is too small by about (V − 1)/(2N ln 2) bits; Miller-Madow takes off that
//! first order, and what stays is considerable where most types occur once.
//!
//! # Errors
//!
//! TooFew where there is no token; ShapeMismatch.
//!
//! # Cost
//!
//! O(types) per group of documents, no memory beyond the input.
//!
//! # Source
//!
//! Miller (1955), Note on the bias of information estimates; Paninski (2003), *Neural Computation* 15,
//! 1191-1253, for the size of the bias. Interval: delete-group jackknife over documents.
//!
//! # Not here
//!
//! Growth with the sample (call it on growing samples); entropy given the words before.

use crate::{AnalyseError, groups};
use isogloss_math::Estimate;
use serde::{Deserialize, Serialize};
use std::f64::consts::LN_2;

#[cfg(test)]
mod tests;

/// One sample of one domain.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entropy {
    /// Tokens N.
    pub tokens: u64,
    /// Types V.
    pub types: u64,
    /// `−Σ p log2 p` of the observed shares, bits.
    pub plug_in: f64,
    /// Miller-Madow: plug-in + (V − 1)/(2N ln 2), bits, with interval from document groups.
    pub miller_madow: Estimate,
    /// Plug-in / log2 V, in [0, 1].
    pub evenness: f64,
    /// V / N.
    pub type_token_ratio: f64,
}

/// The entropy of a sample of words.
///
/// `counts`: of every type, any order, zeros ignored. `without[j]`: the counts of the same types without document group
/// j (empty: no interval).
///
/// # Errors
/// [`AnalyseError::TooFew`] without a token, [`AnalyseError::ShapeMismatch`] where a group has other types.
///
/// ```
/// let entropy = isogloss_analyse::entropy::entropy(&[4, 2, 1, 1], &[])?;
/// assert_eq!(entropy.plug_in, 1.75); // 1/2 · 1 bit + 1/4 · 2 bits + 2 · 1/8 · 3 bits
/// # Ok::<(), isogloss_analyse::AnalyseError>(())
/// ```
pub fn entropy(counts: &[u64], without: &[Vec<u64>]) -> Result<Entropy, AnalyseError> {
    if let Some(group) = without.iter().find(|group| group.len() != counts.len()) {
        return Err(AnalyseError::ShapeMismatch {
            what: "types of a group",
            left: counts.len(),
            right: group.len(),
        });
    }
    let Some(full) = Sample::of(counts) else {
        return Err(AnalyseError::TooFew { what: "tokens", given: 0, needed: 1 });
    };
    let without: Vec<Option<Sample>> = without.iter().map(|group| Sample::of(group)).collect();
    let sizes =
        groups::sizes(full.tokens, without.iter().map(|rest| rest.as_ref().map_or(0, |rest| rest.tokens)));
    let replicates: Vec<_> = without.iter().map(|rest| rest.as_ref().map(Sample::miller_madow)).collect();
    let log_types = (full.types as f64).log2();
    Ok(Entropy {
        tokens: full.tokens,
        types: full.types,
        plug_in: full.bits,
        miller_madow: groups::estimate(full.miller_madow(), &replicates, &sizes, "Miller-Madow"),
        evenness: if full.types == 1 { 1.0 } else { (full.bits / log_types).min(1.0) },
        type_token_ratio: full.types as f64 / full.tokens as f64,
    })
}

/// Plug-in entropy in bits; 0 for no counts.
pub fn plug_in_bits(counts: &[u64]) -> f64 {
    Sample::of(counts).map_or(0.0, |sample| sample.bits)
}

/// One pass over the counts.
struct Sample {
    tokens: u64,
    types: u64,
    bits: f64,
}

impl Sample {
    /// `None` without a token.
    fn of(counts: &[u64]) -> Option<Self> {
        let (mut tokens, mut types, mut weighted) = (0_u64, 0_u64, 0.0);
        for &count in counts {
            tokens += count;
            types += u64::from(count > 0);
            // Half of all types occur once and add log2 1 = 0.
            if count > 1 {
                weighted += count as f64 * (count as f64).log2();
            }
        }
        let n = tokens as f64;
        // A single type gives log2 N − log2 N, which rounding must not make negative.
        (tokens > 0).then(|| Self { tokens, types, bits: (n.log2() - weighted / n).max(0.0) })
    }

    fn miller_madow(&self) -> f64 {
        self.bits + (self.types - 1) as f64 / (2.0 * self.tokens as f64 * LN_2)
    }
}
