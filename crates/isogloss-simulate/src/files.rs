//! Corpora and their truth, as files.

use crate::domain::Domain;
use crate::language::Language;
use crate::{SimulateError, SimulationParams, Truth, text};
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

/// Where the truth lies, beside the corpora.
pub const TRUTH_FILE: &str = "truth.json";

/// What [`simulate`] wrote.
#[derive(Clone, Debug, PartialEq)]
pub struct Simulated {
    /// One file per domain, in order: a document a line.
    pub files: Vec<PathBuf>,
    /// What was planted in them.
    pub truth: Truth,
}

/// Writes `<name>.txt` for each domain and `truth.json` into a folder, which is made where it is missing.
///
/// Every file is written under another name and then renamed, the truth last: where `truth.json` stands, the
/// corpora are whole. Files of the same names are replaced. Some million tokens
/// per second; memory for one document.
pub fn simulate(params: &SimulationParams, dir: &Path) -> Result<Simulated, SimulateError> {
    let language = Language::new(params)?;
    let domains = (0..params.domains).map(|d| Domain::new(&language, d)).collect::<Result<Vec<_>, _>>()?;
    let truth = Truth::of(&language, &domains);
    let truth_path = dir.join(TRUTH_FILE);
    let json = serde_json::to_vec_pretty(&truth)
        .map_err(|source| SimulateError::Truth { path: truth_path.clone(), source })?;

    std::fs::create_dir_all(dir).map_err(|source| SimulateError::Write { path: dir.to_owned(), source })?;
    remove_if_there(&truth_path)?;
    let mut files = Vec::with_capacity(domains.len());
    for (domain, name) in domains.iter().zip(&params.names) {
        let path = dir.join(format!("{name}.txt"));
        write_whole(&path, |out| {
            text::write_documents(&language, domain, |document| {
                out.write_all(document.as_bytes()).and_then(|()| out.write_all(b"\n")).map_err(failed(&path))
            })
            .map(|_| ())
        })?;
        files.push(path);
    }
    write_whole(&truth_path, |out| {
        out.write_all(&json).and_then(|()| out.write_all(b"\n")).map_err(failed(&truth_path))
    })?;
    Ok(Simulated { files, truth })
}

/// Writes under a temporary name beside `path`, then renames; what a failure left is removed.
fn write_whole(
    path: &Path,
    fill: impl FnOnce(&mut BufWriter<File>) -> Result<(), SimulateError>,
) -> Result<(), SimulateError> {
    let partial = path.with_extension("partial");
    let written = File::create(&partial).map_err(failed(path)).and_then(|file| {
        let mut out = BufWriter::with_capacity(1 << 18, file);
        fill(&mut out)?;
        out.flush().and_then(|()| std::fs::rename(&partial, path)).map_err(failed(path))
    });
    if written.is_err() {
        // The first failure is the one to report; a file that cannot be removed either adds nothing to it.
        let _ = std::fs::remove_file(&partial);
    }
    written
}

/// A truth of an earlier run must not stand beside corpora that are being replaced.
fn remove_if_there(path: &Path) -> Result<(), SimulateError> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(failed(path)(error)),
        _ => Ok(()),
    }
}

fn failed(path: &Path) -> impl Fn(std::io::Error) -> SimulateError {
    let path = path.to_owned();
    move |source| SimulateError::Write { path: path.clone(), source }
}
