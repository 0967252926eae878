//! One training: what it begins with, and who hears of it.

use crate::TrainError;
use isogloss_math::Matrix;
use std::ops::ControlFlow;

/// All that training needs to go on: kept after an epoch, it gives the same bytes as a training that never stopped (where the
/// trainer is reproducible at all).
#[derive(Clone, Debug, PartialEq)]
pub struct State {
    /// Epochs that are done.
    pub epochs: usize,
    /// The mean loss of each of them.
    pub losses: Vec<f64>,
    /// Word vectors, (n, d).
    pub vectors: Matrix,
    /// Context vectors, (n, d).
    pub contexts: Matrix,
}

impl State {
    /// Refuses a state of other words or dimensions, and one that holds NaN or an infinity.
    pub(crate) fn check(&self, words: usize, dim: usize) -> Result<(), TrainError> {
        let fits = |m: &Matrix| (m.rows(), m.columns()) == (words, dim) && m.first_not_finite().is_none();
        if fits(&self.vectors) && fits(&self.contexts) {
            return Ok(());
        }
        Err(TrainError::State { words, dim })
    }
}

/// What is told at the end of an epoch.
pub struct Epoch<'a> {
    /// The epoch, from 1.
    pub epoch: usize,
    /// All epochs.
    pub epochs: usize,
    /// The mean loss of this one.
    pub loss: f64,
    /// Copies what is needed to go on from here.
    pub state: &'a dyn Fn() -> State,
}

/// What a training begins with, and who hears of it.
pub struct Session<'a> {
    /// Where it goes on; `None`: from the start.
    pub state: Option<State>,
    /// Leave the context vectors as they are: all that is trained with the same ones lies in one space (Di Carlo, Bianchi &
    /// Palmonari 2019).
    pub freeze_contexts: bool,
    /// Hears (done, all) now and then, from any thread.
    pub progress: &'a (dyn Fn(u64, u64) + Sync),
    /// Hears of every epoch's end, and may stop the training there.
    pub on_epoch: &'a mut dyn FnMut(&Epoch<'_>) -> ControlFlow<()>,
}
