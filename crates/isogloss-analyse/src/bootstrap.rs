//! Estimates with percentile bootstrap intervals.

use isogloss_math::{Estimate, resample, stream};

/// Resamples per interval: the 2.5 percentile then rests on 25 of them.
pub const REPLICATES: usize = 1000;

/// The mean of some units and its bootstrap interval over them. The same seed and number of units draw the same units,
/// so that two means of the same units are resampled together; `method` says what the units are.
pub fn mean(values: &[f64], seed: u64, method: &str) -> Estimate {
    let over = |drawn: &[usize]| drawn.iter().map(|&i| values[i]).sum::<f64>() / drawn.len() as f64;
    let value = values.iter().sum::<f64>() / values.len().max(1) as f64;
    estimate(value, resample::bootstrap(values.len(), REPLICATES, stream::hash(seed, b"units"), over), method)
}

/// A value with the interval of its replicates, or without one where they give none.
pub fn estimate(value: f64, mut replicates: Vec<f64>, method: &str) -> Estimate {
    match resample::interval(&mut replicates) {
        Some((low, high)) => Estimate::interval(value, low, high, method),
        None => Estimate::point(value, format!("{method}; no interval: too few resamples have a value")),
    }
}
