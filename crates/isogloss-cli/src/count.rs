//! `isogloss count`: words, postings and company of a text.

use crate::text::{OneTextArgs, named};
use crate::{Common, output, progress::Stderr};
use isogloss::count::{CountReport, CountSettings, count};
use isogloss::{Context, CooccurrenceSettings, Weighting};

/// Count words, where they stand and next to what.
///
/// Writes vocab.tsv, the encoded text, postings and the co-occurrence matrix X (sparse rows) into a folder, to be mapped into
/// memory. Finished stages are used again when input and settings are unchanged.
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    text: OneTextArgs,
    /// Words on each side that count as context [default: 5]
    #[arg(long, value_name = "N")]
    window: Option<usize>,
    /// What a neighbour at distance d of a window w weighs. harmonic: 1/d. uniform: 1. dynamic: (w - d + 1)/w, the expectation of
    /// word2vec's shrinking window [default: harmonic]
    #[arg(long, value_name = "NAME", value_parser = named::<Weighting>(&["harmonic", "uniform", "dynamic"]))]
    weighting: Option<Weighting>,
    /// Which neighbours count: on both sides, before the word, after it [default: symmetric]
    #[arg(long, value_name = "SIDE", value_parser = named::<Context>(&["symmetric", "left", "right"]))]
    context: Option<Context>,
    /// Words below the minimum count keep their places in windows
    #[arg(long)]
    keep_gaps: bool,
    /// Only the words and their counts
    #[arg(long, conflicts_with_all = ["window", "weighting", "context", "keep_gaps", "glove", "phrases"])]
    vocabulary_only: bool,
    /// Write vocab.txt and cooccurrence.bin for Stanford's GloVe, too
    #[arg(long)]
    glove: bool,
}

/// Runs the command.
pub fn run(args: &Args, common: &Common) -> anyhow::Result<()> {
    let defaults = CountSettings::default();
    let company = CooccurrenceSettings::default();
    let settings = CountSettings {
        min_count: args.text.min_count.unwrap_or(defaults.min_count),
        vocabulary_only: args.vocabulary_only,
        glove: args.glove,
        cooccurrence: CooccurrenceSettings {
            window: args.window.unwrap_or(company.window),
            weighting: args.weighting.unwrap_or(company.weighting),
            context: args.context.unwrap_or(company.context),
            keep_gaps: args.keep_gaps,
        },
        tokenizer: args.text.tokenizer.resolve(),
        phrases: args.text.tokenizer.phrases(),
        memory: common.memory,
    };
    let output = &args.text.output;
    let report = count(&args.text.input()?, &settings, output, &Stderr::new(common.quiet))?;
    if common.json {
        output::print(&serde_json::to_string_pretty(&report)?)?;
    } else {
        output::print(&text(&report))?;
        output::print(&output.display().to_string())?;
    }
    Ok(())
}

fn text(report: &CountReport) -> String {
    let read = &report.read;
    let mut rows = vec![
        ("documents", read.documents),
        ("tokens", report.tokens),
        ("types", report.types),
        ("words with the minimum count", report.vocabulary),
    ];
    rows.extend(report.nonzeros.map(|nonzeros| ("entries of X", nonzeros)));
    let skipped = [
        ("blank, skipped", read.empty),
        ("malformed, skipped", read.malformed),
        ("invalid UTF-8, mended", read.invalid_utf8),
        ("retweets, skipped", read.retweets),
        ("exact duplicates, dropped", read.duplicates),
        ("in another language, left out", read.other_language),
        ("redirects, skipped", read.redirects),
        ("no articles, skipped", read.other_namespaces),
        ("not in wikitext, skipped", read.skipped_markup),
    ];
    rows.extend(skipped.into_iter().filter(|(_, n)| *n > 0));
    let rows: Vec<Vec<String>> =
        rows.into_iter().map(|(what, n)| vec![what.to_owned(), output::thousands(n)]).collect();
    output::table(&rows, 1)
}
