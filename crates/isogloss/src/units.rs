//! How are documents dealt out? By unit of resampling: all documents of one writer go the same way.

use crate::settings::Settings;
use isogloss_count::EncodedCorpus;
use isogloss_math::stream;
use rand_distr::{Distribution, Hypergeometric};
use std::collections::HashMap;

/// How many distinct units wrote a corpus.
pub fn distinct(corpus: &EncodedCorpus) -> u64 {
    let mut units: Vec<u64> = corpus.units.to_vec();
    units.sort_unstable();
    units.dedup();
    units.len() as u64
}

/// Deals the documents to `groups` groups of nearly equal size in tokens, a unit's documents all to one group: units are
/// taken from the largest to the smallest, each to the group that is smallest so far (ties by a seeded hash). The group of each document.
pub fn deal(corpus: &EncodedCorpus, groups: usize, seed: u64) -> Vec<u16> {
    let mut sizes: HashMap<u64, u64> = HashMap::new();
    for d in 0..corpus.len() {
        *sizes.entry(corpus.units[d]).or_default() += corpus.document(d).len() as u64;
    }
    let mut units: Vec<(u64, u64, u64)> =
        sizes.into_iter().map(|(unit, size)| (size, stream::hash(seed, &unit.to_le_bytes()), unit)).collect();
    units.sort_unstable_by(|x, y| y.cmp(x));
    let mut totals: Vec<(u64, u16)> = (0..groups as u16).map(|group| (0, group)).collect();
    let mut group_of: HashMap<u64, u16> = HashMap::with_capacity(units.len());
    for (size, _, unit) in units {
        if let Some(smallest) = totals.iter_mut().min() {
            smallest.0 += size.max(1);
            group_of.insert(unit, smallest.1);
        }
    }
    (0..corpus.len()).map(|d| group_of[&corpus.units[d]]).collect()
}

/// The group of each position of a corpus, by way of its document.
pub struct GroupOf<'a> {
    corpus: &'a EncodedCorpus,
    of_document: Vec<u16>,
    /// The document in which every [`POSITIONS`]th position stands: where the search begins.
    documents: Vec<u32>,
}

/// A document is looked for among those of so many positions.
const POSITIONS: usize = 64;

impl<'a> GroupOf<'a> {
    /// Groups dealt by [`deal`].
    pub fn new(corpus: &'a EncodedCorpus, of_document: Vec<u16>) -> Self {
        let mut documents = Vec::with_capacity(corpus.ids.len() / POSITIONS + 2);
        let mut document = 0;
        for position in (0..corpus.ids.len() + POSITIONS).step_by(POSITIONS) {
            while document + 1 < corpus.len() && corpus.documents[document + 1] <= position as u64 {
                document += 1;
            }
            documents.push(document as u32);
        }
        Self { corpus, of_document, documents }
    }

    /// The group of a position.
    pub fn of(&self, position: u32) -> u16 {
        let block = position as usize / POSITIONS;
        let (first, last) = (self.documents[block] as usize, self.documents[block + 1] as usize);
        let later = &self.corpus.documents[first + 1..=last];
        self.of_document[first + later.partition_point(|&start| start <= u64::from(position))]
    }

    /// Tokens of each group.
    pub fn sizes(&self, groups: usize) -> Vec<f64> {
        let mut sizes = vec![0.0; groups];
        for (d, &group) in self.of_document.iter().enumerate() {
            sizes[usize::from(group)] += self.corpus.document(d).len() as f64;
        }
        sizes
    }
}

/// The documents in a seeded random order.
pub fn shuffled(corpus: &EncodedCorpus, seed: u64) -> Vec<usize> {
    let mut order: Vec<(u64, usize)> =
        (0..corpus.len()).map(|d| (stream::hash(seed, &(d as u64).to_le_bytes()), d)).collect();
    order.sort_unstable();
    order.into_iter().map(|(_, d)| d).collect()
}

/// Documents in this order until the next would bring more than `tokens` tokens; at least one.
pub fn up_to(corpus: &EncodedCorpus, order: &[usize], tokens: u64) -> Vec<usize> {
    let mut total = 0;
    let mut taken = Vec::new();
    for &d in order {
        total += corpus.document(d).len() as u64;
        if total > tokens && !taken.is_empty() {
            break;
        }
        taken.push(d);
    }
    taken
}

/// Counts of about `tokens` tokens drawn at random, without putting back, from all of a list's: what a list of words with
/// counts has in place of a sample of documents. Tokens of one document hang together; these do not.
pub fn thinned(counts: &[u64], tokens: u64, seed: u64) -> Vec<u64> {
    let mut left: u64 = counts.iter().sum();
    let mut wanted = tokens.min(left);
    let mut rng = stream::stream(seed, "thinned");
    let draw = |&count: &u64| {
        // The number of this type among those that are still to be drawn is hypergeometric.
        let drawn = match Hypergeometric::new(left, count, wanted) {
            Ok(distribution) => distribution.sample(&mut rng).min(wanted),
            Err(_) => 0,
        };
        left -= count;
        wanted -= drawn;
        drawn
    };
    counts.iter().map(draw).collect()
}

