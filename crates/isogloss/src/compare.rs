//! The main job.

use crate::domain::{self, Domain};
use crate::folder::{RunFolder, write_atomically};
use crate::input::{self, Input, InputKind};
use crate::progress::Progress;
use crate::report::{
    Comparison, CooccurrenceSection, GeometrySection, InputRecord, Report, RunRecord, SCHEMA, Section,
    Sections, VocabularyAudit,
};
use crate::sections::{self, Context, geometry::PAPER_WORDS, vocabulary::vocabulary_audit};
use crate::settings::{EvaluationSets, Settings};
use crate::shared::{SharedWords, Union};
use crate::text::{self, Cut};
use crate::vectors::VectorsFile;
use crate::{Error, findings};
use isogloss_analyse::company::CompanyWord;
use isogloss_analyse::geometry::ShiftedWord;
use isogloss_analyse::information::{KeyWord, key_words};
use isogloss_corpus::{Reader, Tokenizer};
use std::path::Path;

/// Points of the shift figure.
const SHOWN_WORDS: usize = 3_000;
/// Of them, the first of the ranking.
const SHOWN_TOP: usize = 1_000;

/// Compares the inputs in the folder `out`; finished stages whose inputs and settings are unchanged are used again.
///
/// # Errors
/// See [`Error`]. A section that this input cannot fill is no error: it says why.
pub fn compare(
    inputs: &[Input],
    settings: &Settings,
    evaluation: &EvaluationSets,
    out: &Path,
    progress: &dyn Progress,
) -> Result<Comparison, Error> {
    settings.check()?;
    // A missing file is told before the output folder is made.
    for input in inputs.iter().filter(|input| input.kind.is_text() && input.files != [Path::new("-")]) {
        Reader::open(&input.files, &input.reader)?;
    }
    for input in inputs.iter().filter(|input| !input.kind.is_text()) {
        input::check_vectors(input)?;
    }
    let folder = RunFolder::open(out, progress)?;
    let mut inputs = inputs.to_vec();
    for input in &mut inputs {
        input::keep_standard_input(input, &out.join(&input.name))?;
    }
    let run = record(&folder, &inputs, settings)?;
    let domains = match run.kind() {
        InputKind::Text => of_texts(&folder, &inputs, &run, settings)?,
        InputKind::Vectors => of_vectors(&folder, &inputs, &run, settings)?,
    };
    let shared = SharedWords::of(&domains.iter().collect::<Vec<_>>());
    if shared.is_empty() {
        progress.warn(&match run.kind() {
            InputKind::Text => format!(
                "the domains share no word with at least {} uses in each: are they of one language?",
                settings.min_count
            ),
            InputKind::Vectors => {
                "the files share no word: are they of one language, in the same case and script?".to_owned()
            }
        });
    }
    let context = Context::new(&folder, settings, evaluation, &domains);
    let vocabulary = vocabulary_audit(&context)?;
    let sections = sections(&context, &shared)?;
    let comparison = assemble(run, &context, vocabulary, sections);
    folder.tidy()?;
    Ok(comparison)
}

fn of_texts(
    folder: &RunFolder<'_>,
    inputs: &[Input],
    run: &RunRecord,
    settings: &Settings,
) -> Result<Vec<Domain>, Error> {
    let names: Vec<&str> = inputs.iter().map(|input| input.name.as_str()).collect();
    let cut = Cut { tokenizer: &settings.tokenizer, phrases: settings.phrases.as_ref() };
    let texts = text::encode_all(folder, &names, inputs, &run.inputs, cut, settings.memory)?;
    let mut domains = Vec::new();
    for (name, text) in names.iter().zip(texts) {
        text::warn_of_reading(folder, name, &text.encoding);
        domains.push(domain::prepare(folder, name, text, settings)?);
    }
    Ok(domains)
}

fn of_vectors(
    folder: &RunFolder<'_>,
    inputs: &[Input],
    run: &RunRecord,
    settings: &Settings,
) -> Result<Vec<Domain>, Error> {
    let domain = |(input, record): (&Input, &InputRecord)| {
        let file = VectorsFile::open(folder, input, record, &settings.vectors)?;
        Ok(domain::of_vectors(&input.name, file))
    };
    inputs.iter().zip(&run.inputs).map(domain).collect()
}

/// Writes `run.toml`, unless the folder holds a run of other inputs.
fn record(folder: &RunFolder<'_>, inputs: &[Input], settings: &Settings) -> Result<RunRecord, Error> {
    let run = RunRecord {
        isogloss: env!("CARGO_PKG_VERSION").to_owned(),
        tokenizer: Tokenizer::new(settings.tokenizer.clone()).version().to_owned(),
        inputs: inputs.iter().map(input::record).collect::<Result<_, _>>()?,
        settings: settings.clone(),
    };
    let path = folder.root().join("run.toml");
    if let Ok(before) = read_run(folder.root()) {
        let names = |run: &RunRecord| run.inputs.iter().map(|input| input.name.clone()).collect::<Vec<_>>();
        if names(&before) != names(&run) {
            return Err(Error::OutputFolder {
                path: folder.root().to_owned(),
                why: format!(
                    "holds a comparison of {}; give -o another folder",
                    names(&before).join(" and ")
                ),
            });
        }
    }
    let text =
        toml::to_string(&run).map_err(|e| Error::Damaged { path: path.clone(), what: e.to_string() })?;
    write_atomically(&path, text.as_bytes())?;
    Ok(run)
}

