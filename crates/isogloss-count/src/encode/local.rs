//! The words that one thread meets.
use super::batch::CAPITALISED;
use super::types::Tally;
use crate::CountError;
use crate::words::{Key, Words};
use isogloss_math::simd::prefetch;
use std::slice;

/// Words numbered in order of their first coming to this thread, and what is counted of them.
///
/// Words and counts lie one after the other: the frequent ones come early, and so stand together, in few lines of the cache and
/// few pages. Where a short word lies is looked up in an index of four bytes a place. Both are far from the processor, unless
/// the word is frequent. So its place is asked for when a token comes, and the token is counted later, with others. Places go by
/// the first bits of the hash: the words of several threads are summed by going through their indexes in one direction.
#[derive(Default)]
pub(super) struct LocalTypes {
    /// By number.
    words: Vec<Counted>,
    /// Where short words are: a power of two, or none. There are three places for two words at least.
    index: Vec<Place>,
    /// Words of more than 15 bytes, one token in fifty, with their numbers.
    long: Words,
    long_ids: Vec<u32>,
    /// What 32 bits were not enough for, by number; what is missing is none.
    wide: Vec<Tally>,
    /// Short tokens that are not counted yet.
    pending: Vec<ShortToken>,
    /// Documents and tokens since the counts in `words` began: 32 bits are enough for them.
    documents: u32,
    tokens: u64,
}

/// A word with its counts: half a line of the cache.
#[derive(Clone, Copy)]
#[repr(align(32))]
struct Counted {
    key: Key,
    count: u32,
    documents: u32,
    /// The last document in which it was met, from 1.
    last: u32,
    capitalised: u32,
}

/// A place of an index of 2^n: zero where it is free, else in the last n bits one more than the number of a word, and before
/// them those last bits of the first half of its hash which are not told by the place.
type Place = u32;

#[derive(Clone, Copy)]
struct ShortToken {
    word: Key,
    /// The first half of its hash.
    high_hash: u32,
    document: u32,
    capitalised: bool,
}

/// Places of an index that holds any.
const FEWEST_PLACES: usize = 1 << 12;
/// Tokens are counted so many at a time.
const PENDING: usize = 64;
/// Words are asked for so many places ahead where all are gone through.
const PLACES_AHEAD: usize = 16;
/// Counts move from 32 bits to 64 after so many tokens, or documents. (And what one batch has beyond: far less.)
#[cfg(not(test))]
const NARROW: u64 = 1 << 31;
/// Small enough for the texts of the tests to reach it.
#[cfg(test)]
const NARROW: u64 = 1 << 16;
/// Numbers leave room for [`CAPITALISED`], and are none of `DOCUMENT_END`; an index of 2^31 places holds them.
const MOST_TYPES: usize = 1 << 30;

impl LocalTypes {
    /// The tokens to come are another document's.
    pub(super) fn begin_document(&mut self) {
        self.documents += 1;
    }

    /// Counts a token, or keeps it for [`count_pending`](Self::count_pending): its number goes to `ids`, with [`CAPITALISED`] where
    /// that holds.
    #[inline]
    pub(super) fn add(&mut self, token: &str, key: Key, capitalised: bool, ids: &mut Vec<u32>) {
        if key.is_long() {
            return self.add_long(token, capitalised, ids);
        }
        let high_hash = high_hash(key);
        if let Some(place) = self.index.get(home(&self.index, high_hash)) {
            prefetch(slice::from_ref(place));
        }
        self.pending.push(ShortToken { word: key, high_hash, document: self.documents, capitalised });
        if self.pending.len() >= PENDING {
            self.count_pending(ids);
        }
    }

    /// Sees to it that 32 bits go on to be enough; between batches, with no token pending.
    pub(super) fn end_batch(&mut self, tokens: u64) -> Result<(), CountError> {
        self.tokens += tokens;
        if self.tokens.max(u64::from(self.documents)) >= NARROW {
            self.settle();
        }
        match self.words.len() {
            0..MOST_TYPES => Ok(()),
            _ => Err(CountError::TooManyTokens { limit: MOST_TYPES as u64 }),
        }
    }

