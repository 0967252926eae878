//! Counts of words of up to 15 bytes.
use super::lines::Line;
use super::types::Tally;
use crate::words::Key;

/// A hash table whose places hold the word itself and all that is counted of it: a token touches one place, which is half a
/// line of the cache, and nothing else. Words that come together are looked for together: see `touch`.
#[derive(Default)]
pub(super) struct ShortWords {
    /// A power of two, or none. Two thirds are taken at most.
    slots: Vec<Slot>,
    used: usize,
}

/// Whoever counts sees to it that 32 bits are enough.
#[derive(Clone, Copy, Default)]
#[repr(align(32))]
struct Slot {
    /// That of the empty word where the place is free: no token is empty.
    key: Key,
    count: u32,
    documents: u32,
    capitalised: u32,
    /// The last document in which it was met, from 1.
    last: u32,
}

/// Places of a table that holds any.
const FEWEST_SLOTS: usize = 1 << 12;

impl ShortWords {
    /// Fetches the place of a word, which is far away unless the word is frequent. What it returns is of no use but that the
    /// fetching must be done to have it: places are fetched at the same time if one need not be known to ask for the next.
    #[inline]
    pub(super) fn touch(&self, word: Key) -> u32 {
        let place = word.hash() as usize & self.slots.len().wrapping_sub(1);
        self.slots.get(place).map_or(0, |slot| slot.count)
    }

    /// Counts a token: a word that is short and not empty, in a document with this number, from 1.
    #[inline]
    pub(super) fn count(&mut self, word: Key, document: u32, capitalised: bool) {
        let slot = self.get(word);
        slot.count += 1;
        slot.capitalised += u32::from(capitalised);
        slot.documents += u32::from(slot.last != document);
        slot.last = document;
    }

    /// Adds the counts of another table.
    pub(super) fn add_all(&mut self, other: &Self) {
        for slot in other.taken() {
            let sum = self.get(slot.key);
            sum.count += slot.count;
            sum.documents += slot.documents;
            sum.capitalised += slot.capitalised;
        }
    }

    pub(super) fn len(&self) -> usize {
        self.used
    }

    /// Every word with its counts, in no order.
    pub(super) fn tallies(&self) -> impl Iterator<Item = (Key, Tally)> {
        self.taken().map(|slot| {
            let [count, documents, capitalised] =
                [slot.count, slot.documents, slot.capitalised].map(u64::from);
            (slot.key, Tally { count, documents, capitalised })
        })
    }

    /// A line for each word, in no order.
    pub(super) fn lines(&self) -> impl Iterator<Item = Line> {
        self.tallies().map(|(key, tally)| Line::of_key(key, tally))
    }

    #[inline]
    fn get(&mut self, word: Key) -> &mut Slot {
        if 3 * (self.used + 1) > 2 * self.slots.len() {
            self.grow();
        }
        let place = find(&self.slots, word);
        let slot = &mut self.slots[place];
        if slot.key != word {
            slot.key = word;
            self.used += 1;
        }
        slot
    }

    fn taken(&self) -> impl Iterator<Item = &Slot> {
        self.slots.iter().filter(|slot| slot.key != Key::default())
    }

    #[cold]
    fn grow(&mut self) {
        let mut slots = vec![Slot::default(); (2 * self.slots.len()).max(FEWEST_SLOTS)];
        for slot in self.taken() {
            let place = find(&slots, slot.key);
            slots[place] = *slot;
        }
        self.slots = slots;
    }
}

/// Where a word is, or the free place where it belongs: there is one.
#[inline]
fn find(slots: &[Slot], word: Key) -> usize {
    let last = slots.len() - 1;
    let mut place = word.hash() as usize & last;
    while slots[place].key != word && slots[place].key != Key::default() {
        place = (place + 1) & last;
    }
    place
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::{BTreeMap, BTreeSet};

    #[test]
    fn counts_survive_growth_and_addition() {
        let mut tables = [ShortWords::default(), ShortWords::default()];
        let mut expected: BTreeMap<String, (u64, u64, u64)> = BTreeMap::new();
        let mut state = 1u64;
        for document in 1..=40 {
            let mut seen = BTreeSet::new();
            for _ in 0..1000 {
                state = isogloss_math::stream::mix(state);
                let word = format!("{}", (state >> 40) % (1 << ((state >> 8) % 17)));
                let (key, capitalised) = (Key::of(word.as_bytes()), state & 3 == 0);
                let table = &mut tables[document as usize % 2];
                table.touch(key);
                table.count(key, document, capitalised);
                let (count, documents, capitals) = expected.entry(word.clone()).or_default();
                *count += 1;
                *documents += u64::from(seen.insert(word));
                *capitals += u64::from(capitalised);
            }
        }
        let [mut sum, other] = tables;
        sum.add_all(&other);
        assert_eq!((sum.len(), sum.lines().count()), (expected.len(), expected.len()));
        let found: BTreeMap<String, (u64, u64, u64)> = sum
            .tallies()
            .map(|(key, tally)| {
                let word = key.with_word(str::to_string);
                (word, (tally.count, tally.documents, tally.capitalised))
            })
            .collect();
        assert_eq!(found, expected);
    }
}
