//! Every number of a comparison in full precision, as CSV with a header row.
//!
//! Words are written as they are (see the crate's documentation on spreadsheets); what there is none of is an empty cell.

use crate::ReportError;
use crate::escape::file_name;
use isogloss::report::{Comparison, Report, Section};
use isogloss_math::Estimate;
use std::fmt::Write;

/// Hands every table to `put`, one at a time: the long ones are not in memory together.
pub fn each(
    comparison: &Comparison,
    put: &mut dyn FnMut(&str, Vec<u8>) -> Result<(), ReportError>,
) -> Result<(), ReportError> {
    let report = &comparison.report;
    let mut names = FileNames::default();
    put("domains.csv", domains(report)?)?;
    put("claims.csv", claims(report)?)?;
    put("keyness.csv", keyness(comparison)?)?;
    for (a, b, words) in &comparison.shifts {
        let name = format!("shift-{}-{}", file_name(&domain(report, *a)), file_name(&domain(report, *b)));
        put(&names.unique(&name), shift(words)?)?;
    }
    let sections = &report.sections;
    if let Section::Computed(zipf) = &sections.zipf {
        put("zipf.csv", zipf_figures(report)?)?;
        for (d, one) in zipf.domains.iter().enumerate() {
            let name = format!("rank-frequency-{}", file_name(&domain(report, d)));
            let mut sheet = Sheet::new(&["rank", "relative_frequency"])?;
            for (rank, frequency) in &one.curve {
                sheet.row(&[rank, frequency])?;
            }
            put(&names.unique(&name), sheet.finish()?)?;
        }
    }
    if sections.entropy.computed().is_some() {
        put("entropy.csv", entropy(report)?)?;
        put("entropy-growth.csv", entropy_growth(report)?)?;
    }
    if sections.cooccurrence.computed().is_some() {
        put("cooccurrence.csv", cooccurrence(report)?)?;
    }
    if sections.geometry.computed().is_some() {
        put("alignment.csv", alignment(report)?)?;
        put("noise.csv", noise(report)?)?;
    }
    if sections.analogy.computed().is_some() {
        put("analogy.csv", analogy(report)?)?;
    }
    if sections.transfer.computed().is_some() {
        put("transfer.csv", transfer(report)?)?;
        put("divergence.csv", divergence(report)?)?;
    }
    if sections.spectrum.computed().is_some() {
        put("spectrum.csv", spectrum(report)?)?;
    }
    if sections.attention.computed().is_some() {
        put("attention.csv", attention(report)?)?;
    }
    if sections.summary.computed().is_some() {
        put("summary.csv", summary(report)?)?;
    }
    put("README.txt", README.as_bytes().to_vec())
}

const README: &str = include_str!("../assets/tables.txt");

/// What stands in a cell.
trait Cell {
    fn put(&self, out: &mut String);
}

impl Cell for String {
    fn put(&self, out: &mut String) {
        out.push_str(self);
    }
}

impl Cell for &str {
    fn put(&self, out: &mut String) {
        out.push_str(self);
    }
}

impl Cell for f64 {
    fn put(&self, out: &mut String) {
        // The shortest digits that read back as the same number; without an exponent 1e-300 would fill the line.
        let plain = *self == 0.0 || (1e-5..1e15).contains(&self.abs());
        let _ = if plain { write!(out, "{self}") } else { write!(out, "{self:e}") };
    }
}

impl Cell for u64 {
    fn put(&self, out: &mut String) {
        let _ = write!(out, "{self}");
    }
}

impl Cell for usize {
    fn put(&self, out: &mut String) {
        let _ = write!(out, "{self}");
    }
}

impl<T: Cell> Cell for Option<T> {
    fn put(&self, out: &mut String) {
        if let Some(inner) = self {
            inner.put(out);
        }
    }
}

/// A table being written.
struct Sheet {
    writer: csv::Writer<Vec<u8>>,
    cell: String,
}

impl Sheet {
    fn new(header: &[&str]) -> Result<Self, ReportError> {
        let mut sheet = Self { writer: csv::Writer::from_writer(Vec::new()), cell: String::new() };
        sheet.writer.write_record(header)?;
        Ok(sheet)
    }

