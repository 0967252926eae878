//! Intervals from groups of documents: the delete-group jackknife.
//!
//! Useful for: smooth statistics of a whole corpus (an entropy, an exponent), where the words of one document hang
//! together and documents are of very different length. Not useful for: medians, maxima and other statistics that jump when
//! a group is left out.

use crate::Estimate;
use statrs::distribution::{ContinuousCDF, StudentsT};

/// The delete-m_j jackknife for groups of unequal size (Busing, Meijer & van der Leeden 1999, eqs. 6-9).
///
/// `full` is the statistic on everything, `without[j]` the statistic without group `j`, `sizes[j]` the size of group `j`
/// (tokens). With n = Σ m_j, h_j = n / m_j, g groups:
///
/// ```text
/// θ̃_J  = g·θ̂ − Σ (1 − m_j/n)·θ̂_(j)                    bias-corrected estimate
/// τ_j  = h_j·θ̂ − (h_j − 1)·θ̂_(j)                       pseudo-values
/// v    = (1/g) Σ (τ_j − θ̃_J)² / (h_j − 1)
/// ```
///
/// With groups of equal size this is the ordinary jackknife, `v = (g − 1)/g · Σ (θ̂_(j) − mean)²`.
///
/// The interval is `θ̂ ± t_{g−1, 0.975}·√v` around the *full* statistic (it must already be bias-corrected).
/// Groups of size 0 are left out. `None` with fewer than 3 groups that hold anything, and where a statistic is not
/// finite.
///
/// # Panics
/// If there is not one size per statistic.
///
/// # Source
/// Busing, Meijer & van der Leeden, "Delete-m jackknife for unequal m", Statistics and Computing 9 (1999),
/// doi:10.1023/A:1008800423698.
pub fn delete_group(full: f64, without: &[f64], sizes: &[f64], method: &str) -> Option<Estimate> {
    let groups = groups(full, without, sizes)?;
    around(full, full, &groups, method)
}

/// As [`delete_group`], but around the bias-corrected `θ̃_J`: for a statistic that is too large or too small by about
/// c / (number of documents), which no formula for independent tokens corrects, since the words of one document hang together.
pub fn delete_group_corrected(full: f64, without: &[f64], sizes: &[f64], method: &str) -> Option<Estimate> {
    let groups = groups(full, without, sizes)?;
    around(full + shift(full, &groups), full, &groups, method)
}

/// (statistic without the group, size of the group) of the groups that hold anything, if they are enough and finite.
fn groups(full: f64, without: &[f64], sizes: &[f64]) -> Option<Vec<(f64, f64)>> {
    assert_eq!(without.len(), sizes.len(), "one size per group");
    let groups: Vec<(f64, f64)> =
        without.iter().zip(sizes).filter(|(_, size)| **size > 0.0).map(|(&w, &m)| (w, m)).collect();
    let finite = full.is_finite() && groups.iter().all(|(w, m)| w.is_finite() && m.is_finite());
    (groups.len() >= 3 && finite).then_some(groups)
}

fn around(value: f64, full: f64, groups: &[(f64, f64)], method: &str) -> Option<Estimate> {
    let half_width = quantile_975(groups.len() - 1)? * variance(full, groups).sqrt();
    half_width.is_finite().then(|| Estimate::interval(value, value - half_width, value + half_width, method))
}

/// `θ̃_J − θ̂ = Σ (1 − m_j/n)(θ̂ − θ̂_(j))`: the same as in the formula, without its cancellation.
fn shift(full: f64, groups: &[(f64, f64)]) -> f64 {
    let n: f64 = groups.iter().map(|(_, m)| m).sum();
    groups.iter().map(|(w, m)| (1.0 - m / n) * (full - w)).sum()
}

/// The variance `v` from (statistic without the group, size of the group).
fn variance(full: f64, groups: &[(f64, f64)]) -> f64 {
    let g = groups.len() as f64;
    let n: f64 = groups.iter().map(|(_, m)| m).sum();
    // The statistics enter by their differences from the full one: the formulas do not change, and nothing cancels.
    let shift = shift(full, groups);
    let squares = groups.iter().map(|(w, m)| {
        let h = n / m;
        ((h - 1.0) * (full - w) - shift).powi(2) / (h - 1.0)
    });
    squares.sum::<f64>() / g
}

