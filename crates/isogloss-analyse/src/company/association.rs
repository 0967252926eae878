//! How much two words belong together in one domain more than in the other.

use isogloss_math::jackknife;
use serde::{Deserialize, Serialize};

/// Added to counts and expectations: a pair that never meets has an association, too (Haldane 1956).
const SMOOTHING: f64 = 0.5;
/// 97.5 % quantile of the normal distribution.
const NORMAL: f64 = 1.959_963_984_540_054;

/// One pair in one domain: how often it meets, in all and in each group of units.
#[derive(Clone, Debug, PartialEq)]
pub struct Side {
    /// X_ij, and what the margins make it.
    pub counts: PairCounts,
    /// X_ij in each group.
    pub by_group: Vec<f64>,
    /// Tokens of each group.
    pub sizes: Vec<f64>,
}

/// X_ij and X_i. X_.j / X_..
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PairCounts {
    /// Weighted count.
    pub x: f64,
    /// Its expectation were the two independent.
    pub expected: f64,
}

/// Associations in both domains, bits, and their difference.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Association {
    /// In a.
    pub a: f64,
    /// In b.
    pub b: f64,
    /// b − a.
    pub difference: f64,
    /// Lower end of the difference's 95 % interval.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

impl PairCounts {
    fn association(self) -> f64 {
        ((self.x + SMOOTHING) / (self.expected + SMOOTHING)).log2()
    }

    /// Variance of the association of a Poisson count. (Weights are at most 1, so the variance of X is at most X.)
    fn variance(self) -> f64 {
        (std::f64::consts::LOG2_E).powi(2) / (self.x + SMOOTHING)
    }
}

impl Association {
    /// From all that is known of a pair.
    pub fn of(a: &Side, b: &Side) -> Self {
        let (of_a, of_b) = (a.counts.association(), b.counts.association());
        let (difference, half) = (of_b - of_a, half_width(a).hypot(half_width(b)));
        Self { a: of_a, b: of_b, difference, low: difference - half, high: difference + half }
    }

    /// How far the interval stays away from 0, by which pairs are ranked; below 0 where it holds 0.
    pub fn surely(&self) -> f64 {
        self.low.max(-self.high)
    }
}

/// The difference of a pair's associations, b − a, and how far from 0 it surely is if its meetings were independent: a first, cheap screen.
pub fn screen(a: PairCounts, b: PairCounts) -> (f64, f64) {
    let difference = b.association() - a.association();
    (difference, difference.abs() - NORMAL * (a.variance() + b.variance()).sqrt())
}

/// Half the 95 % interval of one side: by delete-group jackknife, at least Poisson's.
fn half_width(side: &Side) -> f64 {
    let PairCounts { x, expected } = side.counts;
    let poisson = NORMAL * side.counts.variance().sqrt();
    let all: f64 = side.sizes.iter().sum();
    let without = |(x_g, size): (&f64, &f64)| {
        PairCounts { x: (x - x_g).max(0.0), expected: expected * (1.0 - size / all) }.association()
    };
    let without: Vec<f64> = side.by_group.iter().zip(&side.sizes).map(without).collect();
    let jackknife = jackknife::delete_group(side.counts.association(), &without, &side.sizes, "");
    let jackknife = jackknife.and_then(|x| Some((x.high? - x.low?) / 2.0));
    jackknife.map_or(poisson, |half| half.max(poisson))
}
