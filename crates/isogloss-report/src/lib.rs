//! Results as JSON, tables, figures and one HTML file.
//!
//! [`write()`] lays a [`Comparison`] out in a run's folder:
//!
//! ```text
//! report.json     the whole report, schema `isogloss-report/4`
//! report.html     the same for people: one file, no network, at most MAX_HTML_BYTES
//! tables/*.csv    every number in full precision; tables/README.txt says what each holds
//! figures/*.svg   the page's figures, each on its own
//! ```
//!
//! This crate computes nothing beyond layout: whatever is a finding comes from the library. The same report gives the same bytes.
//!
//! How it hands over: `page` walks the report section by section, asks `figures` for drawings and collects them; `figures` draw into
//! a `plot::Frame` (axes from `scale`) on a `svg::Svg`; every string passes through `escape` on its way out.
//!
//! # Words are strangers' text
//!
//! Words come from the open web. In the page and in the figures they are escaped, isolated from the direction of the text around them and
//! shortened; control characters and bidirectional overrides show as U+FFFD. `report.json` and the tables hold them as they are. The page's
//! content security policy lets no script run but its own.
//!
//! In the tables a word such as `=)` or `@user` is written verbatim too, although a spreadsheet may take it for a formula: a leading
//! apostrophe would be a false datum for every other reader. `tables/README.txt` warns, and says to import those columns as text.

mod escape;
mod figures;
mod finite;
mod number;
mod page;
mod plot;
mod scale;
mod svg;
mod tables;

use isogloss::folder::write_whole;
use isogloss::report::{Comparison, Report};
use std::fs;
use std::path::{Path, PathBuf};

pub use page::MAX_HTML_BYTES;

/// Why a report cannot be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReportError {
    /// NaN or infinity in a result: JSON has no number for it, and no reader could use it.
    #[error(
        "{path} is {value}, not a number that a report may hold; this is a bug in the analysis, please report it"
    )]
    NotFinite {
        /// Where: `report.sections.zipf.domains[0].alpha.value`.
        path: String,
        /// "NaN", "inf" or "-inf".
        value: String,
    },
    /// A result that JSON cannot hold.
    #[error("the report cannot be written as JSON: {0}")]
    Json(#[from] serde_json::Error),
    /// A table that cannot be written.
    #[error("a table cannot be written: {0}")]
    Csv(#[from] csv::Error),
    /// The file system said no.
    #[error("cannot write {path}: {source}")]
    Io {
        /// The file.
        path: PathBuf,
        /// The cause.
        source: std::io::Error,
    },
}

/// Writes `report.json`, `report.html`, `tables/*.csv` and `figures/*.svg` into the folder `out`, which is made if need be.
///
/// Each file is written under a temporary name and renamed, `report.json` last: where it stands, the rest stands too. Other files
/// in the folder are left alone.
///
/// # Errors
/// [`ReportError::NotFinite`] before anything is written; [`ReportError::Io`] when the disk refuses.
pub fn write(comparison: &Comparison, out: &Path) -> Result<(), ReportError> {
    let report = &comparison.report;
    let json = json(report)?;
    finite::check("shifts", &comparison.shifts)?;
    finite::check("companies", &comparison.companies)?;
    finite::check("key_words", &comparison.key_words)?;

    let tables = out.join("tables");
    let figures = out.join("figures");
    for folder in [&tables, &figures] {
        fs::create_dir_all(folder).map_err(|source| ReportError::Io { path: folder.clone(), source })?;
    }
    tables::each(comparison, &mut |file, bytes| write_atomically(&tables.join(file), &bytes))?;
    let page = page::render(report);
    for (name, svg) in &page.figures {
        write_atomically(&figures.join(format!("{name}.svg")), svg.as_bytes())?;
    }
    write_atomically(&out.join("report.html"), page.html.as_bytes())?;
    write_atomically(&out.join("report.json"), json.as_bytes())
}

/// The page: one file that needs nothing else, at most [`MAX_HTML_BYTES`] long whatever the report holds.
pub fn html(report: &Report) -> String {
    page::render(report).html
}

/// The report as indented JSON. Every number is finite, and reads back as the very same number.
///
/// # Errors
/// [`ReportError::NotFinite`] with the path of the first NaN or infinity.
pub fn json(report: &Report) -> Result<String, ReportError> {
    finite::check("report", report)?;
    let mut text = serde_json::to_string_pretty(report)?;
    text.push('\n');
    Ok(text)
}

fn write_atomically(path: &Path, contents: &[u8]) -> Result<(), ReportError> {
    write_whole(path, |out| out.write_all(contents))
        .map_err(|source| ReportError::Io { path: path.to_owned(), source })
}
