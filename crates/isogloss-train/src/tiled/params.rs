use crate::TrainError;
use crate::word2vec::{self, keep_probability};
use serde::{Deserialize, Serialize};

/// Positives of a sweep, about: what a row learns in one visit to a tile is true of this tile's columns alone, and the more it
/// learns at once the more of it has to be unlearnt elsewhere.
const SWEEP: f64 = 1e7;
/// Sweeps of an epoch at least.
const FEWEST_SWEEPS: usize = 4;

/// Parameters of the loss `sgns`, with word2vec's names.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SgnsParams {
    /// Dimensions.
    pub dim: usize,
    /// Negative samples per pair.
    pub negative: usize,
    /// Subsampling threshold; 0 keeps every word.
    pub sample: f64,
    /// Starting learning rate, falling linearly.
    pub alpha: f64,
    /// Passes.
    pub epochs: usize,
    /// Sweeps over the grid per epoch, each with an equal share of every count; 0: by the number of positives.
    pub sweeps: usize,
    /// Blocks of words on either side of the grid; 0: by the size of a block.
    pub blocks: usize,
    /// Seed.
    pub seed: u64,
}

impl Default for SgnsParams {
    /// word2vec.c's for skip-gram, but for the learning rate and the sweeps. On 9.4 million words of an encyclopedia, 3 epochs,
    /// sample 1e-3, one seed, these gave WordSim-353 0.626 and analogies 20.5 %. The rate was chosen among 0.025, 0.05 and 0.1, and
    /// the sweeps between 2 and 4, while rows still met the same negative twice; neither was chosen anew since, nor on another text.
    fn default() -> Self {
        Self { dim: 100, negative: 5, sample: 1e-3, alpha: 0.05, epochs: 5, sweeps: 0, blocks: 0, seed: 1 }
    }
}

impl SgnsParams {
    /// The dynamic window with which to count X so that pairs reach as far as they do in word2vec with this `window`, which
    /// leaves words out before it lays windows: `window` divided by the share of uses kept, rounded.
    pub fn reach(&self, counts: &[u64], window: usize) -> usize {
        let total: u64 = counts.iter().sum();
        let kept: f64 = counts.iter().map(|&f| f as f64 * keep_probability(f, total, self.sample)).sum();
        if kept > 0.0 { (window as f64 * total as f64 / kept).round() as usize } else { window }
    }

    /// Sweeps per epoch, where an epoch has so many positives.
    pub(super) fn sweeps_for(&self, positives: f64) -> usize {
        if self.sweeps > 0 { self.sweeps } else { ((positives / SWEEP) as usize).max(FEWEST_SWEEPS) }
    }

    /// Whether every parameter is in its range.
    ///
    /// # Errors
    /// [`TrainError::Parameter`], which names the flag.
    pub fn check(&self) -> Result<(), TrainError> {
        word2vec::check(self.dim, self.negative, self.epochs, self.sample, self.alpha)
    }
}

/// Parameters of the loss `glove`, with its authors' names and defaults.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GloveParams {
    /// Dimensions.
    pub dim: usize,
    /// The count from which on all entries weigh the same.
    pub x_max: f64,
    /// The exponent of the weighting function below it.
    pub exponent: f64,
    /// Learning rate before AdaGrad has seen anything.
    pub eta: f64,
    /// Passes.
    pub epochs: usize,
    /// Blocks of words on either side of the grid; 0: by the size of a block.
    pub blocks: usize,
    /// Seed.
    pub seed: u64,
}

impl Default for GloveParams {
    /// Pennington et al. 2014, §4.2: x_max 100, exponent ¾, learning rate 0.05; 25 passes are what its authors' program does
    /// when nothing is said (the paper: 50 below 300 dimensions, 100 above).
    fn default() -> Self {
        Self { dim: 100, x_max: 100.0, exponent: 0.75, eta: 0.05, epochs: 25, blocks: 0, seed: 1 }
    }
}

impl GloveParams {
    /// Whether every parameter is in its range.
    ///
    /// # Errors
    /// [`TrainError::Parameter`], which names the flag.
    pub fn check(&self) -> Result<(), TrainError> {
        for (name, count) in [("--dim", self.dim), ("--epochs", self.epochs)] {
            TrainError::unless(count >= 1, name, count, "must be at least 1")?;
        }
        let above_zero = [("--x-max", self.x_max), ("--exponent", self.exponent), ("--eta", self.eta)];
        for (name, x) in above_zero {
            TrainError::unless(x.is_finite() && x > 0.0, name, x, "must be above 0")?;
        }
        Ok(())
    }
}
