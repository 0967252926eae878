//! One training: what it begins with, and who hears of it.

use crate::TrainError;
use isogloss_math::Matrix;
use std::ops::ControlFlow;

/// All that training needs to go on: kept after an epoch, it gives the same bytes as a training that never stopped (where the
/// trainer is reproducible at all).
#[derive(Clone, Debug, PartialEq)]
pub struct State {
    /// The mean loss of every epoch that is done.
    pub losses: Vec<f64>,
    /// Word vectors, (n, d), and behind each what else the trainer keeps of it.
    pub vectors: Matrix,
    /// Context vectors, likewise.
    pub contexts: Matrix,
}

impl State {
    /// Refuses a state of other words or with other numbers of each, and one that holds NaN or an infinity.
    pub(crate) fn check(&self, words: usize, numbers: usize) -> Result<(), TrainError> {
        let fits = |m: &Matrix| (m.rows(), m.columns()) == (words, numbers) && m.first_not_finite().is_none();
        if fits(&self.vectors) && fits(&self.contexts) {
            return Ok(());
        }
        Err(TrainError::State { words, numbers })
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
    /// Hears (done, all) now and then, from any thread.
    pub progress: &'a (dyn Fn(u64, u64) + Sync),
    /// Hears of every epoch's end, and may stop the training there.
    pub on_epoch: &'a mut dyn FnMut(&Epoch<'_>) -> ControlFlow<()>,
}

/// A trainer that passes over its data again and again.
pub(crate) trait Passes {
    /// The pass of an epoch, from 1; its mean loss.
    fn pass(&mut self, epoch: usize) -> f64;

    /// Whether no number is NaN or an infinity.
    fn all_finite(&self) -> bool;

    /// Copies vectors and contexts, and behind each what else is kept of it.
    fn copy(&self) -> [Matrix; 2];
}

/// Runs the epochs that are not done yet: as many as there are `losses`. `lower`: the flag of the learning rate.
pub(crate) fn run(
    trainer: &mut impl Passes,
    mut losses: Vec<f64>,
    epochs: usize,
    lower: &'static str,
    on_epoch: &mut dyn FnMut(&Epoch<'_>) -> ControlFlow<()>,
) -> Result<(), TrainError> {
    for epoch in losses.len() + 1..=epochs {
        let loss = trainer.pass(epoch);
        if !trainer.all_finite() {
            return Err(TrainError::Diverged { epoch, lower });
        }
        losses.push(loss);
        let state = || {
            let [vectors, contexts] = trainer.copy();
            State { losses: losses.clone(), vectors, contexts }
        };
        if on_epoch(&Epoch { epoch, epochs, loss, state: &state }).is_break() {
            return Err(TrainError::Stopped { epoch });
        }
    }
    Ok(())
}
