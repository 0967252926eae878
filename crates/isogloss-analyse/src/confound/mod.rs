//! How much of the difference between the domains did the handling of tokens make?
//!
//! Tweets hold links, mentions and hashtags, articles hold none; whether each link is a word of its own, all are one, or
//! none is counted, is a choice of the tokeniser, and it moves every figure that compares the domains. The audit makes the choice
//! the other way, the same for all domains, and tells how much of their divergence goes with it. It is blind to choices that
//! change where tokens begin and end (whether `don't` is one word).
//!
//! # Definition
//! ```text
//! J_h         = Jensen-Shannon divergence of the domains under the handling h, domains weighted equally, bits
//! vanished(h) = 1 − J_h / J                  J: the counts as they are
//! ```
//! A handling counts types as others (all links as one) or leaves them out.
//!
//! # Shapes and units
//!
//! `counts`: (domains, types); a handling: (types,), the type that each is counted as; bits; `vanished` is a share, at most 1,
//! below zero where the handling drives the domains apart.
//!
//! # Invariances
//!
//! Order of the types and of the domains; types that nobody uses.
//!
//! # Baseline
//!
//! A handling that touches nothing has `vanished` 0.
//! Merging types never raises the plug-in J; leaving types out can move it either way.
//!
//! # Errors
//!
//! TooFew { domains, tokens of a domain }, ShapeMismatch.
//!
//! # Cost
//!
//! O(types · domains) per handling and group of documents; groups in parallel, same bits for any number of threads. Types of
//! one domain alone take no logarithm.
//!
//! # Source
//!
//! Lin (1991) for the divergence; bias and interval by the delete-group jackknife over documents. The audit is our own.
//!
//! # Not here
//!
//! Which words make the difference (see information).

mod folded;
#[cfg(test)]
mod tests;

use crate::information::{Counts, jensen_shannon_first_order};
use crate::{AnalyseError, groups};
use folded::Folded;
use isogloss_math::Estimate;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

/// In place of a type: not counted at all.
pub const LEFT_OUT: u32 = u32::MAX;

/// Another way to count the same tokens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handling {
    /// What is handled: "URLs".
    pub what: String,
    /// How: "as one word".
    pub how: String,
    /// The type that each type is counted as ([`LEFT_OUT`]: none).
    pub to: Vec<u32>,
}

/// The audit of a comparison.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Confound {
    /// Jensen-Shannon divergence of the counts as they are, bits, corrected for bias.
    pub as_run: Estimate,
    /// What each handling makes of it.
    pub effects: Vec<HandlingEffect>,
}

/// What a handling makes of the divergence.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HandlingEffect {
    /// What is handled: "URLs".
    pub what: String,
    /// How: "as one word".
    pub how: String,
    /// Share of each domain's tokens that are counted otherwise than in the run.
    pub touched: Vec<f64>,
    /// The Jensen-Shannon divergence under the handling, bits, corrected for bias.
    pub jensen_shannon: Estimate,
    /// The share of the run's divergence that vanishes; negative where the handling drives the domains apart.
    pub vanished: Estimate,
}

/// The divergence of the domains under each handling.
///
/// `counts[d][w]`; `without[j][d][w]`: the same without group j of each domain (empty: no intervals).
///
/// # Errors
/// [`AnalyseError::TooFew`] with fewer than two domains or a domain without a token; [`AnalyseError::ShapeMismatch`].
pub fn confound(
    counts: Counts<'_>,
    without: &[Vec<Vec<u64>>],
    handlings: &[Handling],
) -> Result<Confound, AnalyseError> {
    let types = check(counts, without, handlings)?;
    let identity: Vec<u32> = (0..types as u32).collect();
    let as_it_is = Folded::new(&identity);
    let Some(full) = as_it_is.jensen_shannon(counts) else {
        return Err(AnalyseError::TooFew { what: "tokens of a domain", given: 0, needed: 1 });
    };
    let tokens = |counts: Counts<'_>| counts.iter().flatten().sum::<u64>();
    let sizes = groups::sizes(tokens(counts), without.iter().map(|rest| tokens(rest)));
    let replicates: Vec<Option<f64>> = without.par_iter().map(|rest| as_it_is.jensen_shannon(rest)).collect();
    let effect = |handling: &Handling| {
        let folded = Folded::new(&handling.to);
        let under = folded.jensen_shannon(counts).ok_or(AnalyseError::TooFew {
            what: "tokens of a domain under a handling",
            given: 0,
            needed: 1,
        })?;
        let under_each: Vec<Option<f64>> =
            without.par_iter().map(|rest| folded.jensen_shannon(rest)).collect();
        let vanished = |under: f64, as_it_is: f64| if as_it_is > 0.0 { 1.0 - under / as_it_is } else { 0.0 };
        let vanished_each: Vec<Option<f64>> = under_each
            .iter()
            .zip(&replicates)
            .map(|(under, rest)| under.zip(*rest).map(|(u, r)| vanished(u, r)))
            .collect();
        Ok(HandlingEffect {
            what: handling.what.clone(),
            how: handling.how.clone(),
            touched: counts.iter().map(|domain| touched(domain, &handling.to)).collect(),
            jensen_shannon: groups::estimate_corrected(under, &under_each, &sizes, "plug-in"),
            vanished: groups::estimate_corrected(vanished(under, full), &vanished_each, &sizes, "plug-in"),
        })
    };
    Ok(Confound {
        as_run: groups::estimate_corrected(full, &replicates, &sizes, "plug-in"),
        effects: handlings.iter().map(effect).collect::<Result<_, AnalyseError>>()?,
    })
}

