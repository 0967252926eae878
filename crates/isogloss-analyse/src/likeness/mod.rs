//! Are the spaces alike as a whole?
//!
//! Two spaces can be alike though no axis of one is an axis of the other: what counts is which words are near to which. This compares the
//! tables of similarity of the same words in both, with nothing laid on anything. Good for one number that needs no
//! alignment, and across different numbers of dimensions. Blind to single words: a hundred may have changed places, and the whole
//! still looks the same.
//!
//! # Definition
//! ```text
//! K_ij = cos(a_i, a_j)   L_ij = cos(b_i, b_j)                                 i, j: words of a sample, the same in both
//! RSA  = Spearman's ρ of K_ij and L_ij over i < j
//! CKA  = HSIC(K, L) / √(HSIC(K, K) · HSIC(L, L))
//! HSIC(K, L) = [tr(K̃L̃) + 1ᵀK̃1 · 1ᵀL̃1/((n−1)(n−2)) − 2/(n−2) · 1ᵀK̃L̃1] / (n(n−3))     K̃, L̃: the diagonal set to 0
//! ```
//! HSIC so written is unbiased: for spaces that have nothing to do with each other its expectation is 0 whatever n and d. The plug-in,
//! tr(KHLH), is not: of independent spaces of 50 dimensions it makes a CKA of about 0.6 at 32 words.
//!
//! The words are those with the smallest seeded hash, so that neither the order of rows nor other words choose them.
//!
//! # Shapes and units
//!
//! `a`: (n, d_a), `b`: (n, d_b), row i the same word; both without unit, at most 1.
//!
//! # Invariances
//!
//! Rotation of either space; positive scaling of a row; order of rows; exchanging a and b (but for the null's draws).
//!
//! # Baseline
//!
//! `null_low`, `null_high`: where 95 % of the values lie when b's words are dealt out anew at random, which leaves each space what it is and
//! takes away that the words are the same. It is no interval of the value: other words, another training or other text
//! would give another value, and by how much is not known here.
//!
//! # Errors
//!
//! ShapeMismatch; NotFinite; TooFew under 10 words with vectors in both; Degenerate where all words of a space are equally alike;
//! Parameter.
//!
//! # Cost
//!
//! O(s² (d + permutations)) time, O(s²) memory for s sampled words; same bits for any number of threads.
//!
//! # Source
//!
//! RSA: Kriegeskorte, Mur & Bandettini (2008), *Front. Syst. Neurosci.* 2:4. CKA: Kornblith, Norouzi, Lee & Hinton (2019), *ICML* 36,
//! 3519-3529, on vectors as they are; here on unit vectors, since lengths tell of frequency. Unbiased HSIC: Song, Smola, Gretton,
//! Bedo & Borgwardt (2012), *JMLR* 13, 1393-1434, eq. 5.
//!
//! # Not here
//!
//! Single words (see geometry).

mod hsic;
mod params;
#[cfg(test)]
mod tests;

pub use hsic::{debiased_cka, plug_in_cka};
pub use params::LikenessParams;

use crate::AnalyseError;
use crate::geometry::rows;
use faer::Mat;
use isogloss_math::{Matrix, rank, simd, stream};
use rand::RngExt;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

/// With fewer words nothing can be told.
const FEWEST_WORDS: usize = 10;

/// How alike two spaces are as a whole.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Likeness {
    /// Words that were compared.
    pub words: usize,
    /// Words that they were drawn from.
    pub among: usize,
    /// Rank correlation of the similarities of all pairs.
    pub rsa: AgainstNull,
    /// Debiased linear centred kernel alignment.
    pub cka: AgainstNull,
    /// The same without the correction, as it is often reported: grows with d/n, for spaces without anything in common, too.
    pub plug_in_cka: f64,
    /// Random correspondences of words in the null.
    pub permutations: usize,
}

/// A value beside what no correspondence between the words gives.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AgainstNull {
    /// The value.
    pub value: f64,
    /// 2.5 percentile under random correspondence.
    pub null_low: f64,
    /// 97.5 percentile.
    pub null_high: f64,
}

