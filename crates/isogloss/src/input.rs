//! Which files make which domains?

use crate::report::{FileRecord, InputRecord};
use crate::{Error, folder};
use isogloss_corpus::{ReaderSettings, expand};
use isogloss_store::{files_of, is_vectors};
use serde::{Deserialize, Serialize};
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

/// What an input holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum InputKind {
    /// Text, which is counted and trained on.
    #[default]
    Text,
    /// Words with vectors that were trained elsewhere.
    Vectors,
}

impl InputKind {
    /// Whether it is text.
    pub fn is_text(&self) -> bool {
        *self == Self::Text
    }
}

/// One domain to be read.
#[derive(Clone, Debug, PartialEq)]
pub struct Input {
    /// The domain's name: letters, digits, `-`, `_` and `.`; it names a folder.
    pub name: String,
    /// What it holds.
    pub kind: InputKind,
    /// Its files, in order; `-` alone is standard input. Vectors are one file.
    pub files: Vec<PathBuf>,
    /// How they are read.
    pub reader: ReaderSettings,
}

const RESERVED: [&str; 4] = ["sections", "tables", "figures", "corpora"];
const STANDARD_INPUT: &str = "-";

/// Inputs from arguments (a file, a folder, a pattern, a list of these, `-`) and (possibly fewer) names; a domain without a name
/// gets its argument's stem. `kind`: what all of them hold; told by the content of each where this is `None`, and text where a format of
/// text is named. `reader(i)` says how the i-th is read.
///
/// # Errors
/// `Inputs`; what [`expand`] says of an argument that stands for no file.
pub fn inputs(
    arguments: &[String],
    names: &[String],
    kind: Option<InputKind>,
    reader: impl Fn(usize) -> ReaderSettings,
) -> Result<Vec<Input>, Error> {
    if arguments.len() < 2 {
        return Err(Error::Inputs(format!(
            "a comparison needs at least two inputs, {} given",
            arguments.len()
        )));
    }
    if names.len() > arguments.len() {
        return Err(Error::Inputs(format!("{} names for {} inputs", names.len(), arguments.len())));
    }
    if arguments.iter().filter(|argument| *argument == STANDARD_INPUT).count() > 1 {
        return Err(Error::Inputs("standard input (-) can be one domain only".to_owned()));
    }
    let mut inputs: Vec<Input> = Vec::new();
    for (i, argument) in arguments.iter().enumerate() {
        let name = names.get(i).cloned().unwrap_or_else(|| stem(argument));
        if name.is_empty()
            || !name.chars().all(|c| c.is_alphanumeric() || "-_.".contains(c))
            || name.starts_with('.')
        {
            return Err(Error::Inputs(format!(
                "\"{name}\" cannot name a domain (it names a folder): use letters, digits, - and _, with --name"
            )));
        }
        if RESERVED.contains(&name.as_str()) {
            return Err(Error::Inputs(format!("\"{name}\" is a folder of every run; choose another --name")));
        }
        if inputs.iter().any(|input| input.name.eq_ignore_ascii_case(&name)) {
            return Err(Error::Inputs(format!(
                "two domains are called \"{name}\"; give each its own: --name one --name other"
            )));
        }
        let reader = reader(i);
        let kind = kind.unwrap_or_else(|| told_by_content(argument, &reader));
        let files = match kind {
            InputKind::Text => expand(argument)?,
            InputKind::Vectors => vec![PathBuf::from(argument)],
        };
        inputs.push(Input { name, kind, files, reader });
    }
    check_alike(arguments, &inputs)?;
    Ok(inputs)
}

/// What a file holds, or a folder with a file of vectors. What is neither (a pipe) can be read once only, and is not looked into.
fn told_by_content(argument: &str, reader: &ReaderSettings) -> InputKind {
    let path = Path::new(argument);
    let can_be_read_again = path.is_file() || path.is_dir() || !path.exists();
    let vectors = reader.format.is_none() && can_be_read_again && is_vectors(path).unwrap_or(false);
    if vectors { InputKind::Vectors } else { InputKind::Text }
}

/// Refuses texts beside vectors: what one run could say of the one, it could not say of the other.
fn check_alike(arguments: &[String], inputs: &[Input]) -> Result<(), Error> {
    let first = |kind| inputs.iter().position(|input| input.kind == kind).map(|i| &arguments[i]);
    match (first(InputKind::Text), first(InputKind::Vectors)) {
        (Some(text), Some(vectors)) => Err(Error::Inputs(format!(
            "{text} is text and {vectors} holds vectors; train vectors on the text first (isogloss train {text} -o DIR) and compare \
             DIR/vectors.safetensors with {vectors}, or say what both are: --as text or --as vectors"
        ))),
        _ => Ok(()),
    }
}

/// The argument's last part without the extensions that say how it is packed or written; other characters become `-`.
fn stem(argument: &str) -> String {
    if argument == STANDARD_INPUT {
        return "stdin".to_owned();
    }
    let path = Path::new(argument);
    let mut name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    for extension in [
        ".gz",
        ".bz2",
        ".zst",
        ".jsonl",
        ".ndjson",
        ".json",
        ".js",
        ".txt",
        ".text",
        ".csv",
        ".tsv",
        ".parquet",
        ".xml",
        ".zip",
        ".vec",
        ".bin",
        ".w2v",
        ".glove",
        ".safetensors",
    ] {
        if let Some(rest) = name.strip_suffix(extension).filter(|rest| !rest.is_empty()) {
            name = rest.to_owned();
        }
    }
    let clean: String =
        name.chars().map(|c| if c.is_alphanumeric() || "-_.".contains(c) { c } else { '-' }).collect();
    clean.trim_start_matches('.').trim_matches('-').to_owned()
}

