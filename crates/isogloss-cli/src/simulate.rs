//! `isogloss simulate`: corpora whose truth is known.

use crate::{Common, output};
use isogloss_simulate::{SimulationParams, TRUTH_FILE, simulate};
use std::path::PathBuf;

/// Write corpora with planted truth: Zipf exponents, topics, private words, words that exchange their contexts.
///
/// One text file per domain, a document a line, and truth.json, which says what was planted.
#[derive(clap::Args)]
pub struct Args {
    /// The folder for the corpora.
    #[arg(long, short)]
    output: PathBuf,
    #[command(flatten)]
    plan: PlanArgs,
}

/// What is planted.
#[derive(clap::Args)]
pub struct PlanArgs {
    /// Domains.
    #[arg(long, default_value_t = 2, value_name = "N")]
    domains: usize,
    /// Tokens per domain, about [default: 600000]
    #[arg(long, value_name = "N")]
    tokens: Option<u64>,
    /// Types that all domains share [default: 8000]
    #[arg(long, value_name = "N")]
    vocabulary: Option<usize>,
    /// Topics [default: 30]
    #[arg(long, value_name = "N")]
    topics: Option<usize>,
    /// Zipf exponent of each domain, separated by commas [default: 1.05,0.95]
    #[arg(long, value_delimiter = ',', value_name = "X,X")]
    zipf: Vec<f64>,
    /// Mean tokens per document of each domain [default: 400,20]
    #[arg(long, value_delimiter = ',', value_name = "X,X")]
    document_length: Vec<f64>,
    /// A word's chance to be repeated within a document rather than drawn afresh [default: 0.25]
    #[arg(long, value_name = "X")]
    burstiness: Option<f64>,
    /// Pairs of words that exchange contexts in the last domain [default: 40]
    #[arg(long, value_name = "N")]
    swapped_pairs: Option<usize>,
    /// Share of their uses in which they do [default: 1]
    #[arg(long, value_name = "X")]
    swap_share: Option<f64>,
    /// Words that only one domain uses, per domain [default: 150]
    #[arg(long, value_name = "N")]
    private_words: Option<usize>,
    /// Domains that differ in nothing but chance: the null.
    #[arg(long)]
    alike: bool,
    /// Seed of what is planted and drawn [default: 1]
    #[arg(long, value_name = "N")]
    simulation_seed: Option<u64>,
}

impl PlanArgs {
    /// The library's defaults, where the command line does not say otherwise.
    pub fn resolve(&self) -> SimulationParams {
        let mut params = SimulationParams::for_domains(self.domains);
        set(&mut params.tokens, self.tokens);
        set(&mut params.vocabulary, self.vocabulary);
        set(&mut params.topics, self.topics);
        set(&mut params.burstiness, self.burstiness);
        set(&mut params.swapped_pairs, self.swapped_pairs);
        set(&mut params.swap_share, self.swap_share);
        set(&mut params.private_words, self.private_words);
        set(&mut params.seed, self.simulation_seed);
        if !self.zipf.is_empty() {
            params.alpha.clone_from(&self.zipf);
        }
        if !self.document_length.is_empty() {
            params.document_length.clone_from(&self.document_length);
        }
        if self.alike { params.alike() } else { params }
    }
}

fn set<T>(setting: &mut T, given: Option<T>) {
    if let Some(given) = given {
        *setting = given;
    }
}

/// Runs the command.
pub fn run(args: &Args, common: &Common) -> anyhow::Result<()> {
    let simulated = simulate(&args.plan.resolve(), &args.output)?;
    if common.json {
        output::print(&serde_json::to_string_pretty(&simulated.truth)?)?;
    } else {
        let mut text = String::new();
        for file in &simulated.files {
            text.push_str(&format!("{}\n", file.display()));
        }
        text.push_str(&format!("{}\n", args.output.join(TRUTH_FILE).display()));
        output::print(&text)?;
    }
    Ok(())
}
