//! Words to ids.
use foldhash::fast::FixedState;
use hashbrown::HashTable;
use std::hash::BuildHasher;
use std::ops::Range;

/// Words numbered in order of their first coming: the bytes of all in one arena, ids in a hash table beside it. The hash has
/// a fixed seed, and ids do not depend on it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Words {
    arena: String,
    /// Where each word ends in the arena.
    ends: Vec<usize>,
    hashes: Vec<u64>,
    table: HashTable<u32>,
}

impl Words {
    /// Room for so many words.
    pub(crate) fn with_capacity(words: usize) -> Self {
        Self {
            arena: String::with_capacity(8 * words),
            ends: Vec::with_capacity(words),
            hashes: Vec::with_capacity(words),
            table: HashTable::with_capacity(words),
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The word with this id.
    pub(crate) fn word(&self, id: u32) -> &str {
        &self.arena[range(&self.ends, id)]
    }

    pub(crate) fn hash_of(&self, id: u32) -> u64 {
        self.hashes[id as usize]
    }

    pub(crate) fn id(&self, word: &str) -> Option<u32> {
        self.find(hash(word), word)
    }

    /// The id of a word, a new one if it comes for the first time: then it is `len()` as it was.
    pub(crate) fn intern(&mut self, word: &str) -> u32 {
        self.intern_hashed(hash(word), word)
    }

    /// The same with the hash that another `Words` had for it.
    pub(crate) fn intern_hashed(&mut self, hash: u64, word: &str) -> u32 {
        if let Some(id) = self.find(hash, word) {
            return id;
        }
        let id = self.ends.len() as u32;
        self.arena.push_str(word);
        self.ends.push(self.arena.len());
        self.hashes.push(hash);
        let hashes = &self.hashes;
        self.table.insert_unique(hash, id, |&id| hashes[id as usize]);
        id
    }

    fn find(&self, hash: u64, wanted: &str) -> Option<u32> {
        // The table compares seven bits of the hash itself: comparing the rest first would cost one more cache miss.
        let arena = self.arena.as_bytes();
        let is_it = |&id: &u32| &arena[range(&self.ends, id)] == wanted.as_bytes();
        self.table.find(hash, is_it).copied()
    }
}

/// Where a word lies in the arena.
#[inline]
fn range(ends: &[usize], id: u32) -> Range<usize> {
    let id = id as usize;
    let start = if id == 0 { 0 } else { ends[id - 1] };
    start..ends[id]
}

fn hash(word: &str) -> u64 {
    FixedState::with_seed(0).hash_one(word)
}

#[cfg(test)]
mod tests {
    use super::Words;

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
}
