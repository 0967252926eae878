//! Spaces whose truth is known, for tests.

use faer::Mat;
use isogloss_math::{Block, Matrix, stream, svd};
use rand::RngExt;

/// Independent standard normal numbers.
pub fn gaussian(rows: usize, columns: usize, seed: u64) -> Matrix {
    let mut rng = stream::stream(seed, "planted gaussian");
    let normal = |_| {
        // Box and Muller; 1 − u is never 0.
        let (u, v): (f64, f64) = (rng.random(), rng.random());
        ((-2.0 * (1.0 - u).ln()).sqrt() * (std::f64::consts::TAU * v).cos()) as f32
    };
    Matrix::from_vec(rows, columns, (0..rows * columns).map(normal).collect())
}

/// A random rotation or reflection.
pub fn rotation(d: usize, seed: u64) -> Mat<f64> {
    svd::dense(&gaussian(d, d, seed).to_f64()).unwrap().u
}

/// Every row turned.
pub fn rotated(matrix: &Matrix, rotation: &Mat<f64>) -> Matrix {
    let product = Block::from_mat(matrix.to_f64().as_ref()).multiply(rotation.as_ref());
    Matrix::from_f64(product.as_mat())
}

/// Row i plus normal noise of standard deviation `sigma(i)`.
pub fn with_noise(matrix: &Matrix, seed: u64, sigma: impl Fn(usize) -> f64) -> Matrix {
    let mut noisy = gaussian(matrix.rows(), matrix.columns(), seed);
    for i in 0..noisy.rows() {
        let sigma = sigma(i) as f32;
        noisy.row_mut(i).iter_mut().zip(matrix.row(i)).for_each(|(x, truth)| *x = truth + sigma * *x);
    }
    noisy
}

/// Names for rows.
pub fn words(n: usize) -> Vec<String> {
    (0..n).map(|i| format!("word{i}")).collect()
}

/// All row numbers.
pub fn all(n: usize) -> Vec<u32> {
    (0..n as u32).collect()
}

/// A random order of rows.
pub fn order(n: usize, seed: u64) -> Vec<u32> {
    let mut order = all(n);
    order.sort_by_key(|&i| stream::hash(seed, &i.to_be_bytes()));
    order
}
