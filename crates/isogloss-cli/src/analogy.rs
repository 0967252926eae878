//! `isogloss analogy`: how many analogy questions do vectors answer?

use crate::given::{self, LookupArgs, ReadArgs};
use crate::text::named;
use crate::{Common, output};
use anyhow::bail;
use isogloss_analyse::analogy::Method;
use isogloss_analyse::analogy::evaluate::{
    Answered, EvaluateParams, Evaluation, Questions, Unknown, evaluate,
};
use isogloss_analyse::analogy::own_questions;
use serde::Serialize;
use std::path::PathBuf;

/// Ask vectors analogy questions: a is to b as c is to what?
///
/// Accuracy by section and in all, by 3CosAdd and 3CosMul, without the premises a, b, c among the answers (what is usually reported) and
/// with them, and how many questions the vectors know. Questions are Google's questions-words.txt, a BATS folder, or the
/// project's own where nothing is given. With equal settings the numbers are gensim's.
#[derive(clap::Args)]
pub struct Args {
    /// Files of vectors
    #[arg(required = true, num_args = 1..)]
    vectors: Vec<PathBuf>,
    /// Questions, a file or a folder of .txt files [default: the project's own]
    #[arg(long, value_name = "FILE", num_args = 1..)]
    questions: Vec<PathBuf>,
    /// How the fourth word is sought [default: both]
    #[arg(long, value_name = "NAME", value_parser = named::<Method>(&["3cosadd", "3cosmul"]))]
    method: Option<Method>,
    /// Print only the accuracy with premises among the answers [default: both without and with]
    #[arg(long)]
    include_premises: bool,
    /// Questions with unknown words. skip: not asked. wrong: count as answered wrongly (gensim's dummy4unknown). shared: only
    /// questions that all files know, so that their numbers compare [default: skip]
    #[arg(long, value_name = "POLICY", value_parser = named::<Unknown>(&["skip", "wrong", "shared"]))]
    oov: Option<Unknown>,
    #[command(flatten)]
    lookup: LookupArgs,
    #[command(flatten)]
    read: ReadArgs,
    /// Seed of the bootstrap
    #[arg(long, value_name = "N", default_value_t = EvaluateParams::default().seed)]
    seed: u64,
}

/// One file.
#[derive(Serialize)]
struct OfFile<'a> {
    vectors: String,
    #[serde(flatten)]
    evaluation: &'a Evaluation,
}

/// What `--json` prints.
#[derive(Serialize)]
struct Printed<'a> {
    params: &'a EvaluateParams,
    results: &'a [OfFile<'a>],
}

/// Runs the command.
pub fn run(args: &Args, common: &Common) -> anyhow::Result<()> {
    let questions = read_questions(&args.questions)?;
    let defaults = EvaluateParams::default();
    let params = EvaluateParams {
        lookup: args.lookup.params(),
        unknown: args.oov.unwrap_or_default(),
        methods: args.method.map_or(defaults.methods, |method| vec![method]),
        seed: args.seed,
    };
    let vectors = args.read.read_all(&args.vectors)?;
    let results = evaluate(&given::spaces(&vectors), &questions, &params)?;
    let results: Vec<OfFile<'_>> = args
        .vectors
        .iter()
        .zip(&results)
        .map(|(path, evaluation)| OfFile { vectors: path.display().to_string(), evaluation })
        .collect();
    if common.json {
        output::print(&serde_json::to_string_pretty(&Printed { params: &params, results: &results })?)?;
    } else {
        let tables: Vec<String> = results.iter().map(|of| text(of, args.include_premises)).collect();
        output::print(&tables.join("\n"))?;
    }
    if results.iter().all(|of| of.evaluation.all.known == 0) {
        bail!("no question was answered: each has a word that the vectors do not know");
    }
    Ok(())
}

/// All sections of these files and folders, or the project's own.
fn read_questions(paths: &[PathBuf]) -> anyhow::Result<Questions> {
    if paths.is_empty() {
        return Ok(own_questions().into());
    }
    let mut all = Questions::default();
    for path in paths {
        for file in given::files(path, &["txt"], true)? {
            let (questions, bad) = Questions::parse(&given::text(&file)?, &given::stem(&file));
            if questions.sections.is_empty() {
                bail!(
                    "{} holds no analogy questions: four words a line (a b c d), or two (a pair) of which there are at least two lines, \
                     are needed",
                    file.display()
                );
            }
            if !bad.is_empty() {
                eprintln!(
                    "isogloss: {}: {} left out: neither two words nor four",
                    file.display(),
                    given::lines(&bad)
                );
            }
            all.append(questions);
        }
    }
    if all.sections.is_empty() {
        let names: Vec<String> = paths.iter().map(|path| path.display().to_string()).collect();
        bail!("{} holds no file (.txt) of analogy questions", names.join(", "));
    }
    Ok(all)
}

fn text(of: &OfFile<'_>, with_only: bool) -> String {
    let Evaluation { all, sections } = of.evaluation;
    let share = 100.0 * all.known as f64 / all.questions.max(1) as f64;
    let mut heading: Vec<String> = ["section", "questions", "known", "asked"].map(str::to_owned).to_vec();
    for accuracy in &all.accuracy {
        let name = accuracy.method.name();
        heading.extend((!with_only).then(|| name.to_owned()));
        heading.push(format!("{name}, premises too"));
    }
    let mut rows = vec![heading];
    rows.extend(sections.iter().map(|section| row(&section.name, &section.answered, with_only)));
    rows.push(row("all", all, with_only));
    let mut interval = vec!["95 %".to_owned(), String::new(), String::new(), String::new()];
    interval.extend(cells(all, with_only).map(|(_, interval)| interval));
    rows.push(interval);
    let hopeless = match all.answer_is_premise {
        0 => String::new(),
        n => format!(
            "{} of those asked have no answer but a premise: without premises they count as wrong.\n",
            output::thousands(n as u64)
        ),
    };
    format!(
        "{}: knows {} of {} questions ({share:.1} %)\n\n{}{hopeless}",
        of.vectors,
        output::thousands(all.known as u64),
        output::thousands(all.questions as u64),
        output::table(&rows, 1),
    )
}

fn row(name: &str, answered: &Answered, with_only: bool) -> Vec<String> {
    let mut cells_of_row = vec![output::shown(name)];
    cells_of_row
        .extend([answered.questions, answered.known, answered.asked].map(|n| output::thousands(n as u64)));
    cells_of_row.extend(cells(answered, with_only).map(|(value, _)| value));
    cells_of_row
}

/// Value and interval of each accuracy that is shown.
fn cells(answered: &Answered, with_only: bool) -> impl Iterator<Item = (String, String)> + '_ {
    answered.accuracy.iter().flat_map(move |accuracy| {
        let without = (!with_only).then_some(&accuracy.without_premises);
        without
            .into_iter()
            .chain([&accuracy.with_premises])
            .map(|estimate| output::estimate(estimate.as_ref()))
    })
}
