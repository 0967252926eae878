//! `isogloss train`: vectors of one text.

use crate::text::{ReaderArgs, TokenizerArgs, named};
use crate::{Common, output, progress::Stderr};
use isogloss::train::{Initial, TrainReport, TrainSettings, Training, train};
use isogloss::{CbowParams, CooccurrenceSettings, Error, Input, SgnsStreamParams, SvdParams, Weighting};
use std::path::PathBuf;

/// Train word vectors on a text.
///
/// Writes vectors.safetensors (word and context vectors), vectors.txt (word2vec's text format), train.toml (what repeats it) and
/// training.json (loss per epoch, or how good the decomposition is) into a folder. Finished stages are used again when input and
/// settings are unchanged.
#[derive(clap::Args)]
pub struct Args {
    /// Files, folders or patterns of one text; - is standard input.
    #[arg(required = true, num_args = 1..)]
    files: Vec<String>,
    /// The folder for the vectors: new, empty, or of an earlier training.
    #[arg(long, short)]
    output: PathBuf,
    /// svd: positive PMI and truncated SVD, the same bytes on any number of threads. sgns-stream, cbow: word2vec's skip-gram and
    /// continuous bag of words, reproducible with one thread
    #[arg(long, value_enum, default_value = "svd")]
    algorithm: Algorithm,
    /// Dimensions of the vectors [default: 100]
    #[arg(long, alias = "size", alias = "vector-size", value_name = "N")]
    dim: Option<usize>,
    /// Words on each side that count as context [default: 5]
    #[arg(long, value_name = "N")]
    window: Option<usize>,
    /// Fewer uses: no vector, no place in a window [default: 5]
    #[arg(long, value_name = "N")]
    min_count: Option<u64>,
    /// Passes over the text, sgns-stream and cbow [default: 5]
    #[arg(long, alias = "iter", value_name = "N")]
    epochs: Option<usize>,
    /// Negative samples; for svd the k of shifted PPMI, PPMI − ln k [default: 5; 1, no shift, for svd]
    #[arg(long, value_name = "N")]
    negative: Option<u32>,
    /// Subsampling threshold of frequent words, 0: off, sgns-stream and cbow [default: 0.001]
    #[arg(long, value_name = "X")]
    sample: Option<f64>,
    /// Starting learning rate [default: 0.025 for sgns-stream, 0.05 for cbow]
    #[arg(long, value_name = "X")]
    alpha: Option<f64>,
    /// Context distribution smoothing, svd [default: 0.75]
    #[arg(long, value_name = "X")]
    cds: Option<f64>,
    /// p of W = U Σ^p, svd [default: 0.5]
    #[arg(long, value_name = "P")]
    eigenvalue_weighting: Option<f64>,
    /// What a neighbour at distance d of a window w weighs, svd. harmonic: 1/d. uniform: 1. dynamic: (w - d + 1)/w [default:
    /// harmonic]
    #[arg(long, value_name = "NAME", value_parser = named::<Weighting>(&["harmonic", "uniform", "dynamic"]))]
    weighting: Option<Weighting>,
    /// Write the sum of word and context vectors, svd
    #[arg(long)]
    add_contexts: bool,
    /// Go on from these vectors (a vectors.safetensors with contexts), sgns-stream and cbow
    #[arg(long, value_name = "FILE")]
    initial_vectors: Option<PathBuf>,
    /// Leave their context vectors as they are: whatever is trained with the same ones lies in one space
    #[arg(long, requires = "initial_vectors")]
    freeze_contexts: bool,
    /// Keep the state after every epoch, for --resume
    #[arg(long)]
    checkpoint: bool,
    /// Go on from the last checkpoint of a killed run, and keep on checkpointing
    #[arg(long)]
    resume: bool,
    /// Seed of everything random [default: 1]
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    #[command(flatten)]
    reader: ReaderArgs,
    #[command(flatten)]
    tokenizer: TokenizerArgs,
}

#[derive(Clone, Copy, PartialEq, clap::ValueEnum)]
enum Algorithm {
    Svd,
    SgnsStream,
    Cbow,
}