    /// Adds a word of a list.
    pub(super) fn add_listed(&mut self, word: &str, count: u64, capitalised: u64) -> Result<(), CountError> {
        let key = Key::of(word.as_bytes());
        let id = if key.is_long() { self.long_id(word) } else { self.short_id(key) };
        self.wide.resize(self.words.len(), Tally::default());
        let tally = &mut self.wide[id as usize];
        let sum = tally.count.checked_add(count);
        tally.count = sum.ok_or(CountError::TooManyTokens { limit: u64::MAX })?;
        // There are no more of these.
        tally.capitalised += capitalised;
        Ok(())
    }

    /// Moves all counts to 64 bits.
    fn settle(&mut self) {
        self.wide.resize(self.words.len(), Tally::default());
        for (word, tally) in self.words.iter_mut().zip(&mut self.wide) {
            tally.add(&word.tally());
            *word = Counted::new(word.key);
        }
        (self.documents, self.tokens) = (0, 0);
    }

    /// Takes back what was counted in documents that are to be left out, by number.
    pub(super) fn take_back(&mut self, dropped: &[Tally]) {
        self.wide.resize(self.wide.len().max(dropped.len()), Tally::default());
        self.wide.iter_mut().zip(dropped).for_each(|(tally, dropped)| tally.take_back(dropped));
    }

    /// The number of types.
    pub(super) fn len(&self) -> usize {
        self.words.len()
    }

    /// Words of more than 15 bytes with their numbers and counts.
    pub(super) fn long_words(&self) -> impl Iterator<Item = (&str, u32, Tally)> {
        (0..).zip(&self.long_ids).map(|(index, &id)| (self.long.word(index), id, self.tally(id)))
    }

    /// Words of up to 15 bytes with their numbers and counts, in one of `2^bits` parts, cut by the first bits of the hash: they
    /// stand from the part's first place on, and behind its last one where they found no room before it.
    pub(super) fn short_words(&self, part: u64, bits: u32) -> impl Iterator<Item = (Key, u32, Tally)> {
        let places = self.index.len();
        let (first, end) =
            ((part as usize * places) >> bits, ((part as usize + 1) * places).div_ceil(1 << bits));
        let id = move |place: usize| number(&self.index, *self.index.get(place & places.wrapping_sub(1))?);
        (first..)
            .map_while(move |place| {
                let ahead = id(place + PLACES_AHEAD).and_then(|id| self.words.get(id as usize));
                ahead.into_iter().for_each(|word| prefetch(slice::from_ref(word)));
                (place < end || id(place).is_some()).then(|| id(place))
            })
            .flatten()
            .map(|id| (self.words[id as usize].key, id))
            .filter(move |(key, _)| key.hash() >> (u64::BITS - bits) == part)
            .map(|(key, id)| (key, id, self.tally(id)))
    }

    fn tally(&self, id: u32) -> Tally {
        let mut tally = self.words[id as usize].tally();
        self.wide.get(id as usize).into_iter().for_each(|wide| tally.add(wide));
        tally
    }

    /// Counts what is not counted yet: all numbers are in `ids` then.
    pub(super) fn count_pending(&mut self, ids: &mut Vec<u32>) {
        self.make_room(self.pending.len());
        let Self { words, index, pending, .. } = self;
        let index = &mut index[..];
        for token in &pending[..] {
            // Most words have the place where they belong.
            if let Some(id) = number(index, index[home(index, token.high_hash)]) {
                prefetch(slice::from_ref(&words[id as usize]));
            }
        }
        ids.extend(pending.drain(..).map(|token| {
            let id = find_or_add(index, words, token.word, token.high_hash);
            words[id as usize].count(token.document, token.capitalised);
            if token.capitalised { id | CAPITALISED } else { id }
        }));
    }

    fn add_long(&mut self, word: &str, capitalised: bool, ids: &mut Vec<u32>) {
        // Those before it come first.
        self.count_pending(ids);
        let id = self.long_id(word);
        self.words[id as usize].count(self.documents, capitalised);
        ids.push(if capitalised { id | CAPITALISED } else { id });
    }

    /// The number of a long word.
    fn long_id(&mut self, word: &str) -> u32 {
        let index = self.long.intern(word) as usize;
        if index == self.long_ids.len() {
            self.long_ids.push(self.words.len() as u32);
            self.words.push(Counted::new(Key::of(word.as_bytes())));
        }
        self.long_ids[index]
    }

