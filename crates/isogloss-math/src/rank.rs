//! Order statistics: ranks, quantiles, Spearman.

/// Ranks from 1, ties sharing their mean rank.
pub fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&i, &j| values[i].total_cmp(&values[j]));
    let mut ranks = vec![0.0; values.len()];
    let mut start = 0;
    while start < order.len() {
        let mut end = start + 1;
        while end < order.len() && values[order[end]] == values[order[start]] {
            end += 1;
        }
        for &i in &order[start..end] {
            ranks[i] = (start + end + 1) as f64 / 2.0;
        }
        start = end;
    }
    ranks
}

/// Pearson's correlation, in [-1, 1]; `None` where either side is constant or not finite, or where there are fewer than
/// two values.
///
/// # Panics
/// If the lengths differ.
pub fn pearson(x: &[f64], y: &[f64]) -> Option<f64> {
    assert_eq!(x.len(), y.len(), "a correlation takes pairs");
    let n = x.len() as f64;
    if n < 2.0 {
        return None;
    }
    let (mean_x, mean_y) = (x.iter().sum::<f64>() / n, y.iter().sum::<f64>() / n);
    let (mut xy, mut xx, mut yy) = (0.0, 0.0, 0.0);
    for (&a, &b) in x.iter().zip(y) {
        xy += (a - mean_x) * (b - mean_y);
        xx += (a - mean_x) * (a - mean_x);
        yy += (b - mean_y) * (b - mean_y);
    }
    // The product of two small sums of squares could vanish: then the roots are taken apart.
    let product = xx * yy;
    let norms = if product.is_normal() { product.sqrt() } else { xx.sqrt() * yy.sqrt() };
    // Rounding could lead beyond ±1.
    Some(xy / norms).filter(|r| norms > 0.0 && r.is_finite()).map(|r| r.clamp(-1.0, 1.0))
}

/// Spearman's rank correlation, ties by mean rank; `None` where either side is constant.
///
/// # Panics
/// If the lengths differ.
pub fn spearman(x: &[f64], y: &[f64]) -> Option<f64> {
    pearson(&ranks(x), &ranks(y))
}

/// The quantile `p` in [0, 1] of sorted values, linear between order statistics (Hyndman & Fan 1996, type 7,
/// as numpy). `None` for no values.
pub fn quantile(sorted: &[f64], p: f64) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    let at = p.clamp(0.0, 1.0) * last as f64;
    let low = at.floor() as usize;
    let share = at - low as f64;
    // On an order statistic nothing is interpolated: the difference of two infinities has no value.
    Some(if share > 0.0 { sorted[low] + share * (sorted[low + 1] - sorted[low]) } else { sorted[low] })
}

/// The median of values in any order; `None` for no values.
pub fn median(values: &[f64]) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    quantile(&sorted, 0.5)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn ties_share_their_mean_rank() {
        assert_eq!(ranks(&[3.0, 1.0, 3.0, 2.0]), [3.5, 1.0, 3.5, 2.0]);
    }

    #[test]
    fn spearman_sees_order_only() {
        assert_eq!(spearman(&[1.0, 2.0, 3.0], &[1.0, 10.0, 1000.0]), Some(1.0));
        assert_eq!(spearman(&[1.0, 2.0, 3.0], &[5.0, 4.0, -9.0]), Some(-1.0));
        assert_eq!(spearman(&[1.0, 1.0], &[1.0, 2.0]), None);
    }

    #[test]
    fn quantiles_are_numpys() {
        assert_eq!(quantile(&[1.0, 2.0, 3.0, 4.0], 0.25), Some(1.75));
        assert_eq!(median(&[4.0, 1.0, 3.0]), Some(3.0));
        assert_eq!(median(&[]), None);
        assert_eq!(quantile(&[1.0, f64::INFINITY, f64::INFINITY], 0.5), Some(f64::INFINITY));
        assert_eq!((quantile(&[1.0, 2.0], -3.0), quantile(&[1.0, 2.0], 9.0)), (Some(1.0), Some(2.0)));
    }

    #[test]
    fn pearson_by_hand() {
        // Deviations (-1, 0, 1) and (-1, 1, 0): 1 / √(2 · 2).
        assert!((pearson(&[1.0, 2.0, 3.0], &[1.0, 3.0, 2.0]).unwrap() - 0.5).abs() < 1e-15);
        assert_eq!(pearson(&[1.0], &[2.0]), None);
        assert_eq!(pearson(&[1.0, f64::NAN], &[2.0, 3.0]), None);
        assert_eq!(pearson(&[1.0, f64::INFINITY], &[2.0, 3.0]), None);
        // Squares far below the smallest number together.
        assert!((pearson(&[1e-130, 2e-130], &[3e-130, 5e-130]).unwrap() - 1.0).abs() < 1e-15);
    }

    proptest! {
        #[test]
        fn ranks_are_a_permutation_up_to_ties(values in prop::collection::vec(-5_i32..5, 0..40)) {
            let values: Vec<f64> = values.into_iter().map(f64::from).collect();
            let ranks = ranks(&values);
            let n = values.len() as f64;
            prop_assert_eq!(ranks.iter().sum::<f64>(), n * (n + 1.0) / 2.0);
            for (i, x) in values.iter().enumerate() {
                let below = values.iter().filter(|y| *y < x).count() as f64;
                let equal = values.iter().filter(|y| *y == x).count() as f64;
                prop_assert_eq!(ranks[i], below + (equal + 1.0) / 2.0);
            }
        }

        #[test]
        fn correlations_are_symmetric_bounded_and_blind_to_unit(
            pairs in prop::collection::vec((-1e3_f64..1e3, -1e3_f64..1e3), 2..30), scale in 0.01_f64..100.0,
        ) {
            let (x, y): (Vec<f64>, Vec<f64>) = pairs.into_iter().unzip();
            let scaled: Vec<f64> = x.iter().map(|x| x * scale + 3.0).collect();
            if let Some(r) = pearson(&x, &y) {
                prop_assert!((-1.0..=1.0).contains(&r));
                prop_assert_eq!(pearson(&y, &x), Some(r));
                prop_assert!(pearson(&scaled, &y).is_none_or(|s| (s - r).abs() < 1e-6));
            }
            let squeezed: Vec<f64> = x.iter().map(|x| (x / 500.0).tanh()).collect();
            prop_assert_eq!(spearman(&squeezed, &y), spearman(&x, &y));
        }
    }
}
