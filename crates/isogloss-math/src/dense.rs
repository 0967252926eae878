//! Dense rows of `f32`: one row per word.

use faer::Mat;

/// A dense matrix, row-major, `f32`: row `i` is the vector of word `i`.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Matrix {
    rows: usize,
    columns: usize,
    data: Vec<f32>,
}

impl Matrix {
    /// A matrix of zeros.
    pub fn zeros(rows: usize, columns: usize) -> Self {
        Self { rows, columns, data: vec![0.0; rows * columns] }
    }

    /// A matrix from its rows laid end to end.
    ///
    /// # Panics
    /// If `data.len() != rows * columns`.
    pub fn from_vec(rows: usize, columns: usize, data: Vec<f32>) -> Self {
        assert_eq!(data.len(), rows * columns, "a {rows} x {columns} matrix has {} entries", rows * columns);
        Self { rows, columns, data }
    }

    /// The number of rows.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// The number of columns.
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// Row `i`.
    pub fn row(&self, i: usize) -> &[f32] {
        &self.data[i * self.columns..(i + 1) * self.columns]
    }

    /// Row `i`, to write.
    pub fn row_mut(&mut self, i: usize) -> &mut [f32] {
        &mut self.data[i * self.columns..(i + 1) * self.columns]
    }

    /// All rows end to end.
    pub fn as_slice(&self) -> &[f32] {
        &self.data
    }

    /// All rows end to end, to write.
    pub fn as_mut_slice(&mut self) -> &mut [f32] {
        &mut self.data
    }

    /// The rows with these numbers, in this order.
    pub fn gather(&self, rows: &[u32]) -> Self {
        let mut data = Vec::with_capacity(rows.len() * self.columns);
        for &row in rows {
            data.extend_from_slice(self.row(row as usize));
        }
        Self { rows: rows.len(), columns: self.columns, data }
    }

    /// Every row scaled to unit length; a row of zeros stays as it is.
    pub fn unit_rows(&self) -> Self {
        let mut unit = self.clone();
        if self.columns > 0 {
            for row in unit.data.chunks_exact_mut(self.columns) {
                let norm = norm_f64(row);
                if norm > 0.0 {
                    row.iter_mut().for_each(|x| *x = (f64::from(*x) / norm) as f32);
                }
            }
        }
        unit
    }

    /// The mean row, in `f64`.
    pub fn mean_row(&self) -> Vec<f64> {
        let mut mean = vec![0.0; self.columns];
        for i in 0..self.rows {
            for (m, &x) in mean.iter_mut().zip(self.row(i)) {
                *m += f64::from(x);
            }
        }
        mean.iter_mut().for_each(|m| *m /= self.rows.max(1) as f64);
        mean
    }

    /// A copy in `f64` for linear algebra.
    pub fn to_f64(&self) -> Mat<f64> {
        Mat::from_fn(self.rows, self.columns, |i, j| f64::from(self.data[i * self.columns + j]))
    }

    /// From `f64`, rounded.
    pub fn from_f64(m: faer::MatRef<'_, f64>) -> Self {
        let mut out = Self::zeros(m.nrows(), m.ncols());
        for j in 0..m.ncols() {
            for i in 0..m.nrows() {
                out.data[i * out.columns + j] = m[(i, j)] as f32;
            }
        }
        out
    }

    /// The number of the first row that holds NaN or an infinity.
    pub fn first_not_finite(&self) -> Option<usize> {
        self.data.iter().position(|x| !x.is_finite()).map(|at| at / self.columns.max(1))
    }
}

/// The Euclidean norm of a row, summed in `f64`.
pub fn norm_f64(row: &[f32]) -> f64 {
    row.iter().map(|&x| f64::from(x) * f64::from(x)).sum::<f64>().sqrt()
}

/// The inner product of two rows, summed in `f64`.
pub fn dot_f64(a: &[f32], b: &[f32]) -> f64 {
    a.iter().zip(b).map(|(&x, &y)| f64::from(x) * f64::from(y)).sum()
}

/// The cosine of two rows, in [-1, 1]; 0 where either is all zeros.
pub fn cosine(a: &[f32], b: &[f32]) -> f64 {
    let norms = norm_f64(a) * norm_f64(b);
    if norms > 0.0 { (dot_f64(a, b) / norms).clamp(-1.0, 1.0) } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn rows_are_where_they_were_put() {
        let mut m = Matrix::from_vec(2, 3, vec![1.0, 2.0, 3.0, 4.0, 5.0, 6.0]);
        assert_eq!((m.rows(), m.columns(), m.row(1)), (2, 3, [4.0, 5.0, 6.0].as_slice()));
        assert_eq!(m.gather(&[1, 0, 1]).as_slice(), [4.0, 5.0, 6.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0]);
        assert_eq!(m.mean_row(), [2.5, 3.5, 4.5]);
        assert_eq!(m.to_f64()[(1, 0)], 4.0);
        assert_eq!(Matrix::from_f64(m.to_f64().as_ref()), m);
        m.row_mut(0)[2] = f32::NAN;
        assert_eq!((m.first_not_finite(), Matrix::zeros(2, 2).first_not_finite()), (Some(0), None));
    }

    #[test]
    fn empty_shapes_are_matrices() {
        assert_eq!(Matrix::zeros(3, 0).unit_rows(), Matrix::zeros(3, 0));
        assert_eq!(Matrix::zeros(3, 0).row(2), [0.0_f32; 0]);
        assert_eq!(Matrix::zeros(0, 2).mean_row(), [0.0, 0.0]);
    }

    #[test]
    #[should_panic(expected = "a 2 x 2 matrix has 4 entries")]
    fn data_of_another_shape_is_refused() {
        Matrix::from_vec(2, 2, vec![0.0; 5]);
    }

    #[test]
    fn unit_rows_and_cosines_by_hand() {
        let unit = Matrix::from_vec(2, 2, vec![3.0, 4.0, 0.0, 0.0]).unit_rows();
        assert_eq!(unit.as_slice(), [0.6, 0.8, 0.0, 0.0]);
        assert!((cosine(&[3.0, 4.0], &[4.0, 3.0]) - 0.96).abs() < 1e-15);
        assert_eq!(cosine(&[3.0, 4.0], &[0.0, 0.0]), 0.0);
        // Squares that `f32` could hold in neither direction.
        assert!((cosine(&[1e30, 1e30], &[1e-30, 1e-30]) - 1.0).abs() < 1e-15);
    }

    proptest! {
        #[test]
        fn cosine_is_bounded_symmetric_and_blind_to_length(
            a in prop::collection::vec(-9.0_f32..9.0, 4), b in prop::collection::vec(-9.0_f32..9.0, 4),
        ) {
            let c = cosine(&a, &b);
            prop_assert!((-1.0..=1.0).contains(&c) && cosine(&b, &a) == c);
            let doubled: Vec<f32> = a.iter().map(|x| 2.0 * x).collect();
            prop_assert!((cosine(&doubled, &b) - c).abs() < 1e-12);
        }
    }
}
