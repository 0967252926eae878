//! Which words moved, and by how much more than noise?
//!
//! How far a word of one domain lies from itself in the other, once the spaces are laid on each other; how many of its
//! nearest words it keeps; and what of that is only that rare words are noisy. Good for finding words whose company has
//! changed. Blind to why: another sense, another topic and another style all move a word.
//!
//! # Definition
//! ```text
//! Δ(w)     = ‖A_w − B_w R‖₂ of unit rows               cos(w) = 1 − Δ²/2
//! h(w)     = 2/(1/c_a + 1/c_b)                         c_x: uses in domain x; without counts 1/line in x's file
//! z(w)     = (Δ − median Δ of peers)/(1.4826 · MAD)    peers: the words next to w in order of h
//! J(w)     = |N_a(w) ∩ N_b(w)| / |N_a(w) ∪ N_b(w)|     N_x(w): the k nearest shared words in x by cosine, without w
//! r_x(w)   = 1 − n_x(c_x)²/2                           n_x(c): Δ between two halves of x at c uses in each
//! noise(w) = √(2 − 2 √(r_a r_b))                       about √((n_a² + n_b²)/2) where noise is small
//! ```
//! `above_noise` puts the 95th percentile of the halves' Δ in place of the median.
//!
//! A word without a vector on a side (a row of zeros) is listed with Δ as it comes out, z = 0 and no overlap; it is
//! nobody's peer or neighbour, is not ranked, and counts in no mean.
//!
//! # Shapes and units
//!
//! `words`: (n,); `aligned`: two (n, d); Δ in [0, 2]; z in standard deviations; J, cos: no unit.
//!
//! # Invariances
//!
//! Rotation of both spaces together; order of rows (but equal z rank in order of rows); exchanging a and b,
//! with counts and noise.
//!
//! # Baseline
//!
//! z of a word that moved no more than its peers is about standard normal, so that a hundredth of the words
//! lies above 2.3 without any having changed; J of random lists is `chance_overlap`; compare Δ with noise,
//! never with 0.
//!
//! # Errors
//!
//! ShapeMismatch; Parameter; TooFew where fewer than 3 words have vectors in both domains.
//!
//! # Cost
//!
//! Neighbours O(n² d); all else O(n log n + n · peers); parallel, same bits for any number of threads.
//!
//! # Source
//!
//! Δ after Procrustes: Hamilton, Leskovec & Jurafsky (2016), *ACL* 54, 1489-1501; neighbours: Gonen, Jawahar,
//! Seddah & Goldberg (2020), *ACL* 58, 538-555; control for frequency: Dubossarsky, Weinshall & Grossman
//! (2017), *EMNLP*, 1136-1145.
//!
//! # Not here
//!
//! A test per word: a rank has no p-value.

mod adjust;
mod frequency;
mod noise;
mod params;
#[cfg(test)]
mod tests;

pub use frequency::Frequencies;
pub use noise::{NoisePoint, noise};
pub use params::ShiftParams;

use crate::AnalyseError;
use crate::geometry::alignment::{Aligned, Alignment};
use crate::geometry::rows;
use isogloss_math::dense::dot_f64;
use isogloss_store::nearest;
use serde::{Deserialize, Serialize};
use std::collections::HashSet;

/// Peers are not peers among fewer.
const FEWEST_WORDS: usize = 3;

/// One shared word.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ShiftedWord {
    /// The word.
    pub word: String,
    /// Count in a; `None` for vectors without their text.
    pub count_a: Option<u64>,
    /// Count in b.
    pub count_b: Option<u64>,
    /// Line in a's file, from 1, where there are no counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line_a: Option<u64>,
    /// Line in b's file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line_b: Option<u64>,
    /// Δ(w) = ‖a − bR‖, in [0, 2].
    pub shift: f64,
    /// 95 % interval of Δ over resamples of the anchors ([`anchor_intervals`](crate::geometry::anchor_intervals)), where they were taken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub anchor_interval: Option<(f64, f64)>,
    /// cos(a, bR).
    pub cosine: f64,
    /// What Δ a word as frequent as this shows between two halves of one domain, scaled to these counts; `None` without a control.
    pub noise: Option<f64>,
    /// (Δ − median of its peers) / (1.4826 · their median absolute deviation): shift that frequency does not explain.
    pub adjusted: f64,
    /// Jaccard overlap of its nearest shared words.
    pub overlap: f64,
    /// Rank by `adjusted` among the words that are frequent enough in each domain, from 1; `None` for the others.
    pub rank: Option<usize>,
}

