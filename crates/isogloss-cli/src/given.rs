//! Files that evaluations and searches are given: vectors, question sets, similarity sets.

use anyhow::bail;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use isogloss_analyse::lookup::{LookupParams, Space};
use isogloss_store::{Format, ReadOptions, Reading, StoreError, Vectors, read};
use std::path::{Path, PathBuf};

/// A text beyond this is no set of questions.
const LARGEST_SET: u64 = 256 << 20;

/// How files of vectors are read.
#[derive(clap::Args)]
pub struct ReadArgs {
    /// What the files of vectors are [default: told by content]
    #[arg(long, value_name = "FORMAT", value_parser = format(|_| true))]
    format: Option<Format>,
    /// Read only the first N words of a file
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
    /// The words of an array (.npy), one a line [default: a file of its name beside it]
    #[arg(long, value_name = "FILE")]
    vocabulary: Option<PathBuf>,
    /// Take files of which more than one row in twenty cannot be used
    #[arg(long)]
    lenient: bool,
}

/// How words of a set are found.
#[derive(clap::Args)]
pub struct LookupArgs {
    /// Words are the same in upper and lower case; of several the first in the file is taken (as in gensim)
    #[arg(long, value_name = "BOOL", default_value_t = LookupParams::default().case_insensitive, num_args = 0..=1,
          default_missing_value = "true", action = clap::ArgAction::Set)]
    case_insensitive: bool,
    /// Only the first N words of a file are known and can be answers; 0: all (gensim's default)
    #[arg(long, value_name = "N", default_value_t = LookupParams::default().restrict_vocab)]
    restrict_vocab: usize,
}

/// One of the formats that pass.
pub fn format(takes: impl Fn(Format) -> bool) -> impl TypedValueParser<Value = Format> {
    let formats: Vec<Format> = Format::ALL.into_iter().filter(|&format| takes(format)).collect();
    PossibleValuesParser::new(formats.iter().map(|format| format.name()))
        .try_map(move |name| formats.iter().copied().find(|format| format.name() == name).ok_or("no format"))
}

impl ReadArgs {
    /// Reads a file of vectors, and tells nothing.
    pub fn open(&self, path: &Path) -> Result<Reading, StoreError> {
        let options = ReadOptions {
            format: self.format,
            limit: self.limit,
            vocabulary: self.vocabulary.clone(),
            lenient: self.lenient,
        };
        read(path, &options)
    }

    /// Reads a file of vectors that has some; what was wrong with it goes to standard error.
    pub fn read(&self, path: &Path) -> anyhow::Result<Reading> {
        let reading = self.open(path)?;
        for warning in reading.report.warnings() {
            eprintln!("isogloss: warning: {}: {warning}", path.display());
        }
        if reading.vectors.words.is_empty() {
            bail!("{} holds no words", path.display());
        }
        Ok(reading)
    }

    /// Reads several files.
    pub fn read_all(&self, paths: &[PathBuf]) -> anyhow::Result<Vec<Vectors>> {
        paths.iter().map(|path| Ok(self.read(path)?.vectors)).collect()
    }
}

impl LookupArgs {
    /// As the library has it.
    pub fn params(&self) -> LookupParams {
        LookupParams { case_insensitive: self.case_insensitive, restrict_vocab: self.restrict_vocab }
    }
}

/// Vectors as evaluations take them.
pub fn spaces(vectors: &[Vectors]) -> Vec<Space<'_>> {
    vectors.iter().map(|vectors| Space { words: &vectors.words, matrix: &vectors.matrix }).collect()
}

/// A text that is read whole.
pub fn text(path: &Path) -> anyhow::Result<String> {
    let failed = cannot_read(path);
    let size = std::fs::metadata(path).map_err(&failed)?.len();
    if size > LARGEST_SET {
        bail!("{} is too large for a set of questions or pairs: {size} bytes", path.display());
    }
    let bytes = std::fs::read(path).map_err(&failed)?;
    let Ok(text) = String::from_utf8(bytes) else { bail!("{} is no text in UTF-8", path.display()) };
    Ok(text)
}

fn cannot_read(path: &Path) -> impl Fn(std::io::Error) -> isogloss::Error {
    move |source| isogloss::Error::Io { action: "read", path: path.to_owned(), source }
}

/// The files in a folder, and perhaps below it, with one of these extensions, in order; a path that is no folder as it is.
pub fn files(path: &Path, extensions: &[&str], below: bool) -> anyhow::Result<Vec<PathBuf>> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let failed = cannot_read(path);
    let mut found = Vec::new();
    let mut entries = Vec::new();
    for entry in std::fs::read_dir(path).map_err(&failed)? {
        entries.push(entry.map_err(&failed)?.path());
    }
    entries.sort();
    for entry in entries {
        let wanted = entry.extension().and_then(|e| e.to_str()).is_some_and(|e| extensions.contains(&e));
        if entry.is_dir() {
            if below {
                found.extend(files(&entry, extensions, below)?);
            }
        } else if wanted {
            found.push(entry);
        }
    }
    Ok(found)
}

/// A file's name without folder and extension.
pub fn stem(path: &Path) -> String {
    path.file_stem().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

/// Where the first of some lines are: "lines 3, 7, 8 and 12 more".
pub fn lines(numbers: &[usize]) -> String {
    const SHOWN: usize = 3;
    let shown: Vec<String> = numbers.iter().take(SHOWN).map(usize::to_string).collect();
    let more = numbers.len().saturating_sub(SHOWN);
    let line = if numbers.len() == 1 { "line" } else { "lines" };
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!("{line} {}{more}", shown.join(", "))
}
