//! `isogloss similarity`: do vectors find similar what people find similar?

use crate::given::{self, LookupArgs, ReadArgs};
use crate::text::named;
use crate::{Common, output};
use anyhow::bail;
use isogloss_analyse::similarity::{Similarity, SimilarityParams, SimilaritySet, Unknown, similarity};
use serde::Serialize;
use std::path::{Path, PathBuf};

/// Hold the cosines of vectors against what people say of pairs of words.
///
/// Spearman's rank correlation on each set, with a bootstrap interval over its pairs, and how many pairs the vectors know. A set
/// is a text with two words and a score a line (WordSim-353, SimLex-999, MEN, RW, ...; tabs, commas or blanks, a heading or
/// none), or a folder of such; none comes with the program.
#[derive(clap::Args)]
pub struct Args {
    /// Files of vectors; several make a row each
    #[arg(required = true, num_args = 1..)]
    vectors: Vec<PathBuf>,
    /// Scored pairs, a file or a folder
    #[arg(long = "set", value_name = "FILE", num_args = 1..)]
    sets: Vec<PathBuf>,
    /// Pairs with unknown words. skip: left out. zero: their cosine is 0 (gensim's dummy4unknown). shared: only pairs that all
    /// files know, so that their numbers compare [default: skip]
    #[arg(long, value_name = "POLICY", value_parser = named::<Unknown>(&["skip", "zero", "shared"]))]
    oov: Option<Unknown>,
    #[command(flatten)]
    lookup: LookupArgs,
    #[command(flatten)]
    read: ReadArgs,
    /// Seed of the bootstrap
    #[arg(long, value_name = "N", default_value_t = SimilarityParams::default().seed)]
    seed: u64,
}

/// One file on one set.
#[derive(Serialize)]
struct Row<'a> {
    vectors: String,
    set: &'a str,
    #[serde(flatten)]
    result: &'a Similarity,
}

/// What `--json` prints.
#[derive(Serialize)]
struct Printed<'a> {
    params: &'a SimilarityParams,
    results: &'a [Row<'a>],
}

/// Runs the command.
pub fn run(args: &Args, common: &Common) -> anyhow::Result<()> {
    if args.sets.is_empty() {
        return Err(isogloss::Error::Setting {
            name: "set",
            value: String::new(),
            needs: "give a file of scored pairs (two words and a number a line, such as WordSim-353 or SimLex-999); none comes with \
                    isogloss"
                .to_owned(),
        }
        .into());
    }
    let mut sets = Vec::new();
    for path in &args.sets {
        sets.extend(read_sets(path)?);
    }
    let params = SimilarityParams {
        lookup: args.lookup.params(),
        unknown: args.oov.unwrap_or_default(),
        seed: args.seed,
    };
    let vectors = args.read.read_all(&args.vectors)?;
    let results = similarity(&given::spaces(&vectors), &sets, &params)?;
    let mut rows = Vec::new();
    for (path, results) in args.vectors.iter().zip(&results) {
        for (set, result) in sets.iter().zip(results) {
            rows.push(Row { vectors: path.display().to_string(), set: &set.name, result });
        }
    }
    if common.json {
        output::print(&serde_json::to_string_pretty(&Printed { params: &params, results: &rows })?)?;
    } else {
        output::print(&text(&rows))?;
    }
    if rows.iter().all(|row| row.result.spearman.is_none()) {
        bail!("no correlation: the vectors know {} of the pairs", known(&rows));
    }
    Ok(())
}

fn known(rows: &[Row<'_>]) -> String {
    match rows.iter().map(|row| row.result.known).max() {
        None | Some(0) => "none".to_owned(),
        Some(most) => format!("at most {most}"),
    }
}

/// The set of a file, or all that lie in a folder: what else is there is left out and told.
fn read_sets(path: &Path) -> anyhow::Result<Vec<SimilaritySet>> {
    let files = given::files(path, &["txt", "tsv", "csv"], false)?;
    let (mut sets, mut left_out) = (Vec::new(), Vec::new());
    for file in &files {
        match read_set(file) {
            Ok(set) => sets.push(set),
            Err(_) if path.is_dir() => left_out.push(given::stem(file)),
            Err(error) => return Err(error),
        }
    }
    if sets.is_empty() {
        bail!("{} holds no file (.txt, .tsv, .csv) of scored pairs", path.display());
    }
    if !left_out.is_empty() {
        eprintln!(
            "isogloss: {}: left out, for they hold no scored pairs: {}",
            path.display(),
            left_out.join(", ")
        );
    }
    Ok(sets)
}

fn read_set(file: &Path) -> anyhow::Result<SimilaritySet> {
    let (set, bad) = SimilaritySet::parse(&given::stem(file), &given::text(file)?);
    if set.pairs.is_empty() || bad.len() > set.pairs.len() {
        let at = if bad.is_empty() { String::new() } else { format!(" ({})", given::lines(&bad)) };
        bail!("{} is no set of scored pairs: two words and a number a line are needed{at}", file.display());
    }
    if !bad.is_empty() {
        eprintln!("isogloss: {}: {} without two words and a score", file.display(), given::lines(&bad));
    }
    Ok(set)
}

fn text(rows: &[Row<'_>]) -> String {
    let heading =
        ["vectors", "set", "pairs", "known", "used", "Spearman", "95 %"].map(str::to_owned).to_vec();
    let row = |row: &Row<'_>| {
        let Similarity { pairs, known, used, spearman } = row.result;
        let share = 100.0 * *known as f64 / (*pairs).max(1) as f64;
        let (value, interval) = output::estimate(spearman.as_ref());
        vec![
            row.vectors.clone(),
            output::shown(row.set),
            pairs.to_string(),
            format!("{known} ({share:.0} %)"),
            used.to_string(),
            value,
            interval,
        ]
    };
    output::table(&std::iter::once(heading).chain(rows.iter().map(row)).collect::<Vec<_>>(), 2)
}
