//! From a file of vectors to words with vectors in the run's folder: the stage that takes the place of all that is done with text.

use crate::Error;
use crate::folder::{Key, RunFolder, read_json, write_json};
use crate::input::Input;
use crate::report::InputRecord;
use crate::settings::VectorSettings;
use isogloss_store::{FileReport, Format, ReadOptions, Vectors, Words, read};
use std::path::{Path, PathBuf};

/// What reading met.
const REPORT_FILE: &str = "file.json";
/// Words and vectors.
pub const VECTORS_FILE: &str = "vectors.safetensors";

/// Vectors that were trained elsewhere, in the run's folder.
pub struct VectorsFile {
    /// The file as it was given.
    pub path: PathBuf,
    /// Its folder in the run.
    pub dir: PathBuf,
    /// Its words in the order of its lines.
    pub words: Words,
    /// What reading met.
    pub report: FileReport,
    /// Stands for words and vectors.
    pub key: Key,
}

impl VectorsFile {
    /// Reads a file into the run's folder, as far as that does not stand already, and tells what reading met.
    ///
    /// # Errors
    /// What reading and writing meet.
    pub fn open(
        folder: &RunFolder<'_>,
        input: &Input,
        record: &InputRecord,
        settings: &VectorSettings,
    ) -> Result<Self, Error> {
        let path = input.files.first().cloned().unwrap_or_default();
        let options =
            ReadOptions { limit: settings.limit, lenient: input.reader.lenient, ..ReadOptions::default() };
        let hashes: Vec<&str> = record.files.iter().map(|file| file.sha256.as_str()).collect();
        // One archive may hold several files.
        let member = path.file_name().map(|name| name.to_string_lossy().into_owned());
        let key = Key::new(&("vectors file", hashes, member, options.limit, options.lenient));
        folder.stage(&input.name, "vectors", &key, |dir| {
            let reading = read(&path, &options)?;
            reading.vectors.write(&dir.join(VECTORS_FILE), Format::Safetensors)?;
            write_json(&dir.join(REPORT_FILE), &reading.report)
        })?;
        let dir = folder.root().join(&input.name);
        let report: FileReport = read_json(&dir.join(REPORT_FILE))?;
        for warning in report.warnings() {
            folder.progress().warn(&format!("{}: {warning}", input.name));
        }
        let words = vectors_in(&dir)?.words;
        Ok(Self { path, dir, words, report, key })
    }

    /// Why what needs text cannot be had of it.
    pub fn no_text(&self) -> String {
        let name = self.path.file_name().unwrap_or(self.path.as_os_str());
        format!("needs text: {} is a file of vectors", name.to_string_lossy())
    }
}

/// The vectors of a domain's folder.
///
/// # Errors
/// What reading meets.
pub fn vectors_in(dir: &Path) -> Result<Vectors, Error> {
    Ok(Vectors::read_safetensors(&dir.join(VECTORS_FILE))?)
}
