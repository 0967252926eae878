//! `isogloss compare`: the main job.

use crate::text::{ReaderArgs, TokenizerArgs, named};
use crate::trainer::TrainerArgs;
use crate::{Common, output, progress::Stderr};
use isogloss::report::Comparison;
use isogloss::{Error, EvaluationSets, InputKind, Settings, VectorSettings};
use std::path::PathBuf;

/// Compare two or more corpora, or files of word vectors: one report.
///
/// An input is a file, a folder, a quoted pattern, a list of these with commas between, or - (standard input): plain text, JSON
/// lines, tweets, tables, Parquet, a MediaWiki dump, WikiExtractor's text, or words with counts; plain, .gz, .bz2 or .zst. Formats
/// are told by content.
///
/// Or all inputs are files of pretrained vectors (GloVe, word2vec and whatever else `isogloss` reads), told by content, too: then
/// the report has what vectors alone can say.
/// Finished stages in the output folder are used again when inputs and settings are unchanged.
#[derive(clap::Args)]
pub struct Args {
    /// The corpora or files of vectors, two or more.
    #[arg(required = true, num_args = 1..)]
    inputs: Vec<String>,
    /// What the inputs hold [default: told by content]
    #[arg(long = "as", value_name = "KIND", value_parser = named::<InputKind>(&["text", "vectors"]))]
    kind: Option<InputKind>,
    /// The run's folder: new, empty, or of an earlier run of the same domains.
    #[arg(long, short)]
    output: PathBuf,
    /// A domain's name, in the order of the inputs [default: the file's name without extensions].
    #[arg(long = "name", value_name = "NAME")]
    names: Vec<String>,
    #[command(flatten)]
    reader: ReaderArgs,
    #[command(flatten)]
    settings: SettingsArgs,
    /// Vectors: only the first N words of each file.
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
    /// Vectors: rank words by shift only if they stand in the first N lines of each file [default: 50000]
    #[arg(long, value_name = "N")]
    rank_lines: Option<u64>,
}

impl Args {
    /// What holds for files of vectors.
    fn vectors(&self) -> VectorSettings {
        let defaults = VectorSettings::default();
        VectorSettings {
            limit: self.limit,
            last_line: self.rank_lines.unwrap_or(defaults.last_line),
            ..defaults
        }
    }
}

/// How vectors are made and words are ranked.
#[derive(clap::Args, Default)]
pub struct SettingsArgs {
    #[command(flatten)]
    trainer: TrainerArgs,
    /// Fewer uses in a domain: no vector there [default: 5]
    #[arg(long, value_name = "N")]
    min_count: Option<u64>,
    /// Rank words by shift only with this many uses in each domain [default: 100]
    #[arg(long, value_name = "N")]
    rank_min_count: Option<u64>,
    /// Do not train on halves of each domain: faster, but nothing says what is noise.
    #[arg(long)]
    no_noise_floor: bool,
    #[command(flatten)]
    tokenizer: TokenizerArgs,
}

impl SettingsArgs {
    /// The library's defaults, where the command line does not say otherwise.
    pub fn resolve(&self, defaults: Settings) -> Result<Settings, Error> {
        Ok(Settings {
            training: self.trainer.training()?,
            min_count: self.min_count.unwrap_or(defaults.min_count),
            rank_min_count: self.rank_min_count.unwrap_or(defaults.rank_min_count),
            noise_floor: defaults.noise_floor && !self.no_noise_floor,
            seed: self.trainer.seed.unwrap_or(defaults.seed),
            tokenizer: self.tokenizer.resolve(),
            phrases: self.tokenizer.phrases(),
            ..defaults
        })
    }
}

/// Runs the command.
pub fn run(args: &Args, common: &Common) -> anyhow::Result<()> {
    let defaults = Settings { memory: common.memory, vectors: args.vectors(), ..Settings::default() };
    let settings = args.settings.resolve(defaults)?;
    let inputs = isogloss::inputs(&args.inputs, &args.names, args.kind, |i| args.reader.resolve(i))?;
    let progress = Stderr::new(common.quiet);
    let comparison =
        isogloss::compare(&inputs, &settings, &EvaluationSets::default(), &args.output, &progress)?;
    isogloss_report::write(&comparison, &args.output)?;
    if common.json {
        output::print(&isogloss_report::json(&comparison.report)?)?;
    } else {
        output::print(&summary(&comparison))?;
        output::print(&format!("\n{}", args.output.join("report.html").display()))?;
    }
    Ok(())
}

/// The findings and the head of the ranking, as text.
pub fn summary(comparison: &Comparison) -> String {
    let report = &comparison.report;
    let mut text = String::from("\n");
    for finding in &report.findings {
        text.push_str(&format!("* {finding}\n"));
    }
    for (a, b, words) in &comparison.shifts {
        let (a, b) = (&report.domains[*a].name, &report.domains[*b].name);
        let peers = match report.run.kind() {
            InputKind::Text => "for their frequency",
            InputKind::Vectors => "relative to other words of like rank",
        };
        text.push_str(&format!("\nMost shifted between {a} and {b}, {peers}:\n\n"));
        text.push_str(&ranking(words, a, b));
    }
    text
}

fn ranking(words: &[isogloss::report::ShiftedWord], a: &str, b: &str) -> String {
    let mut ranked: Vec<_> = words.iter().filter(|word| word.rank.is_some_and(|rank| rank <= 20)).collect();
    ranked.sort_by_key(|word| word.rank);
    let lines = words.iter().any(|word| word.line_a.is_some());
    let (n, beside) = if lines { ("line", "95 % anchors") } else { ("n", "noise") };
    let mut rows = vec![
        ["", "word", &format!("{n} {a}"), &format!("{n} {b}"), "Δ", beside, "adjusted"]
            .map(str::to_owned)
            .to_vec(),
    ];
    for word in ranked {
        let use_or_line = |count: Option<u64>, line: Option<u64>| {
            count.or(line).map_or_else(|| "-".to_owned(), output::thousands)
        };
        let noise = word.noise.map(|noise| format!("{noise:.2}"));
        let interval = word.anchor_interval.map(|(low, high)| format!("{low:.2} to {high:.2}"));
        rows.push(vec![
            word.rank.unwrap_or_default().to_string(),
            word.word.clone(),
            use_or_line(word.count_a, word.line_a),
            use_or_line(word.count_b, word.line_b),
            format!("{:.2}", word.shift),
            noise.or(interval).unwrap_or_else(|| "-".to_owned()),
            format!("{:.1}", word.adjusted),
        ]);
    }
    output::table(&rows, 2)
}
