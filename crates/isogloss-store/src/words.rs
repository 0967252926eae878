//! Words by number, and numbers by word.

use foldhash::fast::FixedState;
use hashbrown::HashTable;
use hashbrown::hash_table::Entry;
use std::borrow::Cow;
use std::fmt;
use std::hash::BuildHasher;

/// A list of words: the bytes of all in one piece.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Words {
    text: String,
    /// Where each word ends in the text.
    ends: Vec<usize>,
}

/// The numbers of the words of a list, by word: of a word that is there more than once, the first.
pub struct WordIndex<'a> {
    words: &'a Words,
    table: WordTable,
}

/// Numbers by word, of a list that stands elsewhere and may grow.
#[derive(Default)]
pub(crate) struct WordTable(HashTable<u32>);

impl Words {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The word with this number.
    ///
    /// # Panics
    /// If there is none.
    pub fn get(&self, number: usize) -> &str {
        let start = number.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.text[start..self.ends[number]]
    }

    /// All of them in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &str> + Clone {
        (0..self.len()).map(|number| self.get(number))
    }

    /// Appends a word.
    pub fn push(&mut self, word: &str) {
        self.text.push_str(word);
        self.ends.push(self.text.len());
    }

    /// Appends a word that should be UTF-8; where it is not, what is bad is replaced by U+FFFD. Whether it was.
    pub fn push_bytes(&mut self, word: &[u8]) -> bool {
        let text = String::from_utf8_lossy(word);
        self.push(&text);
        matches!(text, Cow::Borrowed(_))
    }

    /// The first words of the list.
    pub fn truncate(&mut self, words: usize) {
        self.ends.truncate(words);
        self.text.truncate(self.ends.last().copied().unwrap_or(0));
    }

    /// The table that finds words.
    pub fn index(&self) -> WordIndex<'_> {
        let mut table = WordTable(HashTable::with_capacity(self.len()));
        for number in 0..self.len() {
            table.insert(self, number);
        }
        WordIndex { words: self, table }
    }

    /// The number of the first word that was there before.
    pub fn first_duplicate(&self) -> Option<usize> {
        let mut table = WordTable(HashTable::with_capacity(self.len()));
        (0..self.len()).find(|&number| !table.insert(self, number))
    }
}

impl WordIndex<'_> {
    /// The number of a word.
    pub fn get(&self, word: &str) -> Option<usize> {
        self.table.get(self.words, word)
    }
}

impl WordTable {
    fn get(&self, words: &Words, word: &str) -> Option<usize> {
        self.0.find(hash(word), |&number| words.get(number as usize) == word).map(|&number| number as usize)
    }

    /// Whether the word with this number is new.
    pub(crate) fn insert(&mut self, words: &Words, number: usize) -> bool {
        let word = words.get(number);
        let of = |&number: &u32| words.get(number as usize);
        match self.0.entry(hash(word), |number| of(number) == word, |number| hash(of(number))) {
            Entry::Occupied(_) => false,
            Entry::Vacant(place) => {
                place.insert(number as u32);
                true
            }
        }
    }
}

fn hash(word: &str) -> u64 {
    FixedState::with_seed(0).hash_one(word)
}

impl<S: AsRef<str>> FromIterator<S> for Words {
    fn from_iter<I: IntoIterator<Item = S>>(words: I) -> Self {
        let mut list = Self::default();
        words.into_iter().for_each(|word| list.push(word.as_ref()));
        list
    }
}

impl fmt::Debug for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_lead_to_numbers_and_back() {
        let mut words: Words = ["b", "", "ä", "b"].into_iter().collect();
        assert_eq!((words.len(), words.get(2), words.first_duplicate()), (4, "ä", Some(3)));
        assert_eq!(words.iter().collect::<Vec<_>>(), ["b", "", "ä", "b"]);
        let index = words.index();
        assert_eq!(["b", "", "ä", "c"].map(|word| index.get(word)), [Some(0), Some(1), Some(2), None]);
        words.truncate(2);
        assert_eq!((words.iter().collect::<Vec<_>>(), words.first_duplicate()), (vec!["b", ""], None));
        words.truncate(0);
        assert_eq!((words.is_empty(), words == Words::default()), (true, true));
    }

    #[test]
    fn many_words_survive_growth() {
        let words: Words = (0..10_000).map(|i| i.to_string()).collect();
        let index = words.index();
        assert!((0..10_000).all(|i| index.get(&i.to_string()) == Some(i)));
        assert_eq!(words.first_duplicate(), None);
    }
}
