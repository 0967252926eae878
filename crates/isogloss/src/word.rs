//! One word: how often, in what company, how far it moved, and lines in which it stands.

use crate::Error;
use crate::compare::read_run;
use crate::folder::{hash_file, read_json};
use crate::input::InputKind;
use crate::report::{GeometrySection, InputRecord, Section};
use crate::vectors::{VECTORS_FILE, vectors_in};
use isogloss_analyse::geometry::ShiftedWord;
use isogloss_corpus::{Place, Reader, Tokenizer};
use isogloss_count::phrases::JOINT;
use isogloss_count::{EncodedCorpus, Postings, Vocabulary};
use isogloss_store::{Vectors, nearest};
use serde::Serialize;
use std::ops::Range;
use std::path::{Path, PathBuf};

/// Everything a finished run knows of a word.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct WordReport {
    /// The word, as the tokeniser writes it.
    pub word: String,
    /// Per domain.
    pub domains: Vec<WordInDomain>,
    /// Per pair of domains that both have a vector for it.
    pub shifts: Vec<WordShift>,
}

/// A word in one domain.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct WordInDomain {
    /// The domain.
    pub name: String,
    /// Its count; 0 where the domain never uses it, `None` where the domain is a file of vectors.
    pub count: Option<u64>,
    /// Uses per million tokens.
    pub per_million: Option<f64>,
    /// Documents that use it.
    pub documents: Option<u64>,
    /// Its line in a file of vectors, from 1; `None` where it has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
    /// Nearest words and their cosines; empty where it has no vector.
    pub neighbours: Vec<(String, f32)>,
    /// Lines in which it stands.
    pub lines: Vec<ConcordanceLine>,
    /// Why there are no lines, where that is not because it is never used.
    pub no_lines: Option<String>,
}

/// A keyword in its context.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ConcordanceLine {
    /// What stands before it, up to the word itself, white space folded.
    pub left: String,
    /// The word as written.
    pub keyword: String,
    /// What stands after it.
    pub right: String,
}

/// Its shift between two domains.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct WordShift {
    /// The first domain.
    pub a: String,
    /// The second domain.
    pub b: String,
    /// Δ, noise, rank and the rest.
    pub shift: ShiftedWord,
    /// Words that are ranked.
    pub ranked_words: usize,
}

/// Characters kept on each side of a concordance line.
const CONTEXT: usize = 120;

/// Asks the finished run in `out` about a word; `neighbours` and concordance `lines` are how many of each per domain.
pub fn look_up(out: &Path, word: &str, neighbours: usize, lines: usize) -> Result<WordReport, Error> {
    let run = read_run(out)?;
    if !out.join("report.json").exists() {
        return Err(Error::NotARun { path: out.to_owned(), why: "report.json is missing".to_owned() });
    }
    let mut domains = Vec::new();
    let word = match run.kind() {
        InputKind::Text => {
            let tokenizer = Tokenizer::new(run.settings.tokenizer.clone());
            let word = as_token(&tokenizer, word, run.settings.phrases.is_some());
            for input in &run.inputs {
                let dir = out.join(&input.name);
                let corpus = EncodedCorpus::open(&dir)?;
                domains.push(in_domain(input, &dir, &corpus, &tokenizer, &word, neighbours, lines)?);
            }
            if domains.iter().all(|domain| domain.count == Some(0)) {
                return Err(Error::UnknownWord { hint: hint(out, &run.inputs[0].name, &word), word });
            }
            word
        }
        InputKind::Vectors => {
            let files: Vec<Vectors> = run
                .inputs
                .iter()
                .map(|input| vectors_in(&out.join(&input.name)))
                .collect::<Result<_, _>>()?;
            for (input, file) in run.inputs.iter().zip(&files) {
                domains.push(in_file(input, file, word, neighbours));
            }
            if domains.iter().all(|domain| domain.line.is_none()) {
                return Err(Error::UnknownWord {
                    hint: hint_of(files[0].words.iter(), word),
                    word: word.to_owned(),
                });
            }
            word.to_owned()
        }
    };
    let names: Vec<&str> = run.inputs.iter().map(|input| input.name.as_str()).collect();
    let shifts = shifts(out, &names, &word)?;
    Ok(WordReport { word, domains, shifts })
}