/// What keeping the case apart would do where the run lower-cases: every type is counted as two, as written small and with
/// capitals. `capitalised[d][w]`: how many of the tokens held a capital.
///
/// Documents are not known here: both divergences are corrected by the formula for independent tokens, and there is no interval.
///
/// # Errors
/// As [`confound`].
pub fn case_kept(counts: Counts<'_>, capitalised: Counts<'_>) -> Result<HandlingEffect, AnalyseError> {
    check(counts, &[capitalised.to_vec()], &[])?;
    let apart: Vec<Vec<u64>> = counts
        .iter()
        .zip(capitalised)
        .map(|(all, capitals)| {
            let small = all.iter().zip(capitals).map(|(&all, &capitals)| all.saturating_sub(capitals));
            small.chain(capitals.iter().copied()).collect()
        })
        .collect();
    let none = || AnalyseError::TooFew { what: "tokens of a domain", given: 0, needed: 1 };
    let as_run = jensen_shannon_first_order(counts).ok_or_else(none)?;
    let under = jensen_shannon_first_order(&apart).ok_or_else(none)?;
    let method = "plug-in less its first-order bias, no interval";
    Ok(HandlingEffect {
        what: "upper and lower case".to_owned(),
        how: "kept apart".to_owned(),
        touched: counts
            .iter()
            .zip(capitalised)
            .map(|(all, capitals)| {
                capitals.iter().sum::<u64>() as f64 / all.iter().sum::<u64>().max(1) as f64
            })
            .collect(),
        jensen_shannon: Estimate::point(under, method),
        vanished: Estimate::point(if as_run > 0.0 { 1.0 - under / as_run } else { 0.0 }, method),
    })
}

/// The share of a domain's tokens whose type is counted as another or not at all.
fn touched(domain: &[u64], to: &[u32]) -> f64 {
    let all: u64 = domain.iter().sum();
    let moved = (0u32..).zip(domain).zip(to).filter(|((w, _), to)| w != *to);
    moved.map(|((_, &count), _)| count).sum::<u64>() as f64 / all.max(1) as f64
}

/// The number of types, if everything fits.
fn check(
    counts: Counts<'_>,
    without: &[Vec<Vec<u64>>],
    handlings: &[Handling],
) -> Result<usize, AnalyseError> {
    if counts.len() < 2 {
        return Err(AnalyseError::TooFew { what: "domains", given: counts.len(), needed: 2 });
    }
    let types = counts[0].len();
    let fits = |what, right: usize, left: usize| match left == right {
        true => Ok(()),
        false => Err(AnalyseError::ShapeMismatch { what, left, right }),
    };
    for rest in without {
        fits("domains of a group", rest.len(), counts.len())?;
    }
    for domain in counts.iter().chain(without.iter().flatten()) {
        fits("types of the domains", domain.len(), types)?;
    }
    for handling in handlings {
        fits("types of a handling", handling.to.len(), types)?;
        if let Some(&to) = handling.to.iter().find(|&&to| to != LEFT_OUT && to as usize >= types) {
            fits("a handling's type and the types", to as usize, types)?;
        }
    }
    Ok(types)
}
