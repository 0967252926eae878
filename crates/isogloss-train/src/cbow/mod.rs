//! word2vec's continuous bag of words with negative sampling, streamed.
//!
//! The mean of the vectors around a place is trained to tell the word that stands there from words drawn at random. One step per
//! word where skip-gram takes one per pair: several times faster, better for frequent words, worse for rare ones, whose vectors
//! only move along with their neighbours'. Like skip-gram it depends on the order of the text and on chance.
//!
//! # Definition
//! ```text
//! L = Σ over centre words w  ln σ(h·u_w) + Σ_{k = 1..negative} ln σ(-h·u_{n_k})        h = 1/|C| Σ_{c ∈ C} v_c
//! C: the words at distance ≤ b of w in its document, b uniform on 1..=window; n_k, subsampling, learning rate: as sgns-stream
//! v_c += rate · ∂L/∂h    for every c ∈ C, undivided: word2vec's step
//! ```
//!
//! # Departures from word2vec.c
//! As in [`crate::sgns_stream`], but for the shared samples, which word2vec has here, too.
//!
//! # Loss
//! −L per centre word, the mean over every eighth of an epoch, before its step
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
//! # Cost
//! O(epochs · N · (window + negative) · d) time; memory as sgns-stream. With one thread: same text, same seed, same bytes on
//! processors with fused multiply-add. *Not reproducible with more than one thread* (Hogwild)
//!
//! # Source
//! Mikolov et al. 2013 (ICLR workshop), §3.1, and word2vec.c (`-cbow 1`)

use crate::stream::{self, Model, Text};
use crate::{Session, State, StreamParams, TrainError, Trained};
use isogloss_count::EncodedCorpus;

/// Trains on a corpus; what words, documents, threads and session are, [`crate::sgns_stream::train`] says.
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
    stream::train(&Text::of(corpus, words, documents), Model::Cbow, params, threads, session)
}

/// What [`train`] begins with where it is given no state.
pub fn start(
    corpus: &EncodedCorpus,
    words: usize,
    documents: Option<&[bool]>,
    params: &StreamParams,
) -> State {
    stream::start(&Text::of(corpus, words, documents), Model::Cbow, params)
}
