//! `isogloss convert`: a file of vectors in another format.

use crate::given::{self, ReadArgs};
use crate::{Common, output, progress::Stderr};
use isogloss::{Error, Progress};
use isogloss_store::{FileReport, Format};
use serde::Serialize;
use std::path::PathBuf;

/// Turn a file of word vectors into another format.
///
/// Reads word2vec's text and binary, GloVe, fastText's .vec and .bin, safetensors, checkpoints of Transformers and of model2vec
/// (with tokenizer.json), numpy's arrays with a vocabulary, and Parquet; plain, .gz, .bz2, .zst or .zip (archive.zip:member). The
/// format is told by content.
#[derive(clap::Args)]
pub struct Args {
    /// The file of vectors, or a folder with one.
    input: PathBuf,
    /// The file to write: .txt and .vec are word2vec's text, .bin word2vec's binary, .safetensors, .npy (and .vocab), .parquet.
    output: PathBuf,
    /// What to write, whatever the name says.
    #[arg(long, value_name = "NAME", value_parser = given::format(Format::is_written))]
    to: Option<Format>,
    /// Replace the output if it is there.
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    read: ReadArgs,
}

/// What `--json` shows.
#[derive(Serialize)]
struct Converted {
    /// What reading met.
    read: FileReport,
    /// What was written.
    format: Format,
    words: usize,
    /// Words that the format has no place for.
    left_out: usize,
    output: PathBuf,
}

/// Runs the command.
pub fn run(args: &Args, common: &Common) -> anyhow::Result<()> {
    let format = args.to.or_else(|| Format::of_name(&args.output)).ok_or_else(|| Error::Setting {
        name: "to",
        value: String::new(),
        needs: format!("say what {} is to be; its name does not", args.output.display()),
    })?;
    output::refuse_existing(&args.output, args.force)?;
    let reading = args.read.read(&args.input)?;
    let mut vectors = reading.vectors;
    let left_out = vectors.retain(|_, word| format.holds(word));
    if left_out > 0 {
        let name = format.name();
        Stderr::new(common.quiet).warn(&format!(
            "{left_out} words with white space (or empty ones) left out: {name} has no place for them"
        ));
    }
    vectors.save(&args.output, format, args.force)?;
    let (words, d) = (vectors.words.len(), vectors.matrix.columns());
    if common.json {
        let converted =
            Converted { read: reading.report, format, words, left_out, output: args.output.clone() };
        output::print(&serde_json::to_string_pretty(&converted)?)?;
    } else {
        let words = output::thousands(words as u64);
        output::print(&format!(
            "{}: {words} words, {d} dimensions, {}",
            args.output.display(),
            format.name()
        ))?;
    }
    Ok(())
}
