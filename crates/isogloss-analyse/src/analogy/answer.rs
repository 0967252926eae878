//! 3CosAdd, many questions at once.

use isogloss_math::{Matrix, simd};
use rayon::prelude::*;

/// Candidates per parallel piece; part of no result, for pieces are merged in order and ties go to the lower row.
const BLOCK: usize = 512;

/// For each (a, b, c): the row among the first `candidates`, other than a, b and c, with the largest x·(b − a + c).
///
/// `space`: unit rows. The product is taken once per *word* of the questions, not per question: a section of 18 pairs has
/// 306 questions and 36 words.
pub fn answers(space: &Matrix, premises: &[[u32; 3]], candidates: usize) -> Vec<Option<u32>> {
    let mut words: Vec<u32> = premises.iter().flatten().copied().collect();
    words.sort_unstable();
    words.dedup();
    let place = |row: u32| words.partition_point(|&word| word < row);
    let places: Vec<[usize; 3]> = premises.iter().map(|rows| rows.map(place)).collect();
    let pieces: Vec<Vec<Best>> = (0..candidates.div_ceil(BLOCK))
        .into_par_iter()
        .map(|piece| {
            let mut best = vec![Best::NONE; premises.len()];
            let mut cosines = vec![0.0; words.len()];
            for candidate in piece * BLOCK..((piece + 1) * BLOCK).min(candidates) {
                let row = space.row(candidate);
                cosines
                    .iter_mut()
                    .zip(&words)
                    .for_each(|(x, &word)| *x = simd::dot(row, space.row(word as usize)));
                for ((best, rows), [a, b, c]) in best.iter_mut().zip(premises).zip(&places) {
                    let score = cosines[*b] - cosines[*a] + cosines[*c];
                    if score > best.score && !rows.contains(&(candidate as u32)) {
                        *best = Best { score, row: Some(candidate as u32) };
                    }
                }
            }
            best
        })
        .collect();
    (0..premises.len()).map(|i| pieces.iter().fold(Best::NONE, |best, piece| best.or(piece[i])).row).collect()
}

#[derive(Clone, Copy)]
struct Best {
    score: f32,
    row: Option<u32>,
}

impl Best {
    const NONE: Self = Self { score: f32::NEG_INFINITY, row: None };

    /// The better one; the first where they are equal.
    fn or(self, later: Self) -> Self {
        if later.score > self.score { later } else { self }
    }
}
