//! How frequent is the word of rank r?
//!
//! # Definition
//! ```text
//! p(r) = (r + q)^-α / Σ_{s=1..n} (s + q)^-α      r = 1..n
//! H    = -Σ p(r) log2 p(r)                        bits
//! ```
//!
//! # Source
//!
//! Mandelbrot (1953), "An informational theory of the statistical structure of language"; q = 0 is Zipf's
//! law.

/// A Zipf-Mandelbrot law over finitely many ranks.
#[derive(Clone, Debug, PartialEq)]
pub struct Law {
    probabilities: Vec<f64>,
}

impl Law {
    /// Zipf's shift q of every simulated domain: natural texts flatten over the first few ranks about so
    /// much.
    pub const SHIFT: f64 = 2.7;

    /// The law of `types` words with exponent `alpha` and shift [`Law::SHIFT`].
    pub fn new(types: usize, alpha: f64) -> Self {
        let mut probabilities: Vec<f64> =
            (1..=types).map(|rank| (rank as f64 + Self::SHIFT).powf(-alpha)).collect();
        let total: f64 = probabilities.iter().sum();
        for p in &mut probabilities {
            *p /= total;
        }
        Self { probabilities }
    }

    /// Probabilities by rank, the commonest first; they add up to 1.
    pub fn probabilities(&self) -> &[f64] {
        &self.probabilities
    }
}

/// Entropy of a distribution in bits; zeros add nothing.
pub(crate) fn entropy_bits(probabilities: &[f64]) -> f64 {
    -probabilities.iter().filter(|&&p| p > 0.0).map(|p| p * p.log2()).sum::<f64>()
}

/// Mutual information in bits of word and domain when all domains are equally likely:
/// the entropy of the mean distribution less the mean entropy.
pub(crate) fn information_bits(domains: &[Vec<f64>]) -> f64 {
    let n = domains.len() as f64;
    let words = domains.first().map_or(0, Vec::len);
    let mean: Vec<f64> = (0..words).map(|w| domains.iter().map(|p| p[w]).sum::<f64>() / n).collect();
    let within = domains.iter().map(|p| entropy_bits(p)).sum::<f64>() / n;
    (entropy_bits(&mean) - within).max(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_ranks_by_hand() {
        let law = Law::new(3, 1.0);
        let weights = [1.0 / 3.7, 1.0 / 4.7, 1.0 / 5.7];
        let total: f64 = weights.iter().sum();
        for (p, w) in law.probabilities().iter().zip(weights) {
            assert!((p - w / total).abs() < 1e-15);
        }
    }

    #[test]
    fn information_of_disjoint_and_equal_domains() {
        assert!((entropy_bits(&[0.5, 0.25, 0.25, 0.0]) - 1.5).abs() < 1e-15);
        let disjoint = [vec![0.5, 0.5, 0.0], vec![0.0, 0.0, 1.0]];
        assert!((information_bits(&disjoint) - 1.0).abs() < 1e-15);
        assert_eq!(information_bits(&[vec![0.5, 0.5], vec![0.5, 0.5]]), 0.0);
    }
}
