//! Where does the tail begin, and how steep is it?

use super::law;
use super::tally::{Tally, types};

/// A tail has at least this many types ...
pub const TAIL_TYPES: u64 = 50;
/// ... and at least one in this many of all types: a law that holds for a handful of function words is none of the lexicon.
const TAIL_SHARE: u64 = 100;
/// A candidate for x_min is at least this much above the one before: every count up to 100, then in steps of 1 %.
const STEP: f64 = 1.01;

/// The tail that follows a power law best.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fit {
    pub gamma: f64,
    pub x_min: u64,
    pub tail_types: u64,
    pub distance: f64,
}

impl Fit {
    /// The candidate with the smallest Kolmogorov-Smirnov distance, the smaller x_min of equals; `None` where no candidate has
    /// two different counts that a γ fits.
    pub fn best(tally: &Tally) -> Option<Self> {
        let needed = TAIL_TYPES.max(tally.types().div_ceil(TAIL_SHARE));
        let mut tail = tally.pairs();
        let mut tail_types = types(tail);
        let mut best: Option<Self> = None;
        let mut last = 0.0;
        while let [(x_min, here), rest @ ..] = tail {
            if tail_types < needed {
                break;
            }
            if *x_min as f64 >= last * STEP {
                last = *x_min as f64;
                let give_up = best.map_or(f64::INFINITY, |best| best.distance);
                best = Self::at(tail, *x_min, give_up).filter(|fit| fit.distance < give_up).or(best);
            }
            tail_types -= here;
            tail = rest;
        }
        best
    }

    fn at(tail: &[(u64, u64)], x_min: u64, give_up: f64) -> Option<Self> {
        let gamma = law::maximum_likelihood(tail, x_min)?;
        let distance = law::distance(tail, x_min, gamma, give_up)?;
        Some(Self { gamma, x_min, tail_types: types(tail), distance })
    }
}
