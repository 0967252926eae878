//! Spaces of different width brought to the same.

use super::{rounded, unit_centre_unit};
use crate::AnalyseError;
use isogloss_math::{Block, Matrix, svd};
use serde::{Deserialize, Serialize};

/// What became of the wider of two spaces.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reduction {
    /// 0: a, 1: b.
    pub side: usize,
    /// Dimensions that it had.
    pub from: usize,
    /// Dimensions that it has now: those of the other.
    pub to: usize,
    /// Share of its variance that they keep.
    pub kept: f64,
}

/// The leading `to` principal components of the `known` rows of a space, and the share of the variance that they keep; every other
/// row is zeros.
///
/// The rows are taken as they are compared: unit length, centred, unit length. Components come from this space alone. A
/// semi-orthogonal map fitted to the other space would keep what the two have in common, and words would seem to have moved less than
/// they did; of a map of 300 to 25 dimensions, with 7,500 numbers to fit, a good part would be chance.
pub fn leading_components(matrix: &Matrix, known: &[u32], to: usize) -> Result<(Matrix, f64), AnalyseError> {
    let rows = unit_centre_unit(matrix, known);
    let covariance = rows.transpose_multiply(&rows);
    let svd = svd::dense(&covariance)?;
    let total: f64 = svd.singular_values.iter().sum();
    let kept: f64 = svd.singular_values.iter().take(to).sum();
    let projected: Block = rows.multiply(svd.u.as_ref().subcols(0, to));
    Ok((rounded(&projected), if total > 0.0 { (kept / total).min(1.0) } else { 0.0 }))
}
