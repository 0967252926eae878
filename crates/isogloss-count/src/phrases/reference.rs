//! The definition, slow and plain.
use super::{PhraseSettings, Phrases};
use std::collections::BTreeMap;

/// Score of every pair of neighbours that is frequent enough and scores above the threshold.
pub(super) fn detect(
    documents: &[Vec<&str>],
    settings: &PhraseSettings,
) -> BTreeMap<(String, String), (u64, f64)> {
    let mut words: BTreeMap<&str, u64> = BTreeMap::new();
    let mut pairs: BTreeMap<(&str, &str), u64> = BTreeMap::new();
    for document in documents {
        document.iter().for_each(|word| *words.entry(word).or_default() += 1);
        document.windows(2).for_each(|pair| *pairs.entry((pair[0], pair[1])).or_default() += 1);
    }
    let tokens: u64 = words.values().sum();
    let mut found = BTreeMap::new();
    for ((a, b), count) in pairs {
        let enough = [words[a], words[b], count].iter().all(|&count| count >= settings.min_count);
        let score = settings.score(words[a], words[b], count, tokens);
        if enough && score > settings.threshold {
            found.insert((a.to_owned(), b.to_owned()), (count, score));
        }
    }
    found
}

/// Documents with pairs joined, from left to right.
pub(super) fn apply(documents: &[Vec<&str>], phrases: &Phrases) -> Vec<Vec<String>> {
    let is_pair = |a: &str, b: &str| phrases.pairs.iter().any(|p| p.first == a && p.second == b);
    let join = |document: &Vec<&str>| {
        let mut joined = Vec::new();
        let mut at = 0;
        while at < document.len() {
            if at + 1 < document.len() && is_pair(document[at], document[at + 1]) {
                joined.push(format!("{}_{}", document[at], document[at + 1]));
                at += 2;
            } else {
                joined.push(document[at].to_owned());
                at += 1;
            }
        }
        joined
    };
    documents.iter().map(join).collect()
}
