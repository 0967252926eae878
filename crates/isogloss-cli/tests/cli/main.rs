//! Whole commands: what a user types, what comes out.

mod bad_input;
mod count;
mod determinism;
mod evaluation;
mod formats;
mod planted;
mod real_text;
mod sources;
mod train;
mod vectors;
mod word;

use assert_cmd::Command;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The command, quiet about progress.
pub fn isogloss() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_isogloss"));
    command.env_remove("RUST_BACKTRACE");
    command
}

/// Runs to success and gives standard output.
pub fn run(args: &[&str]) -> String {
    let output = isogloss().args(args).output().expect("the command starts");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "isogloss {}: {errors}", args.join(" "));
    String::from_utf8(output.stdout).expect("output is UTF-8")
}

/// Status and standard error.
pub fn fails(args: &[&str]) -> (i32, String) {
    let output = isogloss().args(args).output().unwrap();
    let errors = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success(), "isogloss {} succeeds", args.join(" "));
    assert!(!errors.contains("panicked"), "{errors}");
    (output.status.code().expect("no signal"), errors)
}

/// Writes small simulated corpora into `dir/corpora` and gives the two files.
pub fn corpora(dir: &Path, tokens: u64, more: &[&str]) -> [PathBuf; 2] {
    let to = dir.join("corpora");
    let tokens = tokens.to_string();
    let mut args = vec!["simulate", "-o", path(&to), "--tokens", &tokens];
    args.extend(more);
    run(&args);
    [to.join("plain.txt"), to.join("social.txt")]
}

/// A path as an argument.
pub fn path(path: &Path) -> &str {
    path.to_str().expect("test paths are UTF-8")
}

/// Every file below a folder with its bytes, but for the lock.
pub fn tree(root: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("the folder can be read") {
            let entry = entry.expect("the entry can be read").path();
            if entry.is_dir() {
                folders.push(entry);
            } else if entry.file_name().is_some_and(|name| name != ".lock") {
                let bytes = std::fs::read(&entry).expect("the file can be read");
                files.insert(entry.strip_prefix(root).expect("it is below").to_owned(), bytes);
            }
        }
    }
    files
}

/// Fails with the names of the files that differ, not with their bytes.
pub fn assert_same_tree(left: &Path, right: &Path, what: &str) {
    let (left, right) = (tree(left), tree(right));
    let names = |files: &BTreeMap<PathBuf, Vec<u8>>| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&left), names(&right), "{what}: files");
    let differ: Vec<_> = left.keys().filter(|name| left[*name] != right[*name]).collect();
    assert!(differ.is_empty(), "{what}: these differ: {differ:?}");
}

/// `report.json` of a run.
pub fn report(run: &Path) -> serde_json::Value {
    let bytes = std::fs::read(run.join("report.json")).expect("report.json is there");
    serde_json::from_slice(&bytes).expect("report.json is JSON")
}
