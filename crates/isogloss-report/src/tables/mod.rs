//! Every number of a comparison in full precision, as CSV with a header row.
//!
//! Words are written as they are (see the crate's documentation on spreadsheets); what there is none of is an empty cell.

mod sections;
mod sheet;

use crate::ReportError;
use crate::escape::file_name;
use isogloss::report::{Comparison, Report, Section};
use sheet::{FileNames, Sheet};

/// Takes a table: the name of its file and its bytes.
pub type Put<'a> = dyn FnMut(&str, Vec<u8>) -> Result<(), ReportError> + 'a;

/// Hands every table to `put`, one at a time: the long ones are not in memory together.
pub fn each(comparison: &Comparison, put: &mut Put<'_>) -> Result<(), ReportError> {
    let report = &comparison.report;
    let mut names = FileNames::default();
    match &report.vocabulary {
        None => {
            put("domains.csv", sections::domains(report)?)?;
            put("keyness.csv", sections::keyness(comparison)?)?;
        }
        Some(audit) => {
            put("domains.csv", sections::files(report)?)?;
            put("vocabulary.csv", sections::vocabulary(report, audit)?)?;
        }
    }
    put("claims.csv", sections::claims(report)?)?;
    for (a, b, words) in &comparison.shifts {
        let name = format!("shift-{}-{}", file_name(&domain(report, *a)), file_name(&domain(report, *b)));
        put(&names.unique(&name), sections::shift(words)?)?;
    }
    for (a, b, words) in &comparison.companies {
        let name = format!("company-{}-{}", file_name(&domain(report, *a)), file_name(&domain(report, *b)));
        put(&names.unique(&name), sections::company(words)?)?;
    }
    let sections = &report.sections;
    if let Section::Computed(zipf) = &sections.zipf {
        put("zipf.csv", sections::zipf_figures(report)?)?;
        for (d, one) in zipf.domains.iter().enumerate() {
            let name = format!("rank-frequency-{}", file_name(&domain(report, d)));
            let mut sheet = Sheet::new(&["rank", "relative_frequency"])?;
            for (rank, frequency) in &one.curve {
                sheet.row(&[rank, frequency])?;
            }
            put(&names.unique(&name), sheet.finish()?)?;
        }
    }
    if sections.information.computed().is_some() {
        put("confound.csv", sections::confound(report)?)?;
    }
    if sections.entropy.computed().is_some() {
        put("entropy.csv", sections::entropy(report)?)?;
        put("entropy-growth.csv", sections::entropy_growth(report)?)?;
    }
    if sections.cooccurrence.computed().is_some() {
        put("cooccurrence.csv", sections::cooccurrence(report)?)?;
        put("company-pairs.csv", sections::company_pairs(report)?)?;
    }
    if sections.geometry.computed().is_some() {
        put("alignment.csv", sections::alignment(report)?)?;
        if report.run.kind().is_text() {
            put("noise.csv", sections::noise(report)?)?;
        }
    }
    if sections.analogy.computed().is_some() {
        put("analogy.csv", sections::analogy(report)?)?;
    }
    if sections.transfer.computed().is_some() {
        put("transfer.csv", sections::transfer(report)?)?;
        if report.run.kind().is_text() {
            put("divergence.csv", sections::divergence(report)?)?;
        }
    }
    if sections.spectrum.computed().is_some() {
        put("spectrum.csv", sections::spectrum(report)?)?;
    }
    if sections.attention.computed().is_some() {
        put("attention.csv", sections::attention(report)?)?;
    }
    if sections.summary.computed().is_some() {
        put("summary.csv", sections::summary(report)?)?;
    }
    if sections.likeness.computed().is_some() {
        put("likeness.csv", sections::likeness(report)?)?;
    }
    put("README.txt", README.as_bytes().to_vec())
}

const README: &str = include_str!("../../assets/tables.txt");

/// A domain's name by its index.
fn domain(report: &Report, index: usize) -> String {
    report.domains.get(index).map_or_else(|| format!("domain-{index}"), |d| d.name.clone())
}
