//! Corpora whose truth is known.
//!
//! A method that compares corpora can only be trusted where the answer is known beforehand. This crate
//! writes such corpora: artificial languages of pseudo-words, with planted frequencies, topics, words of one
//! domain only, pairs of words that exchange their meanings, analogies and labels, and beside them a
//! `truth.json` that says what was planted. It serves the tests, the calibration and the demonstration on a
//! machine without data.
//!
//! * [`SimulationParams`]: what to plant.
//! * [`simulate`]: one text file per domain, a document a line, and `truth.json`.
//! * [`generate`]: the same documents without files.
//! * [`Truth`]: what was planted, as words and numbers.
//! * [`expected_frequencies`]: the exact probability of every word in a domain.
//!
//! # Model
//! ```text
//! p_d(w) = (r_d(w) + q)^-α_d / Z            Zipf-Mandelbrot: r_d(w) is the word's rank in domain d, from 1
//! P(f)   = Σ_w p_d(w) a(f|w)                how often a frame f is in use
//! P(w|f) = p_d(w) a(f|w) / P(f)             a(f|w): the share of w's uses that are in f, Σ_f a(f|w) = 1
//! hence    Σ_f P(f) P(w|f) = p_d(w), exactly
//! ```
//! A *frame* is a local setting with its own words: most frames belong to a topic, a few (roles of relations,
//! polarities) to none. A document has one or two topics and is a chain of runs of some ten tokens, each run
//! in one frame. A content word has most of its uses in two frames of its one topic, in proportions of its
//! own: they are its meaning, and all that an embedding can learn about it. Function words (the first ranks)
//! occur in all frames, in some more than in others.
//!
//! Burstiness is a Pólya urn for each frame of a document: with chance b a content word is not drawn afresh
//! but copied from those that the document already has from this frame. Draws from an urn are exchangeable:
//! counts within documents spread more widely, the expected frequencies stay those of the law.
//!
//! # Invariants
//!
//! * The same parameters give the same bytes. Every use of randomness has a stream of its own: the
//!   text of domain d depends neither on how many domains there are nor on the other domains' parameters,
//!   except that the *last* domain gets the swaps and the social noise.
//! * The law is that of words. Hashtags, mentions and URLs come in addition and are in no
//!   number of [`Truth`]; elongated words ("ukaaa") are taken from all words alike.
//!
//! # Not here
//!
//! Grammar, inflection, authors: documents are independent, and a word has no form but the one.

mod categorical;
mod domain;
mod error;
mod files;
mod language;
mod law;
mod lexicon;
mod noise;
mod params;
mod roles;
mod text;
mod truth;

#[cfg(test)]
mod tests;

pub use error::SimulateError;
pub use files::{Simulated, TRUTH_FILE, simulate};
pub use law::Law;
pub use params::SimulationParams;
pub use truth::{Labels, Truth};

use domain::Domain;
use language::Language;

/// Calls `each_document` with every document of one domain, in order: the lines that [`simulate`] writes for
/// it.
///
/// Returns the number of tokens, noise included. A document is one line of tokens with single spaces between
/// them, never empty.
///
/// ```
/// use isogloss_simulate::{SimulationParams, generate};
///
/// let params = SimulationParams { tokens: 10_000, ..SimulationParams::default() };
/// let mut documents = 0;
/// let tokens = generate(&params, 0, |_| documents += 1)?;
/// assert!(tokens >= 10_000 && documents > 1); // articles of 400 tokens, about 25 of them
/// # Ok::<(), isogloss_simulate::SimulateError>(())
/// ```
pub fn generate(
    params: &SimulationParams,
    domain: usize,
    mut each_document: impl FnMut(&str),
) -> Result<u64, SimulateError> {
    let language = Language::new(params)?;
    text::write_documents(&language, &Domain::new(&language, domain)?, |document| {
        each_document(document);
        Ok(())
    })
}

/// The words of one domain with the probability that a word token is this word, commonest first.
///
/// Computed by summing over frames, not read off the law, and with the swaps in: it is what counts tend to.
pub fn expected_frequencies(
    params: &SimulationParams,
    domain: usize,
) -> Result<Vec<(String, f64)>, SimulateError> {
    let language = Language::new(params)?;
    let expected = Domain::new(&language, domain)?.expected(&language);
    let mut words: Vec<_> =
        language.words.iter().cloned().zip(expected).filter(|&(_, probability)| probability > 0.0).collect();
    words.sort_by(|x, y| y.1.total_cmp(&x.1).then_with(|| x.0.cmp(&y.0)));
    Ok(words)
}

/// What the parameters plant, without writing any text.
pub fn truth(params: &SimulationParams) -> Result<Truth, SimulateError> {
    let language = Language::new(params)?;
    let domains = (0..params.domains).map(|d| Domain::new(&language, d)).collect::<Result<Vec<_>, _>>()?;
    Ok(Truth::of(&language, &domains))
}