/// Standard input can be read once only, and a run reads it again for its concordance: it is kept as a file beside the domain's
/// others, which takes its place.
pub fn keep_standard_input(input: &mut Input, dir: &Path) -> Result<(), Error> {
    if input.files != [Path::new(STANDARD_INPUT)] {
        return Ok(());
    }
    fs::create_dir_all(dir).map_err(Error::io("make", dir))?;
    let path = dir.join("input");
    let partial = dir.join("input.partial");
    let copy = || -> std::io::Result<()> {
        let mut file = File::create(&partial)?;
        std::io::copy(&mut std::io::stdin().lock(), &mut file)?;
        file.flush()?;
        fs::rename(&partial, &path)
    };
    if let Err(source) = copy() {
        let _ = fs::remove_file(&partial);
        return Err(Error::Io { action: "write", path, source });
    }
    input.files = vec![path];
    Ok(())
}

/// What a run records of an input.
pub fn record(input: &Input) -> Result<InputRecord, Error> {
    let files = match input.kind {
        InputKind::Text => input.files.clone(),
        InputKind::Vectors => {
            input.files.iter().map(|path| files_of(path)).collect::<Result<Vec<_>, _>>()?.concat()
        }
    };
    let files = files.iter().map(|path| {
        let (sha256, bytes) = folder::hash_file(path)?;
        Ok(FileRecord { path: path.to_string_lossy().into_owned(), bytes, sha256 })
    });
    Ok(InputRecord {
        name: input.name.clone(),
        kind: input.kind,
        files: files.collect::<Result<_, Error>>()?,
        reader: input.reader.clone(),
    })
}

/// Refuses what is no file, before anything is made of it.
pub fn check_vectors(input: &Input) -> Result<(), Error> {
    let files = input.files.iter().filter(|path| *path != Path::new(STANDARD_INPUT));
    files.map(|path| files_of(path)).try_for_each(|found| found.map(drop).map_err(Error::from))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(arguments: &[&str], names: &[&str]) -> Result<Vec<String>, String> {
        let owned = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        inputs(&owned(arguments), &owned(names), None, |_| ReaderSettings::default())
            .map(|inputs| inputs.into_iter().map(|input| input.name).collect())
            .map_err(|e| e.to_string())
    }

    #[test]
    fn names_default_to_the_stem() {
        assert_eq!(named(&["x/wiki.jsonl.zst", "my tweets.txt"], &[]).unwrap(), ["wiki", "my-tweets"]);
        assert_eq!(named(&["dump.xml.bz2", "-"], &[]).unwrap(), ["dump", "stdin"]);
        assert_eq!(named(&["a.txt", "b.txt"], &["left"]).unwrap(), ["left", "b"]);
    }

    #[test]
    fn vectors_are_told_by_content_unless_somebody_says_otherwise() {
        let dir = tempfile::tempdir().unwrap();
        let write = |name: &str, content: &str| {
            let path = dir.path().join(name);
            fs::write(&path, content).unwrap();
            path.to_str().unwrap().to_owned()
        };
        let (one, other) = (write("one.vec", "2 2\na 1 2\nb 3 4\n"), write("other.txt", "a 1 2\nb 0.5 4\n"));
        let text = write("text.txt", "apples and pears\n");
        let kinds = |arguments: &[&String], kind| {
            let arguments: Vec<String> = arguments.iter().map(|argument| (*argument).clone()).collect();
            inputs(&arguments, &[], kind, |_| ReaderSettings::default())
                .map(|inputs| inputs.iter().map(|input| input.kind).collect::<Vec<_>>())
                .map_err(|e| e.to_string())
        };
        assert_eq!(kinds(&[&one, &other], None), Ok(vec![InputKind::Vectors; 2]));
        assert_eq!(kinds(&[&one, &other], Some(InputKind::Text)), Ok(vec![InputKind::Text; 2]));
        let mixed = kinds(&[&text, &one], None).unwrap_err();
        assert!(mixed.contains("isogloss train") && mixed.contains("--as"), "{mixed}");
    }

    #[test]
    fn names_that_cannot_be_folders_are_refused() {
        assert!(named(&["a.txt"], &[]).unwrap_err().contains("at least two"));
        assert!(named(&["a.txt", "x/a.txt"], &[]).unwrap_err().contains("--name"));
        assert!(named(&["a.txt", "b.txt"], &["../up"]).unwrap_err().contains("cannot name"));
        assert!(named(&["a.txt", "tables.txt"], &[]).unwrap_err().contains("folder of every run"));
        assert!(named(&["a.txt", "b.txt"], &["x", "y", "z"]).unwrap_err().contains("3 names for 2 inputs"));
        assert!(named(&["-", "-"], &["x", "y"]).unwrap_err().contains("one domain only"));
    }
}
