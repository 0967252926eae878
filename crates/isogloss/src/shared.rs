//! Which words do domains share?

use crate::domain::Domain;
use crate::text::Text;
use isogloss_analyse::geometry::Frequencies;
use isogloss_math::Matrix;
use std::collections::HashMap;

/// Words that all of some domains have vectors for, most frequent first (by pooled relative frequency, or without counts by the sum of
/// their lines; ties by word).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SharedWords {
    /// The words.
    pub words: Vec<String>,
    /// `ids[d][i]`: the id of `words[i]` in domain d.
    pub ids: Vec<Vec<u32>>,
    /// `counts[d][i]`: its count there; empty for a domain without counts.
    pub counts: Vec<Vec<u64>>,
}

impl SharedWords {
    /// Of these domains.
    pub fn of(domains: &[&Domain]) -> Self {
        let Some((first, others)) = domains.split_first() else { return Self::default() };
        let words: Vec<&str> = (0..first.words as u32).map(|id| first.word(id)).collect();
        let elsewhere: Vec<Vec<Option<u32>>> = others.iter().map(|domain| domain.ids(&words)).collect();
        let mut rows: Vec<(f64, &str, Vec<u32>)> = Vec::new();
        for (id, word) in (0u32..).zip(words) {
            let own = std::iter::once(Some(id));
            let ids: Option<Vec<u32>> = own.chain(elsewhere.iter().map(|ids| ids[id as usize])).collect();
            if let Some(ids) = ids {
                let weights = domains.iter().zip(&ids).map(|(domain, &id)| domain.weight(id));
                rows.push((weights.sum(), word, ids));
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
                shared.counts[d].extend(domains[d].counts().map(|counts| counts[id as usize]));
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

    /// Counts in two of the domains, word by word; without counts the lines in their files.
    pub fn uses(&self, a: usize, b: usize) -> Uses {
        if self.counts[a].len() == self.len() && self.counts[b].len() == self.len() {
            return Uses::Counts(
                self.counts[a].iter().copied().zip(self.counts[b].iter().copied()).collect(),
            );
        }
        let line = |id: &u32| u64::from(*id) + 1;
        Uses::Lines(self.ids[a].iter().map(line).zip(self.ids[b].iter().map(line)).collect())
    }
}

/// How often shared words are used in two domains, as far as that is known.
#[derive(Clone, Debug, PartialEq)]
pub enum Uses {
    /// Counts.
    Counts(Vec<(u64, u64)>),
    /// Lines in files of vectors, from 1.
    Lines(Vec<(u64, u64)>),
}

impl Uses {
    /// As the analyses take it.
    pub fn frequencies(&self) -> Frequencies<'_> {
        match self {
            Self::Counts(counts) => Frequencies::Counts(counts),
            Self::Lines(lines) => Frequencies::Lines(lines),
        }
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
    pub fn of(texts: &[&'a Text]) -> Self {
        let mut words: Vec<&str> = Vec::new();
        let mut index: HashMap<&str, u32> = HashMap::new();
        let mut rows = Vec::new();
        for text in texts {
            let vocabulary = &text.corpus.vocabulary;
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
        union.counts = texts
            .iter()
            .enumerate()
            .map(|(d, text)| union.spread(d, text.corpus.vocabulary.counts()))
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
