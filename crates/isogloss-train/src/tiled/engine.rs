//! Visits every tile of the grid once, diagonal by diagonal.

use super::grid::Grid;
use super::rows::Rows;
use isogloss_math::stream::{Pcg64, stream};
use rand::RngExt;
use rand::seq::SliceRandom;
use std::sync::Mutex;

/// What happens in a tile.
pub(super) trait Loss: Sync {
    /// Buffers of one thread.
    type Scratch: Send;

    fn scratch(&self) -> Self::Scratch;

    /// About how much there is to do.
    fn work(&self, row_block: usize, column_block: usize) -> u64;

    /// Trains a tile: its block of rows and its block of columns.
    fn train(&self, visit: Visit, rows: &mut [f32], columns: &mut [f32], scratch: &mut Self::Scratch) -> Sum;
}

/// A visit to a tile.
#[derive(Clone, Copy)]
pub(super) struct Visit {
    /// Sweeps before this one, over all epochs.
    pub(super) sweep: usize,
    /// Diagonals before this one, in this sweep.
    pub(super) diagonal: usize,
    pub(super) row_block: usize,
    pub(super) column_block: usize,
}

/// Losses, summed.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Sum {
    pub(super) loss: f64,
    pub(super) weight: f64,
}

impl Sum {
    pub(super) fn add(&mut self, other: Self) {
        self.loss += other.loss;
        self.weight += other.weight;
    }

    pub(super) fn mean(self) -> f64 {
        if self.weight > 0.0 { self.loss / self.weight } else { 0.0 }
    }
}

struct Task<'a> {
    visit: Visit,
    rows: &'a mut [f32],
    columns: &'a mut [f32],
    sum: &'a mut Sum,
    work: u64,
}

/// One sweep, on the threads of the pool that it is called in. Tiles of one diagonal share no row and no column: threads take
/// them as they come, the largest first, and the next diagonal waits for all of them.
pub(super) fn sweep<L: Loss>(
    loss: &L,
    seed: u64,
    sweep: usize,
    grid: &Grid,
    rows: &mut Rows,
    columns: &mut Rows,
    progress: &(dyn Fn(u64) + Sync),
) -> Sum {
    let blocks = grid.blocks();
    let threads = rayon::current_num_threads().min(blocks);
    let scratch = Mutex::new((0..threads).map(|_| loss.scratch()).collect::<Vec<_>>());
    let mut all = Sum::default();
    for (diagonal, offset) in diagonals(seed, sweep, blocks).into_iter().enumerate() {
        let mut sums = vec![Sum::default(); blocks];
        let mut of_columns: Vec<_> = columns.blocks_mut(grid).collect();
        of_columns.rotate_left(offset);
        let mut tasks: Vec<Task<'_>> = rows
            .blocks_mut(grid)
            .zip(of_columns)
            .zip(&mut sums)
            .enumerate()
            .map(|(row_block, ((rows, columns), sum))| {
                let column_block = (row_block + offset) % blocks;
                let visit = Visit { sweep, diagonal, row_block, column_block };
                Task { visit, rows, columns, sum, work: loss.work(row_block, column_block) }
            })
            .collect();
        tasks.sort_by_key(|task| task.work);
        let tasks = Mutex::new(tasks);
        rayon::scope(|scope| {
            for _ in 0..threads {
                scope.spawn(|_| {
                    let mut buffers = lock(&scratch).pop().unwrap_or_else(|| loss.scratch());
                    loop {
                        let Some(task) = lock(&tasks).pop() else { break };
                        *task.sum = loss.train(task.visit, task.rows, task.columns, &mut buffers);
                        progress(task.work);
                    }
                    lock(&scratch).push(buffers);
                });
            }
        });
        sums.into_iter().for_each(|sum| all.add(sum));
    }
    all
}

/// A thread that panicked takes the whole scope down: nothing behind a lock is ever seen half done.
fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// The diagonals of a sweep in their order: each by how far its columns are from its rows.
pub(super) fn diagonals(seed: u64, sweep: usize, blocks: usize) -> Vec<usize> {
    let mut offsets: Vec<usize> = (0..blocks).collect();
    offsets.shuffle(&mut stream(seed, &format!("tiled diagonals {sweep}")));
    offsets
}

/// `0..n` from a random place on, and then from the start: rows are visited as they lie in memory, so that they and their
/// entries come in a stream. (Their places are random in the first place.)
pub(super) fn rotated(n: usize, random: &mut Pcg64) -> impl Iterator<Item = usize> + use<> {
    let first = if n > 0 { random.random_range(0..n) } else { 0 };
    (first..n).chain(0..first)
}
