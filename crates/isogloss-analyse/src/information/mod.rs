//! Which words belong to a domain?
//!
//! If somebody reads a word to you, how much do you learn about where it was written? That is the mutual information of
//! word and domain. Its terms are exact: each word's share of the total says how much of the difference is its own work.
//! The terms find words that are frequent *and* uneven; G² finds those whose unevenness is surest; the log ratio finds those
//! that are most uneven. None of them knows meaning, and none knows documents: one long article about one thing makes its
//! words look characteristic (see the number of documents before believing a name).
//!
//! # Definition
//! ```text
//! I(W;D) = Σ_w Σ_d P(w,d) log2 P(w,d)/(P(w)P(d))         P(w,d) = c_d(w)/N: domains weighted by their tokens
//! JSD    = the same with P(w,d) = c_d(w)/(D N_d): domains weighted equally
//! G²(w)  = 2 Σ_cells O ln(O/E)                            domain | others by word | not word
//! log ratio(w) = log2 (c_d/N_d)/(c_o/N_o)                 o: the other domains pooled; ½ in place of a zero count
//! ```
//! The plug-in totals are too large: even two samples of one language differ, the more so as words clump in documents. With
//! groups of documents both totals are corrected by the delete-group jackknife, which sees documents and not tokens; they may
//! therefore be slightly below zero where there is nothing to find. Without groups the bias of independent tokens is taken off:
//! ```text
//! I_MM   = I − (K − V − D + 1)/(2 N ln 2)                 Miller-Madow for H(W) + H(D) − H(W,D); K: cells that occur
//! JSD_1  = JSD − 1/(2 ln 2) · [Σ_d (V_d − 1)/(D N_d) − Σ_d Σ_w p_d(1 − p_d)/(D² N_d m)]     p_d = c_d/N_d, m their mean
//! ```
//! The second formula is the bias of the mixture's entropy by the delta method and Miller-Madow for each domain's; with as many
//! tokens in each domain it agrees with the first.
//!
//! # Shapes and units
//!
//! `words`: (types,), `counts`: (domains, types); bits, G² has none (χ² with one degree of freedom under
//! independent tokens, which no text has: read it as an order, not as a p-value).
//!
//! # Invariances
//!
//! Order of the words; order of the domains (lists follow it); words that nobody uses.
//!
//! # Baseline
//!
//! 0 ≤ plug-in ≤ H(D); its expectation for one language cut at random is the correction above.
//!
//! # Errors
//!
//! TooFew { domains, tokens of a domain }, ShapeMismatch.
//!
//! # Cost
//!
//! O(types · domains) per group of documents; groups and words in parallel, same bits for any number of
//! threads; nothing is allocated per word but for the rows that are returned.
//!
//! # Source
//!
//! Dunning (1993), *Computational Linguistics* 19, 61-74; Miller (1955); Lin (1991); interval: delete-group
//! jackknife over documents.
//!
//! # Not here
//!
//! Smoothed divergences (see divergence); words that differ in meaning (see geometry).

mod keyness;
mod totals;

#[cfg(test)]
mod tests;

pub use keyness::{key_words, keyness};
pub use totals::{jensen_shannon_first_order, terms};

use crate::{AnalyseError, groups};
use isogloss_math::Estimate;
use keyness::Table;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use totals::Totals;

/// Words of the keyness scatter, beside the most characteristic ones.
const SCATTER: usize = 1_500;

/// `counts[d][w]`: how often word w stands in domain d; the same words in all domains (union vocabulary).
pub type Counts<'a> = &'a [Vec<u64>];

/// What the domain tells about the word and back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Information {
    /// I(W;D) in bits, domains weighted by their tokens, corrected for bias.
    pub mutual_information: Estimate,
    /// I(W;D) in bits with equal weights = the Jensen-Shannon divergence of the domains, corrected for bias.
    pub jensen_shannon: Estimate,
    /// H(D) in bits, the most that I can be.
    pub domain_entropy: f64,
    /// Number of types in the union.
    pub types: u64,
    /// The most characteristic words of each domain, by G².
    pub characteristic: Vec<Vec<KeyWord>>,
    /// Words for the keyness scatter: by pooled count, and the most characteristic.
    pub scatter: Vec<KeyWord>,
}

