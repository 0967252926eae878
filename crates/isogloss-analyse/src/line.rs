//! The least-squares line.

/// The slope of the least-squares line through (x, y); `None` where all x are the same, or there are none.
pub fn slope(points: &[(f64, f64)]) -> Option<f64> {
    let n = points.len() as f64;
    let mean_x = points.iter().map(|(x, _)| x).sum::<f64>() / n;
    let mean_y = points.iter().map(|(_, y)| y).sum::<f64>() / n;
    let xy: f64 = points.iter().map(|(x, y)| (x - mean_x) * (y - mean_y)).sum();
    let xx: f64 = points.iter().map(|(x, _)| (x - mean_x).powi(2)).sum();
    (xx > 0.0).then(|| xy / xx)
}

#[cfg(test)]
mod tests {
    use super::slope;

    #[test]
    fn by_hand() {
        assert_eq!(slope(&[(0.0, 1.0), (1.0, 3.0), (2.0, 5.0)]), Some(2.0));
        // Means 1 and 2; Σ xy = 3, Σ xx = 2.
        assert_eq!(slope(&[(0.0, 0.0), (1.0, 3.0), (2.0, 3.0)]), Some(1.5));
        assert_eq!(slope(&[(1.0, 0.0), (1.0, 3.0)]), None);
        assert_eq!(slope(&[]), None);
    }
}