/// All shared words of one pair of domains.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Shift {
    /// How well the spaces could be laid on each other.
    pub alignment: Alignment,
    /// Words in both.
    pub shared_words: usize,
    /// Words that are ranked.
    pub ranked_words: usize,
    /// Mean overlap of neighbours over the ranked words; 0 where none is ranked.
    pub mean_overlap: f64,
    /// What two random lists would share.
    pub chance_overlap: f64,
    /// Spearman of Δ with log frequency (harmonic mean of the counts), over the ranked words; 0 where it is not defined.
    pub frequency_correlation: f64,
    /// Spearman of adjusted Δ with log frequency, over the ranked words.
    pub adjusted_frequency_correlation: f64,
    /// Share of ranked words whose Δ exceeds the 95 % noise of their frequency; `None` without a control.
    pub above_noise: Option<f64>,
    /// Noise of a by count, from its halves.
    pub noise_a: Vec<NoisePoint>,
    /// Noise of b.
    pub noise_b: Vec<NoisePoint>,
    /// Every shared word, in the order given.
    pub words: Vec<ShiftedWord>,
}

/// How far every shared word moved, and its rank.
///
/// `words[i]` and entry i of the frequencies belong to row i of the aligned spaces; `noise_a`, `noise_b`: what [`noise`] gives, or
/// nothing, as for words without counts. The ranking looks at `adjusted`, not at Δ: by Δ alone the rarest words would come first.
///
/// # Errors
/// See the module.
pub fn shift(
    words: &[String],
    frequencies: Frequencies<'_>,
    aligned: &Aligned,
    noise_a: &[NoisePoint],
    noise_b: &[NoisePoint],
    params: &ShiftParams,
) -> Result<Shift, AnalyseError> {
    params.check()?;
    rows::check_heights("words and their vectors", words.len(), aligned.a.rows())?;
    rows::check_heights("words and their frequencies", words.len(), frequencies.words())?;
    rows::check_heights("rows of the two spaces", aligned.a.rows(), aligned.b.rows())?;
    rows::check_heights("dimensions of the two spaces", aligned.a.columns(), aligned.b.columns())?;
    rows::check_finite(&[&aligned.a, &aligned.b])?;
    let known = rows::enough_with_vectors(&[&aligned.a, &aligned.b], FEWEST_WORDS)?;
    let mut high = vec![None; words.len()];
    let mut shifted: Vec<ShiftedWord> = (0..words.len())
        .map(|i| {
            let counts = frequencies.counts(i);
            let lines = frequencies.lines(i);
            let expected = counts.and_then(|counts| noise::expected(noise_a, noise_b, counts));
            high[i] = expected.map(|(_, high)| high);
            ShiftedWord {
                word: words[i].clone(),
                count_a: counts.map(|counts| counts.0),
                count_b: counts.map(|counts| counts.1),
                line_a: lines.map(|lines| lines.0),
                line_b: lines.map(|lines| lines.1),
                shift: distance(aligned, i),
                anchor_interval: None,
                cosine: dot_f64(aligned.a.row(i), aligned.b.row(i)).clamp(-1.0, 1.0),
                noise: expected.map(|(median, _)| median),
                adjusted: 0.0,
                overlap: 0.0,
                rank: None,
            }
        })
        .collect();
    adjust(&mut shifted, frequencies, &known, params.peers);
    overlap(&mut shifted, aligned, &known, params.neighbours);
    let ranked = ranked(&shifted, frequencies, &known, params);
    ranked.iter().enumerate().for_each(|(rank, &i)| shifted[i].rank = Some(rank + 1));

    let over = |value: &dyn Fn(usize) -> f64| ranked.iter().map(|&i| value(i)).collect::<Vec<f64>>();
    let mean = |values: Vec<f64>| values.iter().sum::<f64>() / values.len().max(1) as f64;
    let frequency = over(&|i| frequencies.of(i));
    let above = over(&|i| f64::from(u8::from(high[i].is_some_and(|high| shifted[i].shift > high))));
    Ok(Shift {
        alignment: aligned.alignment.clone(),
        shared_words: words.len(),
        ranked_words: ranked.len(),
        mean_overlap: mean(over(&|i| shifted[i].overlap)),
        chance_overlap: chance_overlap(known.len() - 1, params.neighbours),
        frequency_correlation: adjust::frequency_correlation(&frequency, &over(&|i| shifted[i].shift)),
        adjusted_frequency_correlation: adjust::frequency_correlation(
            &frequency,
            &over(&|i| shifted[i].adjusted),
        ),
        above_noise: (!noise_a.is_empty() && !noise_b.is_empty() && !ranked.is_empty()).then(|| mean(above)),
        noise_a: noise_a.to_vec(),
        noise_b: noise_b.to_vec(),
        words: shifted,
    })
}

