//! The debiased divergence of one word from four samples of its uses.

use isogloss_math::jackknife::quantile_975;
use serde::{Deserialize, Serialize};

/// The samples of the same domain, and the pairs across.
const WITHIN: [(usize, usize); 2] = [(0, 1), (2, 3)];
const ACROSS: [(usize, usize); 4] = [(0, 2), (0, 3), (1, 2), (1, 3)];
/// Where less of the scale is left above the noise, nothing can be told.
const LEAST_ROOM: f64 = 0.02;
/// Shares no nearer to 0 than this, where a logarithm is taken of them.
const LEAST_SHARE: f64 = 1e-12;
/// No place among the contexts that were met.
const NONE: u32 = u32::MAX;

/// A divergence with its noise taken off.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Debiased {
    /// D, bits: at most 1, below 0 by chance.
    pub value: f64,
    /// Lower end of its 95 % interval; none with fewer than two groups of units in a sample.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
    /// JSD between a's halves.
    pub noise_a: f64,
    /// JSD between b's halves.
    pub noise_b: f64,
    /// Mean JSD across.
    pub cross: f64,
}

/// The company of one word in four samples: 0 and 1 the halves of a, 2 and 3 those of b. Used again for the next word.
pub struct Samples {
    groups: usize,
    /// (sample, group, end of its neighbours).
    uses: Vec<(usize, u16, usize)>,
    /// (context, weight); after counting, (place in `sums`, weight).
    neighbours: Vec<(u32, f64)>,
    /// Place of each context in `sums`; `NONE` between words.
    places: Vec<u32>,
    met: Vec<u32>,
    sums: Vec<[f64; 4]>,
}

/// What a context adds to each sample's derivatives: log₂ p/m, across (mean of two) and within.
#[derive(Clone, Copy, Default)]
struct Scores {
    across: [f64; 4],
    within: [f64; 4],
}

impl Samples {
    /// For contexts `0..contexts` and groups `0..groups`.
    pub fn new(contexts: usize, groups: usize) -> Self {
        let (uses, neighbours, met, sums) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        Self { groups, uses, neighbours, places: vec![NONE; contexts], met, sums }
    }

    /// A use of the word: in which sample, and in which group of units. Its neighbours follow.
    pub fn add_use(&mut self, sample: usize, group: u16) {
        self.uses.push((sample, group, self.neighbours.len()));
    }

    /// A neighbour of the last use.
    pub fn add_neighbour(&mut self, context: u32, weight: f64) {
        self.neighbours.push((context, weight));
        if let Some(last) = self.uses.last_mut() {
            last.2 = self.neighbours.len();
        }
    }

    /// The word's divergence; forgets the word.
    pub fn divergence(&mut self) -> Option<Debiased> {
        self.count();
        let debiased = self.debiased();
        self.met.drain(..).for_each(|context| self.places[context as usize] = NONE);
        self.uses.clear();
        self.neighbours.clear();
        self.sums.clear();
        debiased
    }

    /// Sums per context and sample.
    fn count(&mut self) {
        let mut start = 0;
        for &(sample, _, end) in &self.uses {
            for (context, weight) in &mut self.neighbours[start..end] {
                let place = &mut self.places[*context as usize];
                if *place == NONE {
                    *place = self.sums.len() as u32;
                    self.met.push(*context);
                    self.sums.push([0.0; 4]);
                }
                self.sums[*place as usize][sample] += *weight;
                *context = *place;
            }
            start = end;
        }
    }

    fn debiased(&self) -> Option<Debiased> {
        let mut masses = [0.0; 4];
        for sums in &self.sums {
            (0..4).for_each(|s| masses[s] += sums[s]);
        }
        if masses.iter().any(|&mass| mass <= 0.0) {
            return None;
        }
        let (mut within, mut across) = ([0.0; 2], 0.0);
        let mut scores = vec![Scores::default(); self.sums.len()];
        for (sums, scores) in self.sums.iter().zip(&mut scores) {
            let p: [f64; 4] = std::array::from_fn(|s| sums[s] / masses[s]);
            for (noise, &(s, t)) in within.iter_mut().zip(&WITHIN) {
                let (of_s, of_t) = log_ratios(p[s], p[t]);
                *noise += 0.5 * (p[s] * of_s + p[t] * of_t);
                (scores.within[s], scores.within[t]) = (of_s, of_t);
            }
            for &(s, t) in &ACROSS {
                let (of_s, of_t) = log_ratios(p[s], p[t]);
                across += 0.125 * (p[s] * of_s + p[t] * of_t);
                scores.across[s] += 0.5 * of_s;
                scores.across[t] += 0.5 * of_t;
            }
        }
        let room = within.map(|noise| 1.0 - noise);
        if room[0].min(room[1]) < LEAST_ROOM {
            return None;
        }
        let overlap = expected_overlap(room);
        let ratio = (1.0 - across) / overlap;
        let (unseen, slope) = divergence_of_overlap(ratio);
        let value = across - (1.0 - overlap) + (1.0 - overlap) * unseen;
        // ∂D/∂p of a context, by way of C and of the expected overlap. A sample is in two of the four pairs across, and in one of
        // the two within, with half of each.
        let of_across = 0.25 * (1.0 - (1.0 - overlap) * slope / overlap);
        let of_overlap = 1.0 - unseen - (1.0 - overlap) * slope * ratio / overlap;
        let of_within = room.map(|own| -0.25 * of_overlap * ((room[0] + room[1]) / own).log2());
        let scores: Vec<[f64; 4]> = scores
            .iter()
            .map(|x| std::array::from_fn(|s| of_across * x.across[s] + of_within[s / 2] * x.within[s]))
            .collect();
        let half = self.half_width(&scores, &masses);
        Some(Debiased {
            value,
            low: half.map(|half| value - half),
            high: half.map(|half| value + half),
            noise_a: within[0],
            noise_b: within[1],
            cross: across,
        })
    }