/// RSA and debiased CKA of two spaces, each against a random correspondence of their words.
///
/// `words[i]`: row i of `a` and of `b`; rows of zeros are words without a vector.
///
/// # Errors
/// See the module.
pub fn likeness(
    words: &[String],
    a: &Matrix,
    b: &Matrix,
    params: &LikenessParams,
) -> Result<Likeness, AnalyseError> {
    params.check()?;
    rows::check_heights("words and vectors of a", words.len(), a.rows())?;
    rows::check_heights("words and vectors of b", words.len(), b.rows())?;
    rows::check_finite(&[a, b])?;
    let known = rows::enough_with_vectors(&[a, b], FEWEST_WORDS)?;
    let sample = sample(words, &known, params);
    let (of_a, of_b) = (similarities(&a.gather(&sample)), similarities(&b.gather(&sample)));
    let alike = AnalyseError::Degenerate { what: "all words of a space are equally alike" };
    let ranks = RankedPairs::new(&of_a, &of_b);
    let rsa = ranks.correlation(&identity(sample.len())).ok_or(alike.clone())?;
    let kernels = hsic::Kernels::new(&of_a, &of_b);
    let cka = kernels.debiased(&identity(sample.len())).ok_or(alike.clone())?;
    let null: Vec<(f64, f64)> = (0..params.permutations)
        .into_par_iter()
        .map(|permutation| {
            let order = shuffled(sample.len(), params.seed, permutation);
            (ranks.correlation(&order).unwrap_or(0.0), kernels.debiased(&order).unwrap_or(0.0))
        })
        .collect();
    let (null_rsa, null_cka): (Vec<f64>, Vec<f64>) = null.into_iter().unzip();
    Ok(Likeness {
        words: sample.len(),
        among: known.len(),
        rsa: against(rsa, null_rsa),
        cka: against(cka, null_cka),
        plug_in_cka: plug_in_cka(&of_a, &of_b).ok_or(alike)?,
        permutations: params.permutations,
    })
}

fn against(value: f64, mut null: Vec<f64>) -> AgainstNull {
    null.sort_by(f64::total_cmp);
    let at = |p| rank::quantile(&null, p).unwrap_or(0.0);
    AgainstNull { value, null_low: at(0.025), null_high: at(0.975) }
}

/// Of the known rows those whose words have the smallest hash, in its order.
fn sample(words: &[String], known: &[u32], params: &LikenessParams) -> Vec<u32> {
    let mut hashed: Vec<(u64, &str, u32)> = known
        .iter()
        .map(|&i| (stream::hash(params.seed, words[i as usize].as_bytes()), words[i as usize].as_str(), i))
        .collect();
    hashed.sort_unstable();
    hashed.into_iter().take(params.words).map(|(_, _, i)| i).collect()
}

/// Cosines of all pairs, (n, n).
fn similarities(space: &Matrix) -> Mat<f64> {
    let unit = space.unit_rows();
    let n = unit.rows();
    let columns: Vec<Vec<f32>> = (0..n)
        .into_par_iter()
        .map(|j| (0..n).map(|i| simd::dot(unit.row(i.min(j)), unit.row(i.max(j)))).collect())
        .collect();
    Mat::from_fn(n, n, |i, j| if i == j { 1.0 } else { f64::from(columns[j][i]) })
}

fn identity(n: usize) -> Vec<usize> {
    (0..n).collect()
}

/// A random order (Fisher & Yates).
fn shuffled(n: usize, seed: u64, permutation: usize) -> Vec<usize> {
    let mut rng = stream::stream(seed, &format!("likeness: permutation {permutation}"));
    let mut order = identity(n);
    for i in (1..n).rev() {
        order.swap(i, rng.random_range(0..=i));
    }
    order
}

/// Two tables of similarity with ranks in place of cosines, less their mean, and the diagonal 0. Other words for b's rows leave its ranks what
/// they are, and only deal them out anew: of Spearman's ρ all but one sum stays the same.
struct RankedPairs {
    a: Mat<f64>,
    b: Mat<f64>,
    norms: f64,
}

impl RankedPairs {
    fn new(a: &Mat<f64>, b: &Mat<f64>) -> Self {
        let (a, b) = (centred_ranks(a), centred_ranks(b));
        let norms = hsic::inner(&a, &a).sqrt() * hsic::inner(&b, &b).sqrt();
        Self { a, b, norms }
    }

    /// Spearman's ρ, with word `order[i]` of b beside word i of a; `None` where all similarities of a space are the same.
    fn correlation(&self, order: &[usize]) -> Option<f64> {
        let rho = hsic::inner_in_order(&self.a, &self.b, order) / self.norms;
        Some(rho.clamp(-1.0, 1.0)).filter(|_| self.norms > 0.0)
    }
}

/// The ranks of the pairs i < j among each other, less their mean, on both sides of the diagonal.
fn centred_ranks(similarities: &Mat<f64>) -> Mat<f64> {
    let n = similarities.nrows();
    let pairs = || (0..n).flat_map(|j| (0..j).map(move |i| (i, j)));
    let ranks = rank::ranks(&pairs().map(|(i, j)| similarities[(i, j)]).collect::<Vec<_>>());
    let mean = (ranks.len() as f64 + 1.0) / 2.0;
    let mut table = Mat::zeros(n, n);
    for ((i, j), rank) in pairs().zip(ranks) {
        table[(i, j)] = rank - mean;
        table[(j, i)] = rank - mean;
    }
    table
}
