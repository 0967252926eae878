//! Compare two or more bodies of text, or files of word vectors: how do they use words differently, and how sure can we be?
//!
//! [`compare()`] takes inputs and [`Settings`] and fills a run's folder, stage by stage ([`folder`]); it returns the
//! [`report::Report`] with the tables that are too long for it. [`word::look_up`] asks a finished run about one word.
//!
//! The data flow one way: text → ids ([`domain`]) → postings → co-occurrence → vectors → sections ([`sections`]) →
//! claims and findings ([`report`]). Files of vectors ([`vectors`]) come in at the fourth step; sections that need what comes before say so.

pub mod compare;
pub mod count;
pub mod domain;
pub mod error;
pub mod findings;
pub mod folder;
pub mod info;
pub mod input;
pub mod progress;
pub mod report;
pub mod sections;
pub mod settings;
pub mod shared;
pub mod text;
pub mod train;
pub mod training;
pub mod units;
pub mod vectors;
pub mod word;

pub use compare::compare;
pub use error::Error;
pub use input::{Input, InputKind, inputs};
pub use isogloss_corpus::tokenizer::TokenizerKind;
pub use isogloss_corpus::{Format, ReaderSettings, TokenizerSettings, expand};
pub use isogloss_count::CountError;
pub use isogloss_count::cooccurrence::{Context, CooccurrenceSettings, Weighting};
pub use isogloss_count::mapped::tell_of_lost_pages;
pub use isogloss_count::phrases::{PhraseScore, PhraseSettings};
pub use isogloss_store::FileReport;
pub use isogloss_train::svd::{Decomposition, SvdParams};
pub use isogloss_train::tiled::{GloveParams, SgnsParams};
pub use isogloss_train::{StreamParams, TrainError};
pub use progress::{Progress, Silent};
pub use settings::{EvaluationSets, Settings, VectorSettings};
pub use training::Training;
