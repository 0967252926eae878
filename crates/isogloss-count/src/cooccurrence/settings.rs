//! What counts as company, and how much of it.
use crate::CountError;
use serde::{Deserialize, Serialize};

/// The widest window.
const WIDEST: usize = 1000;
/// Up to this window the multiples of all 1/d are whole numbers of a reasonable size: lcm(1..=20) = 232,792,560.
const WIDEST_EXACT: usize = 20;
/// One, in fixed point with 32 bits after it.
const FIXED_ONE: u64 = 1 << 32;

/// How company is counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CooccurrenceSettings {
    /// Words on each side: 1 to 1000.
    pub window: usize,
    /// What a neighbour counts for.
    pub weighting: Weighting,
    /// On which sides a word has neighbours.
    pub context: Context,
    /// Words that are not in the postings (those below the minimum count) keep their places in the window. Otherwise they
    /// are taken out before windows are laid, as word2vec and GloVe do.
    pub keep_gaps: bool,
}

impl Default for CooccurrenceSettings {
    /// Window 5 (Mikolov et al. 2013), harmonic, symmetric, without gaps.
    fn default() -> Self {
        Self { window: 5, weighting: Weighting::Harmonic, context: Context::Symmetric, keep_gaps: false }
    }
}

/// What a neighbour at distance d counts for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Weighting {
    /// 1/d, as GloVe does.
    #[default]
    Harmonic,
    /// 1: all neighbours alike.
    Uniform,
    /// (window - d + 1) / window: what word2vec, which draws the width of every window from 1..=window, does on average.
    Dynamic,
}

/// On which sides a word has neighbours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Context {
    /// Both: `X` is symmetric.
    #[default]
    Symmetric,
    /// Row i counts the words before i.
    Left,
    /// Row i counts the words after i. (What GloVe's `cooccur -symmetric 0` writes.)
    Right,
}

impl Context {
    /// Whether the words before a word count.
    pub(super) fn has_left(self) -> bool {
        self != Self::Right
    }

    /// Whether the words after a word count.
    pub(super) fn has_right(self) -> bool {
        self != Self::Left
    }

    fn sides(self) -> u64 {
        u64::from(self.has_left()) + u64::from(self.has_right())
    }
}

/// Weights as whole numbers, so that sums are exact and do not depend on their order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Scale {
    /// What a weight of 1 is.
    pub(super) unit: u64,
    /// By distance, from 1; none is zero.
    pub(super) weights: Vec<u64>,
    /// The most that one occurrence of a word can add to its row.
    pub(super) per_posting: u64,
}

impl CooccurrenceSettings {
    /// Whether every setting is in its range.
    pub fn check(&self) -> Result<(), CountError> {
        if (1..=WIDEST).contains(&self.window) {
            return Ok(());
        }
        Err(CountError::Parameter {
            name: "--window",
            allowed: format!("1 to {WIDEST}"),
            given: self.window.to_string(),
        })
    }

    /// The weights. 1/d is a whole multiple of 1/lcm(1..=window) up to a window of 20; above, it is rounded to 32 bits after
    /// the point, which is wrong by less than one part in eight million at the widest.
    pub(super) fn scale(&self) -> Scale {
        let window = self.window as u64;
        let distances = 1..=window;
        let (unit, weights): (u64, Vec<u64>) = match self.weighting {
            Weighting::Uniform => (1, distances.map(|_| 1).collect()),
            Weighting::Dynamic => (window, distances.map(|distance| window - distance + 1).collect()),
            Weighting::Harmonic if self.window <= WIDEST_EXACT => {
                let unit = (1..=window).fold(1, lcm);
                (unit, distances.map(|distance| unit / distance).collect())
            }
            Weighting::Harmonic => {
                let rounded = |distance| (FIXED_ONE + distance / 2) / distance;
                (FIXED_ONE, distances.map(rounded).collect())
            }
        };
        let per_posting = self.context.sides() * weights.iter().sum::<u64>();
        Scale { unit, weights, per_posting }
    }
}

fn lcm(a: u64, b: u64) -> u64 {
    let (mut x, mut y) = (a, b);
    while y != 0 {
        (x, y) = (y, x % y);
    }
    a / x * b
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scale(window: usize, weighting: Weighting) -> Scale {
        CooccurrenceSettings { window, weighting, ..CooccurrenceSettings::default() }.scale()
    }

    #[test]
    fn weights_by_hand() {
        let expected = Scale { unit: 12, weights: vec![12, 6, 4, 3], per_posting: 50 };
        assert_eq!(scale(4, Weighting::Harmonic), expected);
        assert_eq!(scale(20, Weighting::Harmonic).unit, 232_792_560);
        assert_eq!(scale(21, Weighting::Harmonic).weights[..3], [1 << 32, 1 << 31, 1_431_655_765]);
        assert_eq!(scale(3, Weighting::Uniform), Scale { unit: 1, weights: vec![1; 3], per_posting: 6 });
        assert_eq!(scale(3, Weighting::Dynamic), Scale { unit: 3, weights: vec![3, 2, 1], per_posting: 12 });
    }

    /// The header of `mod.rs` promises it.
    #[test]
    fn only_rounded_weights_can_overflow() {
        let positions = u64::from(u32::MAX);
        for weighting in [Weighting::Uniform, Weighting::Dynamic] {
            assert!(scale(WIDEST, weighting).per_posting.checked_mul(positions).is_some());
        }
        assert!(scale(WIDEST_EXACT, Weighting::Harmonic).per_posting.checked_mul(positions).is_some());
    }
}
