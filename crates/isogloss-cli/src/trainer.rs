//! How vectors are made: the flags of `compare`, `demo` and `train`.

use crate::text::named;
use clap::ValueEnum;
use isogloss::{
    CooccurrenceSettings, Error, GloveParams, SgnsParams, StreamParams, SvdParams, Training, Weighting,
};

/// How vectors are made.
#[derive(clap::Args, Default)]
#[command(next_help_heading = "Training")]
pub struct TrainerArgs {
    /// How vectors are made
    #[arg(long, value_enum, default_value_t)]
    algorithm: Algorithm,
    /// Dimensions of the vectors [default: 100]
    #[arg(long, alias = "size", alias = "vector-size", value_name = "N")]
    dim: Option<usize>,
    /// Words on each side that count as context [default: 5; 15 for glove]
    #[arg(long, value_name = "N")]
    window: Option<usize>,
    /// Passes, all but svd [default: 5; 25 for glove]
    #[arg(long, alias = "iter", value_name = "N")]
    epochs: Option<usize>,
    /// Negative samples, all but glove; for svd the k of shifted PPMI, PPMI − ln k [default: 5; 1, no shift, for svd]
    #[arg(long, value_name = "N")]
    negative: Option<u32>,
    /// Subsampling threshold of frequent words, 0: off, sgns, sgns-stream and cbow [default: 0.001]
    #[arg(long, value_name = "X")]
    sample: Option<f64>,
    /// Starting learning rate, sgns, sgns-stream and cbow [default: 0.05; 0.025 for sgns-stream]
    #[arg(long, value_name = "X")]
    alpha: Option<f64>,
    /// Parts of an epoch, each with an equal share of every count, sgns [default: by the number of pairs, at least 4]
    #[arg(long, value_name = "N")]
    sweeps: Option<usize>,
    /// Context distribution smoothing, svd [default: 0.75]
    #[arg(long, value_name = "X")]
    cds: Option<f64>,
    /// p of W = U Σ^p, svd [default: 0.5]
    #[arg(long, value_name = "P")]
    eigenvalue_weighting: Option<f64>,
    /// Write the sum of word and context vectors, svd
    #[arg(long)]
    add_contexts: bool,
    /// What a neighbour at distance d of a window w weighs, svd and glove. harmonic: 1/d. uniform: 1. dynamic: (w - d + 1)/w
    /// [default: harmonic]
    #[arg(long, value_name = "NAME", value_parser = named::<Weighting>(&["harmonic", "uniform", "dynamic"]))]
    weighting: Option<Weighting>,
    /// The count from which on all pairs weigh the same, glove [default: 100]
    #[arg(long, value_name = "X")]
    x_max: Option<f64>,
    /// α of the weight (x/x_max)^α below it, glove [default: 0.75]
    #[arg(long, value_name = "X")]
    exponent: Option<f64>,
    /// Starting learning rate, glove [default: 0.05]
    #[arg(long, value_name = "X")]
    eta: Option<f64>,
    /// Seed of everything random [default: 1]
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,
}

#[derive(Clone, Copy, Default, PartialEq, clap::ValueEnum)]
enum Algorithm {
    /// Positive PMI and truncated SVD: the same bytes on any number of threads
    #[default]
    Svd,
    /// Skip-gram with negative sampling on counted pairs: the same bytes on any number of threads
    Sgns,
    /// word2vec's skip-gram: reproducible with one thread only
    SgnsStream,
    /// word2vec's continuous bag of words: reproducible with one thread only
    Cbow,
    /// GloVe on counted pairs: the same bytes on any number of threads
    Glove,
}

