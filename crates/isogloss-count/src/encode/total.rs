//! The words of all threads as one vocabulary.
use super::lines::{self, Line};
use super::local::LocalTypes;
use super::types::{Tally, Types};
use crate::CountError;
use crate::words::{Key, Words};
use hashbrown::HashTable;
use hashbrown::hash_table::Entry;
use rayon::prelude::*;
use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};

/// Short words are summed in `2^PART_BITS` parts.
const PART_BITS: u32 = 8;
/// The rank of a type of which nothing is left.
const NO_RANK: u32 = u32::MAX;

/// A vocabulary: its lines, in the order of the file.
pub(super) struct Total {
    lines: Vec<Line>,
    /// The words that are not in their lines.
    words: Words,
    /// For each thread, number there -> rank.
    pub(super) ranks: Vec<Vec<u32>>,
    pub(super) tokens: u64,
}

impl Total {
    /// Sums what threads counted. Sums and order, and so the file, do not depend on who counted what.
    ///
    /// # Errors
    /// `TooManyTokens`: lists of counts may hold any number.
    pub(super) fn of(mut threads: Vec<LocalTypes>) -> Result<Self, CountError> {
        threads.par_iter_mut().for_each(LocalTypes::settle);
        let numbers: Vec<Vec<AtomicU32>> = threads
            .iter()
            .map(|types| types.tallies().iter().map(|_| AtomicU32::new(NO_RANK)).collect())
            .collect();
        let mut long = Types::default();
        for (types, numbers) in threads.iter().zip(&numbers) {
            for (word, id) in types.long_words() {
                let tally = &types.tallies()[id as usize];
                if tally.count > 0 {
                    numbers[id as usize].store(long.add(word, tally)?, Ordering::Relaxed);
                }
            }
        }
        let parts: Vec<Part> =
            (0..1 << PART_BITS).into_par_iter().map(|part| Part::of(&threads, part)).collect();
        let mut types = long.len() as u32;
        let mut first = |part: &Part| {
            types += part.lines.len() as u32;
            types - part.lines.len() as u32
        };
        let firsts: Vec<u32> = parts.iter().map(&mut first).collect();
        parts.par_iter().zip(&firsts).for_each(|(part, first)| {
            for member in &part.members {
                numbers[member.thread as usize][member.id as usize]
                    .store(first + member.line, Ordering::Relaxed);
            }
        });
        drop(threads);
        let mut lines = long.lines();
        lines.reserve_exact(parts.iter().map(|part| part.lines.len()).sum());
        for part in parts {
            lines.extend(part.lines);
        }
        (0..).zip(&mut lines[long.len()..]).for_each(|(index, line)| line.id = long.len() as u32 + index);
        let mut tokens = Some(0u64);
        lines.iter().for_each(|line| tokens = tokens.and_then(|tokens| tokens.checked_add(line.tally.count)));
        let tokens = tokens.ok_or(CountError::TooManyTokens { limit: u64::MAX })?;
        lines::sort(&mut lines, &long.words);
        let mut rank_of = vec![0; lines.len()];
        (0..).zip(&lines).for_each(|(rank, line)| rank_of[line.id as usize] = rank);
        let rank = |number: AtomicU32| rank_of.get(number.into_inner() as usize).copied().unwrap_or(NO_RANK);
        let ranks = numbers.into_iter().map(|numbers| numbers.into_par_iter().map(rank).collect()).collect();
        Ok(Self { lines, words: long.words, ranks, tokens })
    }

    /// The number of types.
    pub(super) fn types(&self) -> u64 {
        self.lines.len() as u64
    }

    /// Writes `vocab.tsv`.
    pub(super) fn write(&self, dir: &Path) -> Result<(), CountError> {
        lines::write(&self.lines, &self.words, dir)
    }
}

/// Some of the short words.
struct Part {
    lines: Vec<Line>,
    members: Vec<Member>,
}

/// Which line of its part a thread's word is.
struct Member {
    thread: u32,
    id: u32,
    line: u32,
}

impl Part {
    fn of(threads: &[LocalTypes], part: u64) -> Self {
        let mut places: HashTable<(Key, u32)> = HashTable::new();
        let (mut lines, mut members) = (Vec::<Line>::new(), Vec::new());
        for (thread, types) in (0..).zip(threads) {
            for word in types.short_words(part, PART_BITS) {
                let tally = types.tallies()[word.id as usize];
                if tally.count == 0 {
                    continue;
                }
                let place = places.entry(word.key.hash(), |(key, _)| *key == word.key, |(key, _)| key.hash());
                let line = match place {
                    Entry::Occupied(place) => place.get().1,
                    Entry::Vacant(place) => {
                        let line = lines.len() as u32;
                        place.insert((word.key, line));
                        lines.push(Line::of_key(word.key, Tally::default()));
                        line
                    }
                };
                lines[line as usize].tally.add(&tally);
                members.push(Member { thread, id: word.id, line });
            }
        }
        Self { lines, members }
    }
}
