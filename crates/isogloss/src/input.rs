//! Which files make which domains?

use crate::report::{FileRecord, InputRecord};
use crate::{Error, folder};
use isogloss_corpus::{ReaderSettings, expand};
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

/// One domain to be read.
#[derive(Clone, Debug, PartialEq)]
pub struct Input {
    /// The domain's name: letters, digits, `-`, `_` and `.`; it names a folder.
    pub name: String,
    /// Its files, in order; `-` alone is standard input.
    pub files: Vec<PathBuf>,
    /// How they are read.
    pub reader: ReaderSettings,
}

const RESERVED: [&str; 4] = ["sections", "tables", "figures", "corpora"];
const STANDARD_INPUT: &str = "-";

/// Inputs from arguments (a file, a folder, a pattern, a list of these, `-`) and (possibly fewer) names; a domain without a name
/// gets its argument's stem. `reader(i)` says how the i-th is read.
///
/// # Errors
/// `Inputs`; what [`expand`] says of an argument that stands for no file.
pub fn inputs(
    arguments: &[String],
    names: &[String],
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
        inputs.push(Input { name, files: expand(argument)?, reader: reader(i) });
    }
    Ok(inputs)
}

/// The argument's last part without the extensions that say how it is packed or written; other characters become `-`.
fn stem(argument: &str) -> String {
    if argument == STANDARD_INPUT {
        return "stdin".to_owned();
    }
    let path = Path::new(argument);
    let mut name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    for extension in [
        ".gz", ".bz2", ".zst", ".jsonl", ".ndjson", ".json", ".js", ".txt", ".text", ".csv", ".tsv",
        ".parquet", ".xml",
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
    let files = input.files.iter().map(|path| {
        let (sha256, bytes) = folder::hash_file(path)?;
        Ok(FileRecord { path: path.to_string_lossy().into_owned(), bytes, sha256 })
    });
    Ok(InputRecord {
        name: input.name.clone(),
        files: files.collect::<Result<_, Error>>()?,
        reader: input.reader.clone(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(arguments: &[&str], names: &[&str]) -> Result<Vec<String>, String> {
        let owned = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        inputs(&owned(arguments), &owned(names), |_| ReaderSettings::default())
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
    fn names_that_cannot_be_folders_are_refused() {
        assert!(named(&["a.txt"], &[]).unwrap_err().contains("at least two"));
        assert!(named(&["a.txt", "x/a.txt"], &[]).unwrap_err().contains("--name"));
        assert!(named(&["a.txt", "b.txt"], &["../up"]).unwrap_err().contains("cannot name"));
        assert!(named(&["a.txt", "tables.txt"], &[]).unwrap_err().contains("folder of every run"));
        assert!(named(&["a.txt", "b.txt"], &["x", "y", "z"]).unwrap_err().contains("3 names for 2 inputs"));
        assert!(named(&["-", "-"], &["x", "y"]).unwrap_err().contains("one domain only"));
    }
}