    fn short_id(&mut self, word: Key) -> u32 {
        self.make_room(1);
        find_or_add(&mut self.index, &mut self.words, word, high_hash(word))
    }

    /// Sees to it that so many new words find places, and that places hold their numbers.
    #[inline]
    fn make_room(&mut self, more: usize) {
        let needed = 3 * (self.words.len() + more) / 2;
        if needed >= self.index.len() {
            self.grow((needed + 1).next_power_of_two().max(FEWEST_PLACES));
        }
    }

    #[cold]
    fn grow(&mut self, places: usize) {
        self.index.clear();
        self.index.resize(places, 0);
        for (id, word) in (0..).zip(&self.words).filter(|(_, word)| !word.key.is_long()) {
            let high_hash = high_hash(word.key);
            let mut place = home(&self.index, high_hash);
            while self.index[place] != 0 {
                place = (place + 1) & (places - 1);
            }
            self.index[place] = entry(&self.index, high_hash, id);
        }
    }
}

impl Counted {
    fn new(key: Key) -> Self {
        Self { key, count: 0, documents: 0, last: 0, capitalised: 0 }
    }

    #[inline]
    fn count(&mut self, document: u32, capitalised: bool) {
        self.count += 1;
        self.documents += u32::from(self.last != document);
        self.last = document;
        self.capitalised += u32::from(capitalised);
    }

    fn tally(&self) -> Tally {
        let [count, documents, capitalised] = [self.count, self.documents, self.capitalised].map(u64::from);
        Tally { count, documents, capitalised }
    }
}

#[inline]
fn high_hash(word: Key) -> u32 {
    (word.hash() >> 32) as u32
}

/// The number of bits of a place of this index. (Of an empty one nothing is asked.)
#[inline]
fn bits(index: &[Place]) -> u32 {
    index.len().trailing_zeros() % u32::BITS
}

/// Where a word belongs.
#[inline]
fn home(index: &[Place], high_hash: u32) -> usize {
    (u64::from(high_hash) >> (u32::BITS - bits(index))) as usize
}

/// What a place holds of a word.
#[inline]
fn entry(index: &[Place], high_hash: u32, id: u32) -> Place {
    high_hash << bits(index) | (id + 1)
}

/// The number of the word in this place, if it is not free.
#[inline]
fn number(index: &[Place], place: Place) -> Option<u32> {
    (place & ((1 << bits(index)) - 1)).checked_sub(1)
}

/// The number of a word; it gets one if it has none. There is a free place.
#[inline]
fn find_or_add(index: &mut [Place], words: &mut Vec<Counted>, word: Key, high_hash: u32) -> u32 {
    let mut place = home(index, high_hash);
    while let Some(id) = number(index, index[place]) {
        if index[place] == entry(index, high_hash, id) && words[id as usize].key == word {
            return id;
        }
        place = (place + 1) & (index.len() - 1);
    }
    let id = words.len() as u32;
    words.push(Counted::new(word));
    index[place] = entry(index, high_hash, id);
    id
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
        for document in 0..40 {
            types.begin_document();
            let (mut seen, mut ids, mut wanted) = (BTreeSet::new(), Vec::new(), Vec::new());
            for _ in 0..2_000 {
                state = isogloss_math::stream::mix(state);
                // One in eight is long, and all are at the beginning: short ones have larger numbers than there are of them.
                let number = (state >> 40) % (1 << ((state >> 8) % 17));
                let word =
                    if document < 8 || state & 7 == 0 { format!("{number:020}") } else { number.to_string() };
                let capitalised = state >> 3 & 3 == 0;
                types.add(&word, Key::of(word.as_bytes()), capitalised, &mut ids);
                let next = expected.len() as u32;
                let (id, tally) = expected.entry(word.clone()).or_insert((next, Tally::default()));
                tally.count += 1;
                tally.documents += u64::from(seen.insert(word));
                tally.capitalised += u64::from(capitalised);
                wanted.push(if capitalised { *id | CAPITALISED } else { *id });
            }
            types.count_pending(&mut ids);
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
