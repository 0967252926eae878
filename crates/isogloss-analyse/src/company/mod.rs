//! Whose company differs most between two domains?
//!
//! A word is known by the company it keeps: its row of X, as shares, is its distribution of contexts. Held against the
//! row in another domain it tells how differently the word is used, and two single entries tell which pairs belong
//! together in one domain only. Needs no vectors and no rotation. Blind to paraphrase: *physician* and *doctor* are two
//! contexts. And it sees style first: where *the* is rarer, it is rarer beside every word, so hold a word against others.
//!
//! # Definition
//! ```text
//! P_x(c | w) = X_wc / Σ_c X_wc                       in domain x, over the contexts of a word w
//! JSD(P, Q)  = H((P + Q)/2) − ½H(P) − ½H(Q)          bits, in [0, 1]
//!
//! W_x = JSD(x₁, x₂)                                  x₁, x₂: the uses of w in two halves of x's documents, by unit;
//! C   = ¼ Σ_ij JSD(a_i, b_j)                         all four thinned to the same number of uses
//! R   = ½(r_a + r_b)·h(r_a / (r_a + r_b))            r_x = 1 − W_x: what the halves overlap by; h: entropy in bits
//! ρ   = (1 − C) / R                                  overlap across, beside that expected of one domain
//! D   = [C − (1 − R)] + (1 − R)·S(ρ)                 debiased; S(ρ) = 1 − h(p) where 2p(1 − p) / (p² + (1 − p)²) = ρ
//!
//! assoc_x(i, j) = log₂ (X_ij + ½) / (E_ij + ½)       E_ij = X_i. X_.j / X_..
//! difference    = assoc_b − assoc_a
//! ```
//! *Contexts.* The words that both domains have rows for, and one bin for all others. With the union instead, a word
//! would be called different because of words that one domain does not have at all: that is said in [`crate::information`].
//!
//! *Bias.* Two samples of one distribution have a JSD above 0, near 1 where they are small beside the number of contexts. Formulas
//! ((contexts − 1)/2N; Miller-Madow) hold for independent tokens and large samples; entries of X are neither, and a
//! delete-group jackknife takes only the part of order 1/N off. So the noise is measured: 1 − R is what the domains would show at
//! that number of uses if nothing but the documents differed. (R is the mean of r_a and r_b, less where one domain is noisier: h
//! is exact where no context is expected twice, and 1 to second order where all are met often.) C − (1 − R), the first term, is then
//! without bias for contexts that are met often, but sees nothing of a difference in those that noise covers. These have ρ alone
//! to tell; S(ρ) is their divergence if each has shares in one ratio, one way or the other. So D is 0 where the domains do not
//! differ, 1 where they have nothing in common, at any number of uses; in between the tests state how near it comes: within an eighth
//! from 50 uses on, up to a fifth too small where the divergence is above 0.5. Differences in contexts too rare to be met twice
//! in any half are not seen, and D is then too small.
//!
//! *Interval of D.* Infinitesimal jackknife over groups of units: D's derivative in the counts of each group, summed, squared.
//!
//! *Interval of a difference.* Delete-group jackknife of each association over groups of units, no narrower than that of
//! a Poisson count. What rests on a single group changes altogether without it, and gets an interval to match. Pairs
//! are ranked by the end of the interval that is nearer to 0: rare pairs, whose differences are the largest, do not float to the top.
//!
//! # Shapes and units
//!
//! `neighbours`: contexts `0..contexts` with weights above 0; samples 0, 1: halves of a; 2, 3: of b. D: bits, at most 1,
//! below 0 by chance. Associations: bits; X, E: weighted counts.
//!
//! # Invariances
//!
//! Names of contexts; order of uses; a factor on all weights of a sample; exchanging a and b keeps D and negates differences.
//!
//! # Baseline
//!
//! D = 0 is the same company. Between two kinds of text nearly every word is above: hold it against words of like frequency.
//!
//! # Errors
//!
//! `None` where a sample has no neighbours, or where noise alone fills the scale; no interval where a sample has fewer than two groups.
//!
//! # Cost
//!
//! O(neighbours) per word; 4 bytes per context and thread, and 80 per context met.
//!
//! # Source
//!
//! Lin (1991), *IEEE Trans. Inf. Theory* 37, 145-151; its bias under sampling: Grosse et al. (2002), *Phys. Rev. E* 65, 041905.
//! (observed − chance)/(1 − chance): Cohen (1960). Infinitesimal jackknife: Efron (1982), ch. 6. Association: Church & Hanks
//! (1990), *Comput. Linguist.* 16, 22-29, with the ½ of Haldane (1956).
//!
//! # Not here
//!
//! Shift of vectors (see [`crate::geometry`]); divergence of the words' frequencies (see [`crate::divergence`]).

mod association;
mod samples;
#[cfg(test)]
mod tests;

pub use association::{Association, PairCounts, Side, screen};
pub use samples::{Debiased, Samples};

use crate::divergence::jensen_shannon_term;
use serde::{Deserialize, Serialize};

/// A context makes a word's difference if it is drawn more by so many bits.
const LEAST_DRAWN: f64 = 1.0;

