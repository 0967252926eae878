//! What do words look like in several domains, on one basis of contexts?
//!
//! Two spaces that were trained apart are free to rotate, and comparing them means fitting a rotation first. Here the contexts
//! are learnt once, from all domains together and each with equal weight, and a word's vector in a domain is where its
//! company *there* lies on that basis. Nothing is left to be fitted. Blind to how contexts themselves differ between the
//! domains: a context word stands for its mean over them.
//!
//! # Definition
//! ```text
//! X     = Σ_d X_d / ‖X_d‖₁                              on the common words: a domain's size does not count
//! PPMI  ≈ U Σ Vᵀ                                        of X, as in `ppmi`: n_j the column masses of X, S = Σ_c n_c^α
//! A_d   = max(0, ln( X_d,ij · S / (n_d,i · n_j^α) ) − ln k)      n_d,i = Σ_j X_d,ij; n_j and S of the joint X
//! W_d   = A_d V Σ^(p-1)                                 so that one domain alone has W_1 = U Σ^p
//! ```
//!
//! # Shapes and units
//! X_d: (n_d, n_d); the basis V Σ^(1-p) and every W_d: (n, d), row by common word
//!
//! # Invariances
//! scaling of any X_d; order of the domains, up to rounding; number of threads (the same bits)
//!
//! # Baseline
//! two halves of one domain: what differs between their rows is noise
//!
//! # Errors
//! Parameter; TooFewWords where fewer than d words have company; Svd
//!
//! # Cost
//! as `svd` on the joint matrix, whose rows are made by merging; the domains' matrices are never stored: 4 · n · d bytes each
//!
//! # Source
//! the projection of new rows on a latent basis: Deerwester et al. 1990, "folding in"; on word contexts: Khodak et al. 2018
//! (à la carte), where the linear map is fitted and not given by the decomposition
//!
//! # Not here
//! the test of whether two rows differ (see the analyses)

#[cfg(test)]
mod tests;

use crate::ppmi::{Cut, smooth};
use crate::svd::{self, SvdParams, with_company};
use crate::{TrainError, Trained};
use isogloss_count::Cooccurrence;
use isogloss_math::svd::{TruncatedSvd, truncated};
use isogloss_math::{Csr, Matrix, Panel, simd};
use rayon::prelude::*;

pub use crate::ppmi::ABSENT;

/// One domain's counts, and which of its words are the common ones.
#[derive(Clone, Copy, Debug)]
pub struct JointDomain<'a> {
    /// Its co-occurrence counts.
    pub x: &'a Cooccurrence,
    /// Its id of every common word, [`ABSENT`] where it has none; each id once.
    pub ids: &'a [u32],
}

/// Vectors of several domains on one basis.
#[derive(Clone, Debug)]
pub struct Joint {
    /// Word vectors of all domains together, and the basis of contexts.
    pub together: Trained,
    /// Word vectors of every domain, (n, d) each; a row of zeros where a domain does not use the word, or only by chance.
    pub domains: Vec<Matrix>,
}

