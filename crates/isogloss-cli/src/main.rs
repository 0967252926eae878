//! The `isogloss` command: arguments in, library call, result out.
//!
//! Results go to standard output, progress and warnings to standard error. Exit status: 0, 1 for a failure, 2 for usage.

mod analogy;
mod compare;
mod convert;
mod count;
mod demo;
mod given;
mod info;
mod neighbors;
mod output;
mod progress;
mod similarity;
mod simulate;
mod text;
mod train;
mod trainer;
mod word;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// Compare two bodies of text: which words change meaning between them, how else they differ, and how sure that is.
#[derive(Parser)]
#[command(name = "isogloss", version, max_term_width = 100, propagate_version = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    common: Common,
}

/// What every command takes.
#[derive(clap::Args)]
pub struct Common {
    /// Worker threads; 0: one per core. Results do not depend on it (but for `--algorithm sgns-stream` and `cbow`).
    #[arg(long, global = true, default_value_t = 0, value_name = "N")]
    threads: usize,
    /// Print the result as JSON.
    #[arg(long, global = true)]
    json: bool,
    /// Memory for sorting and counting: text and counts larger than that are worked through in parts. Results do not depend on it
    #[arg(long, global = true, default_value = "2G", value_name = "SIZE", value_parser = text::size)]
    memory: u64,
    /// No progress on standard error.
    #[arg(long, short, global = true)]
    quiet: bool,
}

#[derive(Subcommand)]
enum Command {
    Compare(compare::Args),
    Count(count::Args),
    Train(train::Args),
    Convert(convert::Args),
    Info(info::Args),
    Demo(demo::Args),
    Neighbors(neighbors::Args),
    Similarity(similarity::Args),
    Analogy(analogy::Args),
    Word(word::Args),
    Simulate(simulate::Args),
}

fn main() -> ExitCode {
    isogloss::tell_of_lost_pages();
    let cli = Cli::parse();
    if let Err(error) = rayon::ThreadPoolBuilder::new().num_threads(cli.common.threads).build_global() {
        eprintln!("isogloss: --threads {}: {error}", cli.common.threads);
        return ExitCode::from(2);
    }
    let result = match &cli.command {
        Command::Compare(args) => compare::run(args, &cli.common),
        Command::Count(args) => count::run(args, &cli.common),
        Command::Train(args) => train::run(args, &cli.common),
        Command::Convert(args) => convert::run(args, &cli.common),
        Command::Info(args) => info::run(args, &cli.common),
        Command::Demo(args) => demo::run(args, &cli.common),
        Command::Neighbors(args) => neighbors::run(args, &cli.common),
        Command::Similarity(args) => similarity::run(args, &cli.common),
        Command::Analogy(args) => analogy::run(args, &cli.common),
        Command::Word(args) => word::run(args, &cli.common),
        Command::Simulate(args) => simulate::run(args, &cli.common),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("isogloss: {error}");
            ExitCode::from(status(&error))
        }
    }
}

/// A reader that has seen enough (`| head`) is no failure.
fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.downcast_ref::<std::io::Error>().is_some_and(|e| e.kind() == std::io::ErrorKind::BrokenPipe)
}

/// 2 where the command line is at fault, else 1.
fn status(error: &anyhow::Error) -> u8 {
    use isogloss_simulate::SimulateError;
    let usage = matches!(
        error.downcast_ref::<isogloss::Error>(),
        Some(
            isogloss::Error::Setting { .. }
                | isogloss::Error::Inputs(_)
                | isogloss::Error::Count(isogloss::CountError::Parameter { .. })
                | isogloss::Error::Train(isogloss::TrainError::Parameter { .. })
        )
    ) || matches!(error.downcast_ref::<SimulateError>(), Some(SimulateError::Parameter { .. }));
    if usage { 2 } else { 1 }
}
