//! In one number each.
//!
//! How alike are two words of a space on average, and how far is a word from itself in the other space on average? Good
//! for a first line of a report. Blind to nearly everything: s̄ is mostly the length of the common direction that
//! trainers give all words, and Δ̄ mostly the noise of rare words.
//!
//! # Definition
//! ```text
//! s̄_x = 1/|P| Σ_{(i,j) ∈ P} cos(E_x(i), E_x(j))      P: random pairs of different shared words, the same in a and b
//! Δ̄   = 1/|V| Σ_w Δ(w)                               V: the shared words that have a vector in both
//! ```
//! Vectors are taken as they are: centred ones have s̄ ≈ 0 by construction.
//!
//! Intervals: bootstrap over *words*. Pairs share words, so for s̄ a resample that holds word i m_i times weighs the pair (i, j)
//! by m_i·m_j (the pigeonhole bootstrap; the chance in drawing the pairs is counted too, a little more than once). They say
//! how much other words of the same vocabulary would change, not how much other documents would: for that, train again.
//!
//! # Shapes and units
//!
//! `a`: (n, d_a), `b`: (n, d_b), row i the same word; `shifts`: (n,); cosines in [-1, 1], Δ̄ in [0, 2].
//!
//! # Invariances
//!
//! Rotation and positive scaling of rows of either space; exchanging a and b.
//!
//! # Baseline
//!
//! s̄ = 0 for directions without any preference; Δ̄: the noise of [`mod@crate::geometry::shift`].
//!
//! # Errors
//!
//! ShapeMismatch; NotFinite; Parameter for no pairs; TooFew under 3 words with vectors in both.
//!
//! # Cost
//!
//! O(pairs · (d + resamples) + n · resamples), parallel; same bits for any number of threads.
//!
//! # Source
//!
//! The paper, its section 10; pigeonhole bootstrap: Owen (2007), *Ann. Appl. Stat.* 1, 386-411.
//!
//! # Not here
//!
//! Similarity structure pair by pair.

#[cfg(test)]
mod tests;

use crate::bootstrap::{self, REPLICATES};
use crate::{AnalyseError, geometry::rows};
use isogloss_math::{Estimate, Matrix, rank, simd, stream};
use rand::RngExt;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

const FEWEST_WORDS: usize = 3;

/// s̄ and Δ̄ of one pair of domains.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    /// Pairs P in s̄.
    pub pairs: usize,
    /// Mean cosine over the *same* random pairs of shared words in a (vectors as they are, not centred).
    pub mean_similarity_a: Estimate,
    /// In b.
    pub mean_similarity_b: Estimate,
    /// Pearson correlation of the two similarities over the pairs; 0 where either is constant.
    pub similarity_correlation: f64,
    /// Δ̄ over all shared words that have a vector in both.
    pub mean_shift: Estimate,
    /// Words in Δ̄.
    pub words: usize,
}

/// s̄ of both spaces and Δ̄ between them.
///
/// `a`, `b`: raw vectors of the shared words (not centred: s̄ of centred vectors is near 0 by construction); `shifts`: Δ of the shared words.
///
/// # Errors
/// See the module.
pub fn summary(
    a: &Matrix,
    b: &Matrix,
    shifts: &[f64],
    pairs: usize,
    seed: u64,
) -> Result<Summary, AnalyseError> {
    rows::check_heights("rows of the two spaces", a.rows(), b.rows())?;
    rows::check_heights("words and their shifts", a.rows(), shifts.len())?;
    rows::check_finite(&[a, b])?;
    if let Some(row) = shifts.iter().position(|shift| !shift.is_finite()) {
        return Err(AnalyseError::NotFinite { what: "shift", row });
    }
    if pairs == 0 {
        return Err(AnalyseError::Parameter { name: "pairs", needs: "must be at least 1" });
    }
    let known = rows::enough_with_vectors(&[a, b], FEWEST_WORDS)?;
    let drawn = draw(known.len(), pairs, seed);
    let of_a = cosines(&a.gather(&known), &drawn);
    let of_b = cosines(&b.gather(&known), &drawn);
    let (replicates_a, replicates_b) = resampled(known.len(), &drawn, &of_a, &of_b, seed);
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    let over_pairs = "mean cosine over random pairs; bootstrap over words, 95 %";
    let shifts: Vec<f64> = known.iter().map(|&i| shifts[i as usize]).collect();
    Ok(Summary {
        pairs,
        mean_similarity_a: bootstrap::estimate(mean(&of_a), replicates_a, over_pairs),
        mean_similarity_b: bootstrap::estimate(mean(&of_b), replicates_b, over_pairs),
        similarity_correlation: rank::pearson(&of_a, &of_b).unwrap_or(0.0),
        mean_shift: bootstrap::mean(
            &shifts,
            seed,
            "mean over words; bootstrap over words (not documents), 95 %",
        ),
        words: known.len(),
    })
}

/// Random pairs of different words.
fn draw(words: usize, pairs: usize, seed: u64) -> Vec<(u32, u32)> {
    let mut rng = stream::stream(seed, "summary: pairs");
    let pair = |_| {
        let i = rng.random_range(0..words as u32);
        let other = rng.random_range(0..words as u32 - 1);
        (i, other + u32::from(other >= i))
    };
    (0..pairs).map(pair).collect()
}

fn cosines(space: &Matrix, pairs: &[(u32, u32)]) -> Vec<f64> {
    let unit = space.unit_rows();
    let cosine = |&(i, j): &(u32, u32)| f64::from(simd::dot(unit.row(i as usize), unit.row(j as usize)));
    pairs.par_iter().map(cosine).collect()
}

/// The weighted means of both columns in every resample of the words.
fn resampled(
    words: usize,
    pairs: &[(u32, u32)],
    of_a: &[f64],
    of_b: &[f64],
    seed: u64,
) -> (Vec<f64>, Vec<f64>) {
    (0..REPLICATES)
        .into_par_iter()
        .map(|replicate| {
            let mut rng = stream::stream(seed, &format!("summary: resample {replicate}"));
            let mut held = vec![0.0; words];
            (0..words).for_each(|_| held[rng.random_range(0..words)] += 1.0);
            let (mut sum_a, mut sum_b, mut total) = (0.0, 0.0, 0.0);
            for ((&(i, j), a), b) in pairs.iter().zip(of_a).zip(of_b) {
                let weight: f64 = held[i as usize] * held[j as usize];
                sum_a += weight * a;
                sum_b += weight * b;
                total += weight;
            }
            (sum_a / total, sum_b / total)
        })
        .unzip()
}
