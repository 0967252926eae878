//! One query over rows of any length.

use super::{Candidates, Neighbor};
use isogloss_math::dense::{dot_f64, norm_f64};
use isogloss_math::{Matrix, simd};
use rayon::prelude::*;

/// Rows that a thread takes at once; part of no result.
const PIECE: usize = 4096;

/// Rows whose scores are looked at together.
const BLOCK: usize = 64;

/// The `k` rows of `base` nearest to `query` by cosine, of any lengths; `except` is a row that must not be found. Gives what
/// [`nearest`](super::nearest) gives for the same vectors brought to unit length.
///
/// Dot product and length of a row are taken while it is in the cache, so that `base` is read once and never copied: the
/// time is that of reading it. A row of zeros has cosine 0.
///
/// # Panics
/// If the dimensions differ.
pub fn nearest_to(query: &[f32], base: &Matrix, k: usize, except: Option<u32>) -> Vec<Neighbor> {
    assert_eq!(query.len(), base.columns(), "query and base have one dimension");
    if k == 0 || base.rows() == 0 {
        return Vec::new();
    }
    let query = unit(query);
    let pieces: Vec<Candidates> = (0..base.rows().div_ceil(PIECE))
        .into_par_iter()
        .map(|piece| {
            let mut candidates = Candidates::new(k, base.rows());
            let end = ((piece + 1) * PIECE).min(base.rows());
            let (mut products, mut scores) = ([[0.0; 2]; BLOCK], [0.0; BLOCK]);
            for start in (piece * PIECE..end).step_by(BLOCK) {
                let width = BLOCK.min(end - start);
                let rows = &base.as_slice()[start * query.len()..(start + width) * query.len()];
                simd::dots_and_squares(&query, rows, &mut products[..width]);
                let scores = &mut scores[..width];
                for (score, &[dot, square]) in scores.iter_mut().zip(&products) {
                    *score = dot / square.sqrt();
                }
                for (offset, score) in scores.iter_mut().enumerate().filter(|(_, score)| !score.is_finite()) {
                    // Zeros, and numbers whose squares `f32` cannot hold.
                    *score = dot_f64(&query, &unit(base.row(start + offset))) as f32;
                }
                if let Some(except) =
                    except.and_then(|e| (e as usize).checked_sub(start)).filter(|&e| e < width)
                {
                    scores[except] = f32::NEG_INFINITY;
                }
                candidates.offer(start, scores);
            }
            candidates
        })
        .collect();
    let mut candidates = Candidates::new(k, base.rows());
    pieces.into_iter().for_each(|piece| candidates.append(piece));
    candidates.nearest(k, |row| dot_f64(&query, &unit(base.row(row as usize))), |_| 0.0)
}

/// A row at unit length, rounded as [`Matrix::unit_rows`] rounds it.
fn unit(row: &[f32]) -> Vec<f32> {
    let norm = norm_f64(row);
    if norm > 0.0 { row.iter().map(|&x| (f64::from(x) / norm) as f32).collect() } else { row.to_vec() }
}
