//! Nearest neighbours by an exact blocked scan.
//!
//! Useful for: all neighbours of all words, up to some hundred thousand words. Not useful for: millions of queries
//! in real time, where an approximate index is worth its mistakes.
//!
//! * [`nearest`]: many queries at once; with the queries of a whole space, its k-NN graph.
//! * [`nearest_to`]: one query, over vectors as they lie in a file.
//! * [`Csls`]: the same order but for hubs.
//! * [`spelling::near`]: what an unknown word may have meant.
//!
//! # How
//! Fixed blocks of queries are dealt to threads; each goes over fixed blocks of the base. A tile of cosines is one matrix
//! product in `f32`, small enough to stay in the cache; nearly all of its entries are below the worst candidate that the
//! query has so far and are passed over 16 at a time. A few more candidates than `k` are kept and measured again in `f64`,
//! so that the answer and its order do not depend on how the product rounds.

mod candidates;
mod csls;
mod single;
pub mod spelling;
#[cfg(test)]
mod tests;

pub use csls::{Csls, HUBNESS, Scaled};
pub use single::nearest_to;

use candidates::Candidates;
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
    search(queries, base, k, except, None)
}

/// [`nearest`] by cosine less `penalty[j]` of row j, if there are penalties. The cosines are given without them.
fn search(
    queries: &Matrix,
    base: &Matrix,
    k: usize,
    except: Option<&[u32]>,
    penalty: Option<&[f32]>,
) -> Vec<Vec<Neighbor>> {
    assert_eq!(queries.columns(), base.columns(), "queries and base have one dimension");
    if let Some(except) = except {
        assert_eq!(except.len(), queries.rows(), "an exception per query");
    }
    if let Some(penalty) = penalty {
        assert_eq!(penalty.len(), base.rows(), "a penalty per row");
    }
    let mut found = vec![Vec::new(); queries.rows()];
    if k > 0 && base.rows() > 0 {
        let search = Search { queries, base, k, penalty };
        found.par_chunks_mut(QUERIES).enumerate().for_each(|(block, found)| {
            let first = block * QUERIES;
            let except = except.map(|e| &e[first..first + found.len()]);
            search.scan(first, except, found);
        });
    }
    found
}

/// What is sought where.
struct Search<'a> {
    queries: &'a Matrix,
    base: &'a Matrix,
    k: usize,
    penalty: Option<&'a [f32]>,
}

impl Search<'_> {
    /// Fills `found` for the queries from `first` on.
    fn scan(&self, first: usize, except: Option<&[u32]>, found: &mut [Vec<Neighbor>]) {
        let &Self { queries, base, k, penalty } = self;
        let left = rows(queries, first, found.len());
        let mut candidates: Vec<Candidates> = found.iter().map(|_| Candidates::new(k, base.rows())).collect();
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
            for (i, (scores, candidates)) in tile.chunks_exact_mut(width).zip(&mut candidates).enumerate() {
                if let Some(penalty) = penalty {
                    scores.iter_mut().zip(&penalty[start..]).for_each(|(score, penalty)| *score -= penalty);
                }
                if let Some(hidden) =
                    except.and_then(|e| (e[i] as usize).checked_sub(start)).filter(|&h| h < width)
                {
                    scores[hidden] = f32::NEG_INFINITY;
                }
                candidates.offer(start, scores);
            }
        }
        for (i, (found, candidates)) in found.iter_mut().zip(candidates).enumerate() {
            let query = queries.row(first + i);
            let cosine = |row: u32| dot_f64(query, base.row(row as usize));
            *found = candidates.nearest(k, cosine, |row| penalty.map_or(0.0, |p| p[row as usize]));
        }
    }
}

/// A view of some rows.
fn rows(matrix: &Matrix, first: usize, count: usize) -> MatRef<'_, f32> {
    let d = matrix.columns();
    MatRef::from_row_major_slice(&matrix.as_slice()[first * d..(first + count) * d], count, d)
}
