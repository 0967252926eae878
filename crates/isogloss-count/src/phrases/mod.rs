//! Which pairs of words are one word?
//!
//! `new york` is neither new nor York. Pairs that stand side by side far more often than their words' counts would have it are
//! joined (`new_york`) and from then on counted as words. [`detect`] finds them in all corpora together, [`apply`] joins them in one:
//! the same pairs everywhere, so that a word is not joined in one domain and apart in the other.
//!
//! # Definition
//! ```text
//! word2vec(a, b) = (c(ab) − δ) · N / (c(a) c(b))
//! npmi(a, b)     = ln [p(ab) / (p(a) p(b))] / −ln p(ab)         p = c / N, in [−1, 1]
//! ```
//! c: counts over all corpora; c(ab): how often b stands directly after a in a document; N: all tokens.
//!
//! # Invariances
//! Order of corpora and documents; number of threads and memory (the same bytes).
//!
//! # Errors
//! `Parameter`, `Io`, `Damaged`.
//!
//! # Cost
//! Bigrams are a co-occurrence matrix of window 1 to the right, counted on disk like any other; its counts are exact up to
//! 2^24. Memory: a few bytes per type. Joining reads the ids twice, on one thread.
//!
//! # Source
//! Mikolov, Sutskever, Chen, Corrado & Dean 2013, eq. 6 (as in word2phrase, times N); Bouma 2009, eq. 7.
//!
//! # Not here
//! Phrases of more than two words.

mod apply;
mod detect;
#[cfg(test)]
mod reference;
#[cfg(test)]
mod tests;

pub use apply::{Joined, apply};
pub use detect::detect;

use crate::CountError;
use serde::{Deserialize, Serialize};

/// Stands between the words of a pair that was joined.
pub const JOINT: char = '_';

/// How much a pair is one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PhraseScore {
    /// Mikolov et al. 2013.
    Word2vec,
    /// Normalised pointwise mutual information (Bouma 2009).
    Npmi,
}

/// Which pairs are joined.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PhraseSettings {
    /// The score.
    pub score: PhraseScore,
    /// Pairs that score above this are joined.
    pub threshold: f64,
    /// Pairs with fewer occurrences in all corpora together are not, nor pairs of words with fewer.
    pub min_count: u64,
    /// δ of the score of word2vec: what is taken off the count of a pair.
    pub discount: u64,
}

impl PhraseSettings {
    /// The usual numbers: threshold 100 and δ = 5 for word2vec (word2phrase's), threshold 0.5 for NPMI; minimum count 5.
    pub fn new(score: PhraseScore) -> Self {
        let threshold = match score {
            PhraseScore::Word2vec => 100.0,
            PhraseScore::Npmi => 0.5,
        };
        Self { score, threshold, min_count: 5, discount: 5 }
    }

    fn check(&self) -> Result<(), CountError> {
        let wrong = |name, allowed: &str, given: String| {
            Err(CountError::Parameter { name, allowed: allowed.to_owned(), given })
        };
        if !self.threshold.is_finite() {
            return wrong("the threshold of phrases", "a number", self.threshold.to_string());
        }
        if self.min_count == 0 {
            return wrong("the minimum count of phrases", "at least 1", "0".to_owned());
        }
        Ok(())
    }

    /// The score of a pair; the words' counts and the pair's are above zero.
    fn score(&self, first: u64, second: u64, pair: u64, tokens: u64) -> f64 {
        let (a, b, ab, n) = (first as f64, second as f64, pair as f64, tokens as f64);
        match self.score {
            PhraseScore::Word2vec => (ab - self.discount as f64) * n / (a * b),
            // A pair that is all there is has no surprise at all: every other text makes it 1.
            PhraseScore::Npmi if pair == tokens => 1.0,
            PhraseScore::Npmi => (ab * n / (a * b)).ln() / -(ab / n).ln(),
        }
    }
}

/// Pairs to be joined.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Phrases {
    /// By score (descending), then by words.
    pub pairs: Vec<Phrase>,
}

/// A pair that is one word.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Phrase {
    /// Its first word.
    pub first: String,
    /// Its second word.
    pub second: String,
    /// How often they stand side by side, in all corpora.
    pub count: u64,
    /// How much they are one word.
    pub score: f64,
}

impl Phrase {
    /// The word that it becomes.
    pub fn joined(&self) -> String {
        format!("{}{JOINT}{}", self.first, self.second)
    }
}
