//! Which files make which domains?

use crate::report::InputRecord;
use crate::{Error, folder};
use std::path::{Path, PathBuf};

/// One domain to be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Input {
    /// The domain's name: letters, digits, `-`, `_` and `.`; it names a folder.
    pub name: String,
    /// The file.
    pub path: PathBuf,
}

const RESERVED: [&str; 4] = ["sections", "tables", "figures", "corpora"];

/// Inputs from files and (possibly fewer) names; a domain without a name gets its file's stem.
pub fn inputs(paths: &[PathBuf], names: &[String]) -> Result<Vec<Input>, Error> {
    if paths.len() < 2 {
        return Err(Error::Inputs(format!("a comparison needs at least two inputs, {} given", paths.len())));
    }
    if names.len() > paths.len() {
        return Err(Error::Inputs(format!("{} names for {} inputs", names.len(), paths.len())));
    }
    let mut inputs: Vec<Input> = Vec::new();
    for (i, path) in paths.iter().enumerate() {
        let name = names.get(i).cloned().unwrap_or_else(|| stem(path));
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
        inputs.push(Input { name, path: path.clone() });
    }
    Ok(inputs)
}

/// The file's name without the extensions that say how it is packed or written; other characters become `-`.
fn stem(path: &Path) -> String {
    let mut name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    for extension in [".gz", ".zst", ".jsonl", ".ndjson", ".json", ".txt", ".text"] {
        if let Some(rest) = name.strip_suffix(extension).filter(|rest| !rest.is_empty()) {
            name = rest.to_owned();
        }
    }
    let clean: String =
        name.chars().map(|c| if c.is_alphanumeric() || "-_.".contains(c) { c } else { '-' }).collect();
    clean.trim_start_matches('.').to_owned()
}

/// What a run records of an input.
pub fn record(input: &Input) -> Result<InputRecord, Error> {
    let (sha256, bytes) = folder::hash_file(&input.path)?;
    Ok(InputRecord {
        name: input.name.clone(),
        path: input.path.to_string_lossy().into_owned(),
        bytes,
        sha256,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(paths: &[&str], names: &[&str]) -> Result<Vec<String>, String> {
        let paths: Vec<PathBuf> = paths.iter().map(PathBuf::from).collect();
        let names: Vec<String> = names.iter().map(|n| (*n).to_owned()).collect();
        inputs(&paths, &names).map(|i| i.into_iter().map(|i| i.name).collect()).map_err(|e| e.to_string())
    }

    #[test]
    fn names_default_to_the_stem() {
        assert_eq!(named(&["x/wiki.jsonl.zst", "my tweets.txt"], &[]).unwrap(), ["wiki", "my-tweets"]);
        assert_eq!(named(&["a.txt", "b.txt"], &["left"]).unwrap(), ["left", "b"]);
    }

    #[test]
    fn names_that_cannot_be_folders_are_refused() {
        assert!(named(&["a.txt"], &[]).unwrap_err().contains("at least two"));
        assert!(named(&["a.txt", "x/a.txt"], &[]).unwrap_err().contains("--name"));
        assert!(named(&["a.txt", "b.txt"], &["../up"]).unwrap_err().contains("cannot name"));
        assert!(named(&["a.txt", "tables.txt"], &[]).unwrap_err().contains("folder of every run"));
        assert!(named(&["a.txt", "b.txt"], &["x", "y", "z"]).unwrap_err().contains("3 names for 2 inputs"));
    }
}
