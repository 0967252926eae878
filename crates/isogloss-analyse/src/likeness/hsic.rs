//! Centred kernel alignment, debiased and plain.

use faer::Mat;

/// Debiased CKA of two tables of similarity (n, n), symmetric: from −1 to 1 but for chance, 0 on average where they have nothing in
/// common. `None` with fewer than 4 rows, and where a table is the same everywhere.
pub fn debiased_cka(k: &Mat<f64>, l: &Mat<f64>) -> Option<f64> {
    let order: Vec<usize> = (0..k.nrows()).collect();
    Kernels::new(k, l).debiased(&order)
}

/// CKA as it is often reported: tr(KHLH)/√(tr(KHKH) tr(LHLH)), H = I − 11ᵀ/n. Never 0: it grows with d/n. `None` where a table is the same everywhere.
pub fn plug_in_cka(k: &Mat<f64>, l: &Mat<f64>) -> Option<f64> {
    let (k, l) = (centred(k), centred(l));
    ratio(inner(&k, &l), inner(&k, &k), inner(&l, &l))
}

/// Two tables, their diagonals 0, and what HSIC needs of each alone.
pub(super) struct Kernels {
    k: Mat<f64>,
    l: Mat<f64>,
    sums_k: Vec<f64>,
    sums_l: Vec<f64>,
    own: (f64, f64),
}

impl Kernels {
    pub(super) fn new(k: &Mat<f64>, l: &Mat<f64>) -> Self {
        let hollow =
            |m: &Mat<f64>| Mat::from_fn(m.nrows(), m.ncols(), |i, j| if i == j { 0.0 } else { m[(i, j)] });
        let (k, l) = (hollow(k), hollow(l));
        let (sums_k, sums_l) = (column_sums(&k), column_sums(&l));
        let own = (hsic(inner(&k, &k), &sums_k, &sums_k), hsic(inner(&l, &l), &sums_l, &sums_l));
        Self { k, l, sums_k, sums_l, own }
    }

    /// Debiased CKA with word `order[i]` of l beside word i of k.
    pub(super) fn debiased(&self, order: &[usize]) -> Option<f64> {
        let n = self.k.nrows();
        if n < 4 {
            return None;
        }
        let product = inner_in_order(&self.k, &self.l, order);
        let sums_l: Vec<f64> = order.iter().map(|&i| self.sums_l[i]).collect();
        ratio(hsic(product, &self.sums_k, &sums_l), self.own.0, self.own.1)
    }
}

/// The unbiased estimate from tr(K̃L̃) and the row sums of K̃ and L̃.
fn hsic(product: f64, sums_k: &[f64], sums_l: &[f64]) -> f64 {
    let n = sums_k.len() as f64;
    let (total_k, total_l) = (sums_k.iter().sum::<f64>(), sums_l.iter().sum::<f64>());
    let cross: f64 = sums_k.iter().zip(sums_l).map(|(x, y)| x * y).sum();
    (product + total_k * total_l / ((n - 1.0) * (n - 2.0)) - 2.0 * cross / (n - 2.0)) / (n * (n - 3.0))
}

fn ratio(both: f64, k: f64, l: f64) -> Option<f64> {
    let norms = k.max(0.0).sqrt() * l.max(0.0).sqrt();
    Some(both / norms).filter(|value| norms > 0.0 && value.is_finite())
}

fn column_sums(m: &Mat<f64>) -> Vec<f64> {
    (0..m.ncols()).map(|j| (0..m.nrows()).map(|i| m[(i, j)]).sum()).collect()
}

/// Σ K_ij L_ij.
pub(super) fn inner(k: &Mat<f64>, l: &Mat<f64>) -> f64 {
    (0..k.ncols()).map(|j| (0..k.nrows()).map(|i| k[(i, j)] * l[(i, j)]).sum::<f64>()).sum()
}

/// Σ K_ij L_{o(i) o(j)} of symmetric tables whose diagonals are 0.
pub(super) fn inner_in_order(k: &Mat<f64>, l: &Mat<f64>, order: &[usize]) -> f64 {
    let column = |j: usize| {
        let (k, l) = (k.col(j), l.col(order[j]));
        (0..j).map(|i| k[i] * l[order[i]]).sum::<f64>()
    };
    2.0 * (0..order.len()).map(column).sum::<f64>()
}

/// Less the means of rows and columns, plus the mean of all.
fn centred(m: &Mat<f64>) -> Mat<f64> {
    let n = m.nrows().max(1) as f64;
    let means: Vec<f64> = column_sums(m).iter().map(|sum| sum / n).collect();
    let mean = means.iter().sum::<f64>() / n;
    Mat::from_fn(m.nrows(), m.ncols(), |i, j| m[(i, j)] - means[i] - means[j] + mean)
}