/// Fills in `adjusted`.
fn adjust(shifted: &mut [ShiftedWord], frequencies: Frequencies<'_>, known: &[u32], peers: usize) {
    let of = |i: &u32| &shifted[*i as usize];
    let names: Vec<&str> = known.iter().map(|i| of(i).word.as_str()).collect();
    let frequency: Vec<f64> = known.iter().map(|&i| frequencies.of(i as usize)).collect();
    let shifts: Vec<f64> = known.iter().map(|i| of(i).shift).collect();
    let adjusted = adjust::adjusted(&names, &frequency, &shifts, peers);
    known.iter().zip(adjusted).for_each(|(&i, value)| shifted[i as usize].adjusted = value);
}

/// Fills in the overlap of neighbours.
fn overlap(shifted: &mut [ShiftedWord], aligned: &Aligned, known: &[u32], k: usize) {
    let itself: Vec<u32> = (0..known.len() as u32).collect();
    let lists = |space: &isogloss_math::Matrix| {
        let space = space.gather(known);
        nearest(&space, &space, k, Some(&itself))
    };
    let (a, b) = aligned.whole();
    for ((&i, in_a), in_b) in known.iter().zip(lists(a)).zip(lists(b)) {
        let of_a: HashSet<u32> = in_a.iter().map(|near| near.index).collect();
        let common = in_b.iter().filter(|near| of_a.contains(&near.index)).count();
        let union = in_a.len() + in_b.len() - common;
        shifted[i as usize].overlap = common as f64 / union.max(1) as f64;
    }
}

/// The words that are ranked, most adjusted shift first.
fn ranked(
    shifted: &[ShiftedWord],
    frequencies: Frequencies<'_>,
    known: &[u32],
    params: &ShiftParams,
) -> Vec<usize> {
    let enough = |&i: &usize| frequencies.enough(i, params);
    let mut ranked: Vec<usize> = known.iter().map(|&i| i as usize).filter(enough).collect();
    ranked.sort_by(|&i, &j| shifted[j].adjusted.total_cmp(&shifted[i].adjusted).then(i.cmp(&j)));
    ranked
}

/// The expected Jaccard overlap of two random sets of `k` among `others`: the size of what they share is hypergeometric.
fn chance_overlap(others: usize, k: usize) -> f64 {
    let k = k.min(others);
    // ln of the hypergeometric weights by their ratios, from the least possible overlap on.
    let least = (2 * k).saturating_sub(others);
    let mut log_weights = vec![0.0];
    for common in least..k {
        let left = (k - common) as f64;
        let rest = (others + common + 1 - 2 * k) as f64;
        let last = log_weights[log_weights.len() - 1];
        log_weights.push(last + 2.0 * left.ln() - (common as f64 + 1.0).ln() - rest.ln());
    }
    let largest = log_weights.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let (mut sum, mut total) = (0.0, 0.0);
    for (at, log_weight) in log_weights.iter().enumerate() {
        let weight = (log_weight - largest).exp();
        let common = (least + at) as f64;
        total += weight;
        sum += weight * common / (2.0 * k as f64 - common).max(1.0);
    }
    sum / total
}

/// Δ of one row.
fn distance(aligned: &Aligned, i: usize) -> f64 {
    let squares =
        aligned.a.row(i).iter().zip(aligned.b.row(i)).map(|(&x, &y)| (f64::from(x) - f64::from(y)).powi(2));
    squares.sum::<f64>().sqrt().min(2.0)
}

/// 2/(1/x + 1/y); 0 where either is 0.
fn harmonic_mean((x, y): (u64, u64)) -> f64 {
    2.0 / (1.0 / x as f64 + 1.0 / y as f64)
}