/// The 97.5 % quantile of Student's t; `None` without a degree of freedom.
pub fn quantile_975(degrees_of_freedom: usize) -> Option<f64> {
    let t = StudentsT::new(0.0, 1.0, degrees_of_freedom as f64).ok()?;
    Some(t.inverse_cdf(0.975)).filter(|q| q.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The weighted mean of group means, and the same without each group.
    fn means(values: &[f64], sizes: &[f64]) -> (f64, Vec<f64>) {
        let mean = |skip: usize| {
            let kept = || values.iter().zip(sizes).enumerate().filter(move |(i, _)| *i != skip);
            kept().map(|(_, (x, m))| x * m).sum::<f64>() / kept().map(|(_, (_, m))| m).sum::<f64>()
        };
        (mean(usize::MAX), (0..values.len()).map(mean).collect())
    }

    /// The plug-in variance is too small by the factor (n − 1)/n; the jackknife's correction takes exactly that off.
    #[test]
    fn the_correction_mends_the_plug_in_variance() {
        let values = [1.0, 4.0, 6.0, 9.0, 15.0];
        let variance = |skip: usize| {
            let kept = || values.iter().enumerate().filter(move |(i, _)| *i != skip).map(|(_, x)| x);
            let n = kept().count() as f64;
            let mean = kept().sum::<f64>() / n;
            kept().map(|x| (x - mean).powi(2)).sum::<f64>() / n
        };
        let full = variance(usize::MAX);
        let without: Vec<f64> = (0..values.len()).map(variance).collect();
        let corrected = delete_group_corrected(full, &without, &[1.0; 5], "variance").unwrap();
        assert!((corrected.value - full * 5.0 / 4.0).abs() < 1e-12, "{corrected:?}");
        let plain = delete_group(full, &without, &[1.0; 5], "variance").unwrap();
        let width = |x: &Estimate| x.high.unwrap() - x.low.unwrap();
        assert!((width(&corrected) - width(&plain)).abs() < 1e-12);
    }

    #[test]
    fn quantiles_are_the_tables() {
        for (df, expected) in [(2, 4.302_652_73), (9, 2.262_157_16), (99, 1.984_216_95)] {
            assert!((quantile_975(df).unwrap() - expected).abs() < 1e-7);
        }
    }

    #[test]
    fn mean_of_equal_groups_has_the_textbook_interval() {
        // Group means 1, 2, 3, 6: mean 3, s² = 14/3, standard error √(14/12), t_3 = 3.18245.
        let (full, without) = means(&[1.0, 2.0, 3.0, 6.0], &[10.0; 4]);
        let estimate = delete_group(full, &without, &[10.0; 4], "mean").unwrap();
        let half = 3.182_446_3 * (14.0_f64 / 12.0).sqrt();
        assert_eq!(estimate.value, 3.0);
        assert!((estimate.low.unwrap() - (3.0 - half)).abs() < 1e-6);
        assert!((estimate.high.unwrap() - (3.0 + half)).abs() < 1e-6);
        assert_eq!(estimate.method, "mean");
    }

    #[test]
    fn unequal_groups_by_hand() {
        // Sizes 1, 2, 3 (n = 6; h = 6, 3, 2), group means 0, 3, 2: θ̂ = 2, θ̂_(j) = 12/5, 3/2, 2.
        // Of a mean the pseudo-values are the group means, and θ̃_J = 3·2 − (5/6·12/5 + 2/3·3/2 + 1/2·2) = 2.
        // v = ((0−2)²/5 + (3−2)²/2 + 0/1)/3 = (0.8 + 0.5)/3.
        let (full, without) = means(&[0.0, 3.0, 2.0], &[1.0, 2.0, 3.0]);
        assert!((full - 2.0).abs() < 1e-12 && (without[0] - 2.4).abs() < 1e-12);
        let groups: Vec<_> = without.iter().copied().zip([1.0, 2.0, 3.0]).collect();
        assert!((variance(full, &groups) - 1.3 / 3.0).abs() < 1e-12);
    }

    #[test]
    fn empty_groups_do_not_count() {
        let with_empty = delete_group(1.0, &[0.9, 1.0, 1.2, 1.0], &[5.0, 6.0, 7.0, 0.0], "m");
        assert_eq!(with_empty, delete_group(1.0, &[0.9, 1.0, 1.2], &[5.0, 6.0, 7.0], "m"));
        assert!(with_empty.is_some());
        assert_eq!(delete_group(1.0, &[0.9, 1.0, 1.2], &[5.0, 6.0, 0.0], "m"), None);
        assert_eq!(delete_group(1.0, &[0.9, f64::NAN, 1.2], &[5.0; 3], "m"), None);
        assert_eq!(delete_group(f64::INFINITY, &[0.9, 1.0, 1.2], &[5.0; 3], "m"), None);
    }

    proptest! {
        #[test]
        fn equal_groups_give_the_ordinary_jackknife(
            without in prop::collection::vec(-10.0_f64..10.0, 3..12), full in -10.0_f64..10.0, size in 1.0_f64..1e6,
        ) {
            let g = without.len() as f64;
            let mean = without.iter().sum::<f64>() / g;
            let ordinary = (g - 1.0) / g * without.iter().map(|w| (w - mean).powi(2)).sum::<f64>();
            let groups: Vec<_> = without.iter().map(|&w| (w, size)).collect();
            prop_assert!((variance(full, &groups) - ordinary).abs() <= 1e-9 * (1.0 + ordinary));
        }

        #[test]
        fn order_unit_and_scale_of_sizes_do_not_matter(
            groups in prop::collection::vec((-10.0_f64..10.0, 1.0_f64..1e4), 3..12), scale in 0.1_f64..10.0,
        ) {
            let v = variance(0.5, &groups);
            let turned: Vec<_> = groups.iter().rev().map(|&(w, m)| (w, m * scale)).collect();
            prop_assert!((variance(0.5, &turned) - v).abs() <= 1e-9 * (1.0 + v));
            let scaled: Vec<_> = groups.iter().map(|&(w, m)| (w * scale, m)).collect();
            prop_assert!((variance(0.5 * scale, &scaled) - v * scale * scale).abs() <= 1e-9 * (1.0 + v) * 100.0);
        }
    }
}
