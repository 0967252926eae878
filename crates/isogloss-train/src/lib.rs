//! Counts or tokens to vectors.

pub mod cbow;
pub mod joint;
pub mod ppmi;
mod session;
pub mod sgns_stream;
mod stream;
pub mod svd;
pub mod tiled;
mod word2vec;

pub use session::{Epoch, Session, State};
pub use stream::StreamParams;

use isogloss_math::Matrix;

/// Word vectors and context vectors, row by word id.
#[derive(Clone, Debug)]
pub struct Trained {
    /// Word vectors, (n, d).
    pub vectors: Matrix,
    /// Context vectors, (n, d).
    pub contexts: Matrix,
}

/// Why training failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TrainError {
    /// A parameter is out of its range.
    #[error("{name} = {value} {needs}")]
    Parameter {
        /// Its name on the command line.
        name: &'static str,
        /// What was given.
        value: String,
        /// What is needed: "must be at least 1".
        needs: &'static str,
    },
    /// Too little text.
    #[error("{given} words are too few for {dim} dimensions; lower --dim or --min-count, or give more text")]
    TooFewWords {
        /// Words with company.
        given: usize,
        /// Dimensions asked for.
        dim: usize,
    },
    /// The decomposition failed.
    #[error(transparent)]
    Svd(#[from] isogloss_math::svd::SvdError),
    /// What training was to go on from does not fit.
    #[error(
        "the state that training was to go on from is not of {words} words with {numbers} numbers each, or holds NaN"
    )]
    State {
        /// Words that it should have.
        words: usize,
        /// Numbers that it should hold of each, on either side.
        numbers: usize,
    },
    /// Whoever heard of the epoch's end stopped there.
    #[error("training was stopped after epoch {epoch}")]
    Stopped {
        /// The epoch, from 1.
        epoch: usize,
    },
    /// Training left the finite numbers.
    #[error("the vectors became infinite in epoch {epoch}; lower {lower}")]
    Diverged {
        /// The epoch, from 1.
        epoch: usize,
        /// The flag of the learning rate.
        lower: &'static str,
    },
}

impl TrainError {
    /// An error unless the parameter is as it should be.
    fn unless(ok: bool, name: &'static str, value: impl ToString, needs: &'static str) -> Result<(), Self> {
        if ok { Ok(()) } else { Err(Self::Parameter { name, value: value.to_string(), needs }) }
    }
}

#[cfg(test)]
mod testing;
