//! Do vectors find similar what people find similar?
//!
//! The usual first number of a file of vectors: people have scored pairs of words, and cosines should put the pairs in the same
//! order. Good for holding files against each other on the same pairs. Blind to everything but order; and sets differ in what
//! they asked for: WordSim-353 mixes relatedness into similarity, SimLex-999 takes pains not to.
//!
//! # Definition
//! ```text
//! ρ = Spearman(score_i, cos(x_i, y_i))        over the pairs i whose words are known; ties share their mean rank
//! ```
//! Interval: percentile bootstrap over pairs, 1,000 resamples, 95 %. The same seed draws the same pairs for every file that knows
//! as many.
//!
//! # Shapes and units
//!
//! Any number of spaces (n_i, d_i); ρ in [-1, 1].
//!
//! # Invariances
//!
//! Rotation; positive scaling of a row; any increasing function of the scores.
//!
//! # Baseline
//!
//! 0 for vectors without meaning; 1 is out of reach, for people do not agree among themselves.
//!
//! # Errors
//!
//! TooFew where there are no spaces or sets; ShapeMismatch; NotFinite.
//!
//! # Cost
//!
//! O(words + pairs · (d + 1000 log pairs)) per space and set; the same bits for any number of threads.
//!
//! # Source
//!
//! Finkelstein et al. (2002), *ACM TOIS* 20, 116-131 (WordSim-353); Hill, Reichart & Korhonen (2015),
//! *Comput. Linguist.* 41, 665-695 (SimLex-999); policies and case as in gensim's `evaluate_word_pairs`.
//!
//! # Not here
//!
//! The sets themselves ([`SimilaritySet::parse`] reads them).

mod set;
#[cfg(test)]
mod tests;

pub use set::SimilaritySet;

use crate::lookup::{self, Located, LookupParams, Space, Wanted};
use crate::{AnalyseError, bootstrap};
use isogloss_math::{Estimate, dense, rank, resample, stream};
use serde::{Deserialize, Serialize};

/// What becomes of pairs with unknown words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Unknown {
    /// They are left out (gensim's default).
    #[default]
    Skip,
    /// Their cosine is taken to be 0 (gensim's `dummy4unknown`).
    Zero,
    /// Only pairs that all spaces know are taken.
    Shared,
}

/// How similarity is measured.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SimilarityParams {
    /// How words are found.
    pub lookup: LookupParams,
    /// Unknown words.
    pub unknown: Unknown,
    /// Of the resamples.
    pub seed: u64,
}

impl Default for SimilarityParams {
    fn default() -> Self {
        Self { lookup: LookupParams::default(), unknown: Unknown::default(), seed: 1 }
    }
}

/// What one space makes of one set.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Similarity {
    /// Pairs of the set.
    pub pairs: usize,
    /// Pairs whose words the space knows.
    pub known: usize,
    /// Pairs over which ρ is taken.
    pub used: usize,
    /// Spearman's ρ of scores and cosines; none where all of either are equal or there are fewer than two pairs.
    pub spearman: Option<Estimate>,
}

/// Every space on every set: `result[space][set]`.
///
/// # Errors
/// See the module.
pub fn similarity(
    spaces: &[Space<'_>],
    sets: &[SimilaritySet],
    params: &SimilarityParams,
) -> Result<Vec<Vec<Similarity>>, AnalyseError> {
    if spaces.is_empty() {
        return Err(AnalyseError::TooFew { what: "files of vectors", given: 0, needed: 1 });
    }
    if sets.is_empty() {
        return Err(AnalyseError::TooFew { what: "similarity sets", given: 0, needed: 1 });
    }
    lookup::check(spaces)?;
    let mut wanted = Wanted::new(&params.lookup);
    let numbers: Vec<Vec<[u32; 2]>> = sets
        .iter()
        .map(|set| set.pairs.iter().map(|(x, y, _)| [wanted.number(x), wanted.number(y)]).collect())
        .collect();
    let located: Vec<Located> = spaces.iter().map(|&space| wanted.locate(space)).collect();
    let of_space = |(space, its): (&Space<'_>, &Located)| {
        let of_set = |(set, pairs): (&SimilaritySet, &Vec<[u32; 2]>)| {
            let (mut scores, mut cosines, mut known) = (Vec::new(), Vec::new(), 0);
            for (&words, (_, _, score)) in pairs.iter().zip(&set.pairs) {
                let rows = rows_of(its, words);
                known += usize::from(rows.is_some());
                let cosine = match (params.unknown, rows) {
                    (Unknown::Shared, _) if !located.iter().all(|other| rows_of(other, words).is_some()) => {
                        None
                    }
                    (Unknown::Zero, None) => Some(0.0),
                    (_, rows) => rows.map(|[x, y]| {
                        dense::cosine(space.matrix.row(x as usize), space.matrix.row(y as usize))
                    }),
                };
                if let Some(cosine) = cosine {
                    scores.push(*score);
                    cosines.push(cosine);
                }
            }
            let spearman = spearman(&scores, &cosines, params.seed);
            Similarity { pairs: pairs.len(), known, used: scores.len(), spearman }
        };
        sets.iter().zip(&numbers).map(of_set).collect()
    };
    Ok(spaces.iter().zip(&located).map(of_space).collect())
}

fn rows_of(located: &Located, words: [u32; 2]) -> Option<[u32; 2]> {
    let [x, y] = words.map(|word| located.rows[word as usize]);
    Some([x?, y?])
}

fn spearman(scores: &[f64], cosines: &[f64], seed: u64) -> Option<Estimate> {
    let value = rank::spearman(scores, cosines)?;
    let of = |drawn: &[usize]| {
        let take = |values: &[f64]| drawn.iter().map(|&i| values[i]).collect::<Vec<f64>>();
        rank::spearman(&take(scores), &take(cosines)).unwrap_or(f64::NAN)
    };
    let seed = stream::hash(seed, b"similarity");
    let replicates = resample::bootstrap(scores.len(), bootstrap::REPLICATES, seed, of);
    Some(bootstrap::estimate(value, replicates, "Spearman's rho; bootstrap over pairs, 95 %"))
}
