//! Means over questions, and their intervals from resampled word pairs.

use crate::bootstrap::{self, REPLICATES};
use isogloss_math::{Estimate, stream};
use rand::RngExt;
use rayon::prelude::*;

/// The questions, and how often each counts in every resample.
pub struct Questions {
    /// `weights[r][i]`: the weight of question i in replicate r.
    weights: Vec<Vec<f64>>,
}

impl Questions {
    /// Resamples pairs within sections; `places[i]`: section, first and second pair of question i.
    ///
    /// A section in which a resample holds the same pair every time asks nothing in that resample.
    pub fn new(places: &[(usize, usize, usize)], seed: u64) -> Self {
        let sections = places.iter().map(|place| place.0 + 1).max().unwrap_or(0);
        let mut pairs = vec![Vec::new(); sections];
        for &(section, p, q) in places {
            pairs[section].extend([p, q]);
        }
        pairs.iter_mut().for_each(|of| {
            of.sort_unstable();
            of.dedup();
        });
        let weights = (0..REPLICATES)
            .into_par_iter()
            .map(|replicate| {
                let mut rng = stream::stream(seed, &format!("analogy: resample {replicate}"));
                let held: Vec<Vec<f64>> = pairs
                    .iter()
                    .map(|of| {
                        let mut held = vec![0.0; of.last().map_or(0, |last| last + 1)];
                        (0..of.len()).for_each(|_| held[of[rng.random_range(0..of.len())]] += 1.0);
                        held
                    })
                    .collect();
                places.iter().map(|&(section, p, q)| held[section][p] * held[section][q]).collect()
            })
            .collect();
        Self { weights }
    }

    /// The mean over the questions that have a value (others are NaN), with its interval.
    pub fn mean(&self, values: &[f64]) -> Estimate {
        let weighted = |weights: &mut dyn Iterator<Item = f64>| {
            let (mut sum, mut total) = (0.0, 0.0);
            for (value, weight) in values.iter().zip(weights).filter(|(value, _)| value.is_finite()) {
                sum += weight * value;
                total += weight;
            }
            sum / total
        };
        let replicates = self.weights.iter().map(|weights| weighted(&mut weights.iter().copied())).collect();
        let method = "mean over questions; bootstrap over word pairs within sections, 95 %";
        bootstrap::estimate(weighted(&mut std::iter::repeat(1.0)), replicates, method)
    }
}