    fn row(&mut self, cells: &[&dyn Cell]) -> Result<(), ReportError> {
        for cell in cells {
            self.cell.clear();
            cell.put(&mut self.cell);
            self.writer.write_field(&self.cell)?;
        }
        self.writer.write_record(None::<&[u8]>)?;
        Ok(())
    }

    fn finish(self) -> Result<Vec<u8>, ReportError> {
        self.writer.into_inner().map_err(|e| ReportError::Csv(e.into_error().into()))
    }
}

/// Names of files so far: two domains whose names differ only in what a file's name cannot hold still get a file each.
#[derive(Default)]
struct FileNames(Vec<String>);

impl FileNames {
    fn unique(&mut self, stem: &str) -> String {
        let mut name = format!("{stem}.csv");
        let mut next = 2;
        while self.0.contains(&name.to_lowercase()) {
            name = format!("{stem}-{next}.csv");
            next += 1;
        }
        self.0.push(name.to_lowercase());
        name
    }
}

/// A domain's name by its index.
fn domain(report: &Report, index: usize) -> String {
    report.domains.get(index).map_or_else(|| format!("domain-{index}"), |d| d.name.clone())
}

fn domains(report: &Report) -> Result<Vec<u8>, ReportError> {
    let mut sheet = Sheet::new(&[
        "domain",
        "documents",
        "units",
        "tokens",
        "types",
        "vocabulary",
        "mean_document_length",
        "empty_lines",
        "invalid_utf8_lines",
        "malformed_lines",
    ])?;
    for d in &report.domains {
        let (length, read) = (&d.mean_document_length, &d.read);
        sheet.row(&[
            &d.name,
            &d.documents,
            &d.units,
            &d.tokens,
            &d.types,
            &d.vocabulary,
            length,
            &read.empty,
            &read.invalid_utf8,
            &read.malformed,
        ])?;
    }
    sheet.finish()
}

fn claims(report: &Report) -> Result<Vec<u8>, ReportError> {
    let mut sheet = Sheet::new(&[
        "claim", "section", "text", "verdict", "note", "figure", "value", "low", "high", "method",
    ])?;
    for claim in &report.claims {
        let verdict = crate::page::verdict(claim.verdict).name;
        for figure in &claim.figures {
            let Estimate { value, low, high, method } = &figure.estimate;
            sheet.row(&[
                &claim.id,
                &claim.section,
                &claim.text,
                &verdict,
                &claim.note,
                &figure.label,
                value,
                low,
                high,
                method,
            ])?;
        }
        if claim.figures.is_empty() {
            let none = "";
            sheet.row(&[
                &claim.id,
                &claim.section,
                &claim.text,
                &verdict,
                &claim.note,
                &none,
                &none,
                &none,
                &none,
                &none,
            ])?;
        }
    }
    sheet.finish()
}

fn keyness(comparison: &Comparison) -> Result<Vec<u8>, ReportError> {
    let names: Vec<&str> = comparison.report.domains.iter().map(|d| d.name.as_str()).collect();
    let mut header = vec!["word".to_owned()];
    header.extend(names.iter().map(|name| format!("count_{name}")));
    header.extend(names.iter().map(|name| format!("per_million_{name}")));
    header.extend(["domain", "g2", "log2_ratio", "information_bits"].map(String::from));
    let header: Vec<&str> = header.iter().map(String::as_str).collect();
    let mut sheet = Sheet::new(&header)?;
    for word in &comparison.key_words {
        let home = domain(&comparison.report, word.domain);
        let mut cells: Vec<&dyn Cell> = vec![&word.word];
        // As many cells as domains, even should a word come with fewer numbers.
        cells.extend((0..names.len()).map(|d| word.counts.get(d).map_or(&"" as &dyn Cell, |n| n)));
        cells.extend((0..names.len()).map(|d| word.per_million.get(d).map_or(&"" as &dyn Cell, |n| n)));
        cells.extend([&home as &dyn Cell, &word.g2, &word.log_ratio, &word.information]);
        sheet.row(&cells)?;
    }
    sheet.finish()
}

