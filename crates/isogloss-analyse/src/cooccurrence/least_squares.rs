//! Weighted least squares with an intercept and a few predictors.

/// A predictor whose part that the others do not explain is smaller than this, relatively, tells nothing of its own.
const COLLINEAR: f64 = 1e-10;

/// A predictor that varies by less than this share of its mean, squared, is constant up to rounding.
const CONSTANT: f64 = 1e-24;

/// ŷ = ȳ + Σ β_k (x_k − x̄_k).
#[derive(Clone, Debug, PartialEq)]
pub struct Linear<const K: usize> {
    mean_x: [f64; K],
    mean_y: f64,
    /// β; 0 for a predictor that is constant or a combination of those before it.
    pub slopes: [f64; K],
}

impl<const K: usize> Linear<K> {
    /// The fit of y, (n,), on x, (n, K), that makes Σ weight·(y − ŷ)² least; n > 0, weights (n,) above 0. By Cholesky's
    /// decomposition of the centred predictors' products.
    pub fn fit(x: &[[f64; K]], y: &[f64], weights: &[f64]) -> Self {
        let n = weights.iter().sum::<f64>();
        let mean_y = y.iter().zip(weights).map(|(y, weight)| weight * y).sum::<f64>() / n;
        let mut mean_x = [0.0; K];
        for (row, weight) in x.iter().zip(weights) {
            mean_x.iter_mut().zip(row).for_each(|(mean, x)| *mean += weight * x / n);
        }
        let (mut products, mut right) = ([[0.0; K]; K], [0.0; K]);
        for ((row, y), weight) in x.iter().zip(y).zip(weights) {
            for k in 0..K {
                let deviation = weight * (row[k] - mean_x[k]);
                right[k] += deviation * (y - mean_y);
                (0..=k).for_each(|l| products[k][l] += deviation * (row[l] - mean_x[l]));
            }
        }
        let rounding = mean_x.map(|mean| CONSTANT * n * mean * mean);
        Self { mean_x, mean_y, slopes: solve(products, right, rounding) }
    }

    /// ŷ of one row.
    pub fn predict(&self, x: &[f64; K]) -> f64 {
        self.mean_y + (0..K).map(|k| self.slopes[k] * (x[k] - self.mean_x[k])).sum::<f64>()
    }
}

/// β of `A β = r`, A positive semidefinite, its lower triangle given; rows whose pivot is zero up to rounding are left out.
fn solve<const K: usize>(a: [[f64; K]; K], r: [f64; K], rounding: [f64; K]) -> [f64; K] {
    let (mut lower, mut forward, mut slopes) = ([[0.0; K]; K], [0.0; K], [0.0; K]);
    for k in 0..K {
        for l in 0..k {
            let inner: f64 = (0..l).map(|m| lower[k][m] * lower[l][m]).sum();
            lower[k][l] = if lower[l][l] > 0.0 { (a[k][l] - inner) / lower[l][l] } else { 0.0 };
        }
        let pivot = a[k][k] - (0..k).map(|m| lower[k][m] * lower[k][m]).sum::<f64>();
        if pivot > (COLLINEAR * a[k][k]).max(rounding[k]) {
            lower[k][k] = pivot.sqrt();
            let inner: f64 = (0..k).map(|m| lower[k][m] * forward[m]).sum();
            forward[k] = (r[k] - inner) / lower[k][k];
        } else {
            // Not a predictor: its row must not enter those below.
            lower[k] = [0.0; K];
        }
    }
    for k in (0..K).rev() {
        if lower[k][k] > 0.0 {
            let inner: f64 = (k + 1..K).map(|m| lower[m][k] * slopes[m]).sum();
            slopes[k] = (forward[k] - inner) / lower[k][k];
        }
    }
    slopes
}
