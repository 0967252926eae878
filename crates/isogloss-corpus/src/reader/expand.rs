//! From an argument to files.
use super::CorpusError;
use std::path::{Path, PathBuf};

/// The files that an argument stands for, sorted by path: a file, a folder (its files at any depth, hidden ones skipped), a
/// pattern (`*`, `?`, `[a-z]`, `**`), several of these separated by commas (sorted within each, in the order given), or `-`,
/// standard input. What exists under the argument as it is, commas and stars included, is taken as that.
///
/// # Errors
/// Where there is nothing, it says what was looked for.
pub fn expand(argument: &str) -> Result<Vec<PathBuf>, CorpusError> {
    if argument == "-" || Path::new(argument).exists() || !argument.contains(',') {
        return expand_one(argument);
    }
    let mut files = Vec::new();
    for part in argument.split(',').filter(|part| !part.is_empty()) {
        files.extend(expand_one(part)?);
    }
    if files.is_empty() {
        return Err(CorpusError::NoFiles { argument: argument.to_owned() });
    }
    Ok(files)
}

fn expand_one(argument: &str) -> Result<Vec<PathBuf>, CorpusError> {
    let path = Path::new(argument);
    if path.is_dir() {
        let mut files = Vec::new();
        walk(path, &mut files)?;
        files.sort();
        return not_none(files, argument);
    }
    if argument == "-" || path.exists() || !argument.contains(['*', '?', '[']) {
        return Ok(vec![path.to_owned()]);
    }
    // As in a shell: hidden files are not meant.
    let options = glob::MatchOptions { require_literal_leading_dot: true, ..glob::MatchOptions::new() };
    let matches = glob::glob_with(argument, options)
        .map_err(|e| CorpusError::Pattern { pattern: argument.to_owned(), what: e.msg.to_owned() })?;
    let mut files = Vec::new();
    for found in matches {
        let found = found.map_err(|e| CorpusError::Io { path: e.path().to_owned(), source: e.into() })?;
        // A folder that matches the pattern is not walked: `**` does that.
        if !found.is_dir() {
            files.push(found);
        }
    }
    files.sort();
    not_none(files, argument)
}

fn not_none(files: Vec<PathBuf>, argument: &str) -> Result<Vec<PathBuf>, CorpusError> {
    if files.is_empty() { Err(CorpusError::NoFiles { argument: argument.to_owned() }) } else { Ok(files) }
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), CorpusError> {
    let io = |source| CorpusError::Io { path: folder.to_owned(), source };
    for entry in std::fs::read_dir(folder).map_err(io)? {
        let entry = entry.map_err(io)?;
        if entry.file_name().as_encoded_bytes().starts_with(b".") {
            continue;
        }
        let (path, kind) = (entry.path(), entry.file_type().map_err(io)?);
        if kind.is_dir() {
            walk(&path, files)?;
        } else if !kind.is_symlink() || path.is_file() {
            // Links to files are followed, links to folders are not: they may lead back.
            files.push(path);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::expand;

    #[test]
    fn what_an_argument_stands_for() -> Result<(), Box<dyn std::error::Error>> {
        let dir = tempfile::tempdir()?;
        std::fs::create_dir_all(dir.path().join("b/.hidden"))?;
        for name in ["b/2.txt", "b/1.json", "a.txt", "z,1.txt", ".secret", "b/.hidden/3.txt", "[x].txt"] {
            std::fs::write(dir.path().join(name), "x")?;
        }
        let root = dir.path().to_str().ok_or("a path")?;
        let names = |argument: &str| -> Result<Vec<String>, String> {
            let files = expand(&argument.replace('@', root)).map_err(|e| e.to_string())?;
            Ok(files.iter().map(|path| path.display().to_string().replace(root, "@")).collect())
        };
        for (argument, expected) in [
            ("@", &["@/[x].txt", "@/a.txt", "@/b/1.json", "@/b/2.txt", "@/z,1.txt"][..]),
            ("@/b/*.txt", &["@/b/2.txt"]),
            ("@/**/*.txt", &["@/[x].txt", "@/a.txt", "@/b/2.txt", "@/z,1.txt"]),
            ("@/z,1.txt", &["@/z,1.txt"]),
            ("@/[x].txt", &["@/[x].txt"]),
            ("@/b,@/a.txt", &["@/b/1.json", "@/b/2.txt", "@/a.txt"]),
            ("@/none.txt", &["@/none.txt"]),
            ("-", &["-"]),
        ] {
            assert_eq!(names(argument)?, expected, "{argument}");
        }
        std::fs::create_dir(dir.path().join("empty"))?;
        for argument in ["@/empty", "@/*.gz", ",", "@/a[.txt"] {
            let error = names(argument).expect_err(argument);
            assert!(!error.contains('\n') && error.contains(argument.trim_start_matches('@')), "{error}");
        }
        Ok(())
    }
}
