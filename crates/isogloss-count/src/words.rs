//! Words to ids.
use foldhash::fast::FixedState;
use hashbrown::HashTable;
use std::hash::BuildHasher;
use std::ops::Range;

/// Words numbered in order of their first coming.
#[derive(Clone, Debug, Default)]
pub(crate) struct Words {
    list: WordList,
    table: Table,
}

/// Words by number: the bytes of all in one arena.
#[derive(Clone, Debug, Default)]
pub(crate) struct WordList {
    arena: String,
    /// Where each word ends in the arena.
    ends: Vec<usize>,
}

/// Numbers by word: a hash table that holds short words whole, so that finding one touches nothing else. The hash has fixed
/// seeds, and numbers do not depend on it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Table(HashTable<Entry>);

#[derive(Clone, Copy, Debug)]
struct Entry {
    key: Key,
    id: u32,
}

/// Up to 15 bytes of a word and their number; of a longer word a hash and the number of bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Key {
    low: u64,
    /// The top byte is the number of bytes, or `LONG`.
    high: u64,
}

/// Marks the key of a word that is longer than a key.
const LONG: u64 = 1 << 63;

/// No byte of UTF-8 and no number of bytes in a key is 0xff: neither factor of the hash of a short word can be made zero.
const SEEDS: [u64; 2] = [0xff1c_6b98_3a7d_52e5, 0xff4e_a1b7_c965_0d2b];

impl Words {
    pub(crate) fn len(&self) -> usize {
        self.list.len()
    }

    /// The word with this id.
    pub(crate) fn word(&self, id: u32) -> &str {
        self.list.word(id)
    }

    #[cfg(test)]
    fn id(&self, word: &str) -> Option<u32> {
        self.table.id(&self.list, word)
    }

    /// The id of a word, a new one if it comes for the first time: then it is `len()` as it was.
    #[inline]
    pub(crate) fn intern(&mut self, word: &str) -> u32 {
        let key = Key::of(word.as_bytes());
        match self.table.find(&self.list, key, word) {
            Some(id) => id,
            None => self.insert(key, word),
        }
    }

    #[cold]
    fn insert(&mut self, key: Key, word: &str) -> u32 {
        let id = self.list.len() as u32;
        self.list.push(word);
        self.table.insert(key, id);
        id
    }
}

impl WordList {
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The word with this id.
    pub(crate) fn word(&self, id: u32) -> &str {
        let id = id as usize;
        let start = if id == 0 { 0 } else { self.ends[id - 1] };
        &self.arena[start..self.ends[id]]
    }

    pub(crate) fn push(&mut self, word: &str) {
        self.arena.push_str(word);
        self.ends.push(self.arena.len());
    }
}

impl Table {
    /// The numbers of different words.
    pub(crate) fn of(list: &WordList) -> Self {
        let mut table = Self(HashTable::with_capacity(list.len()));
        (0..list.len() as u32).for_each(|id| table.insert(Key::of(list.word(id).as_bytes()), id));
        table
    }

    pub(crate) fn id(&self, list: &WordList, word: &str) -> Option<u32> {
        self.find(list, Key::of(word.as_bytes()), word)
    }

    fn insert(&mut self, key: Key, id: u32) {
        self.0.insert_unique(key.hash(), Entry { key, id }, |entry| entry.key.hash());
    }

    #[inline]
    fn find(&self, list: &WordList, key: Key, wanted: &str) -> Option<u32> {
        let is_it = |entry: &Entry| entry.key == key && (!key.is_long() || list.word(entry.id) == wanted);
        self.0.find(key.hash(), is_it).map(|entry| entry.id)
    }
}

impl Key {
    /// Reads overlap instead of looping: a word of 5 bytes is its first four and its last four.
    #[inline]
    pub(crate) fn of(word: &[u8]) -> Self {
        let length = word.len();
        let (low, high) = match length {
            0 => (0, 0),
            1..4 => {
                let byte = |place: usize| u64::from(word[place]) << (8 * place);
                (byte(0) | byte(length / 2) | byte(length - 1), 0)
            }
            4..8 => (half(word, 0) | half(word, length - 4) << (8 * (length - 4)), 0),
            // The last eight bytes without those that stand among the first eight, and without the first of them at least.
            8..16 => (whole(word, 0), (whole(word, length - 8) >> 8) >> (8 * (15 - length))),
            _ => return Self { low: FixedState::with_seed(0).hash_one(word), high: LONG | length as u64 },
        };
        Self { low, high: high | (length as u64) << 56 }
    }

