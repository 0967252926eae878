//! 3CosAdd and 3CosMul, many questions at once.

use faer::linalg::matmul::matmul;
use faer::{Accum, MatMut, MatRef, Par};
use isogloss_math::Matrix;
use isogloss_math::dense::norm_f64;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

/// Candidates whose scores are looked at together: three rows of them fit into a first-level cache.
const BLOCK: usize = 256;

/// Candidates of a parallel piece; part of no result, for pieces are merged in order and ties go to the lower row.
const PIECE: usize = 64 * BLOCK;

/// Questions of a parallel piece: neighbours, which share most of their words.
const QUESTIONS: usize = 2048;

/// What keeps 3CosMul from dividing by zero: Levy & Goldberg's ε.
const EPSILON: f32 = 0.001;

/// How the fourth word is sought.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Method {
    /// argmax cos(x, b) − cos(x, a) + cos(x, c), which is nearest to b − a + c.
    #[serde(rename = "3cosadd")]
    Add,
    /// argmax cos'(x, b) · cos'(x, c) / (cos'(x, a) + 0.001) with cos' = (cos + 1)/2.
    #[serde(rename = "3cosmul")]
    Mul,
}

impl Method {
    /// Its name on the command line and in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Add => "3cosadd",
            Self::Mul => "3cosmul",
        }
    }
}

/// The best row, where there is any.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Answer {
    /// Among those that are no premise.
    pub(super) without: Option<u32>,
    /// Among all.
    pub(super) with: Option<u32>,
}

/// For each (a, b, c) the best of the first `candidates` rows of `space`, which may have any length. `classes[row]` says what word a
/// row is: rows of the class of a premise count as that premise (the same word in another case).
///
/// The product is taken once per *word* of the questions, not per question: a section of 18 pairs has 306 questions and 36
/// words. What is then left per question and candidate is an addition of three numbers.
pub(super) fn answers(
    space: &Matrix,
    premises: &[[u32; 3]],
    classes: &[u32],
    candidates: usize,
    method: Method,
) -> Vec<Answer> {
    let pieces = candidates.div_ceil(PIECE);
    let inverse: Vec<f64> =
        (0..space.rows()).into_par_iter().map(|row| inverse_norm(space.row(row))).collect();
    let chunks = premises.len().div_ceil(QUESTIONS);
    let best: Vec<Vec<Best>> = (0..chunks * pieces)
        .into_par_iter()
        .map(|part| {
            let (chunk, piece) = (part / pieces, part % pieces);
            let premises = &premises[chunk * QUESTIONS..((chunk + 1) * QUESTIONS).min(premises.len())];
            let rows = piece * PIECE..((piece + 1) * PIECE).min(candidates);
            Scan { space, inverse: &inverse, classes, method }.best(premises, rows)
        })
        .collect();
    (0..premises.len())
        .map(|i| {
            let (chunk, at) = (i / QUESTIONS, i % QUESTIONS);
            let best = best[chunk * pieces..(chunk + 1) * pieces]
                .iter()
                .fold(Best::default(), |best, piece| best.or(piece[at]));
            Answer { without: best.without.row, with: best.with.row }
        })
        .collect()
}

struct Scan<'a> {
    space: &'a Matrix,
    /// One over the length of each row; 0 of a row of zeros, whose cosines are 0.
    inverse: &'a [f64],
    classes: &'a [u32],
    method: Method,
}

