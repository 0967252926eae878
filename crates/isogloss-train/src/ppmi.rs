//! Positive pointwise mutual information of a co-occurrence matrix.
use isogloss_count::Cooccurrence;
use isogloss_math::Csr;

/// `max(0, log(X_ij · Σ_c n_c^α / (n_i · n_j^α)))` with n the row sums of X and α the context distribution smoothing (Levy, Goldberg & Dagan 2015).
/// With `keep` (ids of the words kept, in the order of the result) X is first cut to those rows and columns, its sums taken anew.
pub fn ppmi(_x: &Cooccurrence, _context_distribution_smoothing: f64, _keep: Option<&[u32]>) -> Csr {
    todo!()
}