/// Reads `run.toml` of a run's folder.
pub fn read_run(root: &Path) -> Result<RunRecord, Error> {
    let path = root.join("run.toml");
    let not = |why: String| Error::NotARun { path: root.to_owned(), why };
    let text = std::fs::read_to_string(&path).map_err(|e| not(format!("run.toml: {e}")))?;
    toml::from_str(&text).map_err(|e| not(format!("run.toml: {}", e.message())))
}

fn sections(context: &Context<'_>, shared: &SharedWords) -> Result<Sections, Error> {
    let zipf = sections::zipf::zipf_section(context)?;
    let entropy = sections::entropy::entropy_section(context)?;
    let cooccurrence = sections::cooccurrence::cooccurrence_section(context)?;
    let geometry = sections::geometry::geometry_section(context)?;
    let information = sections::information::information_section(context)?;
    let analogy = sections::analogy::analogy_section(context, shared)?;
    let transfer = sections::transfer::transfer_section(context)?;
    let spectrum = sections::spectrum::spectrum_section(context)?;
    let attention = sections::attention::attention_section(context)?;
    let summary = sections::summary::summary_section(context, &geometry)?;
    let likeness = sections::likeness::likeness_section(context, shared)?;
    Ok(Sections {
        zipf,
        entropy,
        cooccurrence,
        geometry,
        information,
        analogy,
        transfer,
        spectrum,
        attention,
        summary,
        likeness,
    })
}

fn assemble(
    run: RunRecord,
    context: &Context<'_>,
    vocabulary: Option<VocabularyAudit>,
    mut sections: Sections,
) -> Comparison {
    let Context { domains, settings, .. } = *context;
    let names: Vec<&str> = domains.iter().map(|domain| domain.name.as_str()).collect();
    let claims = findings::claims(&names, run.kind(), &sections);
    let findings = findings::findings(&names, vocabulary.as_ref(), &sections, settings.neighbours);
    let shifts = take_long_lists(&mut sections.geometry);
    let companies = take_companies(&mut sections.cooccurrence);
    let report = Report {
        schema: SCHEMA.to_owned(),
        run,
        domains: domains.iter().map(Domain::record).collect(),
        findings,
        vocabulary,
        sections,
        claims,
    };
    Comparison {
        report,
        shifts,
        companies,
        // Without text there are none, and §5 says why.
        key_words: context
            .union()
            .map_or_else(|_| Vec::new(), |union| frequent_key_words(union, settings.min_count)),
    }
}

/// Moves the long word lists out of the section and leaves those of the figures.
fn take_long_lists(geometry: &mut Section<GeometrySection>) -> Vec<(usize, usize, Vec<ShiftedWord>)> {
    let Section::Computed(geometry) = geometry else { return Vec::new() };
    let mut lists = Vec::new();
    for pair in &mut geometry.pairs {
        let all = std::mem::take(&mut pair.shift.words);
        let step = all.len().div_ceil(SHOWN_WORDS - SHOWN_TOP).max(1);
        let detailed: std::collections::HashSet<&str> =
            pair.details.iter().map(|d| d.word.as_str()).collect();
        let shown = all.iter().enumerate().filter(|(i, word)| {
            i % step == 0
                || word.rank.is_some_and(|rank| rank <= SHOWN_TOP)
                || PAPER_WORDS.contains(&word.word.as_str())
                || detailed.contains(word.word.as_str())
        });
        pair.shift.words = shown.map(|(_, word)| word.clone()).collect();
        lists.push((pair.a, pair.b, all));
    }
    lists
}

/// The same of the words whose company was compared: they are in the order of their ranks.
fn take_companies(cooccurrence: &mut Section<CooccurrenceSection>) -> Vec<(usize, usize, Vec<CompanyWord>)> {
    let Section::Computed(section) = cooccurrence else { return Vec::new() };
    let mut lists = Vec::new();
    for pair in &mut section.pairs {
        let Section::Computed(company) = &mut pair.company else { continue };
        let all = std::mem::take(&mut company.words);
        let step = all.len().div_ceil(SHOWN_WORDS - SHOWN_TOP).max(1);
        let shown = all.iter().enumerate().filter(|(i, _)| *i < SHOWN_TOP || i % step == 0);
        company.words = shown.map(|(_, word)| word.clone()).collect();
        lists.push((pair.a, pair.b, all));
    }
    lists
}

fn frequent_key_words(union: &Union<'_>, min_count: u64) -> Vec<KeyWord> {
    let mut words = key_words(&union.words, &union.counts);
    words.retain(|word| word.counts.iter().any(|&count| count >= min_count));
    words
}
