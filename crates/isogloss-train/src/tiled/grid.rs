//! Which word stands in which block.

use isogloss_math::stream::{Pcg64, stream};
use rand::Rng;

/// Where a word stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) block: u16,
    /// In the block.
    pub(super) at: u16,
}

/// Words dealt to blocks: the same for rows and columns.
///
/// Blocks are balanced by work: words are dealt in rounds, those with most work first, and in each round the block with the least
/// work so far gets the word with the most. Within a block they stand in random order.
pub(super) struct Grid {
    blocks: usize,
    size: usize,
    places: Vec<Place>,
    /// Words by block and place.
    words: Vec<Vec<u32>>,
}

impl Grid {
    /// `work`: of every word. `blocks` is at most the number of words, and no block may have more than 2^16.
    pub(super) fn new(work: &[f64], blocks: usize, seed: u64) -> Self {
        let mut by_work: Vec<u32> = (0..work.len() as u32).collect();
        by_work.sort_by(|&i, &j| work[j as usize].total_cmp(&work[i as usize]).then(i.cmp(&j)));
        let mut load = vec![0.0; blocks];
        let mut words = vec![Vec::with_capacity(work.len().div_ceil(blocks)); blocks];
        let mut least_first: Vec<usize> = (0..blocks).collect();
        for round in by_work.chunks(blocks) {
            least_first.sort_by(|&a, &b| f64::total_cmp(&load[a], &load[b]).then(a.cmp(&b)));
            for (&word, &block) in round.iter().zip(&least_first) {
                load[block] += work[word as usize];
                words[block].push(word);
            }
        }
        let mut random = stream(seed, "tiled places");
        let mut places = vec![Place { block: 0, at: 0 }; work.len()];
        for (block, words) in words.iter_mut().enumerate() {
            shuffle(words, &mut random);
            for (at, &word) in words.iter().enumerate() {
                places[word as usize] = Place { block: block as u16, at: at as u16 };
            }
        }
        Self { blocks, size: work.len().div_ceil(blocks), places, words }
    }

    /// Blocks on either side.
    pub(super) fn blocks(&self) -> usize {
        self.blocks
    }

    /// The number of words of the largest block.
    pub(super) fn size(&self) -> usize {
        self.size
    }

    /// All words.
    pub(super) fn len(&self) -> usize {
        self.places.len()
    }

    pub(super) fn place(&self, word: u32) -> Place {
        self.places[word as usize]
    }

    /// The words of a block by their places.
    pub(super) fn words(&self, block: usize) -> &[u32] {
        &self.words[block]
    }
}

/// Fisher and Yates.
pub(super) fn shuffle<T>(items: &mut [T], random: &mut Pcg64) {
    for i in (1..items.len()).rev() {
        let j = ((u64::from(random.next_u32()) * (i as u64 + 1)) >> 32) as usize;
        items.swap(i, j);
    }
}
