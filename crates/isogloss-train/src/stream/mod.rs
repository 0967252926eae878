//! What the streaming trainers share: they read the corpus in order, epoch by epoch, as word2vec.c does.
//!
//! [`Text`] says what is read, `Negatives` draws samples, `SharedRows` are the matrices that all threads work on, and
//! `Worker` is one thread's part. [`train`] runs the epochs and hands a [`State`] to whoever wants to keep it.

mod negatives;
mod shared;
#[cfg(test)]
mod tests;
mod text;
mod worker;

pub(crate) use text::Text;

use crate::{Epoch, Session, State, TrainError, Trained};
use isogloss_math::Matrix;
use isogloss_math::simd::ROW_MULTIPLE;
use isogloss_math::stream::stream;
use negatives::Negatives;
use rand::Rng;
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

/// The parameters of both models, word2vec's names.
#[derive(Clone, Debug)]
pub(crate) struct Params {
    pub(crate) model: Model,
    pub(crate) dim: usize,
    pub(crate) window: usize,
    pub(crate) negative: usize,
    pub(crate) sample: f64,
    pub(crate) alpha: f64,
    pub(crate) epochs: usize,
    pub(crate) seed: u64,
}

impl Params {
    pub(crate) fn check(&self) -> Result<(), TrainError> {
        let counts = [
            ("--dim", self.dim),
            ("--window", self.window),
            ("--negative", self.negative),
            ("--epochs", self.epochs),
        ];
        for (name, count) in counts {
            TrainError::unless(count >= 1, name, count, "must be at least 1")?;
        }
        TrainError::unless(
            self.sample.is_finite() && self.sample >= 0.0,
            "--sample",
            self.sample,
            "must be 0 (off) or above",
        )?;
        TrainError::unless(
            self.alpha.is_finite() && self.alpha > 0.0,
            "--alpha",
            self.alpha,
            "must be above 0",
        )
    }
}

/// Trains on a text, from the session's state on.
pub(crate) fn train(
    text: &Text<'_>,
    params: &Params,
    threads: usize,
    session: Session<'_>,
) -> Result<Trained, TrainError> {
    params.check()?;
    TrainError::unless(threads >= 1, "--threads", threads, "must be at least 1")?;
    let given = text.counts.iter().filter(|&&count| count > 0).count();
    if given < 2 {
        return Err(TrainError::TooFewWords { given, dim: params.dim });
    }
    let Session { state, freeze_contexts, progress, on_epoch } = session;
    let state = match state {
        Some(state) => state,
        None => start(text, params),
    };
    state.check(text.counts.len(), params.dim)?;
    let width = params.dim.next_multiple_of(ROW_MULTIPLE);
    let run = Run {
        params,
        text,
        subsampling: Subsampling::new(text, params.sample),
        negatives: Negatives::new(&text.counts),
        vectors: SharedRows::from_matrix(&state.vectors, width),
        contexts: SharedRows::from_matrix(&state.contexts, width),
        freeze_contexts,
        done: AtomicU64::new(text.total * state.epochs as u64),
        progress,
    };
    let (first, mut losses) = (state.epochs + 1, state.losses);
    drop((state.vectors, state.contexts));
    for epoch in first..=params.epochs {
        let next = AtomicUsize::new(0);
        let parts = Mutex::new(vec![(0.0, 0); text.chunks.len()]);
        std::thread::scope(|scope| {
            for _ in 0..threads {
                scope.spawn(|| Worker::new(&run, width).epoch(epoch, &next, &parts));
            }
        });
        if !run.vectors.all_finite() || !run.contexts.all_finite() {
            return Err(TrainError::Diverged { epoch });
        }
        let parts = parts.into_inner().unwrap_or_default();
        let (loss, steps) =
            parts.iter().fold((0.0, 0_u64), |(loss, steps), part| (loss + part.0, steps + part.1));
        losses.push(if steps > 0 { loss / steps as f64 } else { 0.0 });
        let snapshot = || State {
            epochs: epoch,
            losses: losses.clone(),
            vectors: run.vectors.to_matrix(params.dim),
            contexts: run.contexts.to_matrix(params.dim),
        };
        let loss = losses[losses.len() - 1];
        if on_epoch(&Epoch { epoch, epochs: params.epochs, loss, state: &snapshot }).is_break() {
            return Err(TrainError::Stopped { epoch });
        }
    }
    progress(run.all(), run.all());
    Ok(Trained { vectors: run.vectors.to_matrix(params.dim), contexts: run.contexts.to_matrix(params.dim) })
}

/// Before training: word vectors uniform on ±1/2d, zeros for words that do not occur, contexts zero.
pub(crate) fn start(text: &Text<'_>, params: &Params) -> State {
    let mut vectors = Matrix::zeros(text.counts.len(), params.dim);
    let mut random = stream(params.seed, &format!("{} start", params.model.label()));
    for (word, _) in text.counts.iter().enumerate().filter(|&(_, &count)| count > 0) {
        for x in vectors.row_mut(word) {
            *x = ((f64::from(random.next_u32()) / 2.0_f64.powi(32) - 0.5) / params.dim as f64) as f32;
        }
    }
    let contexts = Matrix::zeros(text.counts.len(), params.dim);
    State { epochs: 0, losses: Vec::new(), vectors, contexts }
}
