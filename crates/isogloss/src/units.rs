//! How are documents dealt out? By unit of resampling: all documents of one writer go the same way.

use isogloss_count::EncodedCorpus;
use isogloss_math::stream;
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

/// The counts of every type over `documents`, and without each group in turn. Groups that hold none of them are left out.
pub fn counts_without(
    corpus: &EncodedCorpus,
    documents: &[usize],
    group_of: &[u16],
    groups: usize,
) -> (Vec<u64>, Vec<Vec<u64>>) {
    let mut members: Vec<Vec<usize>> = vec![Vec::new(); groups];
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
