//! word2vec's skip-gram with negative sampling, streamed.
//!
//! A word's vector is trained to tell the words that were seen near it from words drawn at random. It reads the corpus in
//! order, epoch by epoch, as word2vec.c does, and is the yardstick for everything else: other tools can be compared with it
//! number by number. Its vectors depend on the order of the text and on chance: train twice to know how much.
//!
//! # Definition
//! ```text
//! L = Σ over pairs (context word c, centre word w)  ln σ(v_c·u_w) + Σ_{k = 1..negative} ln σ(-v_c·u_{n_k})
//! n_k ~ count^(3/4);  a pair is any two words at distance ≤ b in one document, b uniform on 1..=window for every w
//! an occurrence of a word with f of N uses is kept with probability (√(f / tN) + 1) · tN / f,  t = sample
//! ```
//! Stochastic gradient ascent; the learning rate falls linearly from `alpha` to `alpha` · 10^-4 over all epochs. Words
//! outside the vocabulary and words not kept are taken out before windows are laid. v starts uniform on ±1/2d, u at zero.
//!
//! # Departures from word2vec.c
//! The context words of one centre word share its negative samples (Ji et al. 2016, pWord2Vec), which is what makes it fast;
//! windows stop at documents, in place of lines and runs of 1,000 words; σ is exact to single precision, not a table.
//! Measured on one text of 36.9 million words with equal settings, d = 100: WordSim-353 0.672 (word2vec.c 0.672),
//! SimLex-999 0.340 (0.329), analogies 49.4 % (49.1 %), in a sixth of the processor time.
//!
//! # Shapes and units
//! vectors v, contexts u: (words, d)
//!
//! # Baseline
//! a rerun with another seed, and a half of the text against the other half
//!
//! # Errors
//! Parameter; TooFewWords where fewer than two words occur; Diverged
//!
//! # Cost
//! O(epochs · N · window · negative · d) time; memory for the two matrices and their copies in the
//! result. With one thread: same text, same seed, same bytes on processors with fused multiply-add.
//! *Not reproducible with more than one thread* (Hogwild: threads share the matrices without locks)
//!
//! # Source
//! Mikolov et al. 2013 (NIPS), eq. 4, and word2vec.c; Niu, Recht, Ré & Wright 2011 (Hogwild)

mod negatives;
mod params;
mod shared;
#[cfg(test)]
mod tests;
mod text;
mod worker;

pub use params::SgnsStreamParams;

use crate::{TrainError, Trained};
use isogloss_count::EncodedCorpus;
use isogloss_math::simd::ROW_MULTIPLE;
use isogloss_math::stream::stream;
use negatives::Negatives;
use rand::Rng;
use shared::{Aligned, SharedRows};
use std::sync::atomic::{AtomicU64, AtomicUsize};
use text::{Subsampling, Text};
use worker::{Run, Worker};

/// Trains on `ids` (`EncodedCorpus::ids` layout: documents closed by `DOCUMENT_END`); words with id >= `words` are skipped
/// (taken out before windows are laid), as are documents whose entry in `documents` is false. Not reproducible with more than one thread (Hogwild).
///
/// A word that does not occur in these documents has rows of zeros. `progress(words read, words in all epochs)` is called
/// about every 100,000 words, from any of the threads.
///
/// # Errors
/// See the module header.
pub fn train(
    corpus: &EncodedCorpus,
    words: usize,
    documents: Option<&[bool]>,
    params: &SgnsStreamParams,
    threads: usize,
    progress: &(dyn Fn(u64, u64) + Sync),
) -> Result<Trained, TrainError> {
    let wanted = |&d: &usize| documents.is_none_or(|documents| documents.get(d).copied().unwrap_or(false));
    let text = Text::new((0..corpus.len()).filter(wanted).map(|d| corpus.document(d)), words);
    train_text(&text, params, threads, progress)
}

fn train_text(
    text: &Text<'_>,
    params: &SgnsStreamParams,
    threads: usize,
    progress: &(dyn Fn(u64, u64) + Sync),
) -> Result<Trained, TrainError> {
    params.check()?;
    TrainError::unless(threads >= 1, "--threads", threads, "must be at least 1")?;
    let given = text.counts.iter().filter(|&&count| count > 0).count();
    if given < 2 {
        return Err(TrainError::TooFewWords { given, dim: params.dim });
    }
    let width = params.dim.next_multiple_of(ROW_MULTIPLE);
    let run = Run {
        params,
        text,
        subsampling: Subsampling::new(text, params.sample),
        negatives: Negatives::new(&text.counts),
        vectors: start(text, params, width),
        contexts: SharedRows::zeros(text.counts.len(), width),
        done: AtomicU64::new(0),
        progress,
    };
    for epoch in 1..=params.epochs {
        let next = AtomicUsize::new(0);
        std::thread::scope(|scope| {
            for _ in 0..threads {
                scope.spawn(|| Worker::new(&run, width).epoch(epoch, &next));
            }
        });
        if !run.vectors.all_finite() || !run.contexts.all_finite() {
            return Err(TrainError::Diverged { epoch });
        }
    }
    progress(run.all(), run.all());
    Ok(Trained { vectors: run.vectors.to_matrix(params.dim), contexts: run.contexts.to_matrix(params.dim) })
}

/// Word vectors before training: uniform on ±1/2d, zeros for words that do not occur.
fn start(text: &Text<'_>, params: &SgnsStreamParams, width: usize) -> SharedRows {
    let rows = SharedRows::zeros(text.counts.len(), width);
    let mut random = stream(params.seed, "sgns-stream start");
    let mut row = Aligned::zeros(width);
    for (word, _) in text.counts.iter().enumerate().filter(|&(_, &count)| count > 0) {
        for x in &mut row[..params.dim] {
            *x = ((f64::from(random.next_u32()) / 2.0_f64.powi(32) - 0.5) / params.dim as f64) as f32;
        }
        rows.store(word as u32, &row);
    }
    rows
}
