//! Counts or tokens to vectors.

pub mod ppmi;
pub mod sgns_stream;
pub mod svd;
pub mod tiled;

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
    /// `glove` left the finite numbers.
    #[error("the vectors became infinite in epoch {epoch}; lower --eta")]
    EtaTooHigh {
        /// The epoch, from 1.
        epoch: usize,
    },
    /// What training should go on from does not fit the counts or the parameters.
    #[error(
        "the checkpoint holds {given:?} numbers (words, numbers per word), not {needed:?}; it is of other counts or another --dim"
    )]
    OtherState {
        /// Rows and columns of the state.
        given: (usize, usize),
        /// What they should be.
        needed: (usize, usize),
    },
    /// Training left the finite numbers.
    #[error("the vectors became infinite in epoch {epoch}; lower --alpha")]
    Diverged {
        /// The epoch, from 1.
        epoch: usize,
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
