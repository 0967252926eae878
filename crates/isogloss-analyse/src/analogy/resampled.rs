//! Means over questions, and their intervals from resampled word pairs.

use crate::bootstrap::{self, REPLICATES};
use isogloss_math::{Estimate, stream};
use rand::RngExt;
use rayon::prelude::*;
use std::ops::Range;

/// The questions, and how often each of their pairs is held by every resample.
pub struct Questions {
    /// First and second pair of every question, numbered over all sections.
    pairs: Vec<(u32, u32)>,
    /// `held[r][p]`: how often replicate r holds pair p.
    held: Vec<Vec<f64>>,
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
        let mut start = 0;
        let starts: Vec<usize> = pairs
            .iter_mut()
            .map(|of| {
                of.sort_unstable();
                of.dedup();
                start += of.len();
                start - of.len()
            })
            .collect();
        let held = (0..REPLICATES)
            .into_par_iter()
            .map(|replicate| {
                let mut rng = stream::stream(seed, &format!("analogy: resample {replicate}"));
                let mut held = vec![0.0; start];
                for (of, start) in pairs.iter().zip(&starts) {
                    (0..of.len()).for_each(|_| held[start + rng.random_range(0..of.len())] += 1.0);
                }
                held
            })
            .collect();
        let number =
            |section: usize, p: usize| (starts[section] + pairs[section].partition_point(|&q| q < p)) as u32;
        Self { pairs: places.iter().map(|&(s, p, q)| (number(s, p), number(s, q))).collect(), held }
    }

    /// The mean over the questions that have a value (others are NaN), with its interval.
    pub fn mean(&self, values: &[f64]) -> Estimate {
        self.mean_of(0..values.len(), values)
    }

    /// The mean over some of the questions, `values[i]` being the value of question `range.start + i`.
    pub fn mean_of(&self, range: Range<usize>, values: &[f64]) -> Estimate {
        let pairs = &self.pairs[range];
        let mean = |weight: &dyn Fn(u32, u32) -> f64| {
            let (mut sum, mut total) = (0.0, 0.0);
            for (value, &(p, q)) in values.iter().zip(pairs).filter(|(value, _)| value.is_finite()) {
                let weight = weight(p, q);
                sum += weight * value;
                total += weight;
            }
            sum / total
        };
        let replicates =
            self.held.par_iter().map(|held| mean(&|p, q| held[p as usize] * held[q as usize])).collect();
        let method = "mean over questions; bootstrap over word pairs within sections, 95 %";
        bootstrap::estimate(mean(&|_, _| 1.0), replicates, method)
    }
}
