//! The paper's questions, one folder each, in the order of its sections.
//!
//! No input, no output, no printing; randomness from parameters only. Every function takes plain counts or matrices
//! and returns a plain struct that serialises into the report.

pub mod analogy;
pub mod attention;
mod bootstrap;
pub mod claims;
pub mod company;
pub mod confound;
pub mod cooccurrence;
pub mod difference;
pub mod divergence;
pub mod entropy;
pub mod geometry;
mod groups;
pub mod information;
pub mod isotropy;
pub mod likeness;
mod line;
pub mod lookup;
pub mod similarity;
pub mod spectrum;
pub mod summary;
pub mod transfer;
pub mod zipf;

/// Why an analysis cannot be computed: not a failure of the program, but a fact about the input.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum AnalyseError {
    /// Too little of something.
    #[error("{given} {what}, at least {needed} are needed")]
    TooFew {
        /// What there is too little of: "shared words".
        what: &'static str,
        /// How many there are.
        given: usize,
        /// How many it takes.
        needed: usize,
    },
    /// Arguments whose shapes do not fit each other.
    #[error("{what} do not fit: {left} against {right}")]
    ShapeMismatch {
        /// Which.
        what: &'static str,
        /// One side.
        left: usize,
        /// The other.
        right: usize,
    },
    /// NaN or infinity in the input.
    #[error("{what} {row} is not finite")]
    NotFinite {
        /// "vector".
        what: &'static str,
        /// Which one.
        row: usize,
    },
    /// Input on which the quantity is not defined, however much of it there is.
    #[error("{what}")]
    Degenerate {
        /// What is wrong with it, as a sentence: "all words are equally frequent".
        what: &'static str,
    },
    /// A parameter that no computation can use.
    #[error("{name} {needs}")]
    Parameter {
        /// Its name.
        name: &'static str,
        /// What it must be: "must be at least 2".
        needs: &'static str,
    },
    /// A decomposition failed.
    #[error("{0}")]
    Svd(String),
}

impl From<isogloss_math::svd::SvdError> for AnalyseError {
    fn from(error: isogloss_math::svd::SvdError) -> Self {
        Self::Svd(error.to_string())
    }
}
