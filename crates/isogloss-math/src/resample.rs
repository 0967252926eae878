//! The percentile bootstrap.
//!
//! Useful for: the interval of a statistic of exchangeable units (documents, word pairs, questions). Not useful for:
//! extremes, and anything that counts distinct things, because a resample repeats some units and misses others
//! (see [`crate::jackknife`]).

use crate::{rank, stream};
use rand::RngExt;
use rayon::prelude::*;

/// The statistic on each of `replicates` resamples of `0..n`, drawn with replacement, in the order of the replicates.
///
/// `statistic` is given the `n` drawn indices, in the order in which they were drawn. Replicate `r` has its own
/// stream, so that the result depends on neither the number of threads nor the number of other replicates. Nothing
/// to draw from (`n == 0`) gives no replicates.
pub fn bootstrap(
    n: usize,
    replicates: usize,
    seed: u64,
    statistic: impl Fn(&[usize]) -> f64 + Sync,
) -> Vec<f64> {
    if n == 0 {
        return Vec::new();
    }
    (0..replicates)
        .into_par_iter()
        .map_init(Vec::new, |drawn: &mut Vec<usize>, replicate| {
            let mut rng = stream::stream(seed, &format!("bootstrap {replicate}"));
            drawn.clear();
            drawn.extend((0..n).map(|_| rng.random_range(0..n)));
            statistic(drawn)
        })
        .collect()
}

/// The 95 % percentile interval: the 2.5 and 97.5 percentiles of the replicates.
///
/// Replicates on which the statistic was not defined (NaN, infinite) are removed from `replicates`, the others
/// sorted. `None` where fewer than two remain, or where more than one in twenty was not defined: the quantiles of what
/// is left would then hide the cases in which the statistic breaks down.
pub fn interval(replicates: &mut Vec<f64>) -> Option<(f64, f64)> {
    let drawn = replicates.len();
    replicates.retain(|x| x.is_finite());
    replicates.sort_by(f64::total_cmp);
    let lost = drawn - replicates.len();
    if replicates.len() < 2 || lost * 20 > drawn {
        return None;
    }
    rank::quantile(replicates, 0.025).zip(rank::quantile(replicates, 0.975))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mean(values: &[f64]) -> impl Fn(&[usize]) -> f64 + Sync + '_ {
        |drawn| drawn.iter().map(|&i| values[i]).sum::<f64>() / drawn.len() as f64
    }

    #[test]
    fn interval_of_the_mean_is_the_normal_one() {
        // 400 values with mean 0 and variance 1: the standard error is 1/20, the interval about ±0.098.
        let values: Vec<f64> = (0..400).map(|i| if i % 2 == 0 { 1.0 } else { -1.0 }).collect();
        let (low, high) = interval(&mut bootstrap(400, 2000, 7, mean(&values))).unwrap();
        assert!((low + 0.098).abs() < 0.012, "{low}");
        assert!((high - 0.098).abs() < 0.012, "{high}");
    }

    #[test]
    fn thread_count_and_other_replicates_change_nothing() {
        let values: Vec<f64> = (0..50).map(|i| f64::from(i).sqrt()).collect();
        let on = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| bootstrap(50, 100, 3, mean(&values)))
        };
        let one = on(1);
        assert_eq!(one, on(2));
        assert_eq!(one[..40], bootstrap(50, 40, 3, mean(&values)));
        assert_ne!(one, bootstrap(50, 100, 4, mean(&values)));
    }

    #[test]
    fn draws_with_replacement_from_every_unit() {
        let repeats = bootstrap(30, 200, 1, |drawn| {
            assert_eq!(drawn.len(), 30);
            let mut distinct = drawn.to_vec();
            distinct.sort_unstable();
            distinct.dedup();
            assert!(distinct.iter().all(|&i| i < 30));
            distinct.len() as f64
        });
        // A resample of 30 holds 30 (1 - (29/30)^30) = 19.15 distinct units on average.
        let average = repeats.iter().sum::<f64>() / 200.0;
        assert!((average - 19.15).abs() < 0.5, "{average}");
    }

    #[test]
    fn undefined_replicates_are_dropped_or_refused() {
        let mut few: Vec<f64> = (0..100).map(f64::from).chain([f64::NAN]).collect();
        let (low, high) = interval(&mut few).unwrap();
        assert!((low - 2.475).abs() < 1e-12 && (high - 96.525).abs() < 1e-12, "{low} {high}");
        assert_eq!(few.len(), 100);
        assert_eq!(interval(&mut vec![1.0, 2.0, f64::INFINITY]), None);
        assert_eq!(interval(&mut vec![1.0]), None);
        assert_eq!(interval(&mut bootstrap(0, 10, 1, |_| 1.0)), None);
    }
}