/// Words and pairs whose company differs between domains a and b.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Company {
    /// Contexts: words that both domains have rows for.
    pub contexts: usize,
    /// Words were compared that both domains use so often.
    pub min_count: u64,
    /// Words that were compared.
    pub compared: usize,
    /// Words that were not, though frequent enough: nearly all their uses are in one half of the documents, or they have no company.
    pub left_out: usize,
    /// Spearman's correlation of the debiased divergence with log frequency.
    pub frequency_correlation: Option<f64>,
    /// The same of the plug-in divergence.
    pub plug_in_frequency_correlation: Option<f64>,
    /// The words, by rank.
    pub words: Vec<CompanyWord>,
    /// Pairs that belong together in a more than in b, surest first.
    pub pairs_a: Vec<CompanyPair>,
    /// Pairs that belong together in b more than in a.
    pub pairs_b: Vec<CompanyPair>,
}

/// A word and how differently it keeps company.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CompanyWord {
    /// The word.
    pub word: String,
    /// Its uses in a.
    pub count_a: u64,
    /// Its uses in b.
    pub count_b: u64,
    /// JSD of its rows of X as they are.
    pub plug_in: f64,
    /// Uses in each of the four samples.
    pub uses: usize,
    /// Debiased divergence, what halves of one domain show, and the interval.
    pub divergence: Debiased,
    /// By the lower end of the interval, 1 = differs most.
    pub rank: usize,
    /// Contexts whose shares add most to the plug-in divergence and are larger in a, by more than the contexts' own frequency; of the
    /// first ranks only.
    pub contexts_a: Vec<SharedContext>,
    /// Those that are larger in b.
    pub contexts_b: Vec<SharedContext>,
}

/// A context of a word and its share of the word's company.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SharedContext {
    /// The context.
    pub word: String,
    /// Share in a.
    pub share_a: f64,
    /// Share in b.
    pub share_b: f64,
}

/// A pair of words and how differently it belongs together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CompanyPair {
    /// The rarer word.
    pub first: String,
    /// The other, or the same.
    pub second: String,
    /// Weighted count of their meetings in a, and in b.
    pub x: (f64, f64),
    /// What their frequencies alone would make it in a, and in b.
    pub expected: (f64, f64),
    /// How much they belong together.
    pub association: Association,
}

/// Two rows of X as shares: their divergence, and the contexts that make it.
#[derive(Clone, Debug, PartialEq)]
pub struct Contrast {
    /// JSD of the two, bits.
    pub plug_in: f64,
    /// (context, share in a, share in b) of those that add most and are larger in a, most first.
    pub larger_in_a: Vec<(u32, f64, f64)>,
    /// The same, larger in b.
    pub larger_in_b: Vec<(u32, f64, f64)>,
}

/// The plug-in divergence of two rows, `(context, X in a, X in b)`, and up to `top` of the contexts that add most to it on either
/// side; `None` where a row is empty.
///
/// `draws`, of a row: how much more b's word draws the context than a's does, b − a in bits, its frequency in each domain allowed for (as
/// [`screen`] gives it). Only contexts with at least one bit are told, in the direction of their shares: otherwise every word would be
/// told by the same function words, which one domain uses more than the other.
///
/// ```
/// let rows = [(0, 1.0, 0.0), (1, 1.0, 1.0), (2, 0.0, 1.0)];
/// let contrast = isogloss_analyse::company::contrast(&rows, 5, |row| if row.0 == 0 { -3.0 } else { 0.0 }).unwrap();
/// assert_eq!(contrast.plug_in, 0.5);
/// assert_eq!(contrast.larger_in_a, [(0, 0.5, 0.0)]);
/// assert!(contrast.larger_in_b.is_empty()); // context 2 is only more frequent
/// ```
pub fn contrast(
    rows: &[(u32, f64, f64)],
    top: usize,
    draws: impl Fn(&(u32, f64, f64)) -> f64,
) -> Option<Contrast> {
    let (n_a, n_b) = rows.iter().fold((0.0, 0.0), |(a, b), row| (a + row.1, b + row.2));
    if n_a <= 0.0 || n_b <= 0.0 {
        return None;
    }
    let mut plug_in = 0.0;
    let mut terms = Vec::new();
    for row in rows {
        let (p, q) = (row.1 / n_a, row.2 / n_b);
        let term = jensen_shannon_term(p, q);
        plug_in += term;
        if top > 0 {
            terms.push((term, row, (row.0, p, q)));
        }
    }
    terms.sort_by(|x, y| y.0.total_cmp(&x.0).then(x.1.0.cmp(&y.1.0)));
    let side = |sign: f64| {
        let told = terms
            .iter()
            .filter(|(_, row, (_, p, q))| (q - p) * sign > 0.0 && draws(row) * sign >= LEAST_DRAWN);
        told.map(|(.., shares)| *shares).take(top).collect()
    };
    let (larger_in_a, larger_in_b) = (side(-1.0), side(1.0));
    Some(Contrast { plug_in: plug_in.clamp(0.0, 1.0), larger_in_a, larger_in_b })
}