fn shift(words: &[isogloss_analyse::geometry::ShiftedWord]) -> Result<Vec<u8>, ReportError> {
    let mut sheet = Sheet::new(&[
        "word",
        "count_a",
        "count_b",
        "shift",
        "cosine",
        "noise",
        "adjusted",
        "neighbour_overlap",
        "rank",
    ])?;
    for w in words {
        sheet.row(&[
            &w.word,
            &w.count_a,
            &w.count_b,
            &w.shift,
            &w.cosine,
            &w.noise,
            &w.adjusted,
            &w.overlap,
            &w.rank,
        ])?;
    }
    sheet.finish()
}

fn zipf_figures(report: &Report) -> Result<Vec<u8>, ReportError> {
    let mut sheet = Sheet::new(&[
        "domain",
        "tokens",
        "types",
        "hapax_share",
        "alpha",
        "alpha_low",
        "alpha_high",
        "gamma",
        "gamma_low",
        "gamma_high",
        "x_min",
        "tail_types",
        "ks_distance",
        "slope",
        "slope_low",
        "slope_high",
        "slope_ranks",
    ])?;
    for (d, z) in report.sections.zipf.computed().iter().flat_map(|s| &s.domains).enumerate() {
        let (name, a, g, s) = (domain(report, d), &z.alpha, &z.gamma, &z.slope);
        sheet.row(&[
            &name,
            &z.tokens,
            &z.types,
            &z.hapax_share,
            &a.value,
            &a.low,
            &a.high,
            &g.value,
            &g.low,
            &g.high,
            &z.x_min,
            &z.tail_types,
            &z.ks_distance,
            &s.value,
            &s.low,
            &s.high,
            &z.slope_ranks,
        ])?;
    }
    sheet.finish()
}

fn entropy(report: &Report) -> Result<Vec<u8>, ReportError> {
    let mut sheet = Sheet::new(&[
        "domain",
        "sample",
        "tokens",
        "types",
        "plug_in_bits",
        "miller_madow_bits",
        "low",
        "high",
        "evenness",
        "type_token_ratio",
        "method",
    ])?;
    if let Section::Computed(section) = &report.sections.entropy {
        for (sample, list) in [("full", &section.full), ("matched", &section.matched)] {
            for (d, e) in list.iter().enumerate() {
                let (name, m) = (domain(report, d), &e.miller_madow);
                sheet.row(&[
                    &name,
                    &sample,
                    &e.tokens,
                    &e.types,
                    &e.plug_in,
                    &m.value,
                    &m.low,
                    &m.high,
                    &e.evenness,
                    &e.type_token_ratio,
                    &m.method,
                ])?;
            }
        }
    }
    sheet.finish()
}

fn entropy_growth(report: &Report) -> Result<Vec<u8>, ReportError> {
    let mut sheet = Sheet::new(&["domain", "tokens", "plug_in_bits", "miller_madow_bits"])?;
    for (d, curve) in report.sections.entropy.computed().iter().flat_map(|s| &s.growth).enumerate() {
        let name = domain(report, d);
        for (tokens, plug_in, miller_madow) in curve {
            sheet.row(&[&name, tokens, plug_in, miller_madow])?;
        }
    }
    sheet.finish()
}

fn cooccurrence(report: &Report) -> Result<Vec<u8>, ReportError> {
    let mut sheet =
        Sheet::new(&["domain", "count_low", "count_high", "held_out_pairs", "r2_margins", "r2_embedding"])?;
    for (d, one) in report.sections.cooccurrence.computed().iter().flat_map(|s| &s.domains).enumerate() {
        let (name, none) = (domain(report, d), "");
        let Section::Computed(fit) = &one.fit else { continue };
        sheet.row(&[&name, &none, &none, &fit.held_out_pairs, &fit.r2_margins, &fit.r2_embedding])?;
        for band in &fit.bands {
            sheet.row(&[
                &name,
                &band.count_low,
                &band.count_high,
                &band.pairs,
                &band.r2_margins,
                &band.r2_embedding,
            ])?;
        }
    }
    sheet.finish()
}

