//! The best candidates of one query.

use super::{Neighbor, SPARE};

/// A row and what it is ranked by.
#[derive(Clone, Copy)]
struct Candidate {
    index: u32,
    score: f32,
}

/// The best candidates of one query so far.
pub(super) struct Candidates {
    /// How many are kept.
    kept: usize,
    /// Up to twice `kept`, so that sorting out the worse half is worth its while.
    pool: Vec<Candidate>,
    /// Only what is above this can still be among the best.
    threshold: f32,
}

impl Candidates {
    /// For the best `k` of so many rows.
    pub(super) fn new(k: usize, rows: usize) -> Self {
        let kept = k.saturating_add(SPARE).min(rows);
        Self { kept, pool: Vec::with_capacity(2 * kept), threshold: f32::NEG_INFINITY }
    }

    /// Takes in the scores of the rows from `start` on; rows come in ascending order.
    pub(super) fn offer(&mut self, start: usize, scores: &[f32]) {
        let mut at = start;
        for sixteen in scores.chunks(16) {
            // No branch within: this is what the compiler turns into one comparison of 16 lanes.
            let above = sixteen.iter().fold(false, |any, &c| any | (c > self.threshold));
            if above {
                for (offset, &score) in sixteen.iter().enumerate() {
                    if score > self.threshold {
                        self.push(Candidate { index: (at + offset) as u32, score });
                    }
                }
            }
            at += 16;
        }
    }

    /// Takes in the candidates of later rows.
    pub(super) fn append(&mut self, later: Self) {
        let mut later = later.pool;
        later.sort_unstable_by_key(|candidate| candidate.index);
        for candidate in later {
            if candidate.score > self.threshold {
                self.push(candidate);
            }
        }
    }

    fn push(&mut self, candidate: Candidate) {
        // Negative zero is below zero in the order of floating-point numbers and is no other cosine: adding zero undoes it.
        self.pool.push(Candidate { score: candidate.score + 0.0, ..candidate });
        if self.pool.len() == 2 * self.kept {
            self.pool.select_nth_unstable_by(self.kept - 1, better);
            self.pool.truncate(self.kept);
            // A later row that only equals the worst one here has the higher index and loses the tie.
            self.threshold = self.pool[self.kept - 1].score;
        }
    }

    /// The best `k`, by `cosine(row)` of unit vectors less `penalty(row)`.
    pub(super) fn nearest(
        mut self,
        k: usize,
        cosine: impl Fn(u32) -> f64,
        penalty: impl Fn(u32) -> f32,
    ) -> Vec<Neighbor> {
        self.pool.sort_unstable_by(better);
        self.pool.truncate(self.kept);
        let mut measured: Vec<(Candidate, f32)> = self
            .pool
            .iter()
            .map(|&Candidate { index, .. }| {
                let cosine = cosine(index);
                let score = (cosine - f64::from(penalty(index))) as f32 + 0.0;
                (Candidate { index, score }, cosine as f32 + 0.0)
            })
            .collect();
        measured.sort_unstable_by(|x, y| better(&x.0, &y.0));
        measured.truncate(k);
        // Rows are of unit length up to rounding only; a cosine above 1 would have no angle.
        let neighbor =
            |(of, cosine): (Candidate, f32)| Neighbor { index: of.index, cosine: cosine.clamp(-1.0, 1.0) };
        measured.into_iter().map(neighbor).collect()
    }
}

/// The order of candidates: higher score first, then lower index.
fn better(x: &Candidate, y: &Candidate) -> std::cmp::Ordering {
    y.score.total_cmp(&x.score).then(x.index.cmp(&y.index))
}
