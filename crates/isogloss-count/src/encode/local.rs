//! The words that one thread meets.
use super::batch::CAPITALISED;
use super::types::Tally;
use crate::CountError;
use crate::words::{Key, Words};

/// Words numbered in order of their first coming to this thread, and what is counted of them.
///
/// A place of the hash table holds a word of up to 15 bytes whole, its number and its counts: a token touches one place, which
/// is half a line of the cache, and nothing else. That place is far from the processor, unless the word is frequent. So tokens
/// are collected, and their places fetched together. Places go by the first bits of the hash: a table grows, and several are
/// summed, by going through memory in one direction.
#[derive(Default)]
pub(super) struct LocalTypes {
    /// A power of two, or none. Two thirds are taken at most.
    slots: Vec<Slot>,
    taken: usize,
    /// Longer words, one token in fifty, with their numbers and the documents in which they were last met.
    long: Words,
    long_ids: Vec<u32>,
    long_last: Vec<u32>,
    /// By number; without what is in `slots`.
    tallies: Vec<Tally>,
    /// Short tokens that are not counted yet.
    pending: Vec<ShortToken>,
    /// Documents and tokens since the counts in `slots` began: 32 bits are enough for them.
    documents: u32,
    tokens: u64,
}

/// A place of the hash table.
#[derive(Clone, Copy, Default)]
#[repr(align(32))]
struct Slot {
    /// That of the empty word where the place is free: no token is empty.
    key: Key,
    id: u32,
    count: u32,
    documents: u32,
    /// The last document in which it was met, from 1.
    last: u32,
}

#[derive(Clone, Copy)]
struct ShortToken {
    word: Key,
    /// Of the hash, what chooses the place.
    high_hash: u32,
    document: u32,
    capitalised: bool,
}

/// Places of a table that holds any.
const FEWEST_SLOTS: usize = 1 << 12;
/// Tokens are counted so many at a time.
const PENDING: usize = 64;
/// Counts move from 32 bits to 64 after so many tokens, or documents. (And what one batch has beyond: far less.)
#[cfg(not(test))]
const NARROW: u64 = 1 << 31;
/// Small enough for the texts of the tests to reach it.
#[cfg(test)]
const NARROW: u64 = 1 << 16;
/// Numbers leave room for [`CAPITALISED`], and are none of `DOCUMENT_END`.
const MOST_TYPES: usize = (CAPITALISED - 1) as usize;

impl LocalTypes {
    /// The tokens to come are another document's.
    pub(super) fn begin_document(&mut self) {
        self.documents += 1;
    }

    /// Counts a token, or keeps it for [`end_document`](Self::end_document): its number goes to `ids`, with [`CAPITALISED`] where
    /// that holds.
    #[inline]
    pub(super) fn add(&mut self, token: &str, key: Key, capitalised: bool, ids: &mut Vec<u32>) {
        if key.is_long() {
            return self.add_long(token, capitalised, ids);
        }
        let high_hash = (key.hash() >> 32) as u32;
        self.pending.push(ShortToken { word: key, high_hash, document: self.documents, capitalised });
        if self.pending.len() >= PENDING {
            self.count_pending(ids);
        }
    }

    /// Counts what is not counted yet: all numbers are in `ids` then.
    pub(super) fn end_document(&mut self, ids: &mut Vec<u32>) {
        self.count_pending(ids);
    }

    /// Sees to it that 32 bits go on to be enough; between batches, with no token pending.
    pub(super) fn end_batch(&mut self, tokens: u64) -> Result<(), CountError> {
        self.tokens += tokens;
        if self.tokens.max(u64::from(self.documents)) >= NARROW {
            self.settle();
        }
        match self.tallies.len() {
            0..MOST_TYPES => Ok(()),
            _ => Err(CountError::TooManyTokens { limit: MOST_TYPES as u64 }),
        }
    }

    /// Adds a word of a list.
    pub(super) fn add_listed(&mut self, word: &str, count: u64, capitalised: u64) -> Result<(), CountError> {
        let key = Key::of(word.as_bytes());
        let id = if key.is_long() { self.long_id(word).0 } else { self.short_id(key) };
        let tally = &mut self.tallies[id as usize];
        let sum = tally.count.checked_add(count);
        tally.count = sum.ok_or(CountError::TooManyTokens { limit: u64::MAX })?;
        // There are no more of these.
        tally.capitalised += capitalised;
        Ok(())
    }