fn alignment(report: &Report) -> Result<Vec<u8>, ReportError> {
    let mut sheet = Sheet::new(&[
        "a",
        "b",
        "anchors_rule",
        "anchors",
        "residual",
        "held_out_residual",
        "shared_words",
        "ranked_words",
        "mean_overlap",
        "chance_overlap",
        "frequency_correlation",
        "adjusted_frequency_correlation",
        "above_noise",
    ])?;
    for pair in report.sections.geometry.computed().iter().flat_map(|s| &s.pairs) {
        let (a, b, s) = (domain(report, pair.a), domain(report, pair.b), &pair.shift);
        let health = &s.alignment;
        sheet.row(&[
            &a,
            &b,
            &health.anchors_rule,
            &health.anchors,
            &health.residual,
            &health.held_out_residual,
            &s.shared_words,
            &s.ranked_words,
            &s.mean_overlap,
            &s.chance_overlap,
            &s.frequency_correlation,
            &s.adjusted_frequency_correlation,
            &s.above_noise,
        ])?;
    }
    sheet.finish()
}

fn noise(report: &Report) -> Result<Vec<u8>, ReportError> {
    let mut sheet = Sheet::new(&["a", "b", "domain", "count_per_half", "median_shift", "shift_95_percent"])?;
    for pair in report.sections.geometry.computed().iter().flat_map(|s| &s.pairs) {
        let (a, b) = (domain(report, pair.a), domain(report, pair.b));
        for (of, points) in [(&a, &pair.shift.noise_a), (&b, &pair.shift.noise_b)] {
            for p in points {
                sheet.row(&[&a, &b, of, &p.count, &p.median, &p.high])?;
            }
        }
    }
    sheet.finish()
}

fn analogy(report: &Report) -> Result<Vec<u8>, ReportError> {
    let mut sheet =
        Sheet::new(&["section", "questions", "answerable", "domain", "accuracy", "offset_error"])?;
    if let Section::Computed(section) = &report.sections.analogy {
        let all = &section.analogy;
        for (d, one) in all.domains.iter().enumerate() {
            let (name, total) = (domain(report, d), "(all)");
            let (accuracy, error) = (&one.accuracy.value, &one.offset_error.value);
            sheet.row(&[&total, &all.questions, &all.answerable, &name, accuracy, error])?;
        }
        for part in &all.sections {
            for d in 0..all.domains.len() {
                let (accuracy, error) = (part.accuracy.get(d).copied(), part.offset_error.get(d).copied());
                let name = domain(report, d);
                sheet.row(&[&part.name, &part.questions, &part.answerable, &name, &accuracy, &error])?;
            }
        }
    }
    sheet.finish()
}

fn transfer(report: &Report) -> Result<Vec<u8>, ReportError> {
    let mut sheet = Sheet::new(&[
        "a",
        "b",
        "task",
        "words",
        "majority",
        "train",
        "test",
        "accuracy",
        "accuracy_low",
        "accuracy_high",
        "log_loss_nats",
        "log_loss_low",
        "log_loss_high",
    ])?;
    for pair in report.sections.transfer.computed().iter().flat_map(|s| &s.pairs) {
        let Section::Computed(t) = &pair.classifier else { continue };
        let (a, b) = (domain(report, pair.a), domain(report, pair.b));
        for cell in &t.cells {
            let side = |index: usize| if index == 0 { &a } else { &b };
            let (right, loss) = (&cell.accuracy, &cell.log_loss);
            sheet.row(&[
                &a,
                &b,
                &t.task,
                &t.words,
                &t.majority,
                side(cell.train),
                side(cell.test),
                &right.value,
                &right.low,
                &right.high,
                &loss.value,
                &loss.low,
                &loss.high,
            ])?;
        }
    }
    sheet.finish()
}

