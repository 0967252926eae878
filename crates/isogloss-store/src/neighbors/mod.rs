//! Nearest neighbours by an exact blocked scan.
//!
//! Useful for: all neighbours of all words, up to some hundred thousand words. Not useful for: millions of queries
//! in real time, where an approximate index is worth its mistakes.
//!
//! # How
//! Fixed blocks of queries are dealt to threads; each goes over fixed blocks of the base. A tile of cosines is one matrix
//! product in `f32`, small enough to stay in the cache; nearly all of its entries are below the worst candidate that the
//! query has so far and are passed over 16 at a time. A few more candidates than `k` are kept and measured again in `f64`,
//! so that the answer and its order do not depend on how the product rounds.

#[cfg(test)]
mod tests;

use faer::linalg::matmul::matmul;
use faer::{Accum, MatMut, MatRef, Par};
use isogloss_math::Matrix;
use isogloss_math::dense::dot_f64;
use rayon::prelude::*;

/// A neighbour and its cosine.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Neighbor {
    /// The row in the searched matrix.
    pub index: u32,
    /// The cosine.
    pub cosine: f32,
}

/// Rows of `queries` in a tile.
const QUERIES: usize = 256;

/// Rows of `base` in a tile.
const BASE: usize = 1024;

/// Candidates beyond `k`, against neighbours whose order is within the rounding of `f32`.
const SPARE: usize = 8;

/// The `k` rows of `base` nearest to each row of `queries` by cosine; both must have *unit* rows. `except[i]` is a row of
/// `base` that query `i` must not find (itself). Ties go to the lower index; the same result for any number of threads.
///
/// The nearest comes first. There are fewer than `k` where `base` has not as many rows; a row with NaN neither finds nor
/// is found. O(queries · base · d) time.
///
/// # Panics
/// If the dimensions differ, or if `except` has not an entry for every query.
pub fn nearest(queries: &Matrix, base: &Matrix, k: usize, except: Option<&[u32]>) -> Vec<Vec<Neighbor>> {
    assert_eq!(queries.columns(), base.columns(), "queries and base have one dimension");
    if let Some(except) = except {
        assert_eq!(except.len(), queries.rows(), "an exception per query");
    }
    let mut found = vec![Vec::new(); queries.rows()];
    if k > 0 && base.rows() > 0 {
        found.par_chunks_mut(QUERIES).enumerate().for_each(|(block, found)| {
            let first = block * QUERIES;
            let except = except.map(|e| &e[first..first + found.len()]);
            scan(queries, first, base, k, except, found);
        });
    }
    found
}

/// Fills `found` for the queries from `first` on.
fn scan(
    queries: &Matrix,
    first: usize,
    base: &Matrix,
    k: usize,
    except: Option<&[u32]>,
    found: &mut [Vec<Neighbor>],
) {
    let left = rows(queries, first, found.len());
    let kept = k.saturating_add(SPARE).min(base.rows());
    let mut candidates: Vec<Candidates> = found.iter().map(|_| Candidates::new(kept)).collect();
    let mut tile = vec![0.0_f32; found.len() * BASE];
    for start in (0..base.rows()).step_by(BASE) {
        let width = BASE.min(base.rows() - start);
        let tile = &mut tile[..found.len() * width];
        matmul(
            MatMut::from_row_major_slice_mut(tile, found.len(), width),
            Accum::Replace,
            left,
            rows(base, start, width).transpose(),
            1.0_f32,
            Par::Seq,
        );
        for (i, (cosines, candidates)) in tile.chunks_exact_mut(width).zip(&mut candidates).enumerate() {
            if let Some(hidden) =
                except.and_then(|e| (e[i] as usize).checked_sub(start)).filter(|&h| h < width)
            {
                cosines[hidden] = f32::NEG_INFINITY;
            }
            candidates.offer(start, cosines);
        }
    }
    for (i, (found, candidates)) in found.iter_mut().zip(candidates).enumerate() {
        *found = candidates.nearest(queries.row(first + i), base, k);
    }
}

/// A view of some rows.
fn rows(matrix: &Matrix, first: usize, count: usize) -> MatRef<'_, f32> {
    let d = matrix.columns();
    MatRef::from_row_major_slice(&matrix.as_slice()[first * d..(first + count) * d], count, d)
}

/// The best candidates of one query so far.
struct Candidates {
    /// How many are kept.
    kept: usize,
    /// Up to twice `kept`, so that sorting out the worse half is worth its while.
    pool: Vec<Neighbor>,
    /// Only what is above this can still be among the best.
    threshold: f32,
}

impl Candidates {
    fn new(kept: usize) -> Self {
        Self { kept, pool: Vec::with_capacity(2 * kept), threshold: f32::NEG_INFINITY }
    }

    /// Takes in the cosines with the rows from `start` on; rows come in ascending order.
    fn offer(&mut self, start: usize, cosines: &[f32]) {
        let mut at = start;
        for sixteen in cosines.chunks(16) {
            // No branch within: this is what the compiler turns into one comparison of 16 lanes.
            let above = sixteen.iter().fold(false, |any, &c| any | (c > self.threshold));
            if above {
                for (offset, &cosine) in sixteen.iter().enumerate() {
                    if cosine > self.threshold {
                        self.push(Neighbor { index: (at + offset) as u32, cosine });
                    }
                }
            }
            at += 16;
        }
    }

    fn push(&mut self, candidate: Neighbor) {
        // Negative zero is below zero in the order of floating-point numbers and is no other cosine: adding zero undoes it.
        self.pool.push(Neighbor { cosine: candidate.cosine + 0.0, ..candidate });
        if self.pool.len() == 2 * self.kept {
            self.pool.select_nth_unstable_by(self.kept - 1, nearer);
            self.pool.truncate(self.kept);
            // A later row that only equals the worst one here has the higher index and loses the tie.
            self.threshold = self.pool[self.kept - 1].cosine;
        }
    }

    /// The best `k`, measured in `f64`.
    fn nearest(mut self, query: &[f32], base: &Matrix, k: usize) -> Vec<Neighbor> {
        self.pool.sort_unstable_by(nearer);
        self.pool.truncate(self.kept);
        for candidate in &mut self.pool {
            candidate.cosine = dot_f64(query, base.row(candidate.index as usize)) as f32 + 0.0;
        }
        self.pool.sort_unstable_by(nearer);
        self.pool.truncate(k);
        self.pool.shrink_to_fit();
        // Rows are of unit length up to rounding only; a cosine above 1 would have no angle.
        self.pool.iter_mut().for_each(|n| n.cosine = n.cosine.clamp(-1.0, 1.0));
        self.pool
    }
}

/// The order of neighbours: higher cosine first, then lower index.
fn nearer(x: &Neighbor, y: &Neighbor) -> std::cmp::Ordering {
    y.cosine.total_cmp(&x.cosine).then(x.index.cmp(&y.index))
}
