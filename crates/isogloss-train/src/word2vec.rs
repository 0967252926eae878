//! What every trainer of skip-gram and CBOW takes over from word2vec.c.

use crate::{State, TrainError};
use isogloss_math::Matrix;
use isogloss_math::stream::stream;
use rand::RngExt;

/// The exponent of the noise distribution (Mikolov et al. 2013): rare words are drawn more often than they occur.
pub(crate) const NOISE_POWER: f64 = 0.75;
/// What is left of the learning rate at the end.
pub(crate) const LOWEST_RATE: f64 = 1e-4;

/// `(√(f / tN) + 1) · tN / f`, at most 1, for a word with f of N uses and the threshold t; 1 where t is 0.
pub(crate) fn keep_probability(f: u64, total: u64, sample: f64) -> f64 {
    if f == 0 || sample == 0.0 {
        return 1.0;
    }
    let expected = sample * total as f64;
    (((f as f64 / expected).sqrt() + 1.0) * expected / f as f64).min(1.0)
}

/// Rows uniform on ±1/2 columns, zeros for words that do not occur.
pub(crate) fn uniform(occurs: &[bool], columns: usize, seed: u64, label: &str) -> Matrix {
    let mut matrix = Matrix::zeros(occurs.len(), columns);
    let mut random = stream(seed, label);
    let bound = 0.5 / columns as f32;
    for (word, _) in occurs.iter().enumerate().filter(|&(_, &occurs)| occurs) {
        matrix.row_mut(word).iter_mut().for_each(|x| *x = random.random_range(-bound..bound));
    }
    matrix
}

/// Before training: word vectors are [`uniform`], context vectors zero.
pub(crate) fn start(occurs: &[bool], dim: usize, seed: u64, label: &str) -> State {
    let vectors = uniform(occurs, dim, seed, label);
    State { losses: Vec::new(), vectors, contexts: Matrix::zeros(occurs.len(), dim) }
}

/// Whether the parameters that all of them have are in their range.
pub(crate) fn check(
    dim: usize,
    negative: usize,
    epochs: usize,
    sample: f64,
    alpha: f64,
) -> Result<(), TrainError> {
    for (name, count) in [("--dim", dim), ("--negative", negative), ("--epochs", epochs)] {
        TrainError::unless(count >= 1, name, count, "must be at least 1")?;
    }
    let off_or_above = "must be 0 (off) or above";
    TrainError::unless(sample.is_finite() && sample >= 0.0, "--sample", sample, off_or_above)?;
    TrainError::unless(alpha.is_finite() && alpha > 0.0, "--alpha", alpha, "must be above 0")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_occurrence_is_kept_by_word2vecs_formula() {
        // tN = 100: (√10 + 1) · 100/1000.
        assert!((keep_probability(1_000, 100_000, 1e-3) - 0.416_227_766).abs() < 1e-9);
        // tN = 100, f = 10^4: (10 + 1) / 100.
        assert!((keep_probability(10_000, 100_000, 1e-3) - 0.11).abs() < 1e-12);
        assert_eq!(keep_probability(50, 100_000, 1e-3), 1.0, "rare words are all kept");
        assert_eq!(keep_probability(99_999, 100_000, 0.0), 1.0, "0 keeps all");
        assert_eq!(keep_probability(0, 0, 1e-3), 1.0);
    }

    #[test]
    fn training_starts_between_the_bounds_where_a_word_occurs() {
        let State { vectors, contexts, .. } = start(&[true, false, true], 200, 1, "start");
        assert!(vectors.row(0).iter().all(|x| x.abs() <= 0.0025));
        assert!(vectors.row(2).iter().any(|x| *x > 0.002) && vectors.row(2).iter().any(|x| *x < -0.002));
        assert!(vectors.row(1).iter().chain(contexts.as_slice()).all(|&x| x == 0.0));
    }
}