fn divergence(report: &Report) -> Result<Vec<u8>, ReportError> {
    let mut sheet = Sheet::new(&[
        "a",
        "b",
        "jensen_shannon_bits",
        "kl_a_b_bits",
        "kl_b_a_bits",
        "share_of_a_unseen_in_b",
        "share_of_b_unseen_in_a",
        "smoothing",
    ])?;
    for pair in report.sections.transfer.computed().iter().flat_map(|s| &s.pairs) {
        let (a, b, d) = (domain(report, pair.a), domain(report, pair.b), &pair.divergence);
        sheet.row(&[
            &a,
            &b,
            &d.jensen_shannon,
            &d.kl_ab,
            &d.kl_ba,
            &d.unseen.0,
            &d.unseen.1,
            &d.smoothing,
        ])?;
    }
    sheet.finish()
}

fn spectrum(report: &Report) -> Result<Vec<u8>, ReportError> {
    let mut sheet = Sheet::new(&["domain", "i", "singular_value"])?;
    for (d, one) in report.sections.spectrum.computed().iter().flat_map(|s| &s.domains).enumerate() {
        let name = domain(report, d);
        for (i, sigma) in one.singular_values.iter().enumerate() {
            sheet.row(&[&name, &(i + 1), sigma])?;
        }
    }
    sheet.finish()
}

fn attention(report: &Report) -> Result<Vec<u8>, ReportError> {
    let mut sheet = Sheet::new(&[
        "domain",
        "vectors",
        "sentences",
        "length",
        "row_entropy",
        "row_entropy_low",
        "row_entropy_high",
        "score_norm",
        "score_norm_low",
        "score_norm_high",
        "score_norm_variation",
    ])?;
    for (d, one) in report.sections.attention.computed().iter().flat_map(|s| &s.domains).enumerate() {
        let name = domain(report, d);
        for (vectors, stats) in
            [("as is", &one.as_is), ("shuffled", &one.shuffled), ("equal norms", &one.equal_norms)]
        {
            let (h, n) = (&stats.row_entropy, &stats.score_norm);
            sheet.row(&[
                &name,
                &vectors,
                &one.sentences,
                &one.length,
                &h.value,
                &h.low,
                &h.high,
                &n.value,
                &n.low,
                &n.high,
                &stats.score_norm_variation,
            ])?;
        }
    }
    sheet.finish()
}

fn summary(report: &Report) -> Result<Vec<u8>, ReportError> {
    let mut sheet = Sheet::new(&["a", "b", "quantity", "value", "low", "high", "method"])?;
    for pair in report.sections.summary.computed().iter().flat_map(|s| &s.pairs) {
        let (a, b, s) = (domain(report, pair.a), domain(report, pair.b), &pair.summary);
        for (quantity, e) in [
            ("mean similarity in a", &s.mean_similarity_a),
            ("mean similarity in b", &s.mean_similarity_b),
            ("mean shift", &s.mean_shift),
        ] {
            sheet.row(&[&a, &b, &quantity, &e.value, &e.low, &e.high, &e.method])?;
        }
        let (quantity, none) = ("correlation of the similarities", "");
        sheet.row(&[&a, &b, &quantity, &s.similarity_correlation, &none, &none, &"Pearson"])?;
    }
    sheet.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_hold_full_precision_and_words_as_they_are() {
        let mut sheet = Sheet::new(&["word", "x", "y"]).unwrap();
        sheet.row(&[&"=1+\"2\",", &0.1f64, &None::<f64>]).unwrap();
        sheet.row(&[&"@user", &1e-300f64, &Some(3usize)]).unwrap();
        let text = String::from_utf8(sheet.finish().unwrap()).unwrap();
        assert_eq!(text, "word,x,y\n\"=1+\"\"2\"\",\",0.1,\n@user,1e-300,3\n");
    }

    #[test]
    fn no_table_overwrites_another() {
        let mut names = FileNames::default();
        assert_eq!(names.unique("shift-a-b-c"), "shift-a-b-c.csv");
        assert_eq!(names.unique("shift-A-b-c"), "shift-A-b-c-2.csv");
        assert_eq!(names.unique("shift-a-b-c"), "shift-a-b-c-3.csv");
    }
}
