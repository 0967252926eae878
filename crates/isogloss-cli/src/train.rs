//! `isogloss train`: vectors of one text.

use crate::text::OneTextArgs;
use crate::trainer::TrainerArgs;
use crate::{Common, output, progress::Stderr};
use isogloss::train::{TrainReport, TrainSettings, train};
use std::path::PathBuf;

/// Train word vectors on a text.
///
/// Writes vectors.safetensors (word and context vectors), vectors.txt (word2vec's text format), train.toml (what repeats it) and
/// training.json (loss per epoch, or how good the decomposition is) into a folder. Finished stages are used again when input and
/// settings are unchanged.
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    text: OneTextArgs,
    #[command(flatten)]
    trainer: TrainerArgs,
    /// Go on from these vectors (a vectors.safetensors with contexts), sgns, sgns-stream and cbow
    #[arg(long, value_name = "FILE")]
    initial_vectors: Option<PathBuf>,
    /// Leave their context vectors as they are, sgns-stream and cbow: whatever is trained with the same ones lies in one space
    #[arg(long, requires = "initial_vectors")]
    freeze_contexts: bool,
    /// Keep the state after every epoch, for --resume
    #[arg(long)]
    checkpoint: bool,
    /// Go on from the last checkpoint of a killed run, and keep on checkpointing
    #[arg(long)]
    resume: bool,
}

/// Runs the command.
pub fn run(args: &Args, common: &Common) -> anyhow::Result<()> {
    let mut training = args.trainer.training()?;
    if args.freeze_contexts {
        training.freeze_contexts()?;
    }
    let defaults = TrainSettings::new(training);
    let settings = TrainSettings {
        min_count: args.text.min_count.unwrap_or(defaults.min_count),
        tokenizer: args.text.tokenizer.resolve(),
        phrases: args.text.tokenizer.phrases(),
        initial: args.initial_vectors.clone(),
        checkpoint: args.checkpoint,
        resume: args.resume,
        memory: common.memory,
        ..defaults
    };
    let output = &args.text.output;
    let report = train(&args.text.input()?, &settings, output, &Stderr::new(common.quiet))?;
    if common.json {
        output::print(&serde_json::to_string_pretty(&report)?)?;
    } else {
        output::print(&text(&report))?;
        output::print(&output.join("vectors.safetensors").display().to_string())?;
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
