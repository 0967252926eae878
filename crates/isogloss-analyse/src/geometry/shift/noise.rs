//! How far apart does noise alone put a word, given how often it is used?

use super::{distance, harmonic_mean};
use crate::geometry::{alignment::Aligned, rows};
use isogloss_math::rank;
use serde::{Deserialize, Serialize};

/// Words of like frequency from which one point of the curve is read.
const WINDOW: usize = 200;
/// The least that a 95th percentile can be read from.
const FEWEST: usize = 20;
/// Points of a curve, at most.
const POINTS: usize = 60;

/// Δ that two halves of one domain show, at a per-half count.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NoisePoint {
    /// Count in a half (harmonic mean of the two).
    pub count: f64,
    /// Median Δ of words around it.
    pub median: f64,
    /// 95th percentile.
    pub high: f64,
}

/// The noise curve of one domain from its two aligned halves: `counts[i]` = (count in half 1, count in half 2) of row i.
///
/// A window of 200 words runs over the words in order of the harmonic mean of their two counts; the windows taken, at
/// most 60, lie evenly in log count. Counts ascend strictly. The curve is not forced to fall with the count: the most frequent words,
/// those of grammar, may well be noisier than the content words below them. Empty where fewer than 20 words have vectors
/// in both halves: no curve, rather than one read off a handful of words.
pub fn noise(halves: &Aligned, counts: &[(u64, u64)]) -> Vec<NoisePoint> {
    let known = rows::with_vectors(&[&halves.a, &halves.b]);
    let mut words: Vec<(f64, f64)> = known
        .iter()
        .filter_map(|&i| Some((harmonic_mean(*counts.get(i as usize)?), distance(halves, i as usize))))
        .filter(|&(count, _)| count > 0.0)
        .collect();
    words.sort_by(|x, y| x.0.total_cmp(&y.0).then(x.1.total_cmp(&y.1)));
    if words.len() < FEWEST {
        return Vec::new();
    }
    let mut curve: Vec<NoisePoint> = Vec::new();
    for start in starts(&words) {
        let point = point(&words[start..(start + WINDOW).min(words.len())]);
        if curve.last().is_none_or(|last| point.count > last.count) {
            curve.push(point);
        }
    }
    curve
}

/// Where the windows start, so that their middles lie evenly in log count.
fn starts(words: &[(f64, f64)]) -> Vec<usize> {
    let last = words.len().saturating_sub(WINDOW);
    let (low, high) = (words[0].0.ln(), words[words.len() - 1].0.ln());
    let mut starts: Vec<usize> = (0..POINTS)
        .map(|k| {
            let target = low + (high - low) * k as f64 / (POINTS - 1) as f64;
            let at = words.partition_point(|word| word.0.ln() < target);
            at.saturating_sub(WINDOW / 2).min(last)
        })
        .collect();
    starts.dedup();
    starts
}

fn point(words: &[(f64, f64)]) -> NoisePoint {
    let mut shifts: Vec<f64> = words.iter().map(|word| word.1).collect();
    shifts.sort_by(f64::total_cmp);
    NoisePoint {
        count: (words.iter().map(|word| word.0.ln()).sum::<f64>() / words.len() as f64).exp(),
        median: rank::quantile(&shifts, 0.5).unwrap_or(0.0),
        high: rank::quantile(&shifts, 0.95).unwrap_or(0.0),
    }
}

/// What Δ noise alone would give a word with these counts: (median, 95th percentile). `None` without a curve for each.
///
/// With vectors of truth plus independent noise of relative variance `σ²(c)`, unit vectors of a word in two halves have
/// the cosine `r(c) = 1/(1 + σ²(c)) = 1 − Δ²/2`, and those in two domains `√(r_a r_b)`. Where noise is small this is
/// `Δ² = (Δ_a² + Δ_b²)/2`; where one domain knows the word much better than the other, that sum would be too small.
pub fn expected(curve_a: &[NoisePoint], curve_b: &[NoisePoint], counts: (u64, u64)) -> Option<(f64, f64)> {
    let of = |curve: &[NoisePoint], count: u64, value: fn(&NoisePoint) -> f64| {
        interpolate(curve, count, value).map(|shift| (1.0 - shift * shift / 2.0).max(0.0))
    };
    let both = |value: fn(&NoisePoint) -> f64| {
        let cosine = (of(curve_a, counts.0, value)? * of(curve_b, counts.1, value)?).sqrt();
        Some((2.0 - 2.0 * cosine).max(0.0).sqrt())
    };
    Some((both(|point| point.median)?, both(|point| point.high)?))
}

/// A curve's value at a count, linear in log count, level beyond its ends.
fn interpolate(curve: &[NoisePoint], count: u64, value: fn(&NoisePoint) -> f64) -> Option<f64> {
    let count = count.max(1) as f64;
    let above = curve.partition_point(|point| point.count < count);
    let Some(right) = curve.get(above) else { return curve.last().map(value) };
    let Some(left) = above.checked_sub(1).map(|at| &curve[at]) else { return Some(value(right)) };
    let share = (count / left.count).ln() / (right.count / left.count).ln();
    Some(value(left) + share * (value(right) - value(left)))
}