/// The word as the run's tokeniser writes it, so that "Apple" finds "apple", and "New York" "new_york" where pairs were joined.
fn as_token(tokenizer: &Tokenizer, word: &str, phrases: bool) -> String {
    let mut tokens = Vec::new();
    tokenizer.tokens(word, |token, _| tokens.push(token.to_owned()));
    match tokens.as_slice() {
        [token] => token.clone(),
        [first, second] if phrases => format!("{first}{JOINT}{second}"),
        _ => word.to_owned(),
    }
}

fn in_domain(
    input: &InputRecord,
    dir: &Path,
    corpus: &EncodedCorpus,
    tokenizer: &Tokenizer,
    word: &str,
    neighbours: usize,
    lines: usize,
) -> Result<WordInDomain, Error> {
    let vocabulary = &corpus.vocabulary;
    let mut found = WordInDomain {
        name: input.name.clone(),
        count: Some(0),
        per_million: Some(0.0),
        documents: Some(0),
        line: None,
        neighbours: Vec::new(),
        lines: Vec::new(),
        no_lines: None,
    };
    let Some(id) = vocabulary.id(word) else { return Ok(found) };
    let count = vocabulary.counts()[id as usize];
    found.count = Some(count);
    found.per_million = Some(count as f64 * 1e6 / vocabulary.tokens() as f64);
    found.documents = Some(vocabulary.document_frequencies()[id as usize]);
    if dir.join(VECTORS_FILE).exists() {
        found.neighbours = neighbours_of(&vectors_in(dir)?, id, neighbours);
    }
    if corpus.counts_only() {
        found.no_lines = Some("it is a list of words with counts".to_owned());
        return Ok(found);
    }
    let documents = documents_with(&Postings::open(dir)?, corpus, id, lines);
    match concordance(input, corpus, tokenizer, word, &documents, lines) {
        Ok(lines) => found.lines = lines,
        Err(why) => found.no_lines = Some(why),
    }
    Ok(found)
}

/// A word in a file of vectors, letter by letter as it stands there.
fn in_file(input: &InputRecord, file: &Vectors, word: &str, neighbours: usize) -> WordInDomain {
    let id = file.words.index().get(word);
    WordInDomain {
        name: input.name.clone(),
        count: None,
        per_million: None,
        documents: None,
        line: id.map(|id| id as u64 + 1),
        neighbours: id.map_or_else(Vec::new, |id| neighbours_of(file, id as u32, neighbours)),
        lines: Vec::new(),
        no_lines: Some("it is a file of vectors, without their text".to_owned()),
    }
}

fn neighbours_of(vectors: &Vectors, id: u32, k: usize) -> Vec<(String, f32)> {
    let unit = vectors.matrix.unit_rows();
    if id as usize >= unit.rows() {
        return Vec::new();
    }
    let lists = nearest(&unit.gather(&[id]), &unit, k, Some(&[id]));
    let named =
        lists.into_iter().flatten().map(|n| (vectors.words.get(n.index as usize).to_owned(), n.cosine));
    named.collect()
}

/// Different documents that use the word, spread evenly over its uses, ascending.
fn documents_with(postings: &Postings, corpus: &EncodedCorpus, id: u32, wanted: usize) -> Vec<usize> {
    let mut documents: Vec<usize> = if (id as usize) < postings.words() {
        postings.positions(id).iter().map(|&position| corpus.document_of(position)).collect()
    } else {
        (0..corpus.len()).filter(|&d| corpus.document(d).contains(&id)).take(wanted).collect()
    };
    documents.dedup();
    let n = documents.len();
    let mut chosen: Vec<usize> =
        (0..wanted.min(n)).map(|i| documents[(2 * i + 1) * n / (2 * wanted.min(n))]).collect();
    chosen.dedup();
    chosen
}

