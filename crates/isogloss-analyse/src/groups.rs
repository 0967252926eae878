//! Statistics of counts with intervals from groups of documents.

use isogloss_math::{Estimate, jackknife};

/// Size of each group: the tokens that are missing without it.
pub fn sizes(full: u64, without: impl Iterator<Item = u64>) -> Vec<f64> {
    without.map(|rest| full.saturating_sub(rest) as f64).collect()
}

/// The estimate with its delete-group jackknife interval, or without an interval and the reason in its method:
/// no groups, fewer than three that hold anything, or a group without which the statistic is not defined (`None`).
pub fn estimate(full: f64, without: &[Option<f64>], sizes: &[f64], method: &str) -> Estimate {
    interval(jackknife::delete_group, full, without, sizes, method, "delete-group jackknife, 95 %")
}

/// The same around the jackknife's bias-corrected value: for statistics whose bias grows with the clumping of words in documents.
pub fn estimate_corrected(full: f64, without: &[Option<f64>], sizes: &[f64], method: &str) -> Estimate {
    let how = "bias and 95 % interval by delete-group jackknife";
    interval(jackknife::delete_group_corrected, full, without, sizes, method, how)
}

type Jackknife = fn(f64, &[f64], &[f64], &str) -> Option<Estimate>;

fn interval(
    jackknife: Jackknife,
    full: f64,
    without: &[Option<f64>],
    sizes: &[f64],
    method: &str,
    how: &str,
) -> Estimate {
    if without.is_empty() {
        return Estimate::point(full, method);
    }
    let Some(replicates) = without.iter().copied().collect::<Option<Vec<f64>>>() else {
        let method = format!("{method}; no interval: not defined without one of the groups");
        return Estimate::point(full, method);
    };
    jackknife(full, &replicates, sizes, &format!("{method}; {how}")).unwrap_or_else(|| {
        Estimate::point(full, format!("{method}; no interval: fewer than 3 groups of documents"))
    })
}
