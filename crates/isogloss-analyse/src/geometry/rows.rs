//! Which rows of two matrices can be compared?

use crate::AnalyseError;
use isogloss_math::Matrix;

/// Whether a word has a vector: a row of zeros is the lack of one.
pub fn has_vector(row: &[f32]) -> bool {
    row.iter().any(|&x| x != 0.0)
}

/// The rows that have a vector in every one of these matrices of equal height.
pub fn with_vectors(matrices: &[&Matrix]) -> Vec<u32> {
    let rows = matrices.first().map_or(0, |matrix| matrix.rows());
    (0..rows as u32).filter(|&i| matrices.iter().all(|matrix| has_vector(matrix.row(i as usize)))).collect()
}

/// The same, refused if there are fewer than needed.
pub fn enough_with_vectors(matrices: &[&Matrix], needed: usize) -> Result<Vec<u32>, AnalyseError> {
    let known = with_vectors(matrices);
    if known.len() >= needed {
        return Ok(known);
    }
    let what = match matrices {
        [_] => "words with a vector",
        _ => "shared words with vectors in both domains",
    };
    Err(AnalyseError::TooFew { what, given: known.len(), needed })
}

/// Refuses matrices that hold NaN or infinity.
pub fn check_finite(matrices: &[&Matrix]) -> Result<(), AnalyseError> {
    match matrices.iter().find_map(|matrix| matrix.first_not_finite()) {
        Some(row) => Err(AnalyseError::NotFinite { what: "vector", row }),
        None => Ok(()),
    }
}

/// Refuses a pair of matrices that does not have the same number of rows.
pub fn check_heights(what: &'static str, left: usize, right: usize) -> Result<(), AnalyseError> {
    if left == right { Ok(()) } else { Err(AnalyseError::ShapeMismatch { what, left, right }) }
}