impl Scan<'_> {
    fn best(&self, premises: &[[u32; 3]], candidates: std::ops::Range<usize>) -> Vec<Best> {
        let d = self.space.columns();
        let mut words: Vec<u32> = premises.iter().flatten().copied().collect();
        words.sort_unstable();
        words.dedup();
        let place = |row: u32| words.partition_point(|&word| word < row);
        let places: Vec<[usize; 3]> = premises.iter().map(|rows| rows.map(place)).collect();
        let mut of_words = vec![0.0_f32; words.len() * d];
        self.copy_unit(words.iter().map(|&word| word as usize), &mut of_words);
        let of_words = MatRef::from_row_major_slice(&of_words, words.len(), d);
        let mut block = vec![0.0_f32; BLOCK * d];
        let mut best = vec![Best::default(); premises.len()];
        // A row per word: 1 + cos with every candidate of the block, and for 3CosMul what it is divided by.
        let mut tile = vec![0.0_f32; words.len() * BLOCK];
        let mut divisors = vec![0.0_f32; if self.method == Method::Mul { tile.len() } else { 0 }];
        let mut scores = [0.0_f32; BLOCK];
        for start in candidates.clone().step_by(BLOCK) {
            let width = BLOCK.min(candidates.end - start);
            let block = &mut block[..width * d];
            self.copy_unit(start..start + width, block);
            // The last block is narrower; its rows keep their stride.
            let mut product = MatMut::from_row_major_slice_mut(&mut tile, words.len(), BLOCK);
            matmul(
                product.as_mut().subcols_mut(0, width),
                Accum::Replace,
                of_words,
                MatRef::from_row_major_slice(block, width, d).transpose(),
                1.0_f32,
                Par::Seq,
            );
            tile.iter_mut().for_each(|cosine| *cosine += 1.0);
            for (divisor, &x) in divisors.iter_mut().zip(&tile) {
                *divisor = 1.0 / (x + 2.0 * EPSILON);
            }
            let row = |place: usize| place * BLOCK..place * BLOCK + width;
            let scores = &mut scores[..width];
            for ((best, rows), &[a, b, c]) in best.iter_mut().zip(premises).zip(&places) {
                let highest = match self.method {
                    Method::Add => {
                        score(scores, &tile[row(a)], &tile[row(b)], &tile[row(c)], |a, b, c| b - a + c)
                    }
                    Method::Mul => {
                        score(scores, &divisors[row(a)], &tile[row(b)], &tile[row(c)], |a, b, c| b * c * a)
                    }
                };
                if highest > best.without.score {
                    let premises = rows.map(|row| self.classes[row as usize]);
                    best.take(start, scores, |row| premises.contains(&self.classes[row]));
                }
            }
        }
        best
    }

    /// Copies rows at unit length.
    fn copy_unit(&self, rows: impl Iterator<Item = usize>, to: &mut [f32]) {
        let d = self.space.columns();
        for (at, row) in rows.enumerate() {
            let scale = self.inverse[row];
            for (to, &x) in to[at * d..(at + 1) * d].iter_mut().zip(self.space.row(row)) {
                *to = (f64::from(x) * scale) as f32;
            }
        }
    }
}

/// Writes the score of every candidate; gives the highest.
#[inline(always)]
fn score(scores: &mut [f32], a: &[f32], b: &[f32], c: &[f32], of: impl Fn(f32, f32, f32) -> f32) -> f32 {
    const LANES: usize = 16;
    let mut highest = [f32::NEG_INFINITY; LANES];
    let (wide, tail) = scores.as_chunks_mut::<LANES>();
    let whole = wide.len() * LANES;
    let (a_wide, b_wide, c_wide) =
        (a.as_chunks::<LANES>().0, b.as_chunks::<LANES>().0, c.as_chunks::<LANES>().0);
    for (((scores, a), b), c) in wide.iter_mut().zip(a_wide).zip(b_wide).zip(c_wide) {
        for i in 0..LANES {
            scores[i] = of(a[i], b[i], c[i]);
            highest[i] = if scores[i] > highest[i] { scores[i] } else { highest[i] };
        }
    }
    for (i, score) in tail.iter_mut().enumerate() {
        *score = of(a[whole + i], b[whole + i], c[whole + i]);
        highest[0] = highest[0].max(*score);
    }
    highest.iter().fold(f32::NEG_INFINITY, |highest, &x| highest.max(x))
}

fn inverse_norm(row: &[f32]) -> f64 {
    let norm = norm_f64(row);
    if norm > 0.0 { 1.0 / norm } else { 0.0 }
}

#[derive(Clone, Copy, Default)]
struct Best {
    without: Top,
    with: Top,
}

impl Best {
    /// Takes in the scores of the rows from `start` on.
    fn take(&mut self, start: usize, scores: &[f32], is_premise: impl Fn(usize) -> bool) {
        for (row, &score) in (start..).zip(scores) {
            let top = Top { score, row: Some(row as u32) };
            if score > self.without.score && !is_premise(row) {
                self.without = top;
            }
            self.with = self.with.or(top);
        }
    }

    fn or(self, later: Self) -> Self {
        Self { without: self.without.or(later.without), with: self.with.or(later.with) }
    }
}

#[derive(Clone, Copy)]
struct Top {
    score: f32,
    row: Option<u32>,
}

impl Default for Top {
    fn default() -> Self {
        Self { score: f32::NEG_INFINITY, row: None }
    }
}

impl Top {
    /// The better one; the first where they are equal.
    fn or(self, later: Self) -> Self {
        if later.score > self.score { later } else { self }
    }
}
