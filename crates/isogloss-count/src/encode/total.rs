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
const PARTS: u64 = 1 << PART_BITS;
/// The rank of a type of which nothing is left.
const NO_RANK: u32 = u32::MAX;

/// A vocabulary: its lines, in the order of the file.
pub(super) struct Total {
    lines: Vec<Line>,
    /// The words that are not in their lines.
    words: Words,
    /// For each thread, number there -> number of the line; `NO_RANK` where nothing is left.
    numbers: Vec<Vec<AtomicU32>>,
    pub(super) tokens: u64,
}

impl Total {
    /// Sums what threads counted. Sums and order, and so the file, do not depend on who counted what.
    ///
    /// # Errors
    /// `TooManyTokens`: lists of counts may hold any number.
    pub(super) fn of(threads: Vec<LocalTypes>) -> Result<Self, CountError> {
        let unknown = |types: &LocalTypes| (0..types.len()).map(|_| AtomicU32::new(NO_RANK)).collect();
        let numbers: Vec<Vec<AtomicU32>> = threads.iter().map(unknown).collect();
        let mut long = Types::default();
        for (types, numbers) in threads.iter().zip(&numbers) {
            for (word, id, tally) in types.long_words() {
                if tally.count > 0 {
                    numbers[id as usize].store(long.add(word, &tally)?, Ordering::Relaxed);
                }
            }
        }
        let parts: Vec<Part> = (0..PARTS).into_par_iter().map(|part| Part::of(&threads, part)).collect();
        let mut tokens = Some(long.tokens());
        let mut types = long.len();
        let mut firsts = Vec::new();
        for part in &parts {
            firsts.push(types as u32);
            types += part.lines.len();
            tokens = tokens.zip(part.tokens).and_then(|(all, more)| all.checked_add(more));
        }
        let tokens = tokens.ok_or(CountError::TooManyTokens { limit: u64::MAX })?;
        parts.par_iter().zip(&firsts).for_each(|(part, first)| {
            for member in &part.members {
                numbers[member.thread as usize][member.id as usize]
                    .store(first + member.line, Ordering::Relaxed);
            }
        });
        drop(threads);
        let mut lines = vec![Line::default(); types];
        let (of_long, mut rest) = lines.split_at_mut(long.len());
        of_long.copy_from_slice(&long.lines());
        let mut places = Vec::new();
        for part in &parts {
            let (place, others) = rest.split_at_mut(part.lines.len());
            places.push(place);
            rest = others;
        }
        places.into_par_iter().zip(parts).zip(firsts).for_each(|((place, part), first)| {
            for ((place, line), id) in place.iter_mut().zip(part.lines).zip(first..) {
                *place = line.with_id(id);
            }
        });
        lines::sort(&mut lines, &long.words);
        Ok(Self { lines, words: long.words, numbers, tokens })
    }

    /// The number of types.
    pub(super) fn types(&self) -> u64 {
        self.lines.len() as u64
    }

    /// For each thread, number there -> rank; `NO_RANK` where nothing is left.
    pub(super) fn into_ranks(self) -> Vec<Vec<u32>> {
        let mut rank_of = vec![0; self.lines.len()];
        (0..).zip(&self.lines).for_each(|(rank, line)| rank_of[line.id as usize] = rank);
        let rank = |number: AtomicU32| rank_of.get(number.into_inner() as usize).copied().unwrap_or(NO_RANK);
        self.numbers.into_iter().map(|numbers| numbers.into_par_iter().map(rank).collect()).collect()
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
    /// None where they are too many to be counted.
    tokens: Option<u64>,
}

/// Which line of its part a thread's word is.
struct Member {
    thread: u32,
    id: u32,
    line: u32,
}

impl Part {
    fn of(threads: &[LocalTypes], part: u64) -> Self {
        let most = threads.iter().map(LocalTypes::len).max().unwrap_or(0) / PARTS as usize;
        let mut places: HashTable<(Key, u32)> = HashTable::with_capacity(most);
        let (mut lines, mut members) = (Vec::<Line>::with_capacity(most), Vec::with_capacity(most));
        let mut tokens = Some(0u64);
        for (thread, types) in (0..).zip(threads) {
            for (word, id, tally) in types.short_words(part, PART_BITS) {
                if tally.count == 0 {
                    continue;
                }
                tokens = tokens.and_then(|tokens| tokens.checked_add(tally.count));
                let place = places.entry(word.hash(), |(key, _)| *key == word, |(key, _)| key.hash());
                let line = match place {
                    Entry::Occupied(place) => place.get().1,
                    Entry::Vacant(place) => {
                        let line = lines.len() as u32;
                        place.insert((word, line));
                        lines.push(Line::of_key(word, Tally::default()));
                        line
                    }
                };
                lines[line as usize].tally.add(&tally);
                members.push(Member { thread, id, line });
            }
        }
        Self { lines, members, tokens }
    }
}