/// One line from each document; the reason where the input can no longer be read.
fn concordance(
    input: &InputRecord,
    corpus: &EncodedCorpus,
    tokenizer: &Tokenizer,
    word: &str,
    documents: &[usize],
    wanted: usize,
) -> Result<Vec<ConcordanceLine>, String> {
    let places: Vec<Place> = documents.iter().map(|&d| corpus.places[d]).collect();
    let mut files = Vec::new();
    for (number, file) in (0u32..).zip(&input.files) {
        // Only the files that are read again have to be as they were.
        if places.iter().any(|place| place.file == number) {
            let (sha256, _) = hash_file(Path::new(&file.path)).map_err(|e| e.to_string())?;
            if sha256 != file.sha256 {
                return Err(format!("{} has changed since the run", file.path));
            }
        }
        files.push(PathBuf::from(&file.path));
    }
    let texts = Reader::texts_at(&files, &input.reader, &places).map_err(|e| e.to_string())?;
    let lines = texts.iter().filter_map(|text| {
        place_of(tokenizer, text, word).map(|range| ConcordanceLine {
            left: last_chars(&text[..range.start]),
            keyword: text[range.clone()].to_owned(),
            right: first_chars(&text[range.end..]),
        })
    });
    Ok(lines.take(wanted).collect())
}

/// Where a word, or a pair of words that was joined, first stands in a text.
fn place_of(tokenizer: &Tokenizer, text: &str, word: &str) -> Option<Range<usize>> {
    let mut place = None;
    let mut before: Option<(String, usize)> = None;
    tokenizer.tokens(text, |token, range| {
        let start = match &before {
            _ if token == word => Some(range.start),
            Some((first, start)) => {
                let rest = word.strip_prefix(first.as_str()).and_then(|rest| rest.strip_prefix(JOINT));
                (rest == Some(token)).then_some(*start)
            }
            None => None,
        };
        place = place.take().or(start.map(|start| start..range.end));
        before = word.contains(JOINT).then(|| (token.to_owned(), range.start));
    });
    place
}

fn last_chars(text: &str) -> String {
    let start = text.char_indices().rev().nth(CONTEXT).map_or(0, |(at, _)| at);
    fold(&text[start..])
}

fn first_chars(text: &str) -> String {
    let end = text.char_indices().nth(CONTEXT).map_or(text.len(), |(at, _)| at);
    fold(&text[..end])
}

/// Runs of white space folded to one blank, control characters dropped: a tweet must not move the terminal's cursor.
fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.chars() {
        if !c.is_whitespace() && !c.is_control() {
            folded.push(c);
        } else if c.is_whitespace() && !folded.ends_with(' ') {
            folded.push(' ');
        }
    }
    folded
}

fn shifts(out: &Path, names: &[&str], word: &str) -> Result<Vec<WordShift>, Error> {
    let path = out.join("sections").join("geometry.json");
    let section: Section<GeometrySection> = read_json(&path)?;
    let Section::Computed(geometry) = section else { return Ok(Vec::new()) };
    let of_pair = |pair: crate::report::GeometryPair| {
        let ranked_words = pair.shift.ranked_words;
        let shift = pair.shift.words.into_iter().find(|shifted| shifted.word == word)?;
        Some(WordShift { a: names[pair.a].to_owned(), b: names[pair.b].to_owned(), shift, ranked_words })
    };
    Ok(geometry.pairs.into_iter().filter_map(of_pair).collect())
}

/// "; did you mean ..." from the first domain's words with the same beginning.
fn hint(out: &Path, domain: &str, word: &str) -> String {
    let Ok(vocabulary) = Vocabulary::read(&out.join(domain).join("vocab.tsv")) else { return String::new() };
    hint_of((0..vocabulary.len() as u32).map(|id| vocabulary.word(id)), word)
}

fn hint_of<'a>(words: impl Iterator<Item = &'a str>, word: &str) -> String {
    let lower = word.to_lowercase();
    let beginning: String = lower.chars().take(lower.chars().count().saturating_sub(1).max(2)).collect();
    let near: Vec<&str> = words.filter(|w| w.to_lowercase().starts_with(&beginning)).take(3).collect();
    if near.is_empty() { String::new() } else { format!("; did you mean {}?", near.join(", ")) }
}