/// Vectors of every domain on the basis of all.
///
/// # Errors
/// See the module header.
///
/// # Panics
/// If the domains have lists of different lengths, or one names an id that its counts do not have.
pub fn train(domains: &[JointDomain<'_>], params: &SvdParams) -> Result<Joint, TrainError> {
    params.check()?;
    let words = domains.first().map_or(0, |domain| domain.ids.len());
    assert!(
        domains.iter().all(|domain| domain.ids.len() == words),
        "every domain says where every common word is"
    );
    let cuts: Vec<Cut<'_>> = domains.iter().map(|domain| Cut::new(domain.x, Some(domain.ids))).collect();
    let row_sums: Vec<Vec<f64>> = cuts
        .iter()
        .map(|cut| (0..words).into_par_iter().map(|i| cut.entries(i).map(|(_, x)| x).sum()).collect())
        .collect();
    let masses: Vec<f64> = row_sums.iter().map(|sums| sums.iter().sum()).collect();
    let share = |x: f64, d: usize| if masses[d] > 0.0 { x / masses[d] } else { 0.0 };
    let sums: Vec<f64> =
        (0..words).map(|i| row_sums.iter().enumerate().map(|(d, sums)| share(sums[i], d)).sum()).collect();
    let smoothed: Vec<f64> = sums.iter().map(|&n| smooth(n, params.context_distribution_smoothing)).collect();
    let total = smoothed.iter().sum::<f64>() / params.negative;

    let rows: Vec<Vec<(u32, f32)>> = (0..words)
        .into_par_iter()
        .map(|i| {
            let of =
                |(d, cut): (usize, &Cut<'_>)| cut.entries(i).map(move |(j, x)| (j, x, d)).collect::<Vec<_>>();
            let mut row: Vec<(u32, f64, usize)> = cuts.iter().enumerate().flat_map(of).collect();
            // Stable: counts of one column are added in the order of the domains.
            row.sort_by_key(|&(j, ..)| j);
            let weigh = |same: &[(u32, f64, usize)]| {
                let x: f64 = same.iter().map(|&(_, x, d)| share(x, d)).sum();
                let j = same[0].0;
                (j, x * total / (sums[i] * smoothed[j as usize]))
            };
            let lifts = row.chunk_by(|a, b| a.0 == b.0).map(weigh).filter(|&(_, lift)| lift > 1.0);
            lifts.map(|(j, lift)| (j, lift.ln() as f32)).collect()
        })
        .collect();
    let a = from_rows(&rows);
    drop(rows);
    let transposed = a.transpose();
    let given = with_company(&a).min(with_company(&transposed));
    if given < params.dim {
        return Err(TrainError::TooFewWords { given, dim: params.dim });
    }
    let svd = truncated(&a, &transposed, &svd::settings(params))?;
    let (together, _) = svd::weighted_pair(&svd, params, &a, &transposed);
    drop((a, transposed));

    let basis = panel(&svd);
    let powers: Vec<f64> =
        svd.singular_values.iter().map(|sigma| sigma.powf(params.eigenvalue_weighting - 1.0)).collect();
    let domains = cuts
        .iter()
        .zip(&row_sums)
        .map(|(cut, sums)| project(cut, sums, &smoothed, total, &basis, &powers, params.dim))
        .collect();
    Ok(Joint { together, domains })
}

/// `A_d V Σ^(p-1)`, row by row.
fn project(
    cut: &Cut<'_>,
    sums: &[f64],
    smoothed: &[f64],
    total: f64,
    basis: &Panel,
    powers: &[f64],
    dim: usize,
) -> Matrix {
    let mut out = Matrix::zeros(sums.len(), dim);
    let path = simd::best();
    out.as_mut_slice().par_chunks_mut(dim).enumerate().for_each(|(i, out)| {
        let lifts = cut.entries(i).map(|(j, x)| (j, x * total / (sums[i] * smoothed[j as usize])));
        let mut row: Vec<(u32, f32)> =
            lifts.filter(|&(_, lift)| lift > 1.0).map(|(j, lift)| (j, lift.ln() as f32)).collect();
        row.sort_by_key(|&(j, _)| j);
        let (columns, values): (Vec<u32>, Vec<f32>) = row.into_iter().unzip();
        let mut sum = vec![0.0; basis.width()];
        path.gather(&columns, &values, basis.as_slice(), &mut sum);
        for ((out, sum), power) in out.iter_mut().zip(sum).zip(powers) {
            *out = (f64::from(sum) * power) as f32;
        }
    });
    out
}

/// The right singular vectors as rows to gather from.
fn panel(svd: &TruncatedSvd) -> Panel {
    let mut panel = Panel::zeros(svd.v.rows(), svd.v.columns());
    let width = panel.width();
    for (i, row) in panel.as_mut_slice().chunks_exact_mut(width).enumerate() {
        row[..svd.v.columns()].copy_from_slice(svd.v.row(i));
    }
    panel
}

fn from_rows(rows: &[Vec<(u32, f32)>]) -> Csr {
    let mut a = Csr { starts: vec![0], n_columns: rows.len(), ..Csr::default() };
    for row in rows {
        a.columns.extend(row.iter().map(|&(j, _)| j));
        a.values.extend(row.iter().map(|&(_, x)| x));
        a.starts.push(a.columns.len() as u64);
    }
    a
}