    /// Moves all counts to the tallies.
    fn settle(&mut self) {
        for slot in self.slots.iter_mut().filter(|slot| !slot.is_free()) {
            self.tallies[slot.id as usize].add(&slot.tally());
            (slot.count, slot.documents, slot.last) = (0, 0, 0);
        }
        self.long_last.fill(0);
        (self.documents, self.tokens) = (0, 0);
    }

    /// Takes back what was counted in documents that are to be left out, by number.
    pub(super) fn take_back(&mut self, dropped: &[Tally]) {
        self.tallies.iter_mut().zip(dropped).for_each(|(tally, dropped)| tally.take_back(dropped));
    }

    /// The number of types.
    pub(super) fn len(&self) -> usize {
        self.tallies.len()
    }

    /// Words of more than 15 bytes with their numbers and counts.
    pub(super) fn long_words(&self) -> impl Iterator<Item = (&str, u32, Tally)> {
        (0..).zip(&self.long_ids).map(|(index, &id)| (self.long.word(index), id, self.tallies[id as usize]))
    }

    /// Words of up to 15 bytes with their numbers and counts, in one of `2^bits` parts, cut by the first bits of the hash: they
    /// stand from the part's first place on, and behind its last one where they found no room before it.
    pub(super) fn short_words(&self, part: u64, bits: u32) -> impl Iterator<Item = (Key, u32, Tally)> {
        let places = self.slots.len() as u64;
        let (first, end) = ((part * places) >> bits, ((part + 1) * places).div_ceil(1 << bits));
        (first..)
            .map_while(move |place| {
                Some((place, self.slots.get((place & (places.wrapping_sub(1))) as usize)?))
            })
            .take_while(move |(place, slot)| *place < end || !slot.is_free())
            .map(|(_, slot)| slot)
            .filter(move |slot| !slot.is_free() && slot.key.hash() >> (u64::BITS - bits) == part)
            .map(|slot| {
                let mut tally = self.tallies[slot.id as usize];
                tally.add(&slot.tally());
                (slot.key, slot.id, tally)
            })
    }

    fn count_pending(&mut self, ids: &mut Vec<u32>) {
        self.make_room(self.pending.len());
        let Self { slots, pending, tallies, taken, .. } = self;
        let shift = shift(slots.len());
        let slots = &mut slots[..];
        // Counts are of no use here, but adding them up must wait for the fetching, and for nothing else.
        let fetch =
            |token: &ShortToken| slots.get((token.high_hash >> shift) as usize).map_or(0, |slot| slot.count);
        std::hint::black_box(pending.iter().map(fetch).fold(0, |all, count| all ^ count));
        ids.extend(pending.iter().map(|token| {
            let slot = &mut slots[find(slots, token.word, token.high_hash)];
            if slot.is_free() {
                (slot.key, slot.id) = (token.word, tallies.len() as u32);
                tallies.push(Tally::default());
                *taken += 1;
            }
            slot.count += 1;
            slot.documents += u32::from(slot.last != token.document);
            slot.last = token.document;
            if token.capitalised {
                tallies[slot.id as usize].capitalised += 1;
                return slot.id | CAPITALISED;
            }
            slot.id
        }));
        pending.clear();
    }

    fn add_long(&mut self, word: &str, capitalised: bool, ids: &mut Vec<u32>) {
        // Those before it come first.
        self.count_pending(ids);
        let (id, index) = self.long_id(word);
        let tally = &mut self.tallies[id as usize];
        tally.count += 1;
        tally.capitalised += u64::from(capitalised);
        tally.documents += u64::from(self.long_last[index] != self.documents);
        self.long_last[index] = self.documents;
        ids.push(if capitalised { id | CAPITALISED } else { id });
    }

