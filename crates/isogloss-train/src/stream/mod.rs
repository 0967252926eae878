//! What the streaming trainers share: they read the corpus in order, epoch by epoch, as word2vec.c does.
//!
//! [`Text`] says what is read, `Negatives` draws samples, `SharedRows` are the matrices that all threads work on, and
//! `Worker` is one thread's part. [`train`] runs the epochs and hands a [`State`] to whoever wants to keep it.

mod negatives;
mod params;
mod shared;
#[cfg(test)]
mod tests;
mod text;
mod worker;

pub use params::StreamParams;
pub(crate) use text::Text;

use crate::session::{self, Passes};
use crate::{Session, State, TrainError, Trained, word2vec};
use isogloss_math::Matrix;
use isogloss_math::simd::ROW_MULTIPLE;
use negatives::Negatives;
use shared::SharedRows;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, AtomicUsize};
use text::Subsampling;
use worker::{Run, Worker};

/// What is learnt from a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Model {
    /// Each context word tells the centre word from samples.
    SkipGram,
    /// The mean of the context words does.
    Cbow,
}

impl Model {
    /// The label of its random streams.
    fn label(self) -> &'static str {
        match self {
            Self::SkipGram => "sgns-stream",
            Self::Cbow => "cbow",
        }
    }
}

/// Trains on a text, from the session's state on.
pub(crate) fn train(
    text: &Text<'_>,
    model: Model,
    params: &StreamParams,
    threads: usize,
    session: Session<'_>,
) -> Result<Trained, TrainError> {
    params.check()?;
    TrainError::unless(threads >= 1, "--threads", threads, "must be at least 1")?;
    let given = text.counts.iter().filter(|&&count| count > 0).count();
    if given < 2 {
        return Err(TrainError::TooFewWords { given, dim: params.dim });
    }
    let Session { state, progress, on_epoch } = session;
    let state = state.unwrap_or_else(|| start(text, model, params));
    state.check(text.counts.len(), params.dim)?;
    let width = params.dim.next_multiple_of(ROW_MULTIPLE);
    let run = Run {
        model,
        params,
        text,
        subsampling: Subsampling::new(text, params.sample),
        negatives: Negatives::new(&text.counts),
        vectors: SharedRows::from_matrix(&state.vectors, width),
        contexts: SharedRows::from_matrix(&state.contexts, width),
        done: AtomicU64::new(text.total * state.losses.len() as u64),
        progress,
    };
    let losses = state.losses;
    drop((state.vectors, state.contexts));
    let mut trainer = Stream { run, threads, width };
    session::run(&mut trainer, losses, params.epochs, "--alpha", on_epoch)?;
    progress(trainer.run.all(), trainer.run.all());
    let [vectors, contexts] = trainer.copy();
    Ok(Trained { vectors, contexts })
}

/// The matrices and the threads that work on them.
struct Stream<'a> {
    run: Run<'a>,
    threads: usize,
    width: usize,
}

impl Passes for Stream<'_> {
    fn pass(&mut self, epoch: usize) -> f64 {
        let next = AtomicUsize::new(0);
        let parts = Mutex::new(vec![(0.0, 0); self.run.text.chunks.len()]);
        std::thread::scope(|scope| {
            for _ in 0..self.threads {
                scope.spawn(|| Worker::new(&self.run, self.width).epoch(epoch, &next, &parts));
            }
        });
        let parts = parts.into_inner().unwrap_or_default();
        let (loss, steps) =
            parts.iter().fold((0.0, 0_u64), |(loss, steps), part| (loss + part.0, steps + part.1));
        if steps > 0 { loss / steps as f64 } else { 0.0 }
    }

    fn all_finite(&self) -> bool {
        self.run.vectors.all_finite() && self.run.contexts.all_finite()
    }

    fn copy(&self) -> [Matrix; 2] {
        [&self.run.vectors, &self.run.contexts].map(|side| side.to_matrix(self.run.params.dim))
    }
}

/// What [`train`] begins with where it is given no state.
pub(crate) fn start(text: &Text<'_>, model: Model, params: &StreamParams) -> State {
    let occurs: Vec<bool> = text.counts.iter().map(|&count| count > 0).collect();
    word2vec::start(&occurs, params.dim, params.seed, &format!("{} start", model.label()))
}