impl TrainerArgs {
    /// The trainer, with the library's defaults where the command line does not say otherwise.
    pub fn training(&self) -> Result<Training, Error> {
        self.refuse_foreign()?;
        Ok(match self.algorithm {
            Algorithm::Svd => {
                let params = SvdParams::default();
                Training::Svd {
                    svd: SvdParams {
                        dim: self.dim.unwrap_or(params.dim),
                        context_distribution_smoothing: self
                            .cds
                            .unwrap_or(params.context_distribution_smoothing),
                        negative: self.negative.map_or(params.negative, f64::from),
                        eigenvalue_weighting: self
                            .eigenvalue_weighting
                            .unwrap_or(params.eigenvalue_weighting),
                        add_contexts: self.add_contexts,
                        seed: self.seed.unwrap_or(params.seed),
                    },
                    cooccurrence: self.cooccurrence(CooccurrenceSettings::default()),
                }
            }
            Algorithm::Sgns => {
                let params = SgnsParams::default();
                Training::Sgns {
                    window: self.cooccurrence(CooccurrenceSettings::default()).window,
                    sgns: SgnsParams {
                        dim: self.dim.unwrap_or(params.dim),
                        negative: self.negative.map_or(params.negative, |n| n as usize),
                        sample: self.sample.unwrap_or(params.sample),
                        alpha: self.alpha.unwrap_or(params.alpha),
                        epochs: self.epochs.unwrap_or(params.epochs),
                        sweeps: self.sweeps.unwrap_or(params.sweeps),
                        seed: self.seed.unwrap_or(params.seed),
                        ..params
                    },
                }
            }
            Algorithm::SgnsStream => Training::SgnsStream { sgns: self.stream(StreamParams::skip_gram()) },
            Algorithm::Cbow => Training::Cbow { cbow: self.stream(StreamParams::cbow()) },
            Algorithm::Glove => {
                let params = GloveParams::default();
                Training::Glove {
                    glove: GloveParams {
                        dim: self.dim.unwrap_or(params.dim),
                        x_max: self.x_max.unwrap_or(params.x_max),
                        exponent: self.exponent.unwrap_or(params.exponent),
                        eta: self.eta.unwrap_or(params.eta),
                        epochs: self.epochs.unwrap_or(params.epochs),
                        seed: self.seed.unwrap_or(params.seed),
                        ..params
                    },
                    cooccurrence: self.cooccurrence(CooccurrenceSettings {
                        window: GLOVE_WINDOW,
                        ..CooccurrenceSettings::default()
                    }),
                }
            }
        })
    }

    fn cooccurrence(&self, defaults: CooccurrenceSettings) -> CooccurrenceSettings {
        CooccurrenceSettings {
            window: self.window.unwrap_or(defaults.window),
            weighting: self.weighting.unwrap_or(defaults.weighting),
            ..defaults
        }
    }

    fn stream(&self, defaults: StreamParams) -> StreamParams {
        StreamParams {
            dim: self.dim.unwrap_or(defaults.dim),
            window: self.window.unwrap_or(defaults.window),
            negative: self.negative.map_or(defaults.negative, |n| n as usize),
            sample: self.sample.unwrap_or(defaults.sample),
            alpha: self.alpha.unwrap_or(defaults.alpha),
            epochs: self.epochs.unwrap_or(defaults.epochs),
            seed: self.seed.unwrap_or(defaults.seed),
            ..defaults
        }
    }

    /// Refuses flags that the algorithm has no use for.
    fn refuse_foreign(&self) -> Result<(), Error> {
        use Algorithm::{Cbow, Glove, Sgns, SgnsStream, Svd};
        let flags: [(&'static str, bool, &[Algorithm]); 12] = [
            ("epochs", self.epochs.is_some(), &[Sgns, SgnsStream, Cbow, Glove]),
            ("negative", self.negative.is_some(), &[Svd, Sgns, SgnsStream, Cbow]),
            ("sample", self.sample.is_some(), &[Sgns, SgnsStream, Cbow]),
            ("alpha", self.alpha.is_some(), &[Sgns, SgnsStream, Cbow]),
            ("sweeps", self.sweeps.is_some(), &[Sgns]),
            ("cds", self.cds.is_some(), &[Svd]),
            ("eigenvalue-weighting", self.eigenvalue_weighting.is_some(), &[Svd]),
            ("add-contexts", self.add_contexts, &[Svd]),
            ("weighting", self.weighting.is_some(), &[Svd, Glove]),
            ("x-max", self.x_max.is_some(), &[Glove]),
            ("exponent", self.exponent.is_some(), &[Glove]),
            ("eta", self.eta.is_some(), &[Glove]),
        ];
        let foreign = flags.iter().find(|(_, given, of)| *given && !of.contains(&self.algorithm));
        let Some((name, _, of)) = foreign else { return Ok(()) };
        let names: Vec<String> =
            of.iter().filter_map(|of| Some(of.to_possible_value()?.get_name().to_owned())).collect();
        let needs = format!("belongs to --algorithm {}", names.join(", "));
        Err(Error::Setting { name, value: String::new(), needs })
    }
}

/// What GloVe's authors' program takes when nothing is said.
const GLOVE_WINDOW: usize = 15;