    /// The number of a long word, and its place among these.
    fn long_id(&mut self, word: &str) -> (u32, usize) {
        let index = self.long.intern(word) as usize;
        if index == self.long_ids.len() {
            self.long_ids.push(self.tallies.len() as u32);
            self.long_last.push(0);
            self.tallies.push(Tally::default());
        }
        (self.long_ids[index], index)
    }

    fn short_id(&mut self, word: Key) -> u32 {
        self.make_room(1);
        let place = find(&self.slots, word, (word.hash() >> 32) as u32);
        let slot = &mut self.slots[place];
        if slot.is_free() {
            (slot.key, slot.id) = (word, self.tallies.len() as u32);
            self.tallies.push(Tally::default());
            self.taken += 1;
        }
        slot.id
    }

    /// Sees to it that so many new words find places.
    #[inline]
    fn make_room(&mut self, words: usize) {
        while 3 * (self.taken + words) > 2 * self.slots.len() {
            self.grow();
        }
    }

    #[cold]
    fn grow(&mut self) {
        let mut slots = vec![Slot::default(); (2 * self.slots.len()).max(FEWEST_SLOTS)];
        for slot in self.slots.iter().filter(|slot| !slot.is_free()) {
            let place = find(&slots, slot.key, (slot.key.hash() >> 32) as u32);
            slots[place] = *slot;
        }
        self.slots = slots;
    }
}

impl Slot {
    fn is_free(&self) -> bool {
        self.key == Key::default()
    }

    fn tally(&self) -> Tally {
        Tally { count: u64::from(self.count), documents: u64::from(self.documents), capitalised: 0 }
    }
}

/// What is left of 32 bits of a hash when they choose among so many places, a power of two.
#[inline]
fn shift(places: usize) -> u32 {
    // Of an empty table nothing is asked.
    u32::BITS - places.trailing_zeros().min(u32::BITS - 1)
}

/// Where a word is, or the free place where it belongs: there is one.
#[inline]
fn find(slots: &[Slot], word: Key, high_hash: u32) -> usize {
    let last = slots.len() - 1;
    let mut place = (high_hash >> shift(slots.len())) as usize;
    while slots[place].key != word && !slots[place].is_free() {
        place = (place + 1) & last;
    }
    place
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::{BTreeMap, BTreeSet};

    #[test]
    fn numbers_and_counts_survive_growth_and_settling() {
        let mut types = LocalTypes::default();
        let mut expected: BTreeMap<String, (u32, Tally)> = BTreeMap::new();
        let mut state = 1u64;
        for _ in 0..40 {
            types.begin_document();
            let (mut seen, mut ids, mut wanted) = (BTreeSet::new(), Vec::new(), Vec::new());
            for _ in 0..2_000 {
                state = isogloss_math::stream::mix(state);
                // One in eight is long.
                let number = (state >> 40) % (1 << ((state >> 8) % 17));
                let word = if state & 7 == 0 { format!("{number:020}") } else { number.to_string() };
                let capitalised = state >> 3 & 3 == 0;
                types.add(&word, Key::of(word.as_bytes()), capitalised, &mut ids);
                let next = expected.len() as u32;
                let (id, tally) = expected.entry(word.clone()).or_insert((next, Tally::default()));
                tally.count += 1;
                tally.documents += u64::from(seen.insert(word));
                tally.capitalised += u64::from(capitalised);
                wanted.push(if capitalised { *id | CAPITALISED } else { *id });
            }
            types.end_document(&mut ids);
            assert_eq!(ids, wanted);
            types.end_batch(2_000).expect("few types");
        }
        let mut found = vec![None; expected.len()];
        for (word, id, tally) in types.long_words() {
            found[id as usize] = Some((word.to_string(), tally));
        }
        for (key, id, tally) in (0..64).flat_map(|part| types.short_words(part, 6)) {
            let bytes = key.bytes();
            let word = String::from_utf8(bytes[..usize::from(bytes[15])].to_vec()).expect("it was text");
            assert_eq!(found[id as usize].replace((word, tally)), None);
        }
        for (word, (id, tally)) in expected {
            assert_eq!(found[id as usize], Some((word, tally)));
        }
        assert_eq!(LocalTypes::default().short_words(0, 6).count(), 0);
    }
}
