//! `isogloss word`: everything a finished run knows of a word.

use crate::{Common, output};
use isogloss::word::{WordInDomain, WordReport, look_up};
use std::path::PathBuf;

/// One word in a finished run: counts, both neighbourhoods, its shift, and lines in which it stands.
#[derive(clap::Args)]
pub struct Args {
    /// The word.
    word: String,
    /// The run's folder (`-o` of `compare`).
    run: PathBuf,
    /// Neighbours per domain.
    #[arg(long, default_value_t = 10, value_name = "N")]
    neighbours: usize,
    /// Concordance lines per domain.
    #[arg(long, default_value_t = 5, value_name = "N")]
    lines: usize,
}

/// Characters on each side of a keyword.
const SIDE: usize = 44;

/// Runs the command.
pub fn run(args: &Args, common: &Common) -> anyhow::Result<()> {
    let report = look_up(&args.run, &args.word, args.neighbours, args.lines)?;
    if common.json {
        output::print(&serde_json::to_string_pretty(&report)?)?;
    } else {
        output::print(&text(&report))?;
    }
    Ok(())
}

fn text(report: &WordReport) -> String {
    let mut text = format!("{}\n\n", report.word);
    text.push_str(&output::table(&frequency(&report.domains), 1));
    text.push('\n');
    for shift in &report.shifts {
        let word = &shift.shift;
        let noise =
            word.noise.map_or_else(String::new, |noise| format!(", noise at its frequency {noise:.2}"));
        let anchors = word.anchor_interval.map_or_else(String::new, |(low, high)| {
            format!(" ({low:.2} to {high:.2} over resamples of the anchors)")
        });
        let adjusted =
            if word.line_a.is_some() { "relative to words of like rank" } else { "adjusted for frequency" };
        let rank = word.rank.map_or_else(
            || match word.line_a {
                Some(_) => "not ranked: too far down in a file".to_owned(),
                None => "not ranked: too few uses".to_owned(),
            },
            |rank| {
                format!(
                    "rank {} of {}",
                    output::thousands(rank as u64),
                    output::thousands(shift.ranked_words as u64)
                )
            },
        );
        text.push_str(&format!(
            "{} and {}: Δ {:.2}{noise}{anchors}; {adjusted} {:.1} ({rank}); neighbours shared {:.0} %\n",
            shift.a,
            shift.b,
            word.shift,
            word.adjusted,
            100.0 * word.overlap
        ));
    }
    if report.shifts.is_empty() {
        text.push_str("no shift: it has no vector in at least two domains\n");
    }
    text.push('\n');
    text.push_str(&neighbours(&report.domains));
    for domain in &report.domains {
        text.push_str(&format!("\n{}\n", domain.name));
        text.push_str(&lines(domain));
    }
    text
}

/// How often each domain uses it, or where it stands in the domains' files.
fn frequency(domains: &[WordInDomain]) -> Vec<Vec<String>> {
    let cell = |n: Option<u64>| n.map_or_else(|| "-".to_owned(), output::thousands);
    if domains.iter().all(|domain| domain.count.is_none()) {
        let row = |domain: &WordInDomain| vec![domain.name.clone(), cell(domain.line)];
        return std::iter::once(vec![String::new(), "line".to_owned()])
            .chain(domains.iter().map(row))
            .collect();
    }
    let row = |domain: &WordInDomain| {
        let per_million = domain.per_million.map_or_else(|| "-".to_owned(), |n| format!("{n:.1}"));
        vec![domain.name.clone(), cell(domain.count), per_million, cell(domain.documents)]
    };
    let head = ["", "uses", "per million", "documents"].map(str::to_owned).to_vec();
    std::iter::once(head).chain(domains.iter().map(row)).collect()
}

fn neighbours(domains: &[WordInDomain]) -> String {
    let mut rows =
        vec![domains.iter().map(|domain| format!("nearest in {}", domain.name)).collect::<Vec<_>>()];
    let longest = domains.iter().map(|domain| domain.neighbours.len()).max().unwrap_or(0);
    for i in 0..longest {
        let cell = |domain: &WordInDomain| {
            domain.neighbours.get(i).map_or_else(String::new, |(word, cosine)| format!("{word} {cosine:.2}"))
        };
        rows.push(domains.iter().map(cell).collect());
    }
    output::table(&rows, domains.len())
}

fn lines(domain: &WordInDomain) -> String {
    if let Some(why) = &domain.no_lines {
        return format!("  no lines: {why}\n");
    }
    let mut text = String::new();
    for line in &domain.lines {
        let left = tail(&line.left, SIDE);
        let right: String = line.right.chars().take(SIDE).collect();
        text.push_str(&format!("  {left:>SIDE$}{}{right}\n", line.keyword));
    }
    if domain.lines.is_empty() {
        text.push_str("  never used\n");
    }
    text
}

fn tail(text: &str, n: usize) -> String {
    let skip = text.chars().count().saturating_sub(n);
    text.chars().skip(skip).collect()
}