    /// The key of a piece of a text. Most words are short and do not stand at the end of the text: one read, no loop and no
    /// branch that hangs on their length.
    #[inline]
    pub(crate) fn within(text: &str, piece: Range<usize>) -> Self {
        let (bytes, length) = (text.as_bytes(), piece.len());
        match bytes.get(piece.start..).and_then(|rest| rest.first_chunk()) {
            Some(chunk) if length < size_of::<Self>() => {
                let word = u128::from_le_bytes(*chunk) & ((1 << (8 * length)) - 1);
                Self { low: word as u64, high: (word >> 64) as u64 | (length as u64) << 56 }
            }
            _ => Self::of(&bytes[piece]),
        }
    }

    /// The bytes of a short word, zeros up to 15, and their number.
    pub(crate) fn bytes(self) -> [u8; 16] {
        (u128::from(self.low) | u128::from(self.high) << 64).to_le_bytes()
    }

    #[inline]
    pub(crate) fn is_long(self) -> bool {
        self.high & LONG != 0
    }

    /// A product, folded, as foldhash makes it.
    #[inline]
    pub(crate) fn hash(self) -> u64 {
        let product = u128::from(self.low ^ SEEDS[0]) * u128::from(self.high ^ SEEDS[1]);
        product as u64 ^ (product >> 64) as u64
    }
}

/// Eight bytes from `at` on.
#[inline]
fn whole(word: &[u8], at: usize) -> u64 {
    word[at..].first_chunk().map_or(0, |bytes| u64::from_le_bytes(*bytes))
}

/// Four bytes from `at` on.
#[inline]
fn half(word: &[u8], at: usize) -> u64 {
    word[at..].first_chunk().map_or(0, |bytes| u64::from(u32::from_le_bytes(*bytes)))
}

#[cfg(test)]
mod tests {
    use super::{Key, Words};
    use proptest::prelude::*;
    use std::collections::HashMap;

    #[test]
    fn ids_count_up_and_lead_back() {
        let mut words = Words::default();
        assert_eq!(["b", "a", "b", "", "ä", "a"].map(|word| words.intern(word)), [0, 1, 0, 2, 3, 1]);
        assert_eq!(words.len(), 4);
        assert_eq!([0, 1, 2, 3].map(|id| words.word(id).to_string()), ["b", "a", "", "ä"]);
        assert_eq!((words.id("ä"), words.id("c")), (Some(3), None));
    }

    #[test]
    fn many_words_survive_growth() {
        let mut words = Words::default();
        (0..10_000u32).for_each(|i| assert_eq!(words.intern(&i.to_string()), i));
        assert!((0..10_000u32).all(|i| words.id(&i.to_string()) == Some(i)));
    }
    #[test]
    fn words_of_every_length_are_told_apart() {
        let text = "abcdefghijklmnopqrstuvwxyz";
        let mut words = Words::default();
        let mut count = 0;
        for length in 0..text.len() {
            // The word itself, and with each of its bytes another.
            let base = &text[..length];
            assert_eq!(words.intern(base), count);
            count += 1;
            for place in 0..length {
                let mut other = base.to_string();
                other.replace_range(place..=place, "!");
                assert_eq!((words.id(&other), words.intern(&other)), (None, count));
                count += 1;
            }
            assert_eq!(words.word(words.id(base).expect("it was interned")), base);
        }
    }

    #[test]
    fn a_key_is_that_of_the_word_alone() {
        let text = "abcdefghijklmnopqrstuvwxyzäöü";
        for start in 0..26 {
            for end in start..26 {
                assert_eq!(Key::within(text, start..end), Key::of(&text.as_bytes()[start..end]));
                assert_eq!(Key::within(&text[..end], start..end), Key::of(&text.as_bytes()[start..end]));
            }
        }
    }

    #[test]
    fn a_short_key_holds_its_word() {
        for length in 0..16 {
            let word = &b"abcdefghijklmno"[..length];
            let bytes = Key::of(word).bytes();
            assert_eq!((&bytes[..length], usize::from(bytes[15])), (word, length));
            assert!(bytes[length..15].iter().all(|&byte| byte == 0));
        }
        assert!(Key::of(b"abcdefghijklmnop").is_long());
    }

    #[test]
    fn zero_bytes_are_bytes() {
        let keys: Vec<Key> = (0..16).map(|length| Key::of(&vec![0; length])).collect();
        for (length, key) in keys.iter().enumerate() {
            assert!(!keys[..length].contains(key), "{length}");
        }
    }

    proptest! {
        #[test]
        fn equals_a_map(texts in prop::collection::vec("[ab]{0,9}|[a-cß]{6,20}|\\PC{0,5}", 0..200)) {
            let (mut words, mut ids) = (Words::default(), HashMap::new());
            for text in &texts {
                let next = ids.len() as u32;
                let expected = *ids.entry(text.clone()).or_insert(next);
                prop_assert_eq!(words.intern(text), expected);
                prop_assert_eq!(words.word(expected), text);
            }
            prop_assert_eq!(words.len(), ids.len());
        }
    }
}