/// One word against the domains.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct KeyWord {
    /// The word.
    pub word: String,
    /// Its count in each domain.
    pub counts: Vec<u64>,
    /// Its uses per million tokens of each domain.
    pub per_million: Vec<f64>,
    /// The domain in which it is over-represented.
    pub domain: usize,
    /// G² (Dunning 1993) of that domain against the others pooled.
    pub g2: f64,
    /// log2 of the ratio of relative frequencies, domain against the others, 0.5 in place of a zero count.
    pub log_ratio: f64,
    /// Its term of I(W;D), bits: `Σ_d P(w,d) log2 P(w,d)/(P(w)P(d))`.
    pub information: f64,
}

/// Everything about which words belong to which domain.
///
/// `without[j][d]` = counts of domain d without document group j of *that* domain, all domains at once; empty: no
/// intervals. `top` words are listed per domain.
///
/// # Errors
/// [`AnalyseError::TooFew`] with fewer than two domains or a domain without a token, [`AnalyseError::ShapeMismatch`] where
/// words, domains and groups do not fit each other.
pub fn information(
    words: &[&str],
    counts: Counts<'_>,
    without: &[Vec<Vec<u64>>],
    top: usize,
) -> Result<Information, AnalyseError> {
    check(words, counts, without)?;
    let Some(full) = Totals::of(counts) else {
        return Err(AnalyseError::TooFew { what: "tokens of a domain", given: 0, needed: 1 });
    };
    let replicates: Vec<(u64, Option<Totals>)> =
        without.par_iter().map(|rest| (totals::tokens(rest), Totals::of(rest))).collect();
    let sizes = groups::sizes(full.tokens, replicates.iter().map(|(tokens, _)| *tokens));
    // With groups the jackknife takes the whole bias off, clumping included; without, a formula the part of independent tokens.
    let total = |plug_in: fn(&Totals) -> f64, corrected: fn(&Totals) -> f64, how: &str| {
        if replicates.is_empty() {
            return Estimate::point(corrected(&full), how);
        }
        let without: Vec<_> = replicates.iter().map(|(_, rest)| rest.as_ref().map(plug_in)).collect();
        groups::estimate_corrected(plug_in(&full), &without, &sizes, "plug-in")
    };
    let table = Table::new(words, counts);
    let keys = table.keys();
    let tops: Vec<Vec<usize>> = (0..counts.len()).map(|d| table.most_characteristic(&keys, d, top)).collect();
    let rows = |ids: &[usize]| ids.iter().map(|&w| table.key_word(w, keys[w])).collect();
    Ok(Information {
        mutual_information: total(|t| t.information, Totals::corrected_information, "Miller-Madow"),
        jensen_shannon: total(
            |t| t.jensen_shannon,
            Totals::corrected_jensen_shannon,
            "plug-in less its first-order bias",
        ),
        domain_entropy: full.domain_entropy(),
        types: full.types,
        characteristic: tops.iter().map(|ids| rows(ids)).collect(),
        scatter: rows(&table.scatter(SCATTER, &tops)),
    })
}

fn check(words: &[&str], counts: Counts<'_>, without: &[Vec<Vec<u64>>]) -> Result<(), AnalyseError> {
    if counts.len() < 2 {
        return Err(AnalyseError::TooFew { what: "domains", given: counts.len(), needed: 2 });
    }
    if let Some(rest) = without.iter().find(|rest| rest.len() != counts.len()) {
        return Err(AnalyseError::ShapeMismatch {
            what: "domains of a group",
            left: counts.len(),
            right: rest.len(),
        });
    }
    let of_groups = without.iter().flatten();
    match counts.iter().chain(of_groups).find(|domain| domain.len() != words.len()) {
        Some(domain) => Err(AnalyseError::ShapeMismatch {
            what: "words and counts",
            left: words.len(),
            right: domain.len(),
        }),
        None => Ok(()),
    }
}
