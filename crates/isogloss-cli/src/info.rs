//! `isogloss info`: what is in a file of vectors.

use crate::given::ReadArgs;
use crate::{Common, output};
use isogloss::info::{VectorsInfo, info};
use isogloss::report::KindOfWord;
use std::path::PathBuf;

/// Say what is in files of word vectors: format, size, lengths, case, placeholders, scripts, defects.
#[derive(clap::Args)]
pub struct Args {
    /// Files of vectors, or folders with one.
    #[arg(required = true)]
    files: Vec<PathBuf>,
    #[command(flatten)]
    read: ReadArgs,
}

/// Runs the command.
pub fn run(args: &Args, common: &Common) -> anyhow::Result<()> {
    let mut found = Vec::new();
    for file in &args.files {
        // What reading meets is part of the answer.
        found.push((file, info(&args.read.open(file)?)));
    }
    if common.json {
        let files: Vec<_> =
            found.iter().map(|(file, info)| serde_json::json!({ "path": file, "info": info })).collect();
        output::print(&serde_json::to_string_pretty(&files)?)?;
    } else {
        let texts: Vec<String> =
            found.iter().map(|(file, info)| format!("{}\n\n{}", file.display(), text(info))).collect();
        output::print(&texts.join("\n"))?;
    }
    Ok(())
}

fn text(info: &VectorsInfo) -> String {
    let VectorsInfo { file, norms, vocabulary, .. } = info;
    let packed = file.compression.as_ref().map_or_else(String::new, |packed| format!(", packed by {packed}"));
    let part = file.part.as_ref().map_or_else(String::new, |part| format!(" ({part})"));
    let words = |n: usize| {
        let share = 100.0 * n as f64 / vocabulary.words.max(1) as f64;
        format!("{} ({share:.1} %)", output::thousands(n as u64))
    };
    let has = |what: bool| if what { "yes" } else { "no" }.to_owned();
    let unit = if norms.unit { ", of unit length" } else { "" };
    let mut rows = vec![
        ("format", format!("{}{packed}{part}", file.format.name())),
        ("size", format!("{} bytes", output::thousands(file.bytes))),
        ("words", output::thousands(file.kept)),
        ("dimensions", file.dimensions.to_string()),
        (
            "lengths",
            format!(
                "{:.3} to {:.3}, median {:.3}, mean {:.3}{unit}",
                norms.least, norms.most, norms.median, norms.mean
            ),
        ),
        ("vectors of zeros", output::thousands(norms.zeros as u64)),
        ("context vectors", has(info.contexts)),
        ("vectors for unseen words", has(info.subwords)),
        ("with an upper-case letter", words(vocabulary.capitalised)),
        ("in alphabetical order", has(vocabulary.alphabetical)),
    ];
    let quoted = |kind: &KindOfWord| format!("{}: {}", words(kind.words), kind.examples.join(" "));
    rows.extend(vocabulary.kinds.iter().map(|kind| (kind.what.as_str(), quoted(kind))));
    rows.extend(vocabulary.scripts.iter().map(|script| (script.what.as_str(), quoted(script))));
    rows.extend(info.provenance.iter().map(|(name, value)| (name.as_str(), value.clone())));
    let warnings = file.warnings();
    rows.extend(warnings.iter().map(|warning| ("met", warning.clone())));
    let rows: Vec<Vec<String>> = rows.into_iter().map(|(what, value)| vec![what.to_owned(), value]).collect();
    output::table(&rows, 2)
}
