//! X, cut into tiles.

use super::grid::Grid;
use isogloss_count::Cooccurrence;
use rayon::prelude::*;

/// The entries of every tile by row, in as many arrays as an entry has numbers.
pub(super) struct Tiles<const N: usize> {
    blocks: usize,
    /// By block of rows.
    stripes: Vec<Stripe<N>>,
}

/// The tiles of one block of rows, one behind the other.
struct Stripe<const N: usize> {
    rows: usize,
    /// First entry of (tile, row), and one past the last.
    starts: Vec<u32>,
    /// First entry of every tile.
    tiles: Vec<usize>,
    /// The first number of every row of every tile, summed.
    sums: Vec<f32>,
    columns: Vec<u16>,
    numbers: [Vec<f32>; N],
}

/// One row of a tile.
pub(super) struct Run<'a, const N: usize> {
    /// Places in the block of columns, ascending by word.
    pub(super) columns: &'a [u16],
    pub(super) numbers: [&'a [f32]; N],
}

impl<const N: usize> Tiles<N> {
    /// `numbers(row, column, X)`: what is kept of an entry.
    pub(super) fn new(
        x: &Cooccurrence,
        grid: &Grid,
        numbers: impl Fn(u32, u32, f32) -> [f32; N] + Sync,
    ) -> Self {
        let stripe = |block| Stripe::new(x, grid, block, &numbers);
        Self { blocks: grid.blocks(), stripes: (0..grid.blocks()).into_par_iter().map(stripe).collect() }
    }

    /// How many entries a tile has.
    pub(super) fn entries(&self, row_block: usize, column_block: usize) -> usize {
        let tiles = &self.stripes[row_block].tiles;
        tiles[column_block + 1] - tiles[column_block]
    }

    /// All entries.
    pub(super) fn len(&self) -> usize {
        self.stripes.iter().map(|stripe| stripe.columns.len()).sum()
    }

    /// The sum of the first number over a row of a tile.
    pub(super) fn sum(&self, row_block: usize, column_block: usize, at: usize) -> f32 {
        let stripe = &self.stripes[row_block];
        stripe.sums[column_block * stripe.rows + at]
    }

    /// The sum of the first number over a row of all tiles.
    pub(super) fn row_sum(&self, row_block: usize, at: usize) -> f64 {
        (0..self.blocks).map(|column_block| f64::from(self.sum(row_block, column_block, at))).sum()
    }

    /// A row of a tile.
    pub(super) fn run(&self, row_block: usize, column_block: usize, at: usize) -> Run<'_, N> {
        let stripe = &self.stripes[row_block];
        let first = stripe.tiles[column_block];
        let starts = &stripe.starts[column_block * (stripe.rows + 1) + at..][..2];
        let range = first + starts[0] as usize..first + starts[1] as usize;
        Run {
            columns: &stripe.columns[range.clone()],
            numbers: stripe.numbers.each_ref().map(|numbers| &numbers[range.clone()]),
        }
    }
}

impl<const N: usize> Stripe<N> {
    fn new(
        x: &Cooccurrence,
        grid: &Grid,
        block: usize,
        numbers: &impl Fn(u32, u32, f32) -> [f32; N],
    ) -> Self {
        let (words, blocks) = (grid.words(block), grid.blocks());
        let rows = words.len();
        let mut starts = vec![0_u32; blocks * (rows + 1)];
        for (at, &word) in words.iter().enumerate() {
            for &column in x.row(word).0 {
                starts[usize::from(grid.place(column).block) * (rows + 1) + at + 1] += 1;
            }
        }
        let mut tiles = vec![0];
        let mut entries = 0;
        for tile in starts.chunks_exact_mut(rows + 1) {
            for at in 0..rows {
                tile[at + 1] += tile[at];
            }
            entries += tile[rows] as usize;
            tiles.push(entries);
        }
        let mut columns = vec![0; entries];
        let mut kept: [Vec<f32>; N] = std::array::from_fn(|_| vec![0.0; entries]);
        let mut sums = vec![0.0; blocks * rows];
        let mut next = tiles.clone();
        for (at, &word) in words.iter().enumerate() {
            let (ids, values) = x.row(word);
            for (&column, &value) in ids.iter().zip(values) {
                let place = grid.place(column);
                let tile = usize::from(place.block);
                let entry = next[tile];
                next[tile] += 1;
                columns[entry] = place.at;
                let numbers = numbers(word, column, value);
                sums[tile * rows + at] += numbers[0];
                for (kept, number) in kept.iter_mut().zip(numbers) {
                    kept[entry] = number;
                }
            }
        }
        Self { rows, starts, tiles, sums, columns, numbers: kept }
    }
}
