//! How much more often do two words meet than chance would have it?
//!
//! Positive pointwise mutual information turns co-occurrence counts into weights that do not favour frequent words: a pair
//! weighs the logarithm of how many times more often it was seen than independent words would be, and nothing where it was
//! seen less often. It is what skip-gram with negative sampling factorises implicitly. It overrates rare words, whose
//! chance meetings look like strong ties; smoothing the distribution of contexts tempers that.
//!
//! # Definition
//! ```text
//! PPMI_ij = max(0, ln( X_ij · S / (n_i · n_j^α) ) − ln k)        n_i = Σ_j X_ij,   S = Σ_c n_c^α
//! ```
//! k = 1 is plain PPMI, k > 1 *shifted* PPMI: what skip-gram with k negative samples factorises, cut at 0.
//! With α = 1 and a symmetric X the result is symmetric; with α < 1 it is not.
//!
//! # Shapes and units
//! X: (n, n), weighted counts; PPMI: (n, n) or (k, k) sparse, in nats, entries above 0 only
//!
//! # Invariances
//! scaling of X (exactly for powers of two and α = 1, else up to rounding); order of the words, up to rounding
//!
//! # Baseline
//! independent words have 0 everywhere up to noise, whose positive half is kept
//!
//! # Cost
//! O(entries) time, two passes, parallel over rows; same bits for any number of threads
//!
//! # Source
//! Church & Hanks 1990; Levy & Goldberg 2014, §5.1 (the shift); Levy, Goldberg & Dagan 2015, §3.2 (smoothing, α = 0.75)

#[cfg(test)]
mod tests;

use isogloss_count::Cooccurrence;
use isogloss_math::Csr;
use rayon::prelude::*;

/// `max(0, log(X_ij · Σ_c n_c^α / (n_i · n_j^α)) − log k)` with n the row sums of X, α the context distribution smoothing (Levy,
/// Goldberg & Dagan 2015) and k = `negative` the negative samples of the skip-gram that it stands for (1: no shift).
///
/// With `keep` (ids of the words kept, each once, in the order of the result) X is first cut to those rows and columns, its
/// sums taken anew. Entries that are not above 0 are not stored; a word without company has an empty row.
///
/// # Panics
/// If `keep` names an id that X does not have.
pub fn ppmi(
    x: &Cooccurrence,
    context_distribution_smoothing: f64,
    negative: f64,
    keep: Option<&[u32]>,
) -> Csr {
    let cut = Cut::new(x, keep);
    let words = cut.words();
    let sums: Vec<f64> = (0..words).into_par_iter().map(|i| cut.entries(i).map(|(_, x)| x).sum()).collect();
    let smoothed: Vec<f64> = sums.iter().map(|&n| smooth(n, context_distribution_smoothing)).collect();
    let total: f64 = smoothed.iter().sum::<f64>() / negative;
    // How many times more often than chance; the same expression in both passes, so that both agree on what is above 1.
    let lift = |i: usize, j: u32, x: f64| x * total / (sums[i] * smoothed[j as usize]);

    let count = |i: usize| cut.entries(i).filter(|&(j, x)| lift(i, j, x) > 1.0).count() as u64;
    let counts: Vec<u64> = (0..words).into_par_iter().map(count).collect();
    let mut starts = Vec::with_capacity(words + 1);
    starts.push(0);
    starts.extend(counts.iter().scan(0, |sum, &n| {
        *sum += n;
        Some(*sum)
    }));

    let entries = starts[words] as usize;
    let (mut columns, mut values) = (vec![0_u32; entries], vec![0.0_f32; entries]);
    rows_of(&mut columns, &mut values, &counts).into_par_iter().enumerate().for_each(
        |(i, (columns, values))| {
            let mut row: Vec<(u32, f64)> =
                cut.entries(i).map(|(j, x)| (j, lift(i, j, x))).filter(|&(_, lift)| lift > 1.0).collect();
            if !row.is_sorted_by_key(|&(j, _)| j) {
                row.sort_unstable_by_key(|&(j, _)| j);
            }
            for ((column, value), (j, lift)) in columns.iter_mut().zip(values).zip(row) {
                *column = j;
                *value = lift.ln() as f32;
            }
        },
    );
    Csr { starts, columns, values, n_columns: words }
}

/// `n^α`; a word without company stays without, also for α = 0.
pub(crate) fn smooth(n: f64, alpha: f64) -> f64 {
    if n > 0.0 { n.powf(alpha) } else { 0.0 }
}

/// Splits the arrays of a sparse matrix into its rows.
fn rows_of<'a>(
    mut columns: &'a mut [u32],
    mut values: &'a mut [f32],
    counts: &[u64],
) -> Vec<(&'a mut [u32], &'a mut [f32])> {
    let mut rows = Vec::with_capacity(counts.len());
    for &n in counts {
        let (row_columns, rest) = columns.split_at_mut(n as usize);
        columns = rest;
        let (row_values, rest) = values.split_at_mut(n as usize);
        values = rest;
        rows.push((row_columns, row_values));
    }
    rows
}

/// A co-occurrence matrix of which only some words are looked at, under new numbers; [`ABSENT`] makes an empty row.
pub(crate) struct Cut<'a> {
    x: &'a Cooccurrence,
    keep: Option<&'a [u32]>,
    /// The new number of every word; [`GONE`] for those left out. Empty where all are kept.
    new_ids: Vec<u32>,
}

/// In place of the id of a word that there is not.
pub const ABSENT: u32 = u32::MAX;
/// The new number of a word that is left out.
const GONE: u32 = u32::MAX;

impl<'a> Cut<'a> {
    pub(crate) fn new(x: &'a Cooccurrence, keep: Option<&'a [u32]>) -> Self {
        let mut new_ids = Vec::new();
        if let Some(keep) = keep {
            new_ids = vec![GONE; x.words()];
            for (new, &old) in keep.iter().enumerate().filter(|&(_, &old)| old != ABSENT) {
                new_ids[old as usize] = new as u32;
            }
        }
        Self { x, keep, new_ids }
    }

    fn words(&self) -> usize {
        self.keep.map_or(self.x.words(), <[u32]>::len)
    }

    /// Columns (in the order of the old numbers) and counts of a row; all of them new numbers.
    pub(crate) fn entries(&self, row: usize) -> impl Iterator<Item = (u32, f64)> {
        let old = self.keep.map_or(row as u32, |keep| keep[row]);
        let (columns, values): (&[u32], &[f32]) = if old == ABSENT { (&[], &[]) } else { self.x.row(old) };
        let renumber = |j: u32| if self.keep.is_some() { self.new_ids[j as usize] } else { j };
        columns
            .iter()
            .zip(values)
            .map(move |(&j, &x)| (renumber(j), f64::from(x)))
            .filter(|&(j, _)| j != GONE)
    }
}
