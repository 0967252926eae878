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
//! Four neighbouring centre words and all their context words share negative samples (8 in place of 4 · 5, each of which counts
//! 5/8) and make one step, a small matrix product (Ji et al. 2016; Rengasamy et al. 2017 combine windows in like manner), which
//! is what makes it fast; a word's vector is a thread's own while windows slide over it, and what it has moved by is added to the
//! shared one then; windows stop at documents, in
//! place of lines and runs of 1,000 words; σ is exact to single precision, not a table.
//! Before windows were combined, on one text of 36.9 million words with equal settings, d = 100: WordSim-353 0.672 (word2vec.c
//! 0.672), SimLex-999 0.340 (0.329), analogies 49.4 % (49.1 %). What combining them changed: `docs/train.md`.
//!
//! # Shapes and units
//! vectors v, contexts u: (words, d)
//!
//! # Baseline
//! a rerun with another seed, and a half of the text against the other half
//!
//! # Errors
//! Parameter; TooFewWords where fewer than two words occur; Diverged; State; Stopped
//!
//! # Loss
//! −L per pair, the mean over the pairs of every eighth group of centre words of an epoch, before their step
//!
//! # Cost
//! O(epochs · N · window · negative · d) time; memory: 16 · n · d bytes for the two matrices and their copies in the
//! result, 16 · n · d more while a checkpoint is taken. With one thread: same text, same seed, same bytes on processors with fused multiply-add.
//! *Not reproducible with more than one thread* (Hogwild: threads share the matrices without locks)
//!
//! # Source
//! Mikolov et al. 2013 (NIPS), eq. 4, and word2vec.c; Niu, Recht, Ré & Wright 2011 (Hogwild)

use crate::stream::{self, Model, Text};
use crate::{Session, State, StreamParams, TrainError, Trained};
use isogloss_count::EncodedCorpus;

/// Trains on a corpus, on so many threads; words with id >= `words` are skipped (taken out before windows are laid), as are documents
/// whose entry in `documents` is false. Not reproducible with more than one thread (Hogwild).
///
/// A word that does not occur in these documents has rows of zeros. Progress is told in words read, of those of all epochs, about
/// every 100,000 words.
///
/// # Errors
/// See the module header.
pub fn train(
    corpus: &EncodedCorpus,
    words: usize,
    documents: Option<&[bool]>,
    params: &StreamParams,
    threads: usize,
    session: Session<'_>,
) -> Result<Trained, TrainError> {
    stream::train(&Text::of(corpus, words, documents), Model::SkipGram, params, threads, session)
}

/// What [`train`] begins with where it is given no state: to be moved where vectors are given.
pub fn start(
    corpus: &EncodedCorpus,
    words: usize,
    documents: Option<&[bool]>,
    params: &StreamParams,
) -> State {
    stream::start(&Text::of(corpus, words, documents), Model::SkipGram, params)
}
