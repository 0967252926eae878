//! Which two words are one?
//!
//! Useful for names and fixed terms ("new york", "machine learning"), which are words of their own for everything that is
//! counted afterwards. Not useful where the two sides of a comparison get different lists: so there is one list, found in all
//! domains together.
//!
//! # Definition
//! ```text
//! word2vec(a, b) = (c(ab) - δ) N / (c(a) c(b))
//! npmi(a, b)     = ln (p(ab) / (p(a) p(b))) / -ln p(ab)        p(x) = c(x) / N
//! ```
//! c(ab): how often b stands right after a in a document; N: all tokens; all summed over the domains. A pair is a phrase if
//! c(a), c(b) and c(ab) reach a minimum and its score is above a threshold.
//!
//! # Shapes and units
//! word2vec: no unit, the ratio to what independence would give, from 0 up. NPMI: in [-1, 1]; 0 for independence, 1 for words
//! that only stand together.
//!
//! # Invariances
//! Order of documents and of domains; number of threads and memory (the same list).
//!
//! # Errors
//! `Parameter`, `Io`, `Damaged`.
//!
//! # Cost
//! A pair count is a co-occurrence count of window 1 to the right: O(tokens) time; on disk 8 bytes for every different pair,
//! in memory a few for every word and thread. Joining is one pass over the ids, and one more to number them anew.
//!
//! # Source
//! Mikolov, Sutskever, Chen, Corrado & Dean 2013, equation 6, times N as their program word2phrase has it, so that the
//! threshold does not depend on the size of the corpus; Bouma 2009 (NPMI). gensim's `Phrases` multiplies by the number of
//! types instead: its scores are smaller, and so is its threshold.
//!
//! # Not here
//! Phrases of three words and more in one go (join twice); phrases over common words ("bank of america").

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

/// Stands between the words of a phrase.
pub const JOINT: char = '_';

/// How phrases are found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PhraseSettings {
    /// What is compared with the threshold.
    pub score: PhraseScore,
    /// Pairs that score above this are phrases.
    pub threshold: f64,
    /// Words and pairs with fewer uses in all domains together are none.
    pub min_count: u64,
    /// δ, taken off the count of a pair in word2vec's score.
    pub delta: f64,
}

/// How strongly two words attract each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PhraseScore {
    /// Mikolov et al. 2013.
    Word2vec,
    /// Normalised pointwise mutual information (Bouma 2009).
    Npmi,
}

/// The pairs of words that are phrases.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Phrases {
    /// How they were found.
    pub settings: PhraseSettings,
    /// Tokens of all domains.
    pub tokens: u64,
    /// By count (descending), then by words.
    pub pairs: Vec<Phrase>,
}

/// Two words that are one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Phrase {
    /// The word that comes first.
    pub first: String,
    /// The word right after it.
    pub second: String,
    /// How often. (Counts in one domain above 2²⁴ are rounded to 24 bits.)
    pub count: u64,
    /// Its score.
    pub score: f64,
}

impl PhraseSettings {
    /// The usual settings: word2phrase's minimum count 5 and threshold 100 (it takes the minimum for δ, too); for NPMI 0.5,
    /// half way from independence to words that only stand together.
    pub fn new(score: PhraseScore) -> Self {
        let threshold = match score {
            PhraseScore::Word2vec => 100.0,
            PhraseScore::Npmi => 0.5,
        };
        Self { score, threshold, min_count: 5, delta: 5.0 }
    }

    /// Whether every setting is in its range.
    pub fn check(&self) -> Result<(), CountError> {
        let parameter = |name, allowed: &str, given: String| {
            Err(CountError::Parameter { name, allowed: allowed.to_string(), given })
        };
        if !self.threshold.is_finite() {
            return parameter("the threshold of phrases", "a number", self.threshold.to_string());
        }
        if !self.delta.is_finite() || self.delta < 0.0 {
            return parameter("delta", "0 or more", self.delta.to_string());
        }
        if self.min_count == 0 {
            return parameter("the minimum count of phrases", "1 or more", "0".to_string());
        }
        Ok(())
    }

    /// The score of a pair of words: counts of the pair, of both words and of all tokens.
    fn score(&self, pair: u64, first: u64, second: u64, tokens: u64) -> f64 {
        let [pair, first, second, tokens] = [pair, first, second, tokens].map(|count| count as f64);
        match self.score {
            PhraseScore::Word2vec => (pair - self.delta) / first / second * tokens,
            PhraseScore::Npmi => (pair * tokens / first / second).ln() / -(pair / tokens).ln(),
        }
    }
}
