//! What was planted.

use crate::domain::Domain;
use crate::language::Language;
use crate::{Law, SimulateError, SimulationParams, law};
use serde::{Deserialize, Serialize};
use std::path::Path;

/// What was planted, as words and numbers; `truth.json` holds it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Truth {
    /// The parameters.
    pub params: SimulationParams,
    /// Pairs of words that exchange contexts in the last domain, commonest first.
    pub swapped: Vec<(String, String)>,
    /// The content words of each topic, private ones included. Swapped words are where they belong in the
    /// first domain.
    pub topics: Vec<Vec<String>>,
    /// Words without a topic, commonest first.
    pub function_words: Vec<String>,
    /// The words that only one domain uses, per domain.
    pub private: Vec<Vec<String>>,
    /// Name and pairs (x, y) of each relation: y - x is about the same for all of its pairs.
    pub analogies: Vec<(String, Vec<(String, String)>)>,
    /// Words with a label that cuts across topics.
    pub labels: Labels,
    /// Zipf exponent of each domain's word law.
    pub alpha: Vec<f64>,
    /// Zipf-Mandelbrot shift q of all domains.
    pub shift: f64,
    /// Entropy of each domain's words in bits; hashtags, mentions and URLs are not in it.
    pub entropy_bits: Vec<f64>,
    /// Mutual information I(W;D) of word and domain in bits with all domains equally likely, without social
    /// noise.
    pub information_bits: f64,
}

/// Two groups of words that keep different company in whatever topic.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Labels {
    /// What the label means.
    pub name: String,
    /// Words with label true.
    pub positive: Vec<String>,
    /// Words with label false.
    pub negative: Vec<String>,
}

impl Truth {
    pub(crate) fn of(language: &Language, domains: &[Domain]) -> Self {
        let params = &language.params;
        let word = |w: usize| language.words[w].clone();
        let pair = |&(x, y): &(usize, usize)| (word(x), word(y));
        let mut swapped = language.roles.swapped.clone();
        swapped.sort_unstable();
        let mut topics = vec![Vec::new(); params.topics];
        for (w, topic) in language.topic_of.iter().enumerate() {
            if let Some(t) = *topic {
                topics[t].push(word(w));
            }
        }
        let relations = language.roles.relations.iter().enumerate();
        let [positive, negative] = &language.roles.labels;
        let expected: Vec<Vec<f64>> = domains.iter().map(|domain| domain.expected(language)).collect();
        Self {
            params: params.clone(),
            swapped: swapped.iter().map(pair).collect(),
            topics,
            function_words: (0..params.function_words()).map(word).collect(),
            private: (0..params.domains).map(|d| language.private(d).map(word).collect()).collect(),
            analogies: relations
                .map(|(r, relation)| {
                    (format!("relation{}", r + 1), relation.pairs.iter().map(pair).collect())
                })
                .collect(),
            labels: Labels {
                name: "polarity".to_owned(),
                positive: positive.words.iter().map(|&w| word(w)).collect(),
                negative: negative.words.iter().map(|&w| word(w)).collect(),
            },
            alpha: params.alpha.clone(),
            shift: Law::SHIFT,
            entropy_bits: expected.iter().map(|p| law::entropy_bits(p)).collect(),
            information_bits: law::information_bits(&expected),
        }
    }

    /// Reads a `truth.json`.
    pub fn read(path: &Path) -> Result<Self, SimulateError> {
        let text = std::fs::read_to_string(path)
            .map_err(|source| SimulateError::Read { path: path.to_owned(), source })?;
        serde_json::from_str(&text).map_err(|source| SimulateError::Truth { path: path.to_owned(), source })
    }
}
