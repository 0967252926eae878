//! QR decomposition of tall blocks, in parallel.
//!
//! The tall-skinny QR of Demmel, Grigori, Hoemmen & Langou (2012), in two levels: fixed pieces of rows are decomposed
//! on their own, their R factors stacked and decomposed once more. As stable as one Householder QR (a Gram matrix would lose
//! half of the digits), orthonormal also where columns depend on each other.

use crate::block::Block;
use faer::dyn_stack::{MemBuffer, MemStack};
use faer::linalg::householder as sequence;
use faer::linalg::qr::no_pivoting::factor::{qr_in_place, qr_in_place_scratch, recommended_block_size};
use faer::prelude::default;
use faer::{Conj, Mat, MatRef, Par};
use rayon::prelude::*;

/// Rows per piece at least; it grows with the number of columns, so that a piece is much taller than wide.
const PIECE: usize = 1024;

/// Replaces `y`, (n, l) with n >= l, by an orthonormal basis of a space that holds its columns, and gives `R`, (l, l) with
/// `y = Q R`.
pub(super) fn orthonormalize(y: &mut Block) -> Mat<f64> {
    let l = y.columns();
    if l == 0 {
        return Mat::zeros(0, 0);
    }
    let piece = PIECE.max(4 * l) * l;
    let factors: Vec<Factored> = y
        .as_slice()
        .par_chunks(piece)
        .map(|data| Factored::new(MatRef::from_row_major_slice(data, data.len() / l, l).to_owned()))
        .collect();
    if let [only] = factors.as_slice() {
        only.write_q(Mat::identity(l, l).as_ref(), y.as_mut_slice());
        return only.r();
    }
    let mut offsets = vec![0];
    offsets.extend(factors.iter().scan(0, |end, factor| {
        *end += factor.rank();
        Some(*end)
    }));
    let mut stack = Mat::zeros(offsets[factors.len()], l);
    for (factor, &start) in factors.iter().zip(&offsets) {
        stack.as_mut().subrows_mut(start, factor.rank()).copy_from(factor.r());
    }
    let (q, r) = householder(stack);
    y.as_mut_slice().par_chunks_mut(piece).zip(&factors).zip(&offsets).for_each(|((out, factor), &start)| {
        factor.write_q(q.as_ref().subrows(start, factor.rank()), out);
    });
    r
}

/// The thin QR decomposition of a matrix with no more columns than rows; one thread.
pub(super) fn householder(a: Mat<f64>) -> (Mat<f64>, Mat<f64>) {
    let l = a.ncols();
    let factored = Factored::new(a);
    (factored.q(Mat::identity(l, l).as_ref()), factored.r())
}

/// A matrix as a sequence of Householder reflections and a triangle.
struct Factored {
    /// R on and above the diagonal, the reflections below it.
    packed: Mat<f64>,
    coefficients: Mat<f64>,
}

impl Factored {
    fn new(mut a: Mat<f64>) -> Self {
        let (m, n) = a.shape();
        let block = recommended_block_size::<f64>(m, n);
        let mut coefficients = Mat::zeros(block, m.min(n));
        let mut memory = MemBuffer::new(qr_in_place_scratch::<f64>(m, n, block, Par::Seq, default()));
        let stack = MemStack::new(&mut memory);
        qr_in_place(a.as_mut(), coefficients.as_mut(), Par::Seq, stack, default());
        Self { packed: a, coefficients }
    }

    /// The number of rows of R.
    fn rank(&self) -> usize {
        self.packed.nrows().min(self.packed.ncols())
    }

    fn r(&self) -> Mat<f64> {
        let upper = |i, j| if i <= j { self.packed[(i, j)] } else { 0.0 };
        Mat::from_fn(self.rank(), self.packed.ncols(), upper)
    }

    /// `Q · right`: (m, rank) x (rank, l).
    fn q(&self, right: MatRef<'_, f64>) -> Mat<f64> {
        let mut q = Mat::zeros(self.packed.nrows(), right.ncols());
        q.as_mut().subrows_mut(0, self.rank()).copy_from(right);
        let request = sequence::apply_block_householder_sequence_on_the_left_in_place_scratch::<f64>(
            self.packed.nrows(),
            self.coefficients.nrows(),
            right.ncols(),
        );
        let mut memory = MemBuffer::new(request);
        sequence::apply_block_householder_sequence_on_the_left_in_place_with_conj(
            self.packed.as_ref().subcols(0, self.rank()),
            self.coefficients.as_ref(),
            Conj::No,
            q.as_mut(),
            Par::Seq,
            MemStack::new(&mut memory),
        );
        q
    }

    /// Writes `Q · right` as rows end to end.
    fn write_q(&self, right: MatRef<'_, f64>, out: &mut [f64]) {
        let q = self.q(right);
        for (i, row) in out.chunks_exact_mut(q.ncols()).enumerate() {
            row.iter_mut().enumerate().for_each(|(j, x)| *x = q[(i, j)]);
        }
    }
}