/// The counts of every type over `documents`, and the same without each group of units in turn (dealt by [`deal`]); groups that
/// hold none of these documents are left out. A list of words with counts has no documents: its counts, and no groups.
pub fn jackknife_counts(
    corpus: &EncodedCorpus,
    documents: &[usize],
    settings: &Settings,
) -> (Vec<u64>, Vec<Vec<u64>>) {
    if corpus.counts_only() {
        return (corpus.vocabulary.counts().to_vec(), Vec::new());
    }
    let group_of = deal(corpus, settings.groups, settings.seed);
    let mut members: Vec<Vec<usize>> = vec![Vec::new(); settings.groups];
    for &d in documents {
        members[usize::from(group_of[d])].push(d);
    }
    members.retain(|group| !group.is_empty());
    let mut full = vec![0; corpus.vocabulary.len()];
    let mut without: Vec<Vec<u64>> =
        members.iter().map(|group| corpus.count(group.iter().copied())).collect();
    for counts in &without {
        full.iter_mut().zip(counts).for_each(|(total, count)| *total += count);
    }
    for counts in &mut without {
        counts.iter_mut().zip(&full).for_each(|(count, total)| *count = total - *count);
    }
    (full, without)
}

#[cfg(test)]
mod tests {
    use super::*;
    use isogloss_corpus::{Reader, ReaderSettings, Tokenizer, TokenizerSettings};
    use std::collections::HashMap;

    /// 60 documents by 12 users, the first of whom writes far longer ones.
    fn corpus(dir: &std::path::Path) -> EncodedCorpus {
        let line = |i: usize| {
            let text = format!("word{} other", i % 7).repeat(if i.is_multiple_of(12) { 9 } else { 1 });
            format!("{{\"text\": \"{text}\", \"user\": \"u{}\"}}\n", i % 12)
        };
        let path = dir.join("corpus.jsonl");
        std::fs::write(&path, (0..60).map(line).collect::<String>()).unwrap();
        let tokenizer = Tokenizer::new(TokenizerSettings::default());
        isogloss_count::encode(
            Reader::open(&[path], &ReaderSettings::default()).unwrap(),
            &tokenizer,
            dir,
            &mut |_, _, _| (),
        )
        .unwrap();
        EncodedCorpus::open(dir).unwrap()
    }

    #[test]
    fn a_users_documents_all_go_one_way_and_groups_are_even() {
        let dir = tempfile::tempdir().unwrap();
        let corpus = corpus(dir.path());
        assert_eq!((corpus.len(), distinct(&corpus)), (60, 12));
        let group_of = deal(&corpus, 3, 1);
        let mut of_user: HashMap<u64, u16> = HashMap::new();
        let mut tokens = [0; 3];
        for (d, &group) in group_of.iter().enumerate() {
            assert_eq!(*of_user.entry(corpus.units[d]).or_insert(group), group);
            tokens[usize::from(group)] += corpus.document(d).len();
        }
        let (least, most) = (tokens.iter().min().unwrap(), tokens.iter().max().unwrap());
        assert!(most - least <= 10, "no more apart than one ordinary user's text: {tokens:?}");
        assert_eq!(group_of, deal(&corpus, 3, 1));
    }

    #[test]
    fn the_group_of_a_position_is_that_of_its_document() {
        let dir = tempfile::tempdir().unwrap();
        let corpus = corpus(dir.path());
        let of_document = deal(&corpus, 5, 1);
        let group_of = GroupOf::new(&corpus, of_document.clone());
        let mut sizes = [0.0; 5];
        for position in 1..corpus.ids.len() as u32 {
            assert_eq!(group_of.of(position), of_document[corpus.document_of(position)], "{position}");
        }
        for (d, &group) in of_document.iter().enumerate() {
            sizes[usize::from(group)] += corpus.document(d).len() as f64;
        }
        assert_eq!(group_of.sizes(5), sizes);
    }

    #[test]
    fn each_group_is_missing_once() {
        let dir = tempfile::tempdir().unwrap();
        let corpus = corpus(dir.path());
        let all: Vec<usize> = (0..corpus.len()).collect();
        let settings = Settings { groups: 4, ..Settings::default() };
        let (full, without) = jackknife_counts(&corpus, &all, &settings);
        assert_eq!(full, corpus.vocabulary.counts());
        assert_eq!(without.len(), 4);
        for (id, &count) in full.iter().enumerate() {
            let missing: u64 = without.iter().map(|rest| count - rest[id]).sum();
            assert_eq!(missing, count);
        }
    }

    #[test]
    fn samples_stop_before_they_grow_too_large() {
        let dir = tempfile::tempdir().unwrap();
        let corpus = corpus(dir.path());
        let order = shuffled(&corpus, 3);
        let tokens = |documents: &[usize]| documents.iter().map(|&d| corpus.document(d).len()).sum::<usize>();
        let mut sorted = order.clone();
        sorted.sort_unstable();
        assert_eq!(sorted, (0..corpus.len()).collect::<Vec<_>>());
        assert!(tokens(&up_to(&corpus, &order, 40)) <= 40);
        assert_eq!(up_to(&corpus, &order, 0).len(), 1, "one document at least");
        assert_eq!(up_to(&corpus, &order, u64::MAX), order);
    }
}