impl Args {
    /// The trainer, with the library's defaults where the command line does not say otherwise.
    fn training(&self) -> Result<Training, Error> {
        let svd = self.algorithm == Algorithm::Svd;
        let of_streams = [
            ("epochs", self.epochs.is_some()),
            ("sample", self.sample.is_some()),
            ("alpha", self.alpha.is_some()),
        ];
        let of_svd = [
            ("cds", self.cds.is_some()),
            ("eigenvalue-weighting", self.eigenvalue_weighting.is_some()),
            ("weighting", self.weighting.is_some()),
            ("add-contexts", self.add_contexts),
        ];
        let foreign = if svd { &of_streams[..] } else { &of_svd[..] };
        if let Some((name, _)) = foreign.iter().find(|(_, given)| *given) {
            let needs = if svd { "is of sgns-stream and cbow, not of svd" } else { "is of svd alone" };
            return Err(Error::Setting { name, value: String::new(), needs: needs.to_owned() });
        }
        Ok(match self.algorithm {
            Algorithm::Svd => {
                let (params, company) = (SvdParams::default(), CooccurrenceSettings::default());
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
                    cooccurrence: CooccurrenceSettings {
                        window: self.window.unwrap_or(company.window),
                        weighting: self.weighting.unwrap_or(company.weighting),
                        ..company
                    },
                }
            }
            Algorithm::SgnsStream => {
                let params = SgnsStreamParams::default();
                Training::SgnsStream {
                    sgns: SgnsStreamParams {
                        dim: self.dim.unwrap_or(params.dim),
                        window: self.window.unwrap_or(params.window),
                        negative: self.negative.map_or(params.negative, |n| n as usize),
                        sample: self.sample.unwrap_or(params.sample),
                        alpha: self.alpha.unwrap_or(params.alpha),
                        epochs: self.epochs.unwrap_or(params.epochs),
                        seed: self.seed.unwrap_or(params.seed),
                    },
                }
            }
            Algorithm::Cbow => {
                let params = CbowParams::default();
                Training::Cbow {
                    cbow: CbowParams {
                        dim: self.dim.unwrap_or(params.dim),
                        window: self.window.unwrap_or(params.window),
                        negative: self.negative.map_or(params.negative, |n| n as usize),
                        sample: self.sample.unwrap_or(params.sample),
                        alpha: self.alpha.unwrap_or(params.alpha),
                        epochs: self.epochs.unwrap_or(params.epochs),
                        seed: self.seed.unwrap_or(params.seed),
                    },
                }
            }
        })
    }
}

/// Runs the command.
pub fn run(args: &Args, common: &Common) -> anyhow::Result<()> {
    let mut files = Vec::new();
    for argument in &args.files {
        files.extend(isogloss::expand(argument)?);
    }
    let defaults = TrainSettings::new(args.training()?);
    let settings = TrainSettings {
        min_count: args.min_count.unwrap_or(defaults.min_count),
        tokenizer: args.tokenizer.resolve(),
        phrases: args.tokenizer.phrases(),
        initial: args
            .initial_vectors
            .clone()
            .map(|file| Initial { file, freeze_contexts: args.freeze_contexts }),
        checkpoint: args.checkpoint,
        resume: args.resume,
        memory: common.memory,
        ..defaults
    };
    let input = Input { name: "text".to_owned(), files, reader: args.reader.resolve(0) };
    let report = train(&input, &settings, &args.output, &Stderr::new(common.quiet))?;
    if common.json {
        output::print(&serde_json::to_string_pretty(&report)?)?;
    } else {
        output::print(&text(&report))?;
        output::print(&args.output.join("vectors.safetensors").display().to_string())?;
    }
    Ok(())
}

fn text(report: &TrainReport) -> String {
    let row = |what: &str, value: String| vec![what.to_owned(), value];
    let mut rows = vec![
        row("documents", output::thousands(report.read.documents)),
        row("tokens", output::thousands(report.tokens)),
        row("types", output::thousands(report.types)),
        row("words with vectors", output::thousands(report.vocabulary)),
    ];
    if let Some(loss) = report.log.loss.last() {
        rows.push(row("loss of the last epoch", format!("{loss:.5}")));
    }
    if let Some(decomposition) = &report.log.decomposition {
        rows.push(row("entries of PPMI", output::thousands(decomposition.nonzeros)));
        rows.push(row("share of its squares in the vectors", format!("{:.4}", decomposition.energy_share)));
        rows.push(row("largest residual of a triplet", format!("{:.4}", decomposition.residual)));
    }
    output::table(&rows, 1)
}
