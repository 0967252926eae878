//! `isogloss demo`: the main job on corpora whose truth is known, and how much of it was found.

use crate::compare::{SettingsArgs, summary};
use crate::simulate::PlanArgs;
use crate::{Common, output, progress::Stderr};
use isogloss::report::{Comparison, Report, ShiftedWord};
use isogloss::{EvaluationSets, Input, InputKind, ReaderSettings, Settings};
use isogloss_analyse::analogy::QuestionSet;
use isogloss_analyse::transfer::LabelledWords;
use isogloss_simulate::{Truth, simulate};
use serde::Serialize;
use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

/// The main job on simulated corpora: no data needed, and the truth is known.
#[derive(clap::Args)]
pub struct Args {
    /// The run's folder; the corpora go to its folder `corpora`.
    #[arg(long, short)]
    output: PathBuf,
    #[command(flatten)]
    plan: PlanArgs,
    #[command(flatten)]
    settings: SettingsArgs,
}

/// How much of what was planted was found.
#[derive(Debug, Serialize)]
struct Found {
    /// Planted words that exchange contexts.
    planted: usize,
    /// Of them, frequent enough in both domains to be ranked.
    ranked: usize,
    /// Of those, in the first tenth of the ranking by shift adjusted for frequency.
    in_top_decile: usize,
    /// Of the first `ranked` words of the ranking, planted.
    on_top: usize,
    /// Words in the ranking.
    ranking: usize,
    /// Per domain: of the ten nearest words of a topic's word, the share of its topic.
    topic_recovery: Vec<(String, f64)>,
}

/// The corpora are small: words are ranked from this many uses on, unless the command line says otherwise.
const RANKED: u64 = 20;
/// What `--json` prints.
#[derive(Serialize)]
struct DemoResult<'a> {
    found: &'a Found,
    report: &'a Report,
}

/// Nearest words asked for their topic.
const NEAREST: usize = 10;

/// Runs the command.
pub fn run(args: &Args, common: &Common) -> anyhow::Result<()> {
    let settings = args.settings.resolve(Settings {
        rank_min_count: RANKED,
        memory: common.memory,
        ..Settings::default()
    })?;
    settings.check()?;
    isogloss::folder::claim(&args.output)?;
    let simulated = simulate(&args.plan.resolve(), &args.output.join("corpora"))?;
    let truth = &simulated.truth;
    let names = truth.params.names.iter().cloned();
    let inputs: Vec<Input> = simulated
        .files
        .iter()
        .zip(names)
        .map(|(path, name)| Input {
            name,
            kind: InputKind::Text,
            files: vec![path.clone()],
            reader: ReaderSettings::default(),
        })
        .collect();
    let evaluation = EvaluationSets {
        questions: QuestionSet { sections: truth.analogies.clone() },
        labels: LabelledWords {
            name: truth.labels.name.clone(),
            negative: truth.labels.negative.clone(),
            positive: truth.labels.positive.clone(),
        },
    };
    let comparison =
        isogloss::compare(&inputs, &settings, &evaluation, &args.output, &Stderr::new(common.quiet))?;
    isogloss_report::write(&comparison, &args.output)?;
    let found = found(&comparison, truth, &args.output)?;
    if common.json {
        let result = DemoResult { found: &found, report: &comparison.report };
        output::print(&serde_json::to_string_pretty(&result)?)?;
    } else {
        output::print(&summary(&comparison))?;
        output::print(&text(&found, truth))?;
        output::print(&format!("\n{}", args.output.join("report.html").display()))?;
    }
    Ok(())
}

fn found(comparison: &Comparison, truth: &Truth, out: &Path) -> anyhow::Result<Found> {
    let planted: HashSet<&str> = truth.swapped.iter().flat_map(|(x, y)| [x.as_str(), y.as_str()]).collect();
    let last = truth.params.domains - 1;
    let words = comparison
        .shifts
        .iter()
        .find(|(a, b, _)| (*a, *b) == (0, last))
        .map(|(_, _, words)| words.as_slice());
    let mut ranking: Vec<&ShiftedWord> =
        words.unwrap_or_default().iter().filter(|word| word.rank.is_some()).collect();
    ranking.sort_by_key(|word| word.rank);
    let is_planted = |word: &&&ShiftedWord| planted.contains(word.word.as_str());
    let ranked = ranking.iter().filter(is_planted).count();
    let mut topic_recovery = Vec::new();
    for domain in &comparison.report.domains {
        if let Some(share) = topic_recovery_of(&out.join(&domain.name), truth)? {
            topic_recovery.push((domain.name.clone(), share));
        }
    }
    Ok(Found {
        planted: planted.len(),
        ranked,
        in_top_decile: ranking.iter().take(ranking.len().div_ceil(10)).filter(is_planted).count(),
        on_top: ranking.iter().take(ranked).filter(is_planted).count(),
        ranking: ranking.len(),
        topic_recovery,
    })
}

/// The share of a topic word's nearest words that are of its topic; words that no topic has do not count, nor do
/// swapped ones, whose topic depends on the domain.
fn topic_recovery_of(dir: &Path, truth: &Truth) -> anyhow::Result<Option<f64>> {
    let path = dir.join("vectors.safetensors");
    if !path.exists() {
        return Ok(None);
    }
    let vectors = isogloss_store::Vectors::read_safetensors(&path)?;
    let swapped: HashSet<&str> = truth.swapped.iter().flat_map(|(x, y)| [x.as_str(), y.as_str()]).collect();
    let topics: HashMap<&str, usize> = truth
        .topics
        .iter()
        .enumerate()
        .flat_map(|(topic, words)| words.iter().map(move |word| (word.as_str(), topic)))
        .filter(|(word, _)| !swapped.contains(word))
        .collect();
    let topic_of: Vec<Option<usize>> = vectors.words.iter().map(|word| topics.get(word).copied()).collect();
    let rows: Vec<u32> = (0..topic_of.len() as u32).filter(|&i| topic_of[i as usize].is_some()).collect();
    let of_topics = vectors.matrix.gather(&rows).unit_rows();
    let itself: Vec<u32> = (0..rows.len() as u32).collect();
    let lists = isogloss_store::nearest(&of_topics, &of_topics, NEAREST, Some(&itself));
    let topic = |i: u32| topic_of[rows[i as usize] as usize];
    let (mut same, mut all) = (0_u64, 0_u64);
    for (i, list) in lists.iter().enumerate() {
        all += list.len() as u64;
        same += list.iter().filter(|near| topic(near.index) == topic(i as u32)).count() as u64;
    }
    Ok((all > 0).then(|| same as f64 / all as f64))
}

fn text(found: &Found, truth: &Truth) -> String {
    let mut text = format!(
        "\nPlanted: {} words that exchange contexts with a partner in {:.0} % of their uses; {} are frequent enough to be ranked.\n\
         Found: {} of them are in the first tenth of the ranking ({} words), and {} of the first {} words were planted.\n",
        found.planted,
        100.0 * truth.params.swap_share,
        found.ranked,
        found.in_top_decile,
        found.ranking,
        found.on_top,
        found.ranked,
    );
    for (name, share) in &found.topic_recovery {
        text.push_str(&format!(
            "Topics in {name}: {:.0} % of a word's {NEAREST} nearest are of its topic.\n",
            100.0 * share
        ));
    }
    text
}
