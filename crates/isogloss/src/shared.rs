//! Which words do domains share?

use crate::domain::Domain;
use isogloss_math::Matrix;
use std::collections::HashMap;

/// Words that all of some domains have vectors for, most frequent first (by pooled relative frequency, ties by word).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SharedWords {
    /// The words.
    pub words: Vec<String>,
    /// `ids[d][i]`: the id of `words[i]` in domain d.
    pub ids: Vec<Vec<u32>>,
    /// `counts[d][i]`: its count there.
    pub counts: Vec<Vec<u64>>,
}

impl SharedWords {
    /// Of these domains.
    pub fn of(domains: &[&Domain]) -> Self {
        let Some(first) = domains.first() else { return Self::default() };
        let mut rows: Vec<(f64, &str, Vec<u32>)> = Vec::new();
        for id in 0..first.words as u32 {
            let word = first.text.corpus.vocabulary.word(id);
            let ids: Option<Vec<u32>> = domains
                .iter()
                .map(|domain| {
                    domain.text.corpus.vocabulary.id(word).filter(|&id| (id as usize) < domain.words)
                })
                .collect();
            if let Some(ids) = ids {
                let shares = domains.iter().zip(&ids).map(|(domain, &id)| {
                    let vocabulary = &domain.text.corpus.vocabulary;
                    vocabulary.counts()[id as usize] as f64 / vocabulary.tokens() as f64
                });
                rows.push((shares.sum(), word, ids));
            }
        }
        rows.sort_by(|x, y| y.0.total_cmp(&x.0).then_with(|| x.1.cmp(y.1)));
        let mut shared = Self {
            words: Vec::new(),
            ids: vec![Vec::new(); domains.len()],
            counts: vec![Vec::new(); domains.len()],
        };
        for (_, word, ids) in rows {
            shared.words.push(word.to_owned());
            for (d, id) in ids.into_iter().enumerate() {
                shared.ids[d].push(id);
                shared.counts[d].push(domains[d].text.corpus.vocabulary.counts()[id as usize]);
            }
        }
        shared
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// The rows of these words in domain `d`'s vectors.
    pub fn rows(&self, d: usize, vectors: &Matrix) -> Matrix {
        vectors.gather(&self.ids[d])
    }

    /// Counts in two of the domains, word by word.
    pub fn count_pairs(&self, a: usize, b: usize) -> Vec<(u64, u64)> {
        self.counts[a].iter().copied().zip(self.counts[b].iter().copied()).collect()
    }
}

/// Every type of any domain, with its count in each.
pub struct Union<'a> {
    /// The types, in the order of the domains' vocabularies.
    pub words: Vec<&'a str>,
    /// `counts[d][w]`.
    pub counts: Vec<Vec<u64>>,
    /// `rows[d][id]`: where a domain's type stands in `words`.
    pub rows: Vec<Vec<u32>>,
}

impl<'a> Union<'a> {
    /// Of these domains.
    pub fn of(domains: &'a [Domain]) -> Self {
        let mut words: Vec<&str> = Vec::new();
        let mut index: HashMap<&str, u32> = HashMap::new();
        let mut rows = Vec::new();
        for domain in domains {
            let vocabulary = &domain.text.corpus.vocabulary;
            let of_domain = (0..vocabulary.len() as u32).map(|id| {
                let word = vocabulary.word(id);
                *index.entry(word).or_insert_with(|| {
                    words.push(word);
                    (words.len() - 1) as u32
                })
            });
            rows.push(of_domain.collect::<Vec<u32>>());
        }
        let mut union = Self { words, counts: Vec::new(), rows };
        union.counts = domains
            .iter()
            .enumerate()
            .map(|(d, x)| union.spread(d, x.text.corpus.vocabulary.counts()))
            .collect();
        union
    }

    /// A domain's counts by id, laid out by the union's words.
    pub fn spread(&self, d: usize, counts: &[u64]) -> Vec<u64> {
        let mut spread = vec![0; self.words.len()];
        for (&row, &count) in self.rows[d].iter().zip(counts) {
            spread[row as usize] = count;
        }
        spread
    }
}