    /// Half the interval: each group's part of the derivative against its part of the mass.
    fn half_width(&self, scores: &[[f64; 4]], masses: &[f64; 4]) -> Option<f64> {
        // (mass, score) by sample and group.
        let mut parts = vec![(0.0, 0.0); 4 * self.groups];
        let mut start = 0;
        for &(sample, group, end) in &self.uses {
            let part = &mut parts[sample * self.groups + usize::from(group)];
            for &(place, weight) in &self.neighbours[start..end] {
                part.0 += weight;
                part.1 += weight * scores[place as usize][sample];
            }
            start = end;
        }
        let (mut variance, mut freedom) = (0.0, 0);
        for (parts, mass) in parts.chunks(self.groups).zip(masses) {
            let held = parts.iter().filter(|part| part.0 > 0.0).count();
            let mean = parts.iter().map(|part| part.1).sum::<f64>() / mass;
            let squares: f64 = parts.iter().map(|part| ((part.1 - part.0 * mean) / mass).powi(2)).sum();
            let others = held.checked_sub(1).filter(|&others| others > 0)?;
            variance += squares * held as f64 / others as f64;
            freedom += others;
        }
        quantile_975(freedom).map(|t| t * variance.sqrt())
    }
}

/// The overlap 1 − C that two domains which do not differ are expected to have, from that within each: their mean where both are
/// equally noisy, less where not. Exact where no context is expected twice, and to second order where all are met often.
fn expected_overlap([a, b]: [f64; 2]) -> f64 {
    let share = a / (a + b);
    let entropy = -share * share.log2() - (1.0 - share) * (1.0 - share).log2();
    0.5 * (a + b) * entropy
}

/// S(ρ) and its derivative: the divergence of contexts that are hardly met twice, from the ratio of their overlap across to that
/// within. If every one has shares in the ratio p : 1 − p, one way or the other, ρ = 2p(1 − p) / (p² + (1 − p)²) and S = 1 − h(p),
/// h the entropy in bits. Linear beyond ρ = 1, which is reached by chance only.
pub(super) fn divergence_of_overlap(ratio: f64) -> (f64, f64) {
    let at_one = -0.25 * std::f64::consts::LOG2_E;
    if ratio >= 1.0 {
        return (at_one * (ratio - 1.0), at_one);
    }
    let ratio = ratio.max(0.0);
    // 1 − 2p; the product p(1 − p) is ρ / 2(1 + ρ).
    let apart = ((1.0 - ratio) / (1.0 + ratio)).sqrt();
    let share = (0.5 * (1.0 - apart)).max(LEAST_SHARE);
    let log_odds = ((1.0 - share) / share).log2();
    let entropy = -share.log2() + (1.0 - share) * -log_odds;
    // Of log₂((1 − p)/p) / (1 − 2p), whose limit at p = ½ is 2 log₂ e.
    let steepness = if apart > 1e-6 { log_odds / apart } else { 2.0 * std::f64::consts::LOG2_E };
    (1.0 - entropy, -0.5 * steepness / (1.0 + ratio).powi(2))
}

/// log₂ p/m and log₂ q/m with m = (p + q)/2; 0 for a share of 0, which it is multiplied by.
fn log_ratios(p: f64, q: f64) -> (f64, f64) {
    // Most contexts are met in one sample only: no logarithm is needed to know that of 2.
    match (p > 0.0, q > 0.0) {
        (true, true) => {
            let mean = 0.5 * (p + q);
            ((p / mean).log2(), (q / mean).log2())
        }
        (has_p, has_q) => (f64::from(u8::from(has_p)), f64::from(u8::from(has_q))),
    }
}
