//! Which word stands in which block.

use isogloss_math::stream::stream;
use rand::seq::SliceRandom;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Places in a block are `u16`.
pub(super) const WIDEST_BLOCK: usize = 1 << 16;

/// Where a word stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) block: u16,
    /// In the block.
    pub(super) at: u16,
}

/// Words dealt to blocks: the same for rows and columns.
///
/// Blocks are balanced by work: the word with most work that is left goes to the block that has least so far and is not full (a
/// quarter above the mean). Within a block words stand in random order.
pub(super) struct Grid {
    blocks: usize,
    size: usize,
    places: Vec<Place>,
    /// Words by block and place.
    words: Vec<Vec<u32>>,
}

impl Grid {
    /// `work`: of every word. `blocks` is at most the number of words, and enough for blocks of [`WIDEST_BLOCK`].
    pub(super) fn new(work: &[f64], blocks: usize, seed: u64) -> Self {
        let mut by_work: Vec<u32> = (0..work.len() as u32).collect();
        by_work.sort_by(|&i, &j| work[j as usize].total_cmp(&work[i as usize]).then(i.cmp(&j)));
        let full = (work.len() * 5).div_ceil(blocks * 4).min(WIDEST_BLOCK);
        let mut words = vec![Vec::with_capacity(full); blocks];
        // By load in thousandths of the mean of a word: whole numbers, so that the heap can order them.
        let unit = work.iter().sum::<f64>() / (1000 * work.len()) as f64;
        let mut least_first: BinaryHeap<Reverse<(u64, usize)>> =
            (0..blocks).map(|block| Reverse((0, block))).collect();
        for word in by_work {
            let Some(Reverse((load, block))) = least_first.pop() else { break };
            words[block].push(word);
            if words[block].len() < full {
                // A word without work counts, too: such words are spread evenly.
                least_first.push(Reverse((load + ((work[word as usize] / unit) as u64).max(1), block)));
            }
        }
        let size = words.iter().map(Vec::len).max().unwrap_or(0);
        let mut random = stream(seed, "tiled places");
        let mut places = vec![Place { block: 0, at: 0 }; work.len()];
        for (block, words) in words.iter_mut().enumerate() {
            words.shuffle(&mut random);
            for (at, &word) in words.iter().enumerate() {
                places[word as usize] = Place { block: block as u16, at: at as u16 };
            }
        }
        Self { blocks, size, places, words }
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
