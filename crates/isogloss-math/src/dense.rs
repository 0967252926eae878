//! Dense rows of `f32`: one row per word.

use faer::Mat;
use rayon::prelude::*;
use std::fmt;
use std::sync::Arc;

/// A dense matrix, row-major, `f32`: row `i` is the vector of word `i`.
#[derive(Clone, Debug, Default)]
pub struct Matrix {
    rows: usize,
    columns: usize,
    data: Data,
}

/// Numbers that somebody else holds, a file that is mapped into memory for one.
pub type SharedNumbers = Arc<dyn AsRef<[f32]> + Send + Sync>;

#[derive(Clone)]
enum Data {
    Own(Vec<f32>),
    Shared(SharedNumbers),
}

impl Data {
    fn as_slice(&self) -> &[f32] {
        match self {
            Self::Own(data) => data,
            Self::Shared(data) => (**data).as_ref(),
        }
    }

    /// What is shared is copied before it is written.
    fn as_mut(&mut self) -> &mut Vec<f32> {
        if let Self::Shared(data) = self {
            *self = Self::Own((**data).as_ref().to_vec());
        }
        match self {
            Self::Own(data) => data,
            Self::Shared(_) => unreachable!("it was copied"),
        }
    }
}

impl Default for Data {
    fn default() -> Self {
        Self::Own(Vec::new())
    }
}

impl fmt::Debug for Data {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_slice().fmt(f)
    }
}

impl PartialEq for Matrix {
    fn eq(&self, other: &Self) -> bool {
        (self.rows, self.columns) == (other.rows, other.columns) && self.as_slice() == other.as_slice()
    }
}

impl Matrix {
    /// A matrix of zeros.
    pub fn zeros(rows: usize, columns: usize) -> Self {
        Self { rows, columns, data: Data::Own(vec![0.0; rows * columns]) }
    }

    /// A matrix from its rows laid end to end.
    ///
    /// # Panics
    /// If `data.len() != rows * columns`.
    pub fn from_vec(rows: usize, columns: usize, data: Vec<f32>) -> Self {
        Self::new(rows, columns, Data::Own(data))
    }

    /// A matrix on numbers that somebody else holds: nothing is copied until it is written.
    ///
    /// # Panics
    /// If there are not `rows * columns` of them.
    pub fn from_shared(rows: usize, columns: usize, data: SharedNumbers) -> Self {
        Self::new(rows, columns, Data::Shared(data))
    }

    fn new(rows: usize, columns: usize, data: Data) -> Self {
        let (there, needed) = (data.as_slice().len(), rows * columns);
        assert_eq!(there, needed, "a {rows} x {columns} matrix has {needed} entries");
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
        &self.as_slice()[i * self.columns..(i + 1) * self.columns]
    }

    /// Row `i`, to write.
    pub fn row_mut(&mut self, i: usize) -> &mut [f32] {
        &mut self.data.as_mut()[i * self.columns..(i + 1) * self.columns]
    }

    /// All rows end to end.
    pub fn as_slice(&self) -> &[f32] {
        self.data.as_slice()
    }

    /// All rows end to end, to write.
    pub fn as_mut_slice(&mut self) -> &mut [f32] {
        self.data.as_mut()
    }

    /// The rows with these numbers, in this order.
    pub fn gather(&self, rows: &[u32]) -> Self {
        let mut data = Vec::with_capacity(rows.len() * self.columns);
        for &row in rows {
            data.extend_from_slice(self.row(row as usize));
        }
        Self::from_vec(rows.len(), self.columns, data)
    }

    /// Keeps these rows only, in place. (What is shared is copied.)
    ///
    /// # Panics
    /// If their numbers do not ascend.
    pub fn retain(&mut self, rows: &[u32]) {
        assert!(rows.is_sorted_by(|a, b| a < b), "rows that are kept ascend");
        match &mut self.data {
            Data::Shared(_) => *self = self.gather(rows),
            Data::Own(data) => {
                let d = self.columns;
                for (to, &from) in rows.iter().enumerate() {
                    data.copy_within(from as usize * d..(from as usize + 1) * d, to * d);
                }
                data.truncate(rows.len() * d);
                self.rows = rows.len();
            }
        }
    }

    /// Every row scaled to unit length; a row of zeros stays as it is.
    pub fn unit_rows(&self) -> Self {
        let mut unit = self.clone();
        if self.columns > 0 {
            for row in unit.as_mut_slice().chunks_exact_mut(self.columns) {
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
        Mat::from_fn(self.rows, self.columns, |i, j| f64::from(self.row(i)[j]))
    }

    /// From `f64`, rounded.
    pub fn from_f64(m: faer::MatRef<'_, f64>) -> Self {
        let (rows, columns) = (m.nrows(), m.ncols());
        let mut data = vec![0.0; rows * columns];
        for j in 0..columns {
            for i in 0..rows {
                data[i * columns + j] = m[(i, j)] as f32;
            }
        }
        Self::from_vec(rows, columns, data)
    }

    /// The number of the first row that holds NaN or an infinity.
    pub fn first_not_finite(&self) -> Option<usize> {
        // Without a branch among them the compiler looks at many numbers at once.
        let bad = |piece: &[f32]| piece.iter().fold(false, |bad, x| bad | !x.is_finite());
        let piece = self.as_slice().par_chunks(1 << 14).position_first(bad)? << 14;
        self.as_slice()[piece..]
            .iter()
            .position(|x| !x.is_finite())
            .map(|at| (piece + at) / self.columns.max(1))
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
    fn shared_numbers_are_copied_before_they_are_written() {
        let numbers: SharedNumbers = Arc::new(vec![1.0, 2.0, 3.0, 4.0]);
        let shared = Matrix::from_shared(2, 2, numbers.clone());
        assert_eq!(shared, Matrix::from_vec(2, 2, vec![1.0, 2.0, 3.0, 4.0]));
        let mut written = shared.clone();
        written.row_mut(1)[0] = 9.0;
        assert_eq!(
            (written.as_slice(), shared.row(1)),
            ([1.0, 2.0, 9.0, 4.0].as_slice(), [3.0, 4.0].as_slice())
        );
    }

    #[test]
    fn kept_rows_are_those_gathered() {
        let own = Matrix::from_vec(3, 2, vec![1.0, 2.0, 3.0, 4.0, 5.0, 6.0]);
        let shared = Matrix::from_shared(3, 2, Arc::new(own.as_slice().to_vec()));
        for rows in [vec![], vec![1], vec![0, 2], vec![0, 1, 2]] {
            for mut matrix in [own.clone(), shared.clone()] {
                matrix.retain(&rows);
                assert_eq!(matrix, own.gather(&rows));
            }
        }
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
